#pragma once

#include <vector>

#include <QAbstractListModel>
#include <QCache>
#include <QPixmap>

#include "app/studio/tools/best_solutions.h"
#include "envs/sokoban/level.h"
#include "render/theme.h"

namespace spolab {

/// The levels of a collection as rows: a small picture, number and title, size, boxes, and the best plays known.
class LevelList : public QAbstractListModel {
  Q_OBJECT

 public:
  /// Borrows `best`, which outlives it.
  LevelList(const BestSolutions& best, QObject* parent);

  void setLevels(std::vector<sokoban::Level> levels);
  [[nodiscard]] const sokoban::Level& level(int row) const { return levels_[static_cast<std::size_t>(row)]; }
  /// The row of the level with this key, the one at `near` before others; −1: none.
  [[nodiscard]] int rowOf(const QString& key, int near) const;
  /// "Round the corner", or "Level 2" where the file has no title.
  [[nodiscard]] QString titleOf(int row) const;
  /// Levels that a person has solved; −1 where there are too many to look each up.
  [[nodiscard]] int solved() const;
  /// The best plays of this level have changed.
  void refresh(const QString& key);
  void setLook(const Theme& theme, double scale, double pixelRatio);
  /// Side of the pictures in points.
  [[nodiscard]] int side() const { return side_; }

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

 private:
  [[nodiscard]] QPixmap pictureOf(int row) const;
  [[nodiscard]] QString describe(int row) const;
  [[nodiscard]] const QString& keyOf(int row) const;

  const BestSolutions& best_;
  std::vector<sokoban::Level> levels_;
  mutable std::vector<QString> keys_;  ///< as they are asked for; empty: not yet
  mutable QCache<int, QPixmap> pictures_{512};
  const Theme* theme_ = &Theme::dark();
  double pixelRatio_ = 1.0;
  int side_ = 40;
};

}  // namespace spolab
