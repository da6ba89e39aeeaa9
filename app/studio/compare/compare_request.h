#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "app/episode/player_frame.h"
#include "core/trace/search_trace.h"
#include "envs/env.h"

namespace spolab {

/// A decision of the viewed episode, held still: the state before it and all that its search depends on.
struct HeldDecision {
  std::shared_ptr<const Env> env;          ///< null: nothing is held
  std::vector<std::byte> state;            ///< [stateBytes], not finished
  std::shared_ptr<const Decider> decider;  ///< parameters and settings it was made with
  std::uint64_t seed = 0;                  ///< of the viewed episodes
  std::uint32_t episode = 0, step = 0;     ///< random streams of the search
};
inline bool sameDecision(const HeldDecision& a, const HeldDecision& b) {
  return a.env == b.env && a.decider == b.decider && a.seed == b.seed && a.episode == b.episode && a.step == b.step &&
         a.state == b.state;
}

/// One way to decide: the held settings with changes on top.
struct Contender {
  std::string name;                  ///< for people
  std::string method;                ///< id of an algorithm; empty: the agent's own
  std::vector<std::string> changes;  ///< "key=value" of the group planner
  std::uint64_t seed = 0;            ///< of its random numbers
  bool searches = true;              ///< false: the network's most likely action, nothing is looked ahead
};

/// What makes contenders comparable.
enum class Budget { kAsSet, kTransitions, kMilliseconds };

/// What the window wants to know about a held decision. A newer request replaces an older one.
struct CompareRequest {
  HeldDecision held;
  std::vector<Contender> contenders;
  Budget budget = Budget::kAsSet;
  double milliseconds = 5.0;  ///< with Budget::kMilliseconds: what one search may take
  int repeats = 0;            ///< searches with other seeds that show the spread of q̂; 0: none
  bool exact = true;          ///< enumerate the exact q̂ where that is possible
};

/// q̂ over many seeds: mean and the interval that holds 90 in 100. Per action; of a box the mean action per dimension.
struct Spread {
  int searches = 0;  ///< 0: not measured
  std::vector<float> mean, low, high;
};

/// The exact q̂ of one contender, or why there is none.
struct ExactAnswer {
  std::vector<float> qhat;  ///< [actions]; empty: none (yet)
  std::string absent;       ///< a sentence that says why, with the count when it is too large
  std::int64_t rows = 0;    ///< different states the network was asked about
  double sequences = 0.0;   ///< action sequences it covers
};

/// What came of one contender. The large parts are shared: copies are cheap.
struct ContenderResult {
  std::string name;
  std::string summary;  ///< "SMC, 16 particles × horizon 4, period 2"
  std::string error;    ///< an Error's message instead of everything below
  bool stale = true;    ///< of an older request; the new one is on its way
  bool searches = true;
  std::shared_ptr<const SearchTrace> trace;  ///< null before the first; without particles when it does not search
  float ess = std::numeric_limits<float>::quiet_NaN();  ///< of the last depth
  double milliseconds =
      0.0;  ///< processor time of one search on one core, nothing cached before; best of three when short
  std::int64_t particles = 0;
  std::int64_t budget = 0;  ///< transitions it may make
  std::int64_t made = 0;    ///< transitions it made: particles whose episode has ended wait
  std::int64_t rows = 0;    ///< different states the network was asked about
  std::shared_ptr<const Spread> spread;
  std::shared_ptr<const ExactAnswer> exact;
};

/// Published by the worker, newest wins.
struct CompareResult {
  std::uint64_t number = 0;  ///< of the request
  HeldDecision held;
  Budget budget = Budget::kAsSet;
  std::vector<ContenderResult> contenders;  ///< in the order of the request
  std::string note;                         ///< how the budgets were made equal, and where they are not
  std::string activity;                     ///< what is still being worked on; empty: all is done
};

}  // namespace spolab
