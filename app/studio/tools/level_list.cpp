#include "app/studio/tools/level_list.h"

#include <algorithm>

#include "app/studio/tools/level_picture.h"

namespace spolab {
namespace {

constexpr int kSide = 40;
constexpr int kMostLookedUp = 2000;

int boxesOf(const sokoban::Level& level) {
  return static_cast<int>(std::count_if(level.cells.begin(), level.cells.end(), [](std::uint8_t cell) {
    return cell == sokoban::kBox || cell == sokoban::kBoxOnTarget;
  }));
}

}  // namespace

LevelList::LevelList(const BestSolutions& best, QObject* parent) : QAbstractListModel(parent), best_(best) {}

void LevelList::setLevels(std::vector<sokoban::Level> levels) {
  beginResetModel();
  levels_ = std::move(levels);
  keys_.assign(levels_.size(), {});
  pictures_.clear();
  endResetModel();
}

const QString& LevelList::keyOf(int row) const {
  QString& key = keys_[static_cast<std::size_t>(row)];
  if (key.isEmpty()) key = levelKey(level(row));
  return key;
}

int LevelList::rowOf(const QString& key, int near) const {
  if (near >= 0 && near < rowCount() && keyOf(near) == key) return near;
  const auto found = std::find(keys_.begin(), keys_.end(), key);
  return found == keys_.end() ? -1 : static_cast<int>(found - keys_.begin());
}

QString LevelList::titleOf(int row) const {
  const QString title = QString::fromStdString(level(row).title);
  return title.isEmpty() ? tr("Level %1").arg(row + 1) : title;
}

QString LevelList::describe(int row) const {
  const sokoban::Level& shown = level(row);
  const int boxes = boxesOf(shown);
  QString text = boxes == 1 ? tr("%1 × %2, 1 box").arg(shown.rows).arg(shown.columns)
                            : tr("%1 × %2, %3 boxes").arg(shown.rows).arg(shown.columns).arg(boxes);
  if (const BestOfLevel best = best_.of(keyOf(row)); best.byMoves)
    text += tr(" · ✓ %1 / %2").arg(best.byMoves->moves).arg(best.byPushes->pushes);
  return text;
}

int LevelList::solved() const {
  if (rowCount() > kMostLookedUp) return -1;
  int count = 0;
  for (int row = 0; row < rowCount(); ++row) count += best_.of(keyOf(row)).byMoves ? 1 : 0;
  return count;
}

void LevelList::refresh(const QString& key) {
  for (int row = 0; row < rowCount(); ++row)
    if (keys_[static_cast<std::size_t>(row)] == key) Q_EMIT dataChanged(index(row), index(row));
}

void LevelList::setLook(const Theme& theme, double scale, double pixelRatio) {
  const int side = qRound(kSide * scale);
  if (&theme == theme_ && side == side_ && pixelRatio == pixelRatio_) return;
  theme_ = &theme;
  side_ = side;
  pixelRatio_ = pixelRatio;
  pictures_.clear();
  if (rowCount() > 0) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int LevelList::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(levels_.size());
}

QPixmap LevelList::pictureOf(int row) const {
  if (const QPixmap* known = pictures_.object(row)) return *known;
  const QPixmap picture = levelPicture(level(row), side_, pixelRatio_, *theme_);
  pictures_.insert(row, new QPixmap(picture));  // the cache owns it
  return picture;
}

QVariant LevelList::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const int row = index.row();
  switch (role) {
    case Qt::DisplayRole:
      return tr("%1  %2\n%3").arg(row + 1).arg(titleOf(row), describe(row));
    case Qt::ToolTipRole:
      return describe(row);
    case Qt::AccessibleTextRole:
      return tr("%1: %2").arg(titleOf(row), describe(row));
    case Qt::DecorationRole:
      return pictureOf(row);
    default:
      return {};
  }
}

}  // namespace spolab
