#pragma once

#include <memory>
#include <optional>

#include <QWidget>

#include "app/studio/lines/line_order.h"
#include "app/studio/lines/strip_scale.h"
#include "render/theme.h"

namespace spolab {

/// The lines of the viewed episode below its strip, one thin lane each from its fork on: the one on screen in full, the
/// others faint, with return and end behind each. Absent while there is one line; no higher than four lanes and a
/// sentence about the rest. A click goes over to that line at that step, arrow up and down to the one before or after.
class LineLanes : public QWidget {
  Q_OBJECT

 public:
  static constexpr int kMostOthers = 3;

  explicit LineLanes(QWidget* parent);

  /// `step` is the decision on screen, −1 for none.
  void present(std::shared_ptr<const PlayerView> view, int step);
  void setLook(const Theme& theme, double scale);
  /// Where a step of a lane is, in this widget; for `lane` in the order on screen.
  [[nodiscard]] QPoint placeOf(int lane, int step) const;
  [[nodiscard]] const LineList& list() const { return list_; }

 Q_SIGNALS:
  /// Of the line on screen.
  void stepChosen(int step);
  /// Another line, an index of PlayerView::lines; `step` −1: at its end.
  void lineChosen(int other, int step);
  /// The line so many places further, going round.
  void neighbourWanted(int by);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  [[nodiscard]] StripScale across() const { return StripScale::of(*view_, width()); }
  [[nodiscard]] double laneY(int lane) const;
  [[nodiscard]] int laneAt(double y) const;
  [[nodiscard]] int laneOnScreen() const;
  [[nodiscard]] int stepIn(const LineEntry& line, double x) const;
  void arrange();
  void paintLane(QPainter& painter, int lane) const;
  void paintEnd(QPainter& painter, const LineEntry& line, const QPointF& at, const QColor& colour) const;
  void paintWords(QPainter& painter, const LineEntry& line, double from, const QPointF& to) const;

  std::shared_ptr<const PlayerView> view_;
  LineList list_;  ///< of view_
  int step_ = -1;
  int hovered_ = -1;  ///< lane under the pointer
  const Theme* theme_ = &Theme::dark();
  double scale_ = 1.0;
};

}  // namespace spolab
