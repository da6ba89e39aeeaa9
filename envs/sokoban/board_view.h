#pragma once

#include <optional>

#include "envs/controls.h"
#include "envs/sokoban/board.h"

namespace spolab::sokoban {

/// A place on the drawn board.
struct BoardPoint {
  int row = 0, column = 0;  ///< on the whole board
  float height = 0.0f;      ///< above the floor, in cells
};

/// What `ray` meets first: a box, a wall beside floor, or the floor. Nothing off the board.
[[nodiscard]] std::optional<BoardPoint> hitOf(const Board& board, const Level& level, const PointerRay& ray);
/// The cell over which `ray` passes at `height` (in cells). Nothing off the board.
[[nodiscard]] std::optional<BoardPoint> cellUnder(const Board& board, const PointerRay& ray, float height);

/// What is marked on cells while a person plays.
enum class Mark {
  kWay,       ///< a walk leads here
  kGoal,      ///< and ends here
  kReach,     ///< the box that is held can come here
  kRefused,   ///< nothing can be done here: a cross
  kGhostBox,  ///< the box would stand here
  kLost,      ///< the box here shows that the position is lost: a frame around it
};
/// Adds a mark to the scene of drawBoard().
void addMark(const Board& board, int row, int column, Mark mark, Scene& scene);

}  // namespace spolab::sokoban
