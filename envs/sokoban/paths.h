#pragma once

#include <cstdint>
#include <vector>

#include "envs/sokoban/level.h"

/// Ways on one position of a level, as the environment's actions: 0 up, 1 right, 2 down, 3 left. Cells are numbers
/// row · columns + column. Everything off the level is wall.

namespace spolab::sokoban {

/// Cell of the player; −1 where there is none.
[[nodiscard]] int playerCell(const Level& level);

/// Shortest walks from one cell, boxes standing still. Immutable after construction.
class Walks {
 public:
  /// From the player of `level`, who must be there.
  explicit Walks(const Level& level);
  /// From `start`; `blocked` [rows, columns]: 1 where nobody walks.
  Walks(const std::vector<std::uint8_t>& blocked, int columns, int start);

  [[nodiscard]] bool reaches(int cell) const { return steps_[static_cast<std::size_t>(cell)] >= 0; }
  /// Length of the walk to a cell that is reached.
  [[nodiscard]] int steps(int cell) const { return steps_[static_cast<std::size_t>(cell)]; }
  /// Actions to a cell that is reached; none where the walk starts.
  [[nodiscard]] std::vector<std::int32_t> to(int cell) const;

 private:
  void spread(const std::vector<std::uint8_t>& blocked, int start);

  int columns_;
  std::vector<int> steps_;          ///< −1: not reached
  std::vector<std::uint8_t> last_;  ///< the action that leads here
};

/// Where one box can be pushed to while all others stand still, with the fewest pushes and among these plays with the
/// fewest moves: Dijkstra's search over (cell of the box, side of the player), ordered by pushes, then moves.
/// Immutable after construction.
class BoxPaths {
 public:
  /// `box`: a cell of `level` with a box. The level must have a player.
  BoxPaths(const Level& level, int box);

  /// The box comes to `cell`; true for where it stands.
  [[nodiscard]] bool reaches(int cell) const { return bestAt(cell) >= 0 || cell == box_; }
  /// Actions that bring the box to a cell that is reached; none where it stands.
  [[nodiscard]] std::vector<std::int32_t> to(int cell) const;

 private:
  /// What a push leads to: the box on cell node / 4, pushed there in direction node % 4.
  struct Node {
    int pushes = -1, moves = 0;  ///< −1 pushes: not reached
    int before = -1;             ///< −1: the start
  };

  [[nodiscard]] int bestAt(int cell) const;
  [[nodiscard]] std::vector<std::uint8_t> blockedWith(int box) const;
  void search();

  int columns_, box_, player_;
  std::vector<std::uint8_t> blocked_;  ///< walls and the other boxes
  std::vector<Node> nodes_;            ///< [cells, 4]
};

}  // namespace spolab::sokoban
