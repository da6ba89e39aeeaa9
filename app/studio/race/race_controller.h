#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <vector>

#include <QObject>
#include <QTimer>

#include "app/studio/player.h"
#include "app/studio/race/race_history.h"
#include "app/studio/race/race_panel.h"

namespace spolab {

class PlayController;
class StageWindow;
class WatchController;

/// Race: a person, or the agent of Watch, against an opponent from the same start, side by side. Lives on the window's
/// thread; the opponent has a player thread of its own.
class RaceController : public QObject {
  Q_OBJECT

 public:
  /// Borrows the four; they outlive it.
  RaceController(RacePanel& panel, WatchController& watch, PlayController& play, StageWindow& stage, QObject* parent);
  ~RaceController() override;

  /// The window is in Race or has left it.
  void setActive(bool active);
  /// Of the run whose curves are on screen, a training of `world` (null: not known): younger opponents where their
  /// networks fit.
  void setSnapshots(std::shared_ptr<const EnvSpec> world, const std::vector<Snapshot>& snapshots);
  /// A hidden window races no further.
  void setVisible(bool visible);
  /// The opponent's searches may use several cores, or leave them to a training.
  void setSeveralCores(bool several);
  [[nodiscard]] RaceState state() const { return state_; }
  /// Of the opponent; null before the first race view.
  [[nodiscard]] std::shared_ptr<const PlayerView> rivalView() const { return rivalView_; }
  [[nodiscard]] const RaceHistory& history() const { return history_; }

  void start();
  void giveUp();

 Q_SIGNALS:
  /// An Error of the opponent's player.
  void failed(const QString& what, const QString& why);

 private:
  using Clock = std::chrono::steady_clock;

  void onView();
  void takeRivalNews();
  void offerOpponents();
  void prepare();
  void challenge();
  void count();
  void go();
  void tick();
  void finish();
  void setState(RaceState state);
  void measure(const PlayerView& view, RaceSide& side) const;
  [[nodiscard]] QString scoreUnit() const;
  [[nodiscard]] double rivalSpeed() const;

  RacePanel& panel_;
  WatchController& watch_;
  PlayController& play_;
  StageWindow& stage_;
  RaceHistory history_;
  std::shared_ptr<const EnvSpec> snapshotsWorld_;
  std::vector<Snapshot> snapshots_;
  std::vector<Opponent> opponents_;
  bool active_ = false;
  RaceState state_ = RaceState::kReady;
  int countdown_ = 0;
  std::vector<std::byte> start_;  ///< where both begin
  std::shared_ptr<const Env> env_;
  std::shared_ptr<const PlayerView> rivalView_;
  RaceSide sides_[2];
  Clock::time_point began_;
  QTimer timer_;
  std::atomic<bool> called_{false};  ///< a wake-up is on its way to this thread
  bool severalCores_ = true;
  std::unique_ptr<Player> rival_;  ///< last: its thread ends first
};

}  // namespace spolab
