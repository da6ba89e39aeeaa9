#pragma once

#include <atomic>

#include <QElapsedTimer>
#include <QObject>

#include "app/studio/compare/compare_tiles.h"
#include "app/studio/compare/compare_worker.h"

namespace spolab {

class ComparePanel;
class SettingsForm;
class StageWindow;
class WatchController;

/// Compare: holds the decision that Watch looks at, has it searched again by the worker as the panel asks, and shows
/// the results around the world. Lives on the window's thread, which never waits.
class CompareController : public QObject {
  Q_OBJECT

 public:
  /// Borrows all; they outlive it. `watchForm` holds the settings of the viewed episode.
  CompareController(StageWindow& stage, WatchController& watch, ComparePanel& panel, QObject* parent);
  ~CompareController() override;

  /// Entering pauses the viewed episode and holds what is on screen; leaving returns there.
  void setActive(bool active);
  [[nodiscard]] bool active() const { return active_; }
  /// The newest result of the newest request; null before it has one.
  [[nodiscard]] std::shared_ptr<const CompareResult> result() const { return result_; }
  /// Everything that was asked for has come.
  [[nodiscard]] bool settled() const { return result_ && result_->number == asked_ && result_->activity.empty(); }
  /// Between the last request and its first result on the way to the screen, in milliseconds.
  [[nodiscard]] double latency() const { return latency_; }

 Q_SIGNALS:
  /// The viewed episode goes on, or is another: Compare should be left.
  void ended();
  void resultChanged();

 private:
  void enter();
  void leave();
  void follow();
  void holdNow();
  void ask();
  void takeNews();
  void useTurned();
  [[nodiscard]] QString heldText() const;

  StageWindow& stage_;
  WatchController& watch_;
  ComparePanel& panel_;
  CompareTiles tiles_;
  HeldDecision held_;
  std::shared_ptr<const CompareResult> result_;
  std::uint64_t asked_ = 0;
  QElapsedTimer since_;
  double latency_ = 0.0;
  bool active_ = false;
  bool following_ = false;
  bool wasPaused_ = false;
  int wasLooking_ = -1;  ///< decision looked at before, −1: the newest
  std::atomic<bool> called_{false};
  CompareWorker worker_;
};

}  // namespace spolab
