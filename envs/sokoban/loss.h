#pragma once

#include <cstddef>
#include <vector>

#include "envs/sokoban/level.h"

namespace spolab::sokoban {

/// What a quick look proves about a position.
struct Loss {
  bool proven = false;             ///< no play solves it from here; false says nothing
  std::vector<std::size_t> boxes;  ///< indices into Level::cells of the boxes that show it; empty where no single box
                                   ///< does: too many compete for the same targets
};

/// Boxes on dead squares, boxes that hold each other off their targets, and boxes too many for the targets they can
/// come to (deadlocks.h). Throws Error for a level FloorGraph refuses.
[[nodiscard]] Loss findLoss(const Level& level);

}  // namespace spolab::sokoban
