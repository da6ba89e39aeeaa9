#pragma once

#include <atomic>
#include <optional>
#include <vector>

#include <QObject>

#include "app/studio/background.h"
#include "app/studio/tools/shortest_way.h"

namespace spolab {

class StageWindow;
class WatchController;

/// Tells in Watch, behind the verdict of a puzzle that the agent has solved, the fewest turns of the cube or pushes of
/// Sokoban that its start takes, or how many pushes at least where a search does not find them in time. Lives on the
/// window's thread.
class Oracle : public QObject {
  Q_OBJECT

 public:
  /// Borrows both, which outlive it.
  Oracle(WatchController& watch, StageWindow& stage, QObject* parent);
  ~Oracle() override;

  /// The note about a level solved with `spent` pushes where `fewest` are needed: proven to be enough, or a bound.
  static QString noteOnPushes(int spent, int fewest, bool proven);

  /// Only in Watch: elsewhere the verdict is for others to add to.
  void setActive(bool active);

 private:
  void onView();
  void askAbout(const std::vector<std::byte>& start);
  void askSokoban(const std::vector<std::byte>& start);
  [[nodiscard]] QString note() const;

  WatchController& watch_;
  StageWindow& stage_;
  bool active_ = false;
  std::vector<std::byte> start_;
  std::optional<int> fewest_;  ///< turns or pushes from start_; empty: not known
  bool proven_ = false;        ///< of pushes: fewest_ are enough; else nobody knows whether so few are
  ShortestWay cube_;
  std::atomic<int> newest_ = 0;  ///< question about Sokoban; older ones are not searched
  Background background_;        ///< last: its tasks end before what they report to
};

}  // namespace spolab
