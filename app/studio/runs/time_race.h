#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include <QObject>

#include "app/episode/playhead.h"
#include "app/studio/player.h"
#include "app/studio/runs/runs_controller.h"
#include "app/studio/stage/other_worlds.h"

namespace spolab {

class StageWindow;
class WatchController;

/// A moment of a run's past plays the viewed episode, and today's agent races it as a ghost: from the same start, shown
/// at the same step, in every episode until the race is ended. Today's agent has a player thread of its own, which
/// stays a few steps ahead of what is on screen and rests with it. Lives on the window's thread.
class TimeRace : public QObject {
  Q_OBJECT

 public:
  /// Borrows both; they outlive it.
  TimeRace(WatchController& watch, StageWindow& stage, QObject* parent);
  ~TimeRace() override;

  /// A snapshot has been asked to play the viewed episode; `today` races it as soon as it does. Nothing without
  /// parameters of today.
  void begin(const NewestParameters& today);
  /// The ghost goes; whoever plays goes on.
  void end();
  /// From begin() to end(), the loading of the two agents included.
  [[nodiscard]] bool active() const { return active_; }
  /// Of today's agent, in the episode on screen; null until it has begun.
  [[nodiscard]] std::shared_ptr<const PlayerView> today() const { return today_; }
  /// What is to be seen of the race at a moment: how both stand, and the ghost.
  [[nodiscard]] std::vector<OtherWorld> at(const Moment& moment) const;

 Q_SIGNALS:
  /// An Error of today's player.
  void failed(const QString& what, const QString& why);

 private:
  void onView();
  void takeNews();
  void challenge(const PlayerView& view);
  void stayAhead();
  void keepScore();

  WatchController& watch_;
  StageWindow& stage_;
  NewestParameters newest_;
  bool active_ = false;
  std::shared_ptr<const Decider> before_;  ///< who played when the snapshot was asked for
  std::shared_ptr<const Env> env_;
  std::vector<std::byte> start_;  ///< of the episode raced; empty: none yet
  int episode_ = -1;
  std::shared_ptr<const PlayerView> today_;
  bool scored_ = false;  ///< this episode's end has been counted
  int races_ = 0, won_ = 0;
  bool held_ = true;                 ///< today's player is paused
  std::atomic<bool> called_{false};  ///< a wake-up is on its way to this thread
  std::unique_ptr<Player> player_;   ///< last: its thread ends first
};

}  // namespace spolab
