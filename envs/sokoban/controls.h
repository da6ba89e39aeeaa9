#pragma once

#include <memory>

#include "envs/controls.h"
#include "envs/sokoban/board.h"

namespace spolab::sokoban {

/// Arrow keys; a press on a floor cell walks there, a press on a box that is drawn to another cell pushes it there by
/// the fewest pushes, and among these by the fewest moves; a click on a box picks it up for the next click.
[[nodiscard]] std::unique_ptr<Controls> makeControls(const Board& board);

}  // namespace spolab::sokoban
