#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "envs/env.h"
#include "envs/snake/bits.h"
#include "envs/snake/chance.h"
#include "envs/snake/snake.h"

namespace spolab::snake {

inline constexpr std::uint16_t kNowhere = 0xFFFF;  ///< beyond the border; no fruit on a full board
inline constexpr int kMostCells = kLargestSide * kLargestSide;
inline constexpr int kMostWords = (kMostCells + 63) / 64;

/// One bit per cell: cell c is bit c % 64 of word c / 64.
template <int kWords>
using BitBoard = std::array<std::uint64_t, kWords>;

/// The bytes of a state on a board of at most 64·kWords cells: 24 bytes and three bit boards. Where the snake lies and
/// how it winds is written down by cell, so every position has one form, whatever way led there; bits of free cells, of
/// the head in `aheadLow` and `aheadHigh` and beyond the board are zero.
template <int kWords>
struct alignas(8) State {
  std::uint64_t chance = 0;  ///< stream that the next fruits come from, see chance.h
  std::uint16_t head = 0;    ///< cell
  std::uint16_t tail = 0;    ///< cell; the head's when the snake is one cell long
  std::uint16_t fruit = 0;   ///< cell, or kNowhere when the board is full
  std::uint16_t length = 0;  ///< cells of the snake, head and tail included
  std::uint16_t steps = 0;   ///< moves made in this episode
  std::array<std::uint8_t, 6> zero{};
  BitBoard<kWords> occupied{};   ///< cells of the snake
  BitBoard<kWords> aheadLow{};   ///< bit 0 of the Direction from a cell to the next one on the way to the head
  BitBoard<kWords> aheadHigh{};  ///< bit 1 of it
};
static_assert(sizeof(State<1>) == 48 && sizeof(State<3>) == 96 && sizeof(State<7>) == 192);
static_assert(offsetof(State<1>, chance) == 0 && offsetof(State<7>, chance) == 0);

/// Words of the smallest bit board made for `size` rows: 1, 3 or 7.
int wordsFor(int size);
/// Bytes of a state of a board with `size` rows.
inline std::size_t stateBytes(int size) { return 24 + 24 * static_cast<std::size_t>(wordsFor(size)); }
/// Writes a position that parsePosition would accept; `state` [stateBytes].
void writePosition(const Position& position, StateSpan state);

/// What does not change on a board: which cells there are and what lies next to them.
class Grid {
 public:
  explicit Grid(int size) : size_(size) {
    constexpr std::array<int, kDirections> kRowStep{-1, 0, 1, 0}, kColumnStep{0, 1, 0, -1};
    for (int cell = 0; cell < size * size; ++cell) {
      cells_[static_cast<std::size_t>(cell / 64)] |= std::uint64_t{1} << (cell % 64);
      for (std::size_t d = 0; d < kDirections; ++d) {
        const int row = cell / size + kRowStep[d], column = cell % size + kColumnStep[d];
        const bool inside = row >= 0 && row < size && column >= 0 && column < size;
        neighbours_[static_cast<std::size_t>(cell)][d] =
            inside ? static_cast<std::uint16_t>(row * size + column) : kNowhere;
      }
    }
  }

  [[nodiscard]] int size() const { return size_; }
  [[nodiscard]] int cellCount() const { return size_ * size_; }
  /// kNowhere beyond the border.
  [[nodiscard]] std::uint16_t neighbour(std::uint32_t cell, std::uint32_t direction) const {
    return neighbours_[cell][direction];
  }
  /// A word of the bit board of all cells.
  [[nodiscard]] std::uint64_t cellsOfWord(std::size_t word) const { return cells_[word]; }

 private:
  int size_;
  std::array<std::uint64_t, kMostWords> cells_{};
  std::array<std::array<std::uint16_t, kDirections>, kMostCells> neighbours_{};
};

template <std::size_t kWords>
bool testCell(const std::array<std::uint64_t, kWords>& board, std::uint32_t cell) {
  return (board[cell / 64] >> (cell % 64) & 1) != 0;
}

/// Direction from a cell of the body, not the head, to the next one on the way to the head.
template <int kWords>
std::uint32_t aheadOf(const State<kWords>& state, std::uint32_t cell) {
  const std::uint32_t bit = cell % 64;
  const auto low = static_cast<std::uint32_t>(state.aheadLow[cell / 64] >> bit) & 1u;
  const auto high = static_cast<std::uint32_t>(state.aheadHigh[cell / 64] >> bit) & 1u;
  return low | high << 1;
}

/// Makes `cell` the head, in front of which nothing is yet.
template <int kWords>
void enter(State<kWords>& state, std::uint16_t cell) {
  state.occupied[cell / 64] |= std::uint64_t{1} << (cell % 64);
  state.head = cell;
}

/// Writes down that the body goes on in `direction` from the head.
template <int kWords>
void pointHead(State<kWords>& state, std::uint32_t direction) {
  const std::uint32_t word = state.head / 64u, bit = state.head % 64u;
  state.aheadLow[word] |= std::uint64_t{direction & 1} << bit;
  state.aheadHigh[word] |= std::uint64_t{direction >> 1} << bit;
}

/// Takes the last cell away; there must be one before it.
template <int kWords>
void dropTail(State<kWords>& state, const Grid& grid) {
  const std::uint32_t word = state.tail / 64u;
  const std::uint64_t others = ~(std::uint64_t{1} << (state.tail % 64u));
  const std::uint32_t direction = aheadOf(state, state.tail);
  state.occupied[word] &= others;
  state.aheadLow[word] &= others;
  state.aheadHigh[word] &= others;
  state.tail = grid.neighbour(state.tail, direction);
}

/// Puts the fruit on a cell drawn uniformly from the free ones, nowhere when there is none.
template <int kWords>
void placeFruit(State<kWords>& state, const Grid& grid) {
  const auto freeCells = static_cast<std::uint32_t>(grid.cellCount() - state.length);
  state.fruit = kNowhere;
  if (freeCells == 0) return;
  std::uint32_t rank = chanceBelow(state.chance, freeCells);
  for (std::size_t word = 0; word < kWords; ++word) {
    const std::uint64_t free = grid.cellsOfWord(word) & ~state.occupied[word];
    const std::uint32_t ones = onesIn(free);
    if (rank < ones) {
      state.fruit = static_cast<std::uint16_t>(64 * word + placeOfOne(free, rank));
      return;
    }
    rank -= ones;
  }
}

/// A snake of one cell and its first fruit.
template <int kWords>
State<kWords> startingState(std::uint16_t head, std::uint64_t chance, const Grid& grid) {
  State<kWords> state;
  state.chance = chance;
  state.tail = head;
  state.length = 1;
  enter(state, head);
  placeFruit(state, grid);
  return state;
}

/// The head may move to `next`: a free cell, or the tail's, which moves away in time.
template <int kWords>
bool mayEnter(const State<kWords>& state, std::uint16_t next) {
  return next != kNowhere && (next == state.tail || !testCell(state.occupied, next));
}

enum class Event : std::uint8_t { kMoved, kAte, kCrashed };

/// Moves the head one cell on, the tail after it unless there was a fruit. A move that is not allowed changes nothing
/// but the step count.
template <int kWords>
Event advance(State<kWords>& state, std::uint32_t direction, const Grid& grid) {
  ++state.steps;
  const std::uint16_t next = grid.neighbour(state.head, direction);
  if (!mayEnter(state, next)) [[unlikely]]
    return Event::kCrashed;
  pointHead(state, direction);
  if (next != state.fruit) [[likely]] {
    dropTail(state, grid);  // before the head comes: it may come to this very cell
    enter(state, next);
    return Event::kMoved;
  }
  enter(state, next);
  ++state.length;
  placeFruit(state, grid);
  return Event::kAte;
}

}  // namespace spolab::snake
