#include "envs/sokoban/room.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>

namespace spolab::sokoban {
namespace {

/// Sides of the rectangles, the frequent ones several times.
constexpr std::array<std::array<int, 2>, 10> kChambers{
    {{1, 2}, {1, 3}, {1, 4}, {2, 2}, {2, 2}, {2, 3}, {2, 3}, {2, 4}, {3, 3}, {3, 4}}};

int draw(Rng& rng, int n) { return static_cast<int>(rng.below(static_cast<std::uint32_t>(n))); }

class Carver {
 public:
  Carver(int rows, int columns, Rng& rng) : rng_(rng) {
    room_.rows = rows;
    room_.columns = columns;
    room_.cells.assign(static_cast<std::size_t>(rows * columns), kWall);
  }

  void carveUntil(int floorSquares);
  void raisePillars(int attempts, int minFloor);
  [[nodiscard]] Level take() { return std::move(room_); }

 private:
  struct Square {
    int row, column;
  };

  [[nodiscard]] bool isFloor(Square square) const { return room_.at(square.row, square.column) == kFloor; }
  void carveRectangle(Square corner, int height, int width);
  [[nodiscard]] Square floorToward(Square goal);
  [[nodiscard]] bool joinsItsNeighbours(Square square) const;

  Level room_;
  Rng& rng_;
  std::vector<Square> floor_;  ///< in the order of carving
};

void Carver::carveRectangle(Square corner, int height, int width) {
  for (int row = std::max(corner.row, 1); row < std::min(corner.row + height, room_.rows - 1); ++row)
    for (int column = std::max(corner.column, 1); column < std::min(corner.column + width, room_.columns - 1); ++column)
      if (!isFloor({row, column})) {
        room_.cells[static_cast<std::size_t>(row * room_.columns + column)] = kFloor;
        floor_.push_back({row, column});
      }
}

/// The nearest to `goal` of a few floor squares: rooms then spread over the whole board instead of huddling.
Carver::Square Carver::floorToward(Square goal) {
  const auto distance = [&](Square square) {
    return std::abs(square.row - goal.row) + std::abs(square.column - goal.column);
  };
  Square best = floor_[rng_.below(static_cast<std::uint32_t>(floor_.size()))];
  for (int k = 1; k < 3; ++k) {
    const Square other = floor_[rng_.below(static_cast<std::uint32_t>(floor_.size()))];
    if (distance(other) < distance(best)) best = other;
  }
  return best;
}

void Carver::carveUntil(int floorSquares) {
  Square anchor{1 + draw(rng_, room_.rows - 2), 1 + draw(rng_, room_.columns - 2)};
  while (static_cast<int>(floor_.size()) < floorSquares) {
    auto [height, width] = kChambers[rng_.below(kChambers.size())];
    if (rng_.below(2) != 0) std::swap(height, width);
    // The anchor is floor already and lies in the rectangle, so the room stays in one piece.
    carveRectangle({anchor.row - draw(rng_, height), anchor.column - draw(rng_, width)}, height, width);
    anchor = floorToward({1 + draw(rng_, room_.rows - 2), 1 + draw(rng_, room_.columns - 2)});
  }
}

/// True when the floor squares beside `square` stay connected without it, seen from its eight neighbours alone: walking
/// around them, floor begins at most once (diagonal steps only count between floor squares in a row).
bool Carver::joinsItsNeighbours(Square square) const {
  constexpr std::array<std::array<int, 2>, 8> kRing{
      {{-1, 0}, {-1, 1}, {0, 1}, {1, 1}, {1, 0}, {1, -1}, {0, -1}, {-1, -1}}};
  std::array<bool, 8> open{};
  for (std::size_t i = 0; i < kRing.size(); ++i)
    open[i] = isFloor({square.row + kRing[i][0], square.column + kRing[i][1]});
  int beginnings = 0;
  for (std::size_t i = 0; i < kRing.size(); i += 2) {
    const std::size_t corner = (i + 7) % 8;
    const std::size_t previous = (i + 6) % 8;
    if (open[i] && !(open[corner] && open[previous])) ++beginnings;
  }
  return beginnings <= 1;
}

void Carver::raisePillars(int attempts, int minFloor) {
  for (; attempts > 0 && static_cast<int>(floor_.size()) > minFloor; --attempts) {
    const std::size_t index = rng_.below(static_cast<std::uint32_t>(floor_.size()));
    const Square square = floor_[index];
    if (!joinsItsNeighbours(square)) continue;
    room_.cells[static_cast<std::size_t>(square.row * room_.columns + square.column)] = kWall;
    floor_.erase(floor_.begin() + static_cast<std::ptrdiff_t>(index));
  }
}

}  // namespace

Level carveRoom(int rows, int columns, int minFloor, Rng& rng) {
  const int inside = (rows - 2) * (columns - 2);
  const int wanted = inside * (50 + draw(rng, 31)) / 100;
  Carver carver(rows, columns, rng);
  carver.carveUntil(std::max(wanted, minFloor));
  carver.raisePillars(draw(rng, 2 + inside / 8), std::max(minFloor, inside * 45 / 100));
  return carver.take();
}

}  // namespace spolab::sokoban
