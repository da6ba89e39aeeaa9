#include "app/studio/tools/level_picture.h"

#include <algorithm>

#include <QPainter>

#include "app/studio/look.h"
#include "envs/sokoban/level_check.h"

namespace spolab {
namespace {

QRectF inset(const QRectF& area, double share) {
  const double by = share * area.width();
  return area.adjusted(by, by, -by, -by);
}

}  // namespace

void paintCell(QPainter& painter, const QRectF& area, std::uint8_t cell, const Theme& theme) {
  using namespace sokoban;
  const auto colour = [&](ColourRole role) { return qcolour(theme.role(role)); };
  if (cell == kWall) {
    painter.fillRect(area, colour(ColourRole::kWall));
    return;
  }
  painter.fillRect(area, colour(ColourRole::kGround));
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  if (cell == kTarget || cell == kPlayerOnTarget || cell == kBoxOnTarget) {
    painter.setBrush(colour(ColourRole::kTarget));
    painter.drawEllipse(inset(area, 0.14));
  }
  if (cell == kBox || cell == kBoxOnTarget) {
    painter.setBrush(colour(cell == kBox ? ColourRole::kBox : ColourRole::kBoxOnTarget));
    painter.drawRoundedRect(inset(area, 0.12), 0.12 * area.width(), 0.12 * area.width());
  }
  if (cell == kBoxOnTarget) {  // not by colour alone
    painter.setBrush(colour(ColourRole::kTarget));
    painter.drawEllipse(inset(area, 0.36));
  }
  if (cell == kPlayer || cell == kPlayerOnTarget) {
    painter.setBrush(colour(ColourRole::kAgent));
    painter.drawEllipse(inset(area, 0.24));
  }
  painter.restore();
}

QPixmap levelPicture(const sokoban::Level& level, int side, double pixelRatio, const Theme& theme) {
  QPixmap picture(QSize(side, side) * pixelRatio);
  picture.setDevicePixelRatio(pixelRatio);
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  const int longest = std::max(level.rows, level.columns);
  const int cell = std::max(1, side / longest);
  const int left = (side - cell * level.columns) / 2, top = (side - cell * level.rows) / 2;
  const std::vector<std::uint8_t> reachable = sokoban::reachableCells(level);
  for (int row = 0; row < level.rows; ++row)
    for (int column = 0; column < level.columns; ++column) {
      const std::uint8_t code = level.at(row, column);
      if (code != sokoban::kWall && reachable[static_cast<std::size_t>(row * level.columns + column)] == 0) continue;
      paintCell(painter, QRectF(left + column * cell, top + row * cell, cell, cell), code, theme);
    }
  return picture;
}

}  // namespace spolab
