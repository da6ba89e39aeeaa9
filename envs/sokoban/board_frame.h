#pragma once

#include "envs/sokoban/board.h"

namespace spolab::sokoban {

// Measures of the drawn board, in cells unless said otherwise.
inline constexpr float kSpan = 8.0f;  ///< metres from edge to edge of every board
inline constexpr float kWallHeight = 0.40f;
inline constexpr float kWallHalf = 0.492f;  ///< a narrow gap shows each block
inline constexpr float kTileTop = 0.012f;   ///< low, so that tiles take the shadows of what stands on them
inline constexpr float kBoxHalf = 0.36f;

/// Cells to metres: row 0 is far from the viewer, the board's middle at the origin.
struct Frame {
  float cell, half;
  explicit Frame(const Board& board)
      : cell(kSpan / static_cast<float>(board.size())), half(0.5f * static_cast<float>(board.size() - 1)) {}
  [[nodiscard]] Vec3 at(float row, float column, float height) const {
    return {cell * (column - half), cell * (half - row), cell * height};
  }
};

}  // namespace spolab::sokoban
