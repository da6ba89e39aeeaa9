#include "app/studio/race/race_history.h"

#include <utility>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace spolab {
namespace {

QJsonObject toJson(const RaceSide& side) {
  return {{QStringLiteral("steps"), side.steps},
          {QStringLiteral("seconds"), side.seconds},
          {QStringLiteral("score"), side.score},
          {QStringLiteral("finished"), side.finished},
          {QStringLiteral("success"), side.success}};
}

RaceSide sideOf(const QJsonObject& object) {
  RaceSide side;
  side.steps = object[QStringLiteral("steps")].toInt();
  side.seconds = object[QStringLiteral("seconds")].toDouble();
  side.score = object[QStringLiteral("score")].toDouble();
  side.finished = object[QStringLiteral("finished")].toBool();
  side.success = object[QStringLiteral("success")].toBool();
  return side;
}

}  // namespace

RaceWinner winnerOf(const RaceSide& left, const RaceSide& right) {
  if (left.success != right.success) return left.success ? RaceWinner::kLeft : RaceWinner::kRight;
  if (left.success) {
    if (left.seconds == right.seconds) return RaceWinner::kNobody;
    return left.seconds < right.seconds ? RaceWinner::kLeft : RaceWinner::kRight;
  }
  if (left.score == right.score) return RaceWinner::kNobody;
  return left.score > right.score ? RaceWinner::kLeft : RaceWinner::kRight;
}

RaceHistory::RaceHistory(QString file) : file_(std::move(file)) {
  QFile stored(file_);
  if (!stored.open(QIODevice::ReadOnly)) return;
  const QJsonArray races = QJsonDocument::fromJson(stored.readAll()).array();
  for (const QJsonValue& value : races) {
    const QJsonObject race = value.toObject();
    RaceResult result;
    result.when = QDateTime::fromString(race[QStringLiteral("when")].toString(), Qt::ISODate);
    result.world = race[QStringLiteral("world")].toString();
    result.left = race[QStringLiteral("left")].toString();
    result.opponent = race[QStringLiteral("opponent")].toString();
    result.mine = sideOf(race[QStringLiteral("mine")].toObject());
    result.theirs = sideOf(race[QStringLiteral("theirs")].toObject());
    if (result.when.isValid() && static_cast<int>(results_.size()) < kMost) results_.push_back(std::move(result));
  }
}

bool RaceHistory::add(RaceResult result) {
  results_.insert(results_.begin(), std::move(result));
  if (static_cast<int>(results_.size()) > kMost) results_.resize(kMost);
  return save();
}

bool RaceHistory::clear() {
  results_.clear();
  return save();
}

bool RaceHistory::save() const {
  QJsonArray races;
  for (const RaceResult& result : results_)
    races.append(QJsonObject{{QStringLiteral("when"), result.when.toString(Qt::ISODate)},
                             {QStringLiteral("world"), result.world},
                             {QStringLiteral("left"), result.left},
                             {QStringLiteral("opponent"), result.opponent},
                             {QStringLiteral("mine"), toJson(result.mine)},
                             {QStringLiteral("theirs"), toJson(result.theirs)}});
  QDir().mkpath(QFileInfo(file_).absolutePath());
  QSaveFile file(file_);
  if (!file.open(QIODevice::WriteOnly)) return false;
  file.write(QJsonDocument(races).toJson());
  return file.commit();
}

}  // namespace spolab
