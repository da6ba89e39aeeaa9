#include "envs/sokoban/solver.h"

#include <algorithm>
#include <vector>

#include "core/base/check.h"
#include "envs/sokoban/deadlocks.h"
#include "envs/sokoban/floor_graph.h"
#include "envs/sokoban/position_table.h"

namespace spolab::sokoban {
namespace {

using Number = std::uint32_t;

/// Positions waiting for expansion by the least number of pushes a play through them needs; newest first among equals,
/// which dives to the solution once the right length is reached.
class Frontier {
 public:
  void add(std::int32_t total, Number number) {
    const auto bucket = static_cast<std::size_t>(total);
    if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
    buckets_[bucket].push_back(number);
    first_ = std::min(first_, bucket);
  }
  /// False when nothing is left.
  bool take(Number& number) {
    while (first_ < buckets_.size() && buckets_[first_].empty()) ++first_;
    if (first_ >= buckets_.size()) return false;
    number = buckets_[first_].back();
    buckets_[first_].pop_back();
    return true;
  }
  /// Total of the position taken last.
  [[nodiscard]] int total() const { return static_cast<int>(first_); }

 private:
  std::vector<std::vector<Number>> buckets_;
  std::size_t first_ = 0;
};

class Search {
 public:
  Search(const FloorGraph& graph, const SolveLimits& limits)
      : graph_(graph),
        distances_(graph),
        freeze_(graph, distances_),
        walk_(graph),
        childWalk_(graph),
        table_(graph, graph.boxes().size(), limits.maxPositions),
        assignment_(graph.boxes().size()),
        childAssignment_(graph.boxes().size()) {}

  Solution run();

 private:
  /// What is known of a position besides its key.
  struct Record {
    Number parent;
    Push push;  ///< from the parent to here
    std::uint16_t pushes;
    std::uint16_t atLeast;  ///< pushes still needed
    bool isClosed;
  };

  bool start();
  void expand(Number number);
  void tryPush(Number parent, std::size_t box, Push push);
  void meet(Number parent, Push push, std::int32_t atLeast);
  [[nodiscard]] std::vector<Push> planTo(Number number) const;
  void report(Number number, Solution& solution) const;

  const FloorGraph& graph_;
  PushDistances distances_;
  FreezeTest freeze_;
  PlayerWalk walk_, childWalk_;
  PositionTable table_;
  TargetAssignment assignment_, childAssignment_;
  Frontier frontier_;
  std::vector<Record> records_;
  Blocked blocked_;                     ///< of the position in expansion
  std::vector<FloorCell> key_, child_;  ///< of the position in expansion and of the one it leads to
  bool isFull_ = false;
};

Solution Search::run() {
  Solution solution;
  solution.outcome = SolveOutcome::kUnsolvable;
  if (!start()) return solution;
  Number number = 0;
  while (!isFull_ && frontier_.take(number)) {
    if (records_[number].isClosed) continue;
    records_[number].isClosed = true;
    solution.pushesAtLeast = frontier_.total();
    if (records_[number].atLeast == 0) {
      report(number, solution);
      break;
    }
    ++solution.expansions;
    expand(number);
  }
  if (isFull_) solution.outcome = SolveOutcome::kGaveUp;
  solution.positions = table_.size();
  return solution;
}

/// Enters the level itself; false when it is plain that nothing solves it.
bool Search::start() {
  if (graph_.hasLostBox() || graph_.boxes().size() != graph_.targets().size()) return false;
  blocked_ = blockedBy(graph_, graph_.boxes());
  key_.assign(graph_.boxes().begin(), graph_.boxes().end());
  for (std::size_t box = 0; box < key_.size(); ++box) {
    if (freeze_.isDeadlock(blocked_, key_[box])) return false;
    assignment_.enter(box, distances_.toTargets(key_[box], graph_.player()));
  }
  if (assignment_.cost() >= PushDistances::kNever) return false;
  key_.push_back(walk_.flood(blocked_, graph_.player()));
  child_ = key_;
  meet(0, {}, assignment_.cost());
  return true;
}

void Search::expand(Number number) {
  const std::size_t boxes = key_.size() - 1;
  std::ranges::copy(table_[number], key_.begin());
  assignment_.clear();
  for (std::size_t box = 0; box < boxes; ++box) {
    blocked_[key_[box]] = 1;
    assignment_.enter(box, distances_.toTargets(key_[box], key_.back()));
  }
  walk_.flood(blocked_, key_.back());
  for (std::size_t box = 0; box < boxes; ++box)
    for (std::uint8_t direction = 0; direction < 4; ++direction)
      if (walk_.reaches(graph_.next(key_[box], direction ^ 2))) tryPush(number, box, {key_[box], direction});
  for (std::size_t box = 0; box < boxes; ++box) blocked_[key_[box]] = 0;
}

void Search::tryPush(Number parent, std::size_t box, Push push) {
  const FloorCell to = graph_.next(push.cell, push.direction);
  if (blocked_[to] != 0 || distances_.isDead(to)) return;
  // The other boxes see the player on the side they saw it before: only this box's row of costs changes.
  childAssignment_ = assignment_;
  childAssignment_.leave(box);
  childAssignment_.enter(box, distances_.toTargets(to, push.cell));
  const std::int32_t atLeast = childAssignment_.cost();
  if (atLeast >= PushDistances::kNever) return;
  blocked_[push.cell] = 0;
  blocked_[to] = 1;
  if (!freeze_.isDeadlock(blocked_, to)) {
    child_ = key_;
    moveBox(std::span(child_).first(child_.size() - 1), push.cell, to);
    child_.back() = childWalk_.flood(blocked_, push.cell);
    meet(parent, push, atLeast);
  }
  blocked_[to] = 0;
  blocked_[push.cell] = 1;
}

/// Enters the position `child_`, or notes that this way to it is shorter. The first position is its own parent.
void Search::meet(Number parent, Push push, std::int32_t atLeast) {
  const auto [number, isNew] = table_.enter(child_);
  if (number == PositionTable::kFull) {
    isFull_ = true;
    return;
  }
  const int pushes = records_.empty() ? 0 : records_[parent].pushes + 1;
  if (!isNew && records_[number].pushes <= pushes) return;
  if (isNew) records_.push_back({});
  SPOLAB_CHECK(isNew || !records_[number].isClosed);  // the heuristic is consistent
  records_[number] = {parent, push, static_cast<std::uint16_t>(pushes), static_cast<std::uint16_t>(atLeast), false};
  frontier_.add(pushes + atLeast, number);
}

std::vector<Push> Search::planTo(Number number) const {
  std::vector<Push> plan;
  for (; number != 0; number = records_[number].parent) plan.push_back(records_[number].push);
  std::ranges::reverse(plan);
  return plan;
}

void Search::report(Number number, Solution& solution) const {
  const std::vector<Push> plan = planTo(number);
  solution.outcome = SolveOutcome::kSolved;
  solution.lurd = lurdOf(graph_, graph_.boxes(), graph_.player(), plan);
  solution.pushes = static_cast<int>(plan.size());
  solution.moves = static_cast<int>(solution.lurd.size());
}

}  // namespace

Solution solve(const Level& level, const SolveLimits& limits) {
  const FloorGraph graph(level);
  return Search(graph, limits).run();
}

}  // namespace spolab::sokoban
