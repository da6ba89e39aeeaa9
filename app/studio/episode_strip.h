#pragma once

#include <memory>

#include <QWidget>

#include "app/episode/player_frame.h"
#include "app/studio/lines/strip_scale.h"
#include "render/theme.h"

namespace spolab {

/// The viewed episode at a glance, one column per step: value as an area, reward as bars, surprise KL(q̂‖π) as dots,
/// the chosen action where there is room for its name, at the top what a person's step cost in the agent's eyes, a line
/// under the steps on which a person pushed the body.
/// Click or drag, or the arrow keys, to look at an earlier step.
class EpisodeStrip : public QWidget {
  Q_OBJECT

 public:
  explicit EpisodeStrip(QWidget* parent);

  /// `step` is the decision on screen, −1 for none.
  void present(std::shared_ptr<const PlayerView> view, int step);
  void setLook(const Theme& theme, double scale);
  /// Where a step is shown, in pixels from the left.
  [[nodiscard]] double middleOf(int step) const { return 0.5 * (columnX(step) + columnX(step + 1)); }

 Q_SIGNALS:
  void stepChosen(int step);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Extent {
    double low = 0.0, high = 1.0;
  };
  [[nodiscard]] StripScale across() const { return StripScale::of(*view_, width()); }
  [[nodiscard]] int stride() const;
  [[nodiscard]] double columnX(double column) const { return across().x(column); }
  [[nodiscard]] int stepAt(double x) const;
  [[nodiscard]] QString describe(int step) const;
  [[nodiscard]] Extent valueExtent() const;
  void paintValues(QPainter& painter, const QRectF& area) const;
  void paintRewards(QPainter& painter, const QRectF& area) const;
  void paintSurprise(QPainter& painter, const QRectF& area) const;
  void paintPushes(QPainter& painter, const QRectF& area) const;
  void paintActions(QPainter& painter, const QRectF& area) const;
  void paintRegrets(QPainter& painter, const QRectF& area) const;

  std::shared_ptr<const PlayerView> view_;
  int step_ = -1;
  const Theme* theme_ = &Theme::dark();
  double scale_ = 1.0;
};

}  // namespace spolab
