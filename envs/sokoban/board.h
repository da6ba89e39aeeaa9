#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "envs/env.h"
#include "envs/sokoban/level.h"

namespace spolab::sokoban {

inline constexpr int kMinSide = 5;
inline constexpr int kActions = 4;  ///< 0 up, 1 right, 2 down, 3 left

/// A square board whose outermost ring is wall in every level, so that a state keeps bits for the inner cells only, row
/// by row. Immutable.
///
/// State: walls [words], targets [words], boxes [words], each 64 bits a word, cell i in bit i % 64 of word i / 64; then
/// one word: the player's cell (bits 0 to 15) and the steps made (bits 16 to 31). Cells the player can never come to
/// count as walls, and bits beyond the last cell are zero, so equal positions have equal bytes. 32 bytes at 10 × 10.
class Board {
 public:
  /// What an action from a cell looks at. Off the inner board is wall: an empty mask.
  struct Way {
    std::uint64_t near = 0, far = 0;          ///< bit of the cell ahead, and of the one behind it
    std::uint16_t nearWord = 0, farWord = 0;  ///< the words they are in
    std::uint16_t nearCell = 0;
  };

  /// `size` rows and columns with the ring, kMinSide to kMaxSide.
  explicit Board(int size);

  [[nodiscard]] int size() const { return size_; }
  [[nodiscard]] int inner() const { return size_ - 2; }  ///< rows and columns without the ring
  [[nodiscard]] int cells() const { return inner() * inner(); }
  [[nodiscard]] int words() const { return (cells() + 63) / 64; }
  [[nodiscard]] std::size_t stateBytes() const { return 8 * (3 * static_cast<std::size_t>(words()) + 1); }
  /// [kActions, cells]
  [[nodiscard]] std::span<const Way> ways() const { return ways_; }

  /// Does a level of this many rows and columns fit?
  [[nodiscard]] bool fits(const Level& level) const { return level.rows <= size_ && level.columns <= size_; }
  /// Writes the state of a level that fits and has no flaw (level_check.h). Smaller levels stand in the middle.
  void load(const Level& level, int steps, StateSpan state) const;
  /// The whole board as a level of size × size.
  [[nodiscard]] Level unload(StateView state) const;
  /// Cell codes [size, size], the ring included.
  void writeCells(StateView state, std::span<std::byte> cells) const;

  [[nodiscard]] static int steps(StateView state);
  /// Number of boxes.
  [[nodiscard]] int boxes(StateView state) const;
  /// Row and column on the whole board.
  [[nodiscard]] int playerRow(StateView state) const { return playerCell(state) / inner() + 1; }
  [[nodiscard]] int playerColumn(StateView state) const { return playerCell(state) % inner() + 1; }
  /// All boxes on targets.
  [[nodiscard]] bool solved(StateView state) const;
  /// Does `action` move the player, and does it push a box?
  struct Effect {
    bool moves = false, pushes = false;
  };
  [[nodiscard]] Effect effectOf(StateView state, int action) const;

 private:
  [[nodiscard]] static int playerCell(StateView state);

  int size_;
  std::vector<Way> ways_;
};

/// One step of B states: move, count the step, reward and flags of README.md.
/// states [B, stateBytes], actions [B] int32 in [0, 4), rewards [B], flags [B] of StepFlags.
struct StepArguments {
  std::byte* states;
  const std::byte* actions;
  float* rewards;
  std::uint8_t* flags;
  std::size_t count;
  int stepLimit;
};
void stepBatch(const Board& board, const StepArguments& arguments);

}  // namespace spolab::sokoban
