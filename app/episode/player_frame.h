#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/run/engine.h"
#include "core/trace/search_trace.h"
#include "envs/env.h"

namespace spolab {

enum class Actor : std::uint8_t { kAgent, kPerson };

/// Whose parameters and which settings decide. Immutable once made.
struct Decider {
  std::shared_ptr<const Agent> agent;
  RunConfig config;  ///< as it plays: greedy, without root noise, with a person's changes
};

/// A hand on the body during one step.
struct FramePush {
  Push::Kind kind = Push::Kind::kPull;
  PushEffect effect;
};

/// What a person did beside what the agent would have done. Becomes known after the step was published, once: set by
/// the player's thread, read by any.
class ActionComparison {
 public:
  /// Q(a) = r(s, a) + γ·V̂(s') with V̂ what a search from s' makes of it (Decisions::searchValues), the critic's V where
  /// time is up there, 0 once the episode has ended. NaN: the simulation broke down, nobody knows.
  struct Values {
    float advised = 0.0f;
    float done = 0.0f;
  };
  void set(const Values& values) {
    values_ = values;
    known_.store(true, std::memory_order_release);
  }
  [[nodiscard]] std::optional<Values> get() const {
    return known_.load(std::memory_order_acquire) ? std::optional(values_) : std::nullopt;
  }

 private:
  Values values_;
  std::atomic<bool> known_ = false;
};

/// One decision of the viewed episode and what came of it. Immutable once published but for its comparison.
struct PlayerFrame {
  int step = 0;                    ///< position in the episode, from 0
  Actor by = Actor::kAgent;        ///< who chose `action`
  std::vector<std::byte> before;   ///< [stateBytes] where the search started; after the push, where there was one
  std::optional<FramePush> push;   ///< what a person's hand did to the body first
  std::vector<std::byte> action;   ///< [actionBytes] what was done; empty while nothing was
  std::vector<std::byte> after;    ///< [stateBytes] what it led to
  std::vector<std::byte> advised;  ///< [actionBytes] what the search chose; empty without one
  int legal = 0;                   ///< discrete actions that the rules allow; 0: not counted
  std::shared_ptr<ActionComparison> comparison;  ///< of a person's step with a search; null: there is none
  StepResult result;
  SearchTrace trace;         ///< the whole search; where it was forgotten or not wanted only its value and divergence
  std::vector<Vec3> places;  ///< [h, N] futurePlaces() of a large search, so that no window waits for them; or empty
  std::uint32_t randomStep = 0;            ///< of the search
  double planSeconds = 0.0;                ///< time the search took
  std::shared_ptr<const Decider> decider;  ///< of the search; null without one
};

/// A way the episode went before a person went back and took another; kept to be compared and returned to.
struct PlayerLine {
  int id = 0;    ///< stays with a line as long as it is kept: its number and its colour are made of it
  int fork = 0;  ///< decisions it has in common with the line on screen
  std::vector<std::shared_ptr<const PlayerFrame>> frames;
};

/// Sum of rewards.
inline float returnOf(const std::vector<std::shared_ptr<const PlayerFrame>>& frames) {
  float sum = 0.0f;
  for (const auto& frame : frames) sum += frame->result.reward;
  return sum;
}

/// Everything the window shows of the viewed episode at one moment: published by the player thread, newest wins.
struct PlayerView {
  std::shared_ptr<const Env> env;  ///< its rules, also for drawing; never null
  int world = 0;  ///< in which its states have a place, from 1: another number for other rules, of which a step limit
                  ///< is none, and for another player
  std::string parameters;                  ///< whose parameters decide, for people
  bool trained = false;                    ///< false for fresh, untrained parameters
  bool ready = false;                      ///< false until an agent plays
  std::shared_ptr<const Decider> decider;  ///< of the next decision; null until an agent plays
  int episode = 0;                         ///< from 0 since the world was chosen
  std::uint64_t seed = 0;
  std::vector<std::byte> start;                            ///< [stateBytes] the episode's first state
  std::vector<std::shared_ptr<const PlayerFrame>> frames;  ///< all decisions of this episode, oldest first
  std::shared_ptr<const PlayerFrame> thought;  ///< the search at the present state, before anything is done; or null
  std::vector<PlayerLine> lines;               ///< other lines from the same start, oldest first
  int line = 0;                                ///< PlayerLine::id of the one on screen
  /// π of newer parameters of a running training at decision `updatedAt`: [actions] probabilities, of a box [2·dims]
  /// means and deviations before tanh; empty: none
  std::vector<float> updatedPolicy;
  int updatedAt = -1;        ///< index into `frames`: the newest decision, or the one a person looks at
  bool personPlays = false;  ///< a person has the moves
  bool running = false;      ///< and drives a body, whose time goes on without moves
  bool canUndo = false, canRedo = false;
  std::size_t historyBytes = 0;  ///< held by searches that can be gone back to
  std::size_t historyMost = 0;   ///< what they may hold
  bool finished = false;         ///< the episode is over
  bool success = false;          ///< and its task was accomplished
  float episodeReturn = 0.0f;    ///< so far
  int episodesPlayed = 0;        ///< finished ones with these parameters
  int episodesSolved = 0;        ///< those that were a success
  double returnSum = 0.0;        ///< sum of the returns of the finished ones
  double stepsPerSecond = 0.0;   ///< measured over the last decisions; 0 while paused
  double cacheShare = 0.0;       ///< share of evaluations answered by the cache, [0, 1]
};

/// What newer parameters think at the decision `frame` of `view`; empty where they were not asked. Both may be null.
inline std::span<const float> updatedPolicyOf(const PlayerView* view, const PlayerFrame* frame) {
  if (!view || !frame || view->updatedAt < 0 || view->updatedAt >= static_cast<int>(view->frames.size())) return {};
  if (view->frames[static_cast<std::size_t>(view->updatedAt)].get() != frame) return {};
  return view->updatedPolicy;
}

/// The newest state of the viewed episode.
inline const std::vector<std::byte>& presentOf(const PlayerView& view) {
  return view.frames.empty() ? view.start : view.frames.back()->after;
}

}  // namespace spolab
