#include "app/studio/tools/best_solutions.h"

#include <algorithm>
#include <tuple>

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>

#include "core/base/error.h"
#include "envs/sokoban/level_check.h"
#include "envs/sokoban/level_text.h"

namespace spolab {
namespace {

constexpr qint64 kLargestFile = 64 << 20;

bool isLurd(const QString& text) {
  return !text.isEmpty() &&
         std::all_of(text.begin(), text.end(), [](QChar letter) { return QLatin1String("udlrUDLR").contains(letter); });
}

bool fewerMoves(const LevelSolution& a, const std::optional<LevelSolution>& b) {
  return !b || std::tie(a.moves, a.pushes) < std::tie(b->moves, b->pushes);
}

bool fewerPushes(const LevelSolution& a, const std::optional<LevelSolution>& b) {
  return !b || std::tie(a.pushes, a.moves) < std::tie(b->pushes, b->moves);
}

bool take(BestOfLevel& best, const LevelSolution& solution) {
  bool better = false;
  if (fewerMoves(solution, best.byMoves)) {
    best.byMoves = solution;
    better = true;
  }
  if (fewerPushes(solution, best.byPushes)) {
    best.byPushes = solution;
    better = true;
  }
  return better;
}

}  // namespace

sokoban::Level playedPart(const sokoban::Level& level) {
  const std::vector<std::uint8_t> reachable = sokoban::reachableCells(level);
  int top = level.rows, bottom = -1, left = level.columns, right = -1;
  for (int i = 0; i < level.rows * level.columns; ++i) {
    if (reachable[static_cast<std::size_t>(i)] == 0) continue;
    top = std::min(top, i / level.columns);
    bottom = std::max(bottom, i / level.columns);
    left = std::min(left, i % level.columns);
    right = std::max(right, i % level.columns);
  }
  sokoban::Level part;
  part.title = level.title;
  part.rows = bottom - top + 3;
  part.columns = right - left + 3;
  part.cells.assign(static_cast<std::size_t>(part.rows * part.columns), sokoban::kWall);
  for (int row = top; row <= bottom; ++row)
    for (int column = left; column <= right; ++column)
      if (reachable[static_cast<std::size_t>(row * level.columns + column)] != 0)
        part.cells[static_cast<std::size_t>((row - top + 1) * part.columns + column - left + 1)] =
            level.at(row, column);
  return part;
}

QString levelKey(const sokoban::Level& level) {
  const std::string text = sokoban::printLevel(playedPart(level));
  return QString::fromLatin1(
      QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha1).toHex());
}

LevelSolution LevelSolution::of(const QString& lurd) {
  const auto pushes = std::count_if(lurd.begin(), lurd.end(), [](QChar letter) { return letter.isUpper(); });
  return {lurd, static_cast<int>(lurd.size()), static_cast<int>(pushes)};
}

BestSolutions::BestSolutions(QString file) : file_(std::move(file)) { read(); }

QString BestSolutions::standardFile() {
  return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
         QStringLiteral("/spolab/sokoban-solutions.json");
}

BestOfLevel BestSolutions::of(const QString& key) const {
  const auto found = levels_.find(key);
  return found == levels_.end() ? BestOfLevel{} : found->second;
}

bool BestSolutions::offer(const QString& key, const QString& lurd) {
  if (!isLurd(lurd) || !take(levels_[key], LevelSolution::of(lurd))) return false;
  write();
  return true;
}

void BestSolutions::read() {
  QFile file(file_);
  if (!file.exists()) return;
  damaged_ = true;
  if (file.size() > kLargestFile || !file.open(QIODevice::ReadOnly)) return;
  const QJsonDocument document = QJsonDocument::fromJson(file.readAll());
  if (!document.isObject()) return;
  const QJsonObject levels = document.object().value(QStringLiteral("levels")).toObject();
  for (auto level = levels.begin(); level != levels.end(); ++level) {
    BestOfLevel best;
    for (const char* kind : {"moves", "pushes"})
      if (const QString lurd = level.value().toObject().value(QLatin1String(kind)).toString(); isLurd(lurd))
        take(best, LevelSolution::of(lurd));
    if (best.byMoves) levels_[level.key()] = best;
  }
  damaged_ = false;
}

void BestSolutions::write() {
  if (std::exchange(damaged_, false)) {
    QFile::remove(file_ + QStringLiteral(".damaged"));
    QFile::rename(file_, file_ + QStringLiteral(".damaged"));
  }
  QJsonObject levels;
  for (const auto& [key, best] : levels_)
    levels.insert(key, QJsonObject{{QStringLiteral("moves"), best.byMoves->lurd},
                                   {QStringLiteral("pushes"), best.byPushes->lurd}});
  QDir().mkpath(QFileInfo(file_).path());
  QSaveFile file(file_);
  const QByteArray text = QJsonDocument(QJsonObject{{QStringLiteral("levels"), levels}}).toJson();
  if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
    throw Error("a file for the best solutions that can be written", file.errorString().toStdString(),
                file_.toStdString());
}

}  // namespace spolab
