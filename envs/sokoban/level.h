#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace spolab::sokoban {

inline constexpr int kMaxSide = 20;  ///< rows and columns of the largest level

/// What stands on a cell: the seven codes of XSB text, also the tokens of an observation.
enum Cell : std::uint8_t { kFloor, kWall, kTarget, kPlayer, kBox, kPlayerOnTarget, kBoxOnTarget };

/// A level as people write it: row 0 on top, column 0 on the left. Cells outside the walls are kFloor or kWall.
struct Level {
  int rows = 0;
  int columns = 0;
  std::vector<std::uint8_t> cells;  ///< [rows, columns] of Cell
  std::string title;                ///< "" when the source names none

  [[nodiscard]] std::uint8_t at(int row, int column) const {
    return cells[static_cast<std::size_t>(row * columns + column)];
  }
};

}  // namespace spolab::sokoban
