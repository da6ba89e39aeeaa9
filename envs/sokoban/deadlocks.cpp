#include "envs/sokoban/deadlocks.h"

#include <algorithm>
#include <limits>

namespace spolab::sokoban {
namespace {

/// Clusters larger than this are not followed further; the answer "not frozen" is always safe.
constexpr int kFreezeCalls = 64;

constexpr std::uint8_t kNoSide = 4;

}  // namespace

PushDistances::PushDistances(const FloorGraph& graph)
    : count_(graph.count()),
      targetCount_(graph.targets().size()),
      side_(count_ * count_, kNoSide),
      distances_(count_ * 4 * targetCount_, kNever),
      isDead_(count_ + 1) {
  findSides(graph);
  for (std::size_t target = 0; target < targetCount_; ++target) measureFrom(graph, target);
  for (std::size_t cell = 0; cell < count_; ++cell) {
    const auto first = distances_.begin() + static_cast<std::ptrdiff_t>(cell * 4 * targetCount_);
    isDead_[cell] = std::all_of(first, first + static_cast<std::ptrdiff_t>(4 * targetCount_),
                                [](std::int32_t distance) { return distance == kNever; })
                        ? 1
                        : 0;
  }
}

void PushDistances::findSides(const FloorGraph& graph) {
  PlayerWalk walk(graph);
  Blocked blocked = blockedBy(graph, {});
  for (FloorCell box = 0; box < count_; ++box) {
    blocked[box] = 1;
    for (std::uint8_t direction = 0; direction < 4; ++direction) {
      const FloorCell beside = graph.next(box, direction);
      if (beside == graph.wall() || side_[box * count_ + beside] != kNoSide) continue;
      walk.flood(blocked, beside);
      for (const FloorCell cell : walk.region()) side_[box * count_ + cell] = direction;
    }
    blocked[box] = 0;
  }
}

void PushDistances::measureFrom(const FloorGraph& graph, std::size_t target) {
  struct Place {
    FloorCell box;
    std::uint8_t side;
  };
  const auto distance = [&](FloorCell box, std::uint8_t side) -> std::int32_t& {
    return distances_[(static_cast<std::size_t>(box) * 4 + side) * targetCount_ + target];
  };
  std::vector<Place> queue;
  const FloorCell goal = graph.targets()[target];
  for (std::uint8_t side = 0; side < 4; ++side) {
    distance(goal, side) = 0;
    queue.push_back({goal, side});
  }
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const auto [box, side] = queue[head];
    // The last push went away from `from`: the player stands there now and must be in this region.
    for (int direction = 0; direction < 4; ++direction) {
      const FloorCell from = graph.next(box, direction ^ 2);
      if (from == graph.wall() || side_[box * count_ + from] != side) continue;
      const FloorCell stand = graph.next(from, direction ^ 2);
      if (stand == graph.wall()) continue;
      const std::uint8_t sideBefore = side_[from * count_ + stand];
      if (distance(from, sideBefore) != kNever) continue;
      distance(from, sideBefore) = distance(box, side) + 1;
      queue.push_back({from, sideBefore});
    }
  }
}

TargetAssignment::TargetAssignment(std::size_t boxes)
    : n_(boxes), costs_(boxes * boxes), slack_(boxes), before_(boxes), reached_(boxes) {
  clear();
}

void TargetAssignment::clear() {
  boxPrice_.assign(n_, 0);
  price_.assign(n_, 0);
  boxOf_.assign(n_, kNobody);
}

void TargetAssignment::enter(std::size_t box, std::span<const std::int32_t> costs) {
  std::copy(costs.begin(), costs.end(), costs_.begin() + static_cast<std::ptrdiff_t>(box * n_));
  boxPrice_[box] = std::numeric_limits<std::int32_t>::max();
  for (std::size_t target = 0; target < n_; ++target)
    boxPrice_[box] = std::min(boxPrice_[box], costs[target] - price_[target]);
  std::fill(slack_.begin(), slack_.end(), std::numeric_limits<std::int32_t>::max());
  std::fill(before_.begin(), before_.end(), kNobody);
  std::fill(reached_.begin(), reached_.end(), std::uint8_t{0});
  // Grows a tree of targets over edges without slack until it meets a free one, as Dijkstra's search would.
  std::size_t at = kNobody;  // the target whose box looks for a way out; the new box first
  while (at == kNobody || boxOf_[at] != kNobody) {
    const std::size_t current = at == kNobody ? box : boxOf_[at];
    std::size_t nearest = kNobody;
    for (std::size_t target = 0; target < n_; ++target) {
      if (reached_[target] != 0) continue;
      const std::int32_t slack = costs_[current * n_ + target] - boxPrice_[current] - price_[target];
      if (slack < slack_[target]) {
        slack_[target] = slack;
        before_[target] = at;
      }
      if (nearest == kNobody || slack_[target] < slack_[nearest]) nearest = target;
    }
    const std::int32_t delta = slack_[nearest];
    boxPrice_[box] += delta;
    for (std::size_t target = 0; target < n_; ++target) {
      if (reached_[target] != 0) {
        price_[target] -= delta;
        boxPrice_[boxOf_[target]] += delta;
      } else {
        slack_[target] -= delta;
      }
    }
    reached_[nearest] = 1;
    at = nearest;
  }
  while (at != kNobody) {
    const std::size_t previous = before_[at];
    boxOf_[at] = previous == kNobody ? box : boxOf_[previous];
    at = previous;
  }
}

void TargetAssignment::leave(std::size_t box) { std::replace(boxOf_.begin(), boxOf_.end(), box, kNobody); }

std::int32_t TargetAssignment::cost() const {
  std::int32_t sum = 0;
  for (std::size_t target = 0; target < n_; ++target)
    if (boxOf_[target] != kNobody) sum = std::min(sum + costs_[boxOf_[target] * n_ + target], PushDistances::kNever);
  return sum;
}

bool FreezeTest::isDeadlock(Blocked& blocked, FloorCell cell) {
  frozen_.clear();
  calls_ = 0;
  return isFrozen(blocked, cell) &&
         std::any_of(frozen_.begin(), frozen_.end(), [&](FloorCell box) { return !graph_.isTarget(box); });
}

bool FreezeTest::isFrozen(Blocked& blocked, FloorCell cell) {
  if (++calls_ > kFreezeCalls) return false;
  const std::size_t before = frozen_.size();
  constexpr std::uint8_t kAssumedFixed = 2;  // boxes on the path count as walls: each may lean on the others
  blocked[cell] = kAssumedFixed;
  frozen_.push_back(cell);
  const bool frozen = isHeld(blocked, graph_.next(cell, 0), graph_.next(cell, 2)) &&
                      isHeld(blocked, graph_.next(cell, 1), graph_.next(cell, 3));
  blocked[cell] = 1;
  if (!frozen) frozen_.resize(before);
  return frozen;
}

bool FreezeTest::isHeld(Blocked& blocked, FloorCell one, FloorCell other) {
  const auto isFixed = [&](FloorCell cell) { return cell == graph_.wall() || blocked[cell] == 2; };
  if (isFixed(one) || isFixed(other)) return true;
  if (distances_.isDead(one) && distances_.isDead(other)) return true;
  return (blocked[one] != 0 && isFrozen(blocked, one)) || (blocked[other] != 0 && isFrozen(blocked, other));
}

std::vector<std::uint8_t> deadSquares(const Level& level) {
  const FloorGraph graph(level);
  const PushDistances distances(graph);
  std::vector<std::uint8_t> map(level.cells.size());
  for (FloorCell cell = 0; cell < graph.count(); ++cell) map[graph.squareOf(cell)] = distances.isDead(cell) ? 1 : 0;
  return map;
}

bool hasSimpleDeadlock(const Level& level) {
  const FloorGraph graph(level);
  if (graph.hasLostBox()) return true;
  const PushDistances distances(graph);
  FreezeTest freeze(graph, distances);
  Blocked blocked = blockedBy(graph, graph.boxes());
  TargetAssignment assignment(graph.boxes().size());
  for (std::size_t box = 0; box < graph.boxes().size(); ++box) {
    if (freeze.isDeadlock(blocked, graph.boxes()[box])) return true;
    assignment.enter(box, distances.toTargets(graph.boxes()[box], graph.player()));
  }
  return assignment.cost() >= PushDistances::kNever;
}

}  // namespace spolab::sokoban
