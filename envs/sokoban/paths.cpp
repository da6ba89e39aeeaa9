#include "envs/sokoban/paths.h"

#include <algorithm>
#include <array>
#include <tuple>

#include <queue>

#include "core/base/check.h"

namespace spolab::sokoban {
namespace {

constexpr int kDirections = 4;

/// The cell next to `cell`, −1 off the level.
int neighbour(int cell, int direction, int columns, std::size_t cells) {
  constexpr std::array<int, kDirections> kRowStep{-1, 0, 1, 0};
  constexpr std::array<int, kDirections> kColumnStep{0, 1, 0, -1};
  const auto d = static_cast<std::size_t>(direction);
  const int row = cell / columns + kRowStep[d], column = cell % columns + kColumnStep[d];
  const bool inside = row >= 0 && column >= 0 && column < columns && row < static_cast<int>(cells) / columns;
  return inside ? row * columns + column : -1;
}

int opposite(int direction) { return direction ^ 2; }

std::vector<std::uint8_t> blockedCells(const Level& level) {
  std::vector<std::uint8_t> blocked;
  for (const std::uint8_t cell : level.cells) blocked.push_back(cell == kWall || cell == kBox || cell == kBoxOnTarget);
  return blocked;
}

}  // namespace

int playerCell(const Level& level) {
  const auto at = std::find_if(level.cells.begin(), level.cells.end(),
                               [](std::uint8_t cell) { return cell == kPlayer || cell == kPlayerOnTarget; });
  return at == level.cells.end() ? -1 : static_cast<int>(at - level.cells.begin());
}

Walks::Walks(const Level& level) : Walks(blockedCells(level), level.columns, playerCell(level)) {}

Walks::Walks(const std::vector<std::uint8_t>& blocked, int columns, int start)
    : columns_(columns), steps_(blocked.size(), -1), last_(blocked.size(), 0) {
  SPOLAB_CHECK(start >= 0);
  spread(blocked, start);
}

void Walks::spread(const std::vector<std::uint8_t>& blocked, int start) {
  std::vector<int> open{start};
  steps_[static_cast<std::size_t>(start)] = 0;
  for (std::size_t head = 0; head < open.size(); ++head)
    for (int d = 0; d < kDirections; ++d) {
      const int next = neighbour(open[head], d, columns_, blocked.size());
      if (next < 0 || blocked[static_cast<std::size_t>(next)] != 0 || reaches(next)) continue;
      steps_[static_cast<std::size_t>(next)] = steps(open[head]) + 1;
      last_[static_cast<std::size_t>(next)] = static_cast<std::uint8_t>(d);
      open.push_back(next);
    }
}

std::vector<std::int32_t> Walks::to(int cell) const {
  SPOLAB_CHECK(reaches(cell));
  std::vector<std::int32_t> actions;
  while (steps(cell) > 0) {
    const int action = last_[static_cast<std::size_t>(cell)];
    actions.push_back(action);
    cell = neighbour(cell, opposite(action), columns_, steps_.size());
  }
  std::reverse(actions.begin(), actions.end());
  return actions;
}

BoxPaths::BoxPaths(const Level& level, int box)
    : columns_(level.columns),
      box_(box),
      player_(playerCell(level)),
      blocked_(blockedCells(level)),
      nodes_(kDirections * level.cells.size()) {
  SPOLAB_CHECK(player_ >= 0 && blocked_[static_cast<std::size_t>(box)] != 0);
  blocked_[static_cast<std::size_t>(box)] = 0;
  search();
}

std::vector<std::uint8_t> BoxPaths::blockedWith(int box) const {
  std::vector<std::uint8_t> blocked = blocked_;
  blocked[static_cast<std::size_t>(box)] = 1;
  return blocked;
}

void BoxPaths::search() {
  using Entry = std::tuple<int, int, int>;  // pushes, moves, node; node −1: the start
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  open.emplace(0, 0, -1);
  while (!open.empty()) {
    const auto [pushes, moves, node] = open.top();
    open.pop();
    if (node >= 0) {
      const Node& known = nodes_[static_cast<std::size_t>(node)];
      if (known.pushes != pushes || known.moves != moves) continue;  // a better way came first
    }
    const int box = node < 0 ? box_ : node / kDirections;
    const int player = node < 0 ? player_ : neighbour(box, opposite(node % kDirections), columns_, blocked_.size());
    const Walks walks(blockedWith(box), columns_, player);
    for (int d = 0; d < kDirections; ++d) {
      const int ahead = neighbour(box, d, columns_, blocked_.size());
      const int behind = neighbour(box, opposite(d), columns_, blocked_.size());
      if (ahead < 0 || behind < 0 || blocked_[static_cast<std::size_t>(ahead)] != 0 || !walks.reaches(behind)) continue;
      const int next = kDirections * ahead + d;
      const Node found{pushes + 1, moves + walks.steps(behind) + 1, node};
      Node& known = nodes_[static_cast<std::size_t>(next)];
      if (known.pushes >= 0 && std::tie(known.pushes, known.moves) <= std::tie(found.pushes, found.moves)) continue;
      known = found;
      open.emplace(found.pushes, found.moves, next);
    }
  }
}

int BoxPaths::bestAt(int cell) const {
  int best = -1;
  for (int d = 0; d < kDirections; ++d) {
    const Node& node = nodes_[static_cast<std::size_t>(kDirections * cell + d)];
    if (node.pushes < 0) continue;
    const auto cost = std::tie(node.pushes, node.moves);
    if (best >= 0) {
      const Node& other = nodes_[static_cast<std::size_t>(best)];
      if (std::tie(other.pushes, other.moves) <= cost) continue;
    }
    best = kDirections * cell + d;
  }
  return best;
}

std::vector<std::int32_t> BoxPaths::to(int cell) const {
  SPOLAB_CHECK(reaches(cell));
  std::vector<std::int32_t> actions;
  if (cell == box_) return actions;
  std::vector<int> pushes;
  for (int node = bestAt(cell); node >= 0; node = nodes_[static_cast<std::size_t>(node)].before)
    pushes.push_back(node % kDirections);
  int box = box_, player = player_;
  for (auto push = pushes.rbegin(); push != pushes.rend(); ++push) {
    const Walks walks(blockedWith(box), columns_, player);
    const std::vector<std::int32_t> walk = walks.to(neighbour(box, opposite(*push), columns_, blocked_.size()));
    actions.insert(actions.end(), walk.begin(), walk.end());
    actions.push_back(*push);
    player = box;
    box = neighbour(box, *push, columns_, blocked_.size());
  }
  return actions;
}

}  // namespace spolab::sokoban
