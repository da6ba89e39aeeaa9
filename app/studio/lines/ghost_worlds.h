#pragma once

#include <memory>
#include <vector>

#include <QObject>

#include "app/studio/side_panel.h"
#include "app/studio/stage/other_worlds.h"

namespace spolab {

class RunsController;
class StageWindow;
class TimeRace;
class WatchController;
struct MenuActions;
struct Moment;
struct Preferences;

/// The other lines of the viewed episode at the same step; those that were left most lately, as many as have a lane.
std::vector<OtherWorld> otherLinesAt(const Moment& moment);

/// Which worlds stand as ghosts over the one on screen: today's agent while it races its past, else the other lines of
/// the episode, unless a person has switched them off. Lives on the window's thread.
class GhostWorlds : public QObject {
  Q_OBJECT

 public:
  /// Borrows all of them; they outlive it.
  GhostWorlds(const MenuActions& actions, Preferences& preferences, WatchController& watch, StageWindow& stage,
              RunsController& runs, QObject* parent);
  ~GhostWorlds() override;

  [[nodiscard]] TimeRace& race() { return *race_; }
  /// Only where an agent plays alone is there somebody to race.
  void setMode(Mode mode);
  /// Escape: back from the past to today. False when there is no race.
  bool escape();

 Q_SIGNALS:
  void failed(const QString& what, const QString& why);

 private:
  void updateActions();

  const MenuActions& actions_;
  WatchController& watch_;
  StageWindow& stage_;
  RunsController& runs_;
  std::unique_ptr<TimeRace> race_;
  bool lines_ = true;  ///< other lines are shown
};

}  // namespace spolab
