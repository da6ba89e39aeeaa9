#include "envs/sokoban/board.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/base/check.h"
#include "envs/sokoban/level_check.h"

namespace spolab::sokoban {
namespace {

constexpr std::size_t kMostWords = 6;  ///< 18 × 18 inner cells
constexpr std::size_t kStateWords = 3 * kMostWords + 1;

using Words = std::array<std::uint64_t, kStateWords>;

Words loadWords(StateView state) {
  Words words;
  std::memcpy(words.data(), state.data(), state.size());
  return words;
}

std::uint64_t tailOf(StateView state) {
  std::uint64_t tail;
  std::memcpy(&tail, state.data() + state.size() - sizeof tail, sizeof tail);
  return tail;
}

/// `count` ≤ 8 bits from bit `first` on, which may straddle two words of `plane`.
std::uint64_t bitsAt(const std::uint64_t* plane, int first, int count) {
  const int word = first / 64, shift = first % 64;
  std::uint64_t bits = plane[word] >> shift;
  if (shift + count > 64) bits |= plane[word + 1] << (64 - shift);
  return bits & ((std::uint64_t{1} << count) - 1);
}

/// Eight bits to eight bytes of 0 or 1, the lowest bit to the lowest byte.
std::uint64_t spread(std::uint64_t bits) {
  const std::uint64_t copies = bits * 0x0101010101010101u & 0x8040201008040201u;
  return (copies + 0x7F7F7F7F7F7F7F7Fu) >> 7 & 0x0101010101010101u;
}

}  // namespace

Board::Board(int size) : size_(size) {
  SPOLAB_CHECK(size >= kMinSide && size <= kMaxSide);
  constexpr std::array<int, kActions> kRowStep{-1, 0, 1, 0};
  constexpr std::array<int, kActions> kColumnStep{0, 1, 0, -1};
  for (std::size_t action = 0; action < kActions; ++action)
    for (int cell = 0; cell < cells(); ++cell) {
      const auto look = [&](int distance, std::uint64_t& mask, std::uint16_t& word) {
        const int row = cell / inner() + distance * kRowStep[action];
        const int column = cell % inner() + distance * kColumnStep[action];
        if (row < 0 || column < 0 || row >= inner() || column >= inner()) return 0;
        const int there = row * inner() + column;
        mask = std::uint64_t{1} << (there % 64);
        word = static_cast<std::uint16_t>(there / 64);
        return there;
      };
      Way way;
      way.nearCell = static_cast<std::uint16_t>(look(1, way.near, way.nearWord));
      look(2, way.far, way.farWord);
      ways_.push_back(way);
    }
}

void Board::load(const Level& level, int steps, StateSpan state) const {
  SPOLAB_CHECK_EQ(state.size(), stateBytes());
  SPOLAB_CHECK(fits(level) && steps >= 0 && steps <= 0xFFFF);
  const std::vector<std::uint8_t> reachable = reachableCells(level);
  const int top = (size_ - level.rows) / 2 - 1, left = (size_ - level.columns) / 2 - 1;  // on the inner board
  const auto count = static_cast<std::size_t>(words());
  Words state64{};
  std::uint64_t *walls = state64.data(), *targets = walls + count, *boxes = targets + count, *tail = boxes + count;
  for (int cell = 0; cell < cells(); ++cell) walls[cell / 64] |= std::uint64_t{1} << (cell % 64);
  for (int i = 0; i < level.rows * level.columns; ++i) {
    if (reachable[static_cast<std::size_t>(i)] == 0) continue;
    const int row = top + i / level.columns, column = left + i % level.columns;
    SPOLAB_CHECK(row >= 0 && column >= 0 && row < inner() && column < inner());  // else it has a flaw
    const int cell = row * inner() + column;
    const std::uint64_t bit = std::uint64_t{1} << (cell % 64);
    const std::uint8_t code = level.cells[static_cast<std::size_t>(i)];
    walls[cell / 64] ^= bit;
    if (code == kTarget || code == kPlayerOnTarget || code == kBoxOnTarget) targets[cell / 64] |= bit;
    if (code == kBox || code == kBoxOnTarget) boxes[cell / 64] |= bit;
    if (code == kPlayer || code == kPlayerOnTarget) *tail = static_cast<std::uint64_t>(cell);
  }
  *tail |= static_cast<std::uint64_t>(steps) << 16;
  std::memcpy(state.data(), state64.data(), state.size());
}

Level Board::unload(StateView state) const {
  Level level;
  level.rows = level.columns = size_;
  level.cells.resize(static_cast<std::size_t>(size_ * size_));
  writeCells(state, std::as_writable_bytes(std::span(level.cells)));
  return level;
}

void Board::writeCells(StateView state, std::span<std::byte> cells) const {
  // The codes are sums of wall 1, target 2, player 3 and box 4, so eight cells are added at once.
  static_assert(std::endian::native == std::endian::little);
  static_assert(kWall == 1 && kPlayerOnTarget == kPlayer + kTarget && kBoxOnTarget == kBox + kTarget);
  const Words state64 = loadWords(state);
  const auto count = static_cast<std::size_t>(words());
  const std::uint64_t *walls = state64.data(), *targets = walls + count, *boxes = targets + count;
  std::fill(cells.begin(), cells.end(), std::byte{kWall});
  for (int row = 0; row < inner(); ++row)
    for (int column = 0; column < inner(); column += 8) {
      const int first = row * inner() + column, width = std::min(8, inner() - column);
      const std::uint64_t codes = kWall * spread(bitsAt(walls, first, width)) +
                                  kTarget * spread(bitsAt(targets, first, width)) +
                                  kBox * spread(bitsAt(boxes, first, width));
      std::memcpy(&cells[static_cast<std::size_t>((row + 1) * size_ + column + 1)], &codes,
                  static_cast<std::size_t>(width));
    }
  std::byte& player = cells[static_cast<std::size_t>(playerRow(state) * size_ + playerColumn(state))];
  player = static_cast<std::byte>(std::to_integer<int>(player) + kPlayer);
}

int Board::steps(StateView state) { return static_cast<int>(tailOf(state) >> 16 & 0xFFFF); }

int Board::boxes(StateView state) const {
  const Words state64 = loadWords(state);
  const auto count = static_cast<std::size_t>(words());
  int boxes = 0;
  for (std::size_t word = 2 * count; word < 3 * count; ++word) boxes += std::popcount(state64[word]);
  return boxes;
}

int Board::playerCell(StateView state) { return static_cast<int>(tailOf(state) & 0xFFFF); }

bool Board::solved(StateView state) const {
  const Words state64 = loadWords(state);
  const auto count = static_cast<std::ptrdiff_t>(words());
  const auto targets = state64.begin() + count, boxes = targets + count;
  return std::equal(targets, boxes, boxes);
}

Board::Effect Board::effectOf(StateView state, int action) const {
  const Words state64 = loadWords(state);
  const auto count = static_cast<std::size_t>(words());
  const Way& way = ways_[static_cast<std::size_t>(action * cells() + playerCell(state))];
  const auto holds = [&](std::size_t plane, std::size_t word, std::uint64_t mask) {
    return (state64[plane * count + word] & mask) != 0;
  };
  if (way.near == 0 || holds(0, way.nearWord, way.near)) return {};
  if (!holds(2, way.nearWord, way.near)) return {true, false};
  const bool free = way.far != 0 && !holds(0, way.farWord, way.far) && !holds(2, way.farWord, way.far);
  return {free, free};
}

}  // namespace spolab::sokoban
