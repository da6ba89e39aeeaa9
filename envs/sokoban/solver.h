#pragma once

#include <cstddef>
#include <string>

#include "envs/sokoban/level.h"

namespace spolab::sokoban {

/// Where a search stops.
struct SolveLimits {
  std::size_t maxPositions = 1'000'000;  ///< distinct positions kept; with four boxes about 40 bytes each
};

enum class SolveOutcome {
  kSolved,      ///< a solution with the fewest pushes
  kUnsolvable,  ///< proven: every position was searched or pruned for a sound reason
  kGaveUp,      ///< the limit was reached first
};

struct Solution {
  SolveOutcome outcome = SolveOutcome::kGaveUp;
  std::string lurd;            ///< u r d l for steps, U R D L for pushes; empty unless solved
  int pushes = 0;              ///< no play has fewer; 0 unless solved
  int moves = 0;               ///< steps and pushes together; 0 unless solved
  int pushesAtLeast = 0;       ///< proven for every play, also when the search gave up
  std::size_t positions = 0;   ///< distinct positions met
  std::size_t expansions = 0;  ///< positions whose pushes were tried
};

/// Push-optimal solution of `level`, which may be a position in the middle of a play: A* (Hart, Nilsson and Raphael
/// 1968) over (boxes, region of the player) with the cheapest assignment of boxes to targets as heuristic (Junghanns
/// and Schaeffer 2001), without pushes onto dead squares or into frozen groups. Among plays with the fewest pushes it
/// takes the one its search meets first, walked by shortest ways; there may be one with fewer moves. Same level, same
/// answer. Throws a usage Error unless the level has one player and as many boxes as targets.
Solution solve(const Level& level, const SolveLimits& limits = {});

}  // namespace spolab::sokoban
