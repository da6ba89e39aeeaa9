#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/settings.h"
#include "envs/env.h"

namespace spolab {

/// Settings of Snake. Group "env".
struct SnakeSettings {
  std::int64_t size = 12;         ///< rows and columns of the board, 4 to 20; 6 is the quick variant
  std::int64_t stepLimit = 4000;  ///< moves until an episode ends, 1 to 60000
};
void describe(SnakeSettings& settings, Schema& schema);

/// Both settings must lie within their ranges, as the schema sees to.
std::unique_ptr<Env> makeSnake(const SnakeSettings& settings);

/// The board as people see it, and what may be done with states from outside the environment.
///
/// Cell = size·row + column, row 0 on top, column 0 on the left. In scenes column runs along +x and row along −y, one
/// metre each, the middle of the board at the origin.
namespace snake {

inline constexpr int kSmallestSide = 4;
inline constexpr int kLargestSide = 20;
inline constexpr int kLargestStepLimit = 60000;  ///< steps are counted in 16 bits

/// In the order of the action numbers.
enum Direction : std::uint8_t { kUp, kRight, kDown, kLeft };
inline constexpr int kDirections = 4;

/// A state in plain words: what text and scenes are made of.
struct Position {
  int size = 12;             ///< rows and columns
  std::vector<int> body;     ///< cells from head to tail, at least one
  int fruit = -1;            ///< its cell; −1 on a full board
  int steps = 0;             ///< moves made in this episode
  std::uint64_t chance = 0;  ///< where the stream stands that the next fruits come from
  friend bool operator==(const Position&, const Position&) = default;
};

/// What a state of a board with `size` rows says.
Position positionOf(StateView state, int size);

/// Starts the stream of chance anew from `seed` (any 64 bits; neighbouring seeds give unrelated streams). The fruit
/// that lies there stays, all later ones change. Two copies of one state share their future until one of them is
/// re-seeded: this is how a planner gives each particle chances of its own.
void reseedChance(StateSpan state, std::uint64_t seed);

/// One row of characters per row of the board, then a line with the step count and the stream of chance:
/// '.' free, '*' fruit, 'O' head, '^' '>' 'v' '<' body, pointing to the next cell on the way to the head.
std::string printPosition(const Position& position);
/// Reads printPosition's form; rows may also be separated by '/', "steps" and "chance" may be missing (0). Throws a
/// usage Error that names the bad token and its place, or the cell that cannot be.
Position parsePosition(std::string_view text, int size, int stepLimit);

/// Fills `scene` with board, snake and fruit; `direction` −1: at rest, else `fraction` ∈ [0, 1] of a move that leads
/// from `from` to `to` (a crash: to where it was).
void drawPosition(const Position& from, int direction, const Position& to, float fraction, Scene& scene);
/// Adds the snake at rest.
void drawSnake(const Position& position, Scene& scene);
/// The middle of a cell, at half the height of the snake.
Vec3 centreOf(int cell, int size);

}  // namespace snake
}  // namespace spolab
