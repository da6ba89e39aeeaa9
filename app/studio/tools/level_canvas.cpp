#include "app/studio/tools/level_canvas.h"

#include <algorithm>
#include <cmath>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "app/studio/look.h"
#include "app/studio/tools/level_picture.h"

namespace spolab {
namespace {

using sokoban::kMaxSide;

constexpr int kCells = kMaxSide * kMaxSide;
constexpr int kSmallestCell = 16;
constexpr int kUsualCell = 24;
constexpr std::size_t kMostUndo = 1000;

sokoban::Level rock() {
  sokoban::Level level;
  level.rows = level.columns = kMaxSide;
  level.cells.assign(kCells, sokoban::kWall);
  return level;
}

bool isTarget(std::uint8_t cell) {
  return cell == sokoban::kTarget || cell == sokoban::kPlayerOnTarget || cell == sokoban::kBoxOnTarget;
}

/// A cell once `piece` is laid on what was there: boxes and the player stand on targets, a target goes below them.
std::uint8_t laid(std::uint8_t before, Piece piece) {
  switch (piece) {
    case Piece::kWall:
      return sokoban::kWall;
    case Piece::kFloor:
      return sokoban::kFloor;
    case Piece::kBox:
      return isTarget(before) ? sokoban::kBoxOnTarget : sokoban::kBox;
    case Piece::kPlayer:
      return isTarget(before) ? sokoban::kPlayerOnTarget : sokoban::kPlayer;
    case Piece::kTarget:
      if (before == sokoban::kBox || before == sokoban::kBoxOnTarget) return sokoban::kBoxOnTarget;
      if (before == sokoban::kPlayer || before == sokoban::kPlayerOnTarget) return sokoban::kPlayerOnTarget;
      return sokoban::kTarget;
  }
  return before;
}

}  // namespace

LevelCanvas::LevelCanvas(QWidget* parent) : QWidget(parent), level_(rock()) {
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(kSmallestCell * kMaxSide, kSmallestCell * kMaxSide);
  setAccessibleName(tr("Level, 20 rows and columns"));
  setToolTip(tr("Paint with the left button, dig floor with the right one.\nArrows move the cursor, Space paints."));
  cursor_ = kCells / 2 + kMaxSide / 2;
}

QSize LevelCanvas::sizeHint() const { return {kUsualCell * kMaxSide, kUsualCell * kMaxSide}; }

void LevelCanvas::setLevel(const sokoban::Level& level) {
  begin(false);
  level_ = rock();
  level_.title = level.title;
  const int top = (kMaxSide - level.rows) / 2, left = (kMaxSide - level.columns) / 2;
  for (int row = 0; row < level.rows; ++row)
    for (int column = 0; column < level.columns; ++column)
      level_.cells[static_cast<std::size_t>((top + row) * kMaxSide + left + column)] = level.at(row, column);
  update();
  Q_EMIT changed();
}

void LevelCanvas::begin(bool stroke) {
  redo_.clear();
  if (undo_.size() == kMostUndo) undo_.erase(undo_.begin());
  undo_.push_back({level_, stroke});
}

void LevelCanvas::swap(std::vector<Before>& from, std::vector<Before>& to) {
  if (from.empty()) return;
  Before before = std::move(from.back());
  from.pop_back();
  if (before.stroke) before.level.title = level_.title;
  to.push_back({std::exchange(level_, std::move(before.level)), before.stroke});
  update();
  Q_EMIT changed();
}

void LevelCanvas::undo() { swap(undo_, redo_); }

void LevelCanvas::redo() { swap(redo_, undo_); }

void LevelCanvas::lay(int cell, Piece piece) {
  std::uint8_t& there = level_.cells[static_cast<std::size_t>(cell)];
  const std::uint8_t after = laid(there, piece);
  if (after == there) return;
  if (piece == Piece::kPlayer)  // there is one only: it comes here
    for (std::uint8_t& other : level_.cells) {
      if (other == sokoban::kPlayer) other = sokoban::kFloor;
      if (other == sokoban::kPlayerOnTarget) other = sokoban::kTarget;
    }
  there = after;
  update();
  Q_EMIT changed();
  Q_EMIT painted();
}

void LevelCanvas::setFlaw(int row, int column) {
  flaw_ = row < 0 ? -1 : row * kMaxSide + column;
  update();
}

void LevelCanvas::setTheme(const Theme& theme) {
  theme_ = &theme;
  update();
}

QRectF LevelCanvas::cellArea(int row, int column) const {
  const int side = std::max(1, std::min(width(), height()) / kMaxSide);
  const int left = (width() - side * kMaxSide) / 2, top = (height() - side * kMaxSide) / 2;
  return QRectF(left + column * side, top + row * side, side, side);
}

int LevelCanvas::cellAt(const QPointF& at) const {
  const QRectF first = cellArea(0, 0);
  const int row = static_cast<int>(std::floor((at.y() - first.top()) / first.height()));
  const int column = static_cast<int>(std::floor((at.x() - first.left()) / first.width()));
  const bool inside = row >= 0 && column >= 0 && row < kMaxSide && column < kMaxSide;
  return inside ? row * kMaxSide + column : -1;
}

void LevelCanvas::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  for (int cell = 0; cell < kCells; ++cell) {
    const QRectF area = cellArea(cell / kMaxSide, cell % kMaxSide);
    paintCell(painter, area.adjusted(0.5, 0.5, -0.5, -0.5), level_.cells[static_cast<std::size_t>(cell)], *theme_);
  }
  const auto outline = [&](int cell, const Colour& colour, double width) {
    painter.setPen(QPen(qcolour(colour), width));
    painter.drawRect(cellArea(cell / kMaxSide, cell % kMaxSide).adjusted(1, 1, -1, -1));
  };
  if (hasFocus()) outline(cursor_, theme_->selection, 1.0);
  if (flaw_ >= 0) outline(flaw_, theme_->warning, 2.0);
}

void LevelCanvas::mousePressEvent(QMouseEvent* event) {
  lastPainted_ = -1;
  const int cell = cellAt(event->position());
  if (cell < 0) return;
  begin(true);
  mouseMoveEvent(event);
}

void LevelCanvas::mouseMoveEvent(QMouseEvent* event) {
  const int cell = cellAt(event->position());
  if (cell < 0 || cell == lastPainted_) return;
  const bool digs = event->buttons() & Qt::RightButton;
  if (!digs && !(event->buttons() & Qt::LeftButton)) return;
  lastPainted_ = cursor_ = cell;
  lay(cell, digs ? Piece::kFloor : piece_);
}

void LevelCanvas::keyPressEvent(QKeyEvent* event) {
  int row = cursor_ / kMaxSide, column = cursor_ % kMaxSide;
  switch (event->key()) {
    case Qt::Key_Left:
      --column;
      break;
    case Qt::Key_Right:
      ++column;
      break;
    case Qt::Key_Up:
      --row;
      break;
    case Qt::Key_Down:
      ++row;
      break;
    case Qt::Key_Space:
      begin(true);
      lay(cursor_, piece_);
      return;
    default:
      QWidget::keyPressEvent(event);
      return;
  }
  cursor_ = std::clamp(row, 0, kMaxSide - 1) * kMaxSide + std::clamp(column, 0, kMaxSide - 1);
  update();
}

void LevelCanvas::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void LevelCanvas::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

}  // namespace spolab
