#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "envs/sokoban/floor_graph.h"

namespace spolab::sokoban {

/// How many pushes a box needs when it is alone in the level: a lower bound for every play. The side the player comes
/// from counts, so a box in a doorway is judged by the room the player is in. Immutable, safe to share.
class PushDistances {
 public:
  static constexpr std::int32_t kNever = 1'000'000;  ///< larger than any sum of distances

  explicit PushDistances(const FloorGraph& graph);

  /// Pushes from `box` to each of graph.targets(), in that order, with the player on `player` (not on the box); kNever
  /// where no sequence of pushes leads there.
  [[nodiscard]] std::span<const std::int32_t> toTargets(FloorCell box, FloorCell player) const {
    return {distances_.data() + (static_cast<std::size_t>(box) * 4 + side_[box * count_ + player]) * targetCount_,
            targetCount_};
  }
  /// A box here can never come to any target, wherever the player is.
  [[nodiscard]] bool isDead(FloorCell cell) const { return isDead_[cell] != 0; }

 private:
  void findSides(const FloorGraph& graph);
  void measureFrom(const FloorGraph& graph, std::size_t target);

  std::size_t count_, targetCount_;
  std::vector<std::uint8_t> side_;       ///< [box, player] first direction from the box into the player's region
  std::vector<std::int32_t> distances_;  ///< [box, side, target]
  std::vector<std::uint8_t> isDead_;     ///< count + 1, 0 for the wall
};

/// Cheapest way to send each of n boxes to a target of its own, with the costs of one box exchangeable at O(n²):
/// shortest augmenting paths with prices (Kuhn 1955, Munkres 1957; Jonker and Volgenant 1987). A lower bound on pushes.
class TargetAssignment {
 public:
  explicit TargetAssignment(std::size_t boxes);

  /// Forgets all boxes.
  void clear();
  /// Enters `box` (0 to n − 1, not entered) with `costs` [n] and rearranges the others at least cost.
  void enter(std::size_t box, std::span<const std::int32_t> costs);
  /// Takes an entered box out. The others stay where they are.
  void leave(std::size_t box);
  /// Sum over all entered boxes; PushDistances::kNever or more when they cannot all be sent to targets.
  [[nodiscard]] std::int32_t cost() const;

 private:
  static constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

  std::size_t n_;
  std::vector<std::int32_t> costs_;             ///< [box, target]
  std::vector<std::int32_t> boxPrice_, price_;  ///< boxPrice[b] + price[t] ≤ cost[b, t], equal where assigned
  std::vector<std::size_t> boxOf_;              ///< [target]
  std::vector<std::int32_t> slack_;             ///< scratch of enter
  std::vector<std::size_t> before_;             ///< scratch of enter
  std::vector<std::uint8_t> reached_;           ///< scratch of enter
};

/// Boxes that lock each other, walls and dead squares in place for good.
class FreezeTest {
 public:
  FreezeTest(const FloorGraph& graph, const PushDistances& distances) : graph_(graph), distances_(distances) {}

  /// True when the box on `cell` can never move again and it, or a box that holds it, is off its target: no play
  /// solves such a position. `blocked` is as it was when the call returns.
  bool isDeadlock(Blocked& blocked, FloorCell cell);

 private:
  bool isFrozen(Blocked& blocked, FloorCell cell);
  bool isHeld(Blocked& blocked, FloorCell one, FloorCell other);

  const FloorGraph& graph_;
  const PushDistances& distances_;
  std::vector<FloorCell> frozen_;
  int calls_ = 0;
};

/// Map [rows, columns] of a level: 1 for floor from where a box can never be pushed to any target, else 0. Throws Error
/// for a level FloorGraph refuses.
std::vector<std::uint8_t> deadSquares(const Level& level);

/// True when a quick look proves that `level` cannot be solved: a box on a dead square, boxes that hold each other off
/// their targets, or more boxes than targets in some part of the level. False says nothing. Throws Error for a level
/// FloorGraph refuses.
bool hasSimpleDeadlock(const Level& level);

}  // namespace spolab::sokoban
