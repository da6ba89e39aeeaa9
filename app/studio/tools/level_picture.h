#pragma once

#include <QPixmap>
#include <QRectF>

#include "envs/sokoban/level.h"
#include "render/theme.h"

class QPainter;

namespace spolab {

/// Draws one cell of a Sokoban level seen from above.
void paintCell(QPainter& painter, const QRectF& area, std::uint8_t cell, const Theme& theme);
/// A whole level in a square of `side` points, its cells square too; what is outside stays clear.
QPixmap levelPicture(const sokoban::Level& level, int side, double pixelRatio, const Theme& theme);

}  // namespace spolab
