#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QTimer>
#include <QWidget>

#include "app/episode/player_frame.h"
#include "app/studio/tools/cube_clock.h"
#include "app/studio/tools/notation_box.h"
#include "app/studio/tools/shortest_way.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace spolab {

class PlayController;
class WatchController;

/// Beside a person with the cube: scrambles, a clock, the moves as text both ways, and how few would be enough. Lives
/// on the window's thread.
class CubeTools : public QWidget {
  Q_OBJECT

 public:
  /// Borrows the two; they outlive it.
  CubeTools(PlayController& play, WatchController& watch, QWidget* parent);

 protected:
  void showEvent(QShowEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void buildScramble(QVBoxLayout* column);
  void buildClock(QVBoxLayout* column);
  void buildWay(QVBoxLayout* column);
  void follow();
  void scrambleAnew();
  void startAt(const cube::State& state, int turns);
  void scrambleByText();
  void play(const LineEdit& change);
  void showClock();
  void showRecord();
  void finish();
  void askFromStart();
  void onStartAnswered(const ShortestWay::Answer& answer);
  void onWayAnswered(const ShortestWay::Answer& answer);
  void showEnough();
  void showWay();
  [[nodiscard]] bool fromScramble() const;

  PlayController& play_;
  WatchController& watch_;
  QLineEdit* scramble_ = nullptr;
  QSpinBox* length_ = nullptr;
  QSpinBox* seed_ = nullptr;
  QLabel* time_ = nullptr;
  QLabel* moves_ = nullptr;
  QLabel* record_ = nullptr;
  NotationBox* notation_ = nullptr;
  QLabel* enough_ = nullptr;
  QLabel* way_ = nullptr;
  QPushButton* showWay_ = nullptr;

  std::shared_ptr<const PlayerView> view_;
  std::vector<std::byte> start_;      ///< of the episode followed
  std::vector<std::byte> present_;    ///< its newest state
  std::vector<std::byte> scrambled_;  ///< where the last scramble of these tools led
  int scrambleTurns_ = 0;             ///< its length
  bool peeked_ = false;               ///< a way out was shown for this start: no record
  ShortestWay::Answer fromStart_;     ///< what is known of the start
  ShortestWay startSearch_, waySearch_;
  CubeClock clock_;
  QTimer tick_;
};

}  // namespace spolab
