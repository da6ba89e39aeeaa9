#pragma once

#include <memory>

#include "app/episode/player_frame.h"

namespace spolab {

/// What is on screen at one moment of the viewed episode.
struct Moment {
  std::shared_ptr<const PlayerView> view;    ///< null before anything was published
  std::shared_ptr<const PlayerFrame> frame;  ///< the decision being looked at; null before the first one
  float fraction = 1.0f;                     ///< [0, 1] of the way from frame->before to frame->after
  float depths = 0.0f;                       ///< search depths revealed so far, up to frame->trace.depths
  bool moving = false;                       ///< something will change without a new view: draw again soon
  bool live = true;                          ///< the newest decision, not an earlier one
  bool searching = false;                    ///< the search is being revealed, the action has not begun
};

/// Turns published decisions into motion: reveals the search depth by depth, then carries the action out: a move of a
/// puzzle swiftly and softly, a step of a body evenly until the next decision, so that it runs. Also holds where
/// a person looks while the episode is paused or goes on. Pure state over a clock in seconds. Single-threaded.
class Playhead {
 public:
  /// Takes what the player published; new decisions start to move at `now`.
  void adopt(std::shared_ptr<const PlayerView> view, double now);
  /// Decisions per second asked for (infinity allowed): how long things may take.
  void setSpeed(double stepsPerSecond) { stepsPerSecond_ = stepsPerSecond; }
  /// The next step begins its motion with `fraction` of it already done.
  void carryOn(float fraction) { carried_ = fraction; }
  /// False: a search before a person's move shows nothing until the move is made.
  void setThoughts(bool shown) { thoughts_ = shown; }
  /// False: every change is immediate.
  void setMotion(bool motion) { motion_ = motion; }

  /// Looks at decision `step` of this episode, its search complete; −1 returns to the newest.
  void lookAt(int step, double now);
  /// Reveals one more search depth of the decision looked at through its four phases (propose, move, weigh, resample),
  /// then carries its action out. False when both are done: the next decision is needed.
  bool nextDepth(double now) { return reveal(now, 4); }
  /// The same by one phase.
  bool nextPhase(double now) { return reveal(now, 1); }
  /// So many whole search depths of the decision looked at back (`by` < 0; first the action is taken back) or forth, at
  /// once and never beyond its search. False without a search.
  bool scrub(int by, double now);
  /// Prepares to show the next decision one depth at a time instead of on its own.
  void waitAtDepths(bool onePhase) {
    byDepth_ = true;
    firstQuarters_ = onePhase ? 1 : 4;
  }
  /// Depths show themselves again.
  void flow() { byDepth_ = false; }

  [[nodiscard]] Moment at(double now) const;
  /// Index of the decision looked at, −1 when there is none.
  [[nodiscard]] int step() const;
  [[nodiscard]] bool live() const { return looking_ < 0; }

 private:
  bool reveal(double now, int quarters);
  void showQuarters(int from, int to, double now);
  [[nodiscard]] float depthsByHand(double now) const;
  [[nodiscard]] Moment thought(double now) const;
  [[nodiscard]] bool flowing() const;
  [[nodiscard]] double revealSeconds() const;
  [[nodiscard]] double actSeconds(const PlayerFrame& frame) const;

  std::shared_ptr<const PlayerView> view_;
  double stepsPerSecond_ = 1.0;
  bool motion_ = true;
  int looking_ = -1;       ///< −1: the newest
  double since_ = 0.0;     ///< when the decision came on screen
  bool still_ = false;     ///< looked at by hand: before the action, all depths
  bool byDepth_ = false;   ///< depths advance only on request
  int firstQuarters_ = 4;  ///< while byDepth_: what the next decision begins with
  int quartersFrom_ = 0;   ///< while byDepth_: phases revealed, moving from here …
  int quartersTo_ = 0;     ///< … to here
  double quartersSince_ = 0.0;
  float carried_ = 0.0f;    ///< of the next step
  float startedAt_ = 0.0f;  ///< of the newest step
  bool thoughts_ = true;
  double thoughtSince_ = 0.0;
  double actSince_ = -1.0;  ///< while byDepth_: when the action began, −1 before
};

}  // namespace spolab
