#include "envs/sokoban/level_check.h"

#include <array>

namespace spolab::sokoban {
namespace {

bool holdsPlayer(std::uint8_t cell) { return cell == kPlayer || cell == kPlayerOnTarget; }
bool holdsBox(std::uint8_t cell) { return cell == kBox || cell == kBoxOnTarget; }
bool isTarget(std::uint8_t cell) { return cell == kTarget || cell == kPlayerOnTarget || cell == kBoxOnTarget; }

struct Count {
  int players = 0, boxes = 0, targets = 0;
};

/// What counts: everything but the decoration outside the player's reach.
Count countPieces(const Level& level, const std::vector<std::uint8_t>& reachable) {
  Count count;
  for (std::size_t i = 0; i < level.cells.size(); ++i) {
    const std::uint8_t cell = level.cells[i];
    count.players += holdsPlayer(cell);
    if (cell == kBoxOnTarget && reachable[i] == 0) continue;
    count.boxes += holdsBox(cell);
    count.targets += isTarget(cell);
  }
  return count;
}

std::string plural(int number, const std::string& word) {
  return std::to_string(number) + " " + word + (number == 1 ? "" : word.back() == 'x' ? "es" : "s");
}

/// The first cell for which `wanted(cell, reachable)` holds once `skip` such cells have gone by.
template <typename Wanted>
std::optional<LevelFlaw> flawWhere(const Level& level, const std::vector<std::uint8_t>& reachable, int skip,
                                   LevelFlaw flaw, Wanted&& wanted) {
  for (int row = 0; row < level.rows; ++row)
    for (int column = 0; column < level.columns; ++column) {
      const auto i = static_cast<std::size_t>(row * level.columns + column);
      const bool onEdge = row == 0 || column == 0 || row == level.rows - 1 || column == level.columns - 1;
      if (!wanted(level.cells[i], reachable[i] != 0, onEdge) || skip-- > 0) continue;
      flaw.row = row;
      flaw.column = column;
      return flaw;
    }
  return std::nullopt;
}

}  // namespace

std::vector<std::uint8_t> reachableCells(const Level& level) {
  std::vector<std::uint8_t> reachable(level.cells.size(), 0);
  std::vector<int> open;
  const auto visit = [&](int row, int column) {
    if (row < 0 || column < 0 || row >= level.rows || column >= level.columns) return;
    const int i = row * level.columns + column;
    if (level.cells[static_cast<std::size_t>(i)] == kWall || reachable[static_cast<std::size_t>(i)] != 0) return;
    reachable[static_cast<std::size_t>(i)] = 1;
    open.push_back(i);
  };
  for (int i = 0; i < level.rows * level.columns; ++i)
    if (holdsPlayer(level.cells[static_cast<std::size_t>(i)])) visit(i / level.columns, i % level.columns);
  while (!open.empty()) {
    const int row = open.back() / level.columns, column = open.back() % level.columns;
    open.pop_back();
    visit(row - 1, column);
    visit(row, column + 1);
    visit(row + 1, column);
    visit(row, column - 1);
  }
  return reachable;
}

std::optional<LevelFlaw> findFlaw(const Level& level) {
  const std::vector<std::uint8_t> reachable = reachableCells(level);
  const Count count = countPieces(level, reachable);
  if (count.players == 0) return LevelFlaw{"one player (@ or +) in a level", "none"};
  if (count.players > 1)
    return flawWhere(level, reachable, 1, {"one player (@ or +) in a level", "a second one"},
                     [](std::uint8_t cell, bool, bool) { return holdsPlayer(cell); });
  if (auto gap = flawWhere(level, reachable, 0,
                           {"walls (#) all around the player", "a gap through which the player can get outside"},
                           [](std::uint8_t, bool inside, bool onEdge) { return inside && onEdge; }))
    return gap;
  if (count.boxes == 0) return LevelFlaw{"at least one box ($ or *) within the player's reach", "none"};
  if (count.boxes != count.targets)
    return LevelFlaw{"as many boxes as targets",
                     plural(count.boxes, "box") + " and " + plural(count.targets, "target")};
  return flawWhere(level, reachable, 0,
                   {"every box and target within the player's reach", "one that the player can never come to"},
                   [](std::uint8_t cell, bool inside, bool) {
                     return !inside && cell != kBoxOnTarget && (holdsBox(cell) || isTarget(cell));
                   });
}

}  // namespace spolab::sokoban
