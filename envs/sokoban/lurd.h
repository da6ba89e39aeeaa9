#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "envs/sokoban/level.h"

/// Solutions as people exchange them: one letter per move, l u r d, a capital where the move pushes a box.
///
/// Actions are the environment's: 0 up, 1 right, 2 down, 3 left.

namespace spolab::sokoban {

/// The letters of `actions` played from `level`. Moves that change nothing have no letter and are left out.
/// Requires a level without flaw.
[[nodiscard]] std::string printLurd(const Level& level, std::span<const std::int32_t> actions);

/// The actions of `text` played from `level`; white space is free, 3R stands for RRR. Throws a usage Error with number
/// and column for any other character, for a move that is blocked, and for a letter whose case is wrong.
[[nodiscard]] std::vector<std::int32_t> parseLurd(const Level& level, std::string_view text);

struct SolutionLength {
  int moves = 0;  ///< pushes counted
  int pushes = 0;
};
/// Plays `lurd` from `level`. Throws what parseLurd() throws, and a usage Error when a box is still off its target.
SolutionLength checkSolution(const Level& level, std::string_view lurd);

}  // namespace spolab::sokoban
