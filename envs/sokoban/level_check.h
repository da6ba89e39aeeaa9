#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "envs/sokoban/level.h"

namespace spolab::sokoban {

/// Why a level cannot be played, and the cell that shows it.
struct LevelFlaw {
  std::string expected, found;
  int row = 0, column = 0;  ///< from 0
};

/// Nothing for a level with one player, as many boxes as targets (at least one), walls all around the cells the player
/// can come to, and every box and target within them. Boxes that rest on targets elsewhere are decoration and do not
/// count. Boxes are no obstacles here: what they block now they may free later. Requires 1 to kMaxSide rows and
/// columns.
[[nodiscard]] std::optional<LevelFlaw> findFlaw(const Level& level);

/// 1 for every cell the player can come to if no box stands in the way, else 0; [rows, columns]. All 0 without a
/// player.
[[nodiscard]] std::vector<std::uint8_t> reachableCells(const Level& level);

}  // namespace spolab::sokoban
