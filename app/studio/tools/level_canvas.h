#pragma once

#include <vector>

#include <QWidget>

#include "envs/sokoban/level.h"
#include "render/theme.h"

namespace spolab {

/// What the brush of the level editor lays down.
enum class Piece { kWall, kFloor, kBox, kTarget, kPlayer };

/// 20 × 20 cells of rock in which a level is painted: left button or Space lays the piece chosen, right button floor;
/// arrows move a cursor. A stroke is one step of undo.
class LevelCanvas : public QWidget {
  Q_OBJECT

 public:
  explicit LevelCanvas(QWidget* parent);

  /// The whole canvas; what is outside the painted rooms is wall.
  [[nodiscard]] const sokoban::Level& level() const { return level_; }
  /// Puts `level`, at most 20 × 20, into the middle. One step of undo.
  void setLevel(const sokoban::Level& level);
  /// Titles what is painted. No step of undo; undoing setLevel() brings its title back, undoing a stroke does not.
  void setTitle(std::string title) { level_.title = std::move(title); }
  void setPiece(Piece piece) { piece_ = piece; }
  void undo();
  void redo();
  [[nodiscard]] bool canUndo() const { return !undo_.empty(); }
  [[nodiscard]] bool canRedo() const { return !redo_.empty(); }
  /// Marks a cell where something is wrong; −1: none.
  void setFlaw(int row, int column);
  void setTheme(const Theme& theme);
  /// Where a cell is painted.
  [[nodiscard]] QRectF cellArea(int row, int column) const;

  [[nodiscard]] QSize sizeHint() const override;

 Q_SIGNALS:
  void changed();
  /// By a hand, with a brush.
  void painted();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  [[nodiscard]] int cellAt(const QPointF& at) const;
  struct Before {
    sokoban::Level level;
    bool stroke = false;  ///< otherwise another level, with its own title
  };

  void begin(bool stroke);
  void lay(int cell, Piece piece);
  void swap(std::vector<Before>& from, std::vector<Before>& to);

  sokoban::Level level_;
  std::vector<Before> undo_, redo_;
  Piece piece_ = Piece::kFloor;
  int cursor_ = 0;
  int flaw_ = -1;
  int lastPainted_ = -1;
  const Theme* theme_ = &Theme::dark();
};

}  // namespace spolab
