#include "envs/sokoban/lurd.h"

#include <algorithm>
#include <array>

#include "core/base/check.h"
#include "core/base/error.h"

namespace spolab::sokoban {
namespace {

constexpr std::string_view kLetters = "urdl";  // in the order of the actions
constexpr std::array<int, 4> kRowStep{-1, 0, 1, 0};
constexpr std::array<int, 4> kColumnStep{0, 1, 0, -1};
constexpr std::size_t kMostMoves = 1'000'000;

enum class Effect { kBlocked, kMoved, kPushed };

/// Plays on a level's cells: slow, plain, and independent of the bit boards that training uses.
class Walk {
 public:
  explicit Walk(const Level& level) : level_(level) {
    for (std::size_t i = 0; i < level.cells.size(); ++i) {
      const std::uint8_t cell = level.cells[i];
      if (cell != kPlayer && cell != kPlayerOnTarget) continue;
      row_ = static_cast<int>(i) / level.columns;
      column_ = static_cast<int>(i) % level.columns;
    }
    SPOLAB_CHECK(row_ >= 0);
  }

  Effect play(std::size_t action) {
    const int row = row_ + kRowStep[action], column = column_ + kColumnStep[action];
    const int beyondRow = row + kRowStep[action], beyondColumn = column + kColumnStep[action];
    const bool pushes = at(row, column) == kBox || at(row, column) == kBoxOnTarget;
    const int entered = pushes ? at(beyondRow, beyondColumn) : at(row, column);
    if (entered != kFloor && entered != kTarget) return Effect::kBlocked;
    if (pushes) {
      change(row, column, kFloor - kBox);
      change(beyondRow, beyondColumn, kBox - kFloor);
    }
    change(row_, column_, kFloor - kPlayer);
    change(row, column, kPlayer - kFloor);
    row_ = row;
    column_ = column;
    return pushes ? Effect::kPushed : Effect::kMoved;
  }

  [[nodiscard]] bool solved() const {
    return std::find(level_.cells.begin(), level_.cells.end(), kBox) == level_.cells.end();
  }

 private:
  /// Off the level is wall.
  [[nodiscard]] int at(int row, int column) const {
    const bool inside = row >= 0 && column >= 0 && row < level_.rows && column < level_.columns;
    return inside ? int{level_.at(row, column)} : int{kWall};
  }
  /// The codes are sums: target 2, player 3, box 4.
  void change(int row, int column, int by) {
    std::uint8_t& cell = level_.cells[static_cast<std::size_t>(row * level_.columns + column)];
    cell = static_cast<std::uint8_t>(cell + by);
  }

  Level level_;
  int row_ = -1, column_ = -1;
};

static_assert(kPlayerOnTarget == kPlayer + kTarget && kBoxOnTarget == kBox + kTarget);

bool isCapital(char c) { return c >= 'A' && c <= 'Z'; }

/// Reads letters and run lengths, plays them on `walk` and hands out every action with its effect.
template <typename Each>
void play(Walk& walk, std::string_view text, Each&& each) {
  std::size_t number = 0;
  const auto refuse = [&](const std::string& expected, const std::string& found, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t column = offset - (before.find_last_of('\n') + 1) + 1;  // npos + 1 is 0
    throw Error::usage(expected, found,
                       "a solution in LURD, move " + std::to_string(number) + " at line " + std::to_string(line) +
                           ", column " + std::to_string(column));
  };
  std::size_t times = 0;
  bool counted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      times = std::min(kMostMoves, 10 * times + static_cast<std::size_t>(c - '0'));
      counted = true;
      continue;
    }
    if (!counted && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) continue;
    const std::size_t action = kLetters.find(isCapital(c) ? static_cast<char>(c - 'A' + 'a') : c);
    const bool printable = c > ' ' && c < '\x7F';
    if (action == std::string_view::npos) {
      ++number;
      refuse("one of the letters l u r d, capitals for pushes", printable ? std::string("'") + c + "'" : "another byte",
             i);
    }
    for (std::size_t k = 0; k < (counted ? times : 1); ++k) {
      ++number;
      const Effect effect = walk.play(action);
      if (effect == Effect::kBlocked)
        refuse("a move that is possible", std::string("'") + c + "', which is blocked", i);
      if (isCapital(c) != (effect == Effect::kPushed))
        refuse(isCapital(c) ? "a push for a capital" : "a capital for a push", std::string("'") + c + "'", i);
      each(static_cast<std::int32_t>(action), effect);
    }
    times = 0;
    counted = false;
  }
  if (counted) refuse("a letter behind a run length", "the end", text.size());
}

}  // namespace

std::string printLurd(const Level& level, std::span<const std::int32_t> actions) {
  Walk walk(level);
  std::string text;
  for (const std::int32_t action : actions) {
    SPOLAB_CHECK(action >= 0 && action < 4);
    const auto a = static_cast<std::size_t>(action);
    const Effect effect = walk.play(a);
    if (effect == Effect::kMoved) text += kLetters[a];
    if (effect == Effect::kPushed) text += static_cast<char>(kLetters[a] - 'a' + 'A');
  }
  return text;
}

std::vector<std::int32_t> parseLurd(const Level& level, std::string_view text) {
  Walk walk(level);
  std::vector<std::int32_t> actions;
  play(walk, text, [&](std::int32_t action, Effect) { actions.push_back(action); });
  return actions;
}

SolutionLength checkSolution(const Level& level, std::string_view lurd) {
  Walk walk(level);
  SolutionLength length;
  play(walk, lurd, [&](std::int32_t, Effect effect) {
    ++length.moves;
    length.pushes += effect == Effect::kPushed;
  });
  if (!walk.solved())
    throw Error::usage("every box on a target at the end",
                       "a box elsewhere after " + std::to_string(length.moves) + " moves", "a solution in LURD");
  return length;
}

}  // namespace spolab::sokoban
