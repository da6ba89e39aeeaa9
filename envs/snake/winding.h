#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "core/trace/vec.h"
#include "envs/snake/snake.h"

namespace spolab::snake {

/// The middle line of a snake at one moment of a move: a curve through its cells from the tail to the cell the head
/// makes for, measured in cells. Cell i is passed from i − 0.5 to i + 0.5. Behind the head and before the tail corners
/// are quarter circles; where an end of the snake stands or passes they are as sharp as the middle of the cell demands,
/// so that a move begins and ends exactly where the snakes at rest lie.
class Winding {
 public:
  /// At rest for `direction` −1. `moved` ∈ [0, 1]: how far the head has come; the tail follows when `tailFollows`.
  Winding(const Position& position, int direction, float moved, bool tailFollows);

  /// Where the end of the tail and the middle of the head are now.
  [[nodiscard]] float tail() const { return tail_; }
  [[nodiscard]] float head() const { return head_; }
  /// A point of the curve, tail() ≤ `along` ≤ head(), on the floor.
  [[nodiscard]] Vec3 point(float along) const;

 private:
  /// 1: a quarter circle, 0: through the middle of the cell.
  [[nodiscard]] float roundness(std::size_t cell) const;

  std::vector<Vec3> cells_;  ///< middles, from the tail
  float tail_, head_;
};

}  // namespace spolab::snake
