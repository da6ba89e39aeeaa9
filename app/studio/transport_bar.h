#pragma once

#include <memory>

#include <QFrame>

#include "app/episode/player_frame.h"
#include "render/theme.h"

class QLabel;
class QSlider;
class QToolButton;

namespace spolab {

class EpisodeStrip;
class LineLanes;

/// Time of the viewed episode: play and pause, single steps, single search depths, speed, and the strip of its steps.
class TransportBar : public QFrame {
  Q_OBJECT

 public:
  explicit TransportBar(QWidget* parent);

  /// What is on screen; `step` is the decision looked at, −1 for none. `racing`: nobody leads the episode.
  void present(const std::shared_ptr<const PlayerView>& view, int step, bool live, bool racing = false);
  void setPaused(bool paused);
  /// Slider position of speed_scale.h.
  void setSpeed(int position);
  [[nodiscard]] int speed() const;
  [[nodiscard]] bool pinned() const;
  /// As if a person had pressed the pin.
  void setPinned(bool pinned);
  void setLook(const Theme& theme, double scale);
  void nudgeSpeed(int by);

 Q_SIGNALS:
  void restartPressed();
  void backPressed();
  void playPressed();
  void stepPressed();
  void depthPressed();
  void phasePressed();
  void nextPressed();
  void livePressed();
  void pinToggled(bool pinned);
  void speedChanged(int position);
  void stepChosen(int step);
  /// Another line of the episode, an index of PlayerView::lines, at one of its steps; −1: at its end.
  void lineChosen(int other, int step);
  void neighbourWanted(int by);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void setNarrow(bool narrow);
  QToolButton* addButton(const QString& name, const QString& help);
  void updateSpeedText();

  QToolButton* restart_;
  QToolButton* back_;
  QToolButton* play_;
  QToolButton* step_;
  QToolButton* depth_;
  QToolButton* phase_;
  QToolButton* next_;
  QToolButton* live_;
  QToolButton* pin_;
  QLabel* position_;
  EpisodeStrip* strip_;
  LineLanes* lanes_;  ///< below the strip, while there is more than one line
  QSlider* speed_;
  QLabel* speedText_;
  QLabel* speedName_;
  std::shared_ptr<const PlayerView> view_;
  bool paused_ = false;
  bool narrow_ = false;
  const Theme* theme_ = &Theme::dark();
  double scale_ = 1.0;
};

}  // namespace spolab
