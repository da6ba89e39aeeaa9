#include "envs/sokoban/floor_graph.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"

namespace spolab::sokoban {
namespace {

constexpr std::array<int, 4> kRowStep{-1, 0, 1, 0};
constexpr std::array<int, 4> kColumnStep{0, 1, 0, -1};
constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

bool holdsPlayer(std::uint8_t cell) { return cell == kPlayer || cell == kPlayerOnTarget; }
bool holdsBox(std::uint8_t cell) { return cell == kBox || cell == kBoxOnTarget; }
bool holdsTarget(std::uint8_t cell) { return cell == kTarget || cell == kPlayerOnTarget || cell == kBoxOnTarget; }

/// The square one step away, kNowhere over the edge.
std::size_t squareBeside(const Level& level, std::size_t square, std::size_t direction) {
  const int row = static_cast<int>(square) / level.columns + kRowStep[direction];
  const int column = static_cast<int>(square) % level.columns + kColumnStep[direction];
  if (row < 0 || row >= level.rows || column < 0 || column >= level.columns) return kNowhere;
  return static_cast<std::size_t>(row * level.columns + column);
}

/// The finisher of splitmix64 over multiples of the golden ratio.
std::uint64_t mixed(std::uint64_t index) {
  std::uint64_t word = (index + 1) * 0x9E3779B97F4A7C15;
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
  return word ^ (word >> 31);
}

std::size_t onlyPlayer(const Level& level) {
  const auto count = std::count_if(level.cells.begin(), level.cells.end(), holdsPlayer);
  if (count != 1) throw Error::usage("one player in the level", std::to_string(count), level.title);
  return static_cast<std::size_t>(std::find_if(level.cells.begin(), level.cells.end(), holdsPlayer) -
                                  level.cells.begin());
}

}  // namespace

FloorGraph::FloorGraph(const Level& level) {
  SPOLAB_CHECK_EQ(level.cells.size(), static_cast<std::size_t>(level.rows * level.columns));
  const auto boxCount = std::count_if(level.cells.begin(), level.cells.end(), holdsBox);
  const auto targetCount = std::count_if(level.cells.begin(), level.cells.end(), holdsTarget);
  if (boxCount != targetCount)
    throw Error::usage("as many boxes as targets",
                       std::to_string(boxCount) + " boxes and " + std::to_string(targetCount) + " targets",
                       level.title);
  const std::size_t playerSquare = onlyPlayer(level);
  numberFloor(level, playerSquare);
  linkNeighbours(level);
  player_ = cellOf_[playerSquare];
  isTarget_.assign(count() + 1, 0);
  for (std::size_t square = 0; square < level.cells.size(); ++square) {
    const FloorCell cell = cellOf_[square];
    const std::uint8_t content = level.cells[square];
    if (cell == wall()) {
      hasLostBox_ = hasLostBox_ || content == kBox;
      continue;
    }
    keys_.push_back(mixed(cell));
    if (holdsBox(content)) boxes_.push_back(cell);
    if (!holdsTarget(content)) continue;
    isTarget_[cell] = 1;
    targets_.push_back(cell);
  }
}

void FloorGraph::numberFloor(const Level& level, std::size_t playerSquare) {
  std::vector<std::uint8_t> seen(level.cells.size());
  std::vector<std::size_t> queue{playerSquare};
  seen[playerSquare] = 1;
  for (std::size_t head = 0; head < queue.size(); ++head)
    for (std::size_t direction = 0; direction < 4; ++direction) {
      const std::size_t square = squareBeside(level, queue[head], direction);
      if (square == kNowhere || seen[square] != 0 || level.cells[square] == kWall) continue;
      seen[square] = 1;
      queue.push_back(square);
    }
  cellOf_.assign(level.cells.size(), static_cast<FloorCell>(queue.size()));
  for (std::size_t square = 0; square < level.cells.size(); ++square) {
    if (seen[square] == 0) continue;
    cellOf_[square] = static_cast<FloorCell>(squareOf_.size());
    squareOf_.push_back(square);
  }
}

void FloorGraph::linkNeighbours(const Level& level) {
  const FloorCell outside = wall();
  neighbours_.assign(count() + 1, {outside, outside, outside, outside});
  for (std::size_t cell = 0; cell < count(); ++cell)
    for (std::size_t direction = 0; direction < 4; ++direction) {
      const std::size_t square = squareBeside(level, squareOf_[cell], direction);
      if (square != kNowhere) neighbours_[cell][direction] = cellOf_[square];
    }
}

Blocked blockedBy(const FloorGraph& graph, std::span<const FloorCell> boxes) {
  Blocked blocked(graph.count() + 1);
  blocked[graph.wall()] = 1;
  for (const FloorCell box : boxes) blocked[box] = 1;
  return blocked;
}

PlayerWalk::PlayerWalk(const FloorGraph& graph)
    : graph_(graph), stamps_(graph.count() + 1), queue_(graph.count() + 1) {}

FloorCell PlayerWalk::flood(const Blocked& blocked, FloorCell start) {
  if (++stamp_ == 0) {
    std::fill(stamps_.begin(), stamps_.end(), 0U);
    stamp_ = 1;
  }
  FloorCell smallest = start;
  stamps_[start] = stamp_;
  queue_[0] = start;
  size_ = 1;
  for (std::size_t head = 0; head < size_; ++head)
    for (int direction = 0; direction < 4; ++direction) {
      const FloorCell cell = graph_.next(queue_[head], direction);
      // Written without a branch: whether a neighbour is new is nearly a coin toss.
      const bool isNew = (blocked[cell] == 0) & (stamps_[cell] != stamp_);
      stamps_[cell] = isNew ? stamp_ : stamps_[cell];
      queue_[size_] = cell;
      size_ += isNew ? 1 : 0;
      smallest = isNew && cell < smallest ? cell : smallest;
    }
  return smallest;
}

std::string PlayerWalk::shortestWalk(const Blocked& blocked, FloorCell start, FloorCell goal) {
  // Walked backwards from the goal, so that the letters come out in order.
  constexpr std::string_view kLetters = "urdl";
  std::vector<std::int32_t> distance(graph_.count() + 1, -1);
  flood(blocked, goal);
  SPOLAB_CHECK(reaches(start));
  distance[goal] = 0;
  for (const FloorCell cell : region())
    for (int direction = 0; direction < 4; ++direction)
      if (const FloorCell next = graph_.next(cell, direction); reaches(next) && distance[next] < 0)
        distance[next] = distance[cell] + 1;
  std::string letters;
  while (start != goal) {
    int direction = 0;
    while (distance[graph_.next(start, direction)] != distance[start] - 1) ++direction;
    letters += kLetters[static_cast<std::size_t>(direction)];
    start = graph_.next(start, direction);
  }
  return letters;
}

std::string lurdOf(const FloorGraph& graph, std::span<const FloorCell> boxes, FloorCell player,
                   std::span<const Push> plan) {
  constexpr std::string_view kCapitals = "URDL";
  PlayerWalk walk(graph);
  Blocked blocked = blockedBy(graph, boxes);
  std::string letters;
  for (const Push& push : plan) {
    const FloorCell behind = graph.next(push.cell, push.direction ^ 2);
    const FloorCell ahead = graph.next(push.cell, push.direction);
    SPOLAB_CHECK(blocked[push.cell] != 0 && blocked[ahead] == 0);
    letters += walk.shortestWalk(blocked, player, behind) + kCapitals[push.direction];
    std::swap(blocked[push.cell], blocked[ahead]);
    player = push.cell;
  }
  return letters;
}

}  // namespace spolab::sokoban
