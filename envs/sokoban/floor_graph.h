#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "envs/sokoban/level.h"

namespace spolab::sokoban {

/// Number of a floor square, counted in reading order over the squares the player could reach in an empty level. The
/// number `FloorGraph::count()` stands for every wall.
using FloorCell = std::uint16_t;

/// One push: the box on `cell` moves one square. Directions are 0 up, 1 right, 2 down, 3 left; d ^ 2 is the opposite.
struct Push {
  FloorCell cell = 0;
  std::uint8_t direction = 0;
};

/// A level as search sees it: the squares the player can ever stand on, numbered, with their four neighbours. Immutable
/// after construction, hence safe to share between threads.
///
/// Boxes that stand outside these squares can never move: they are left out together with their targets.
class FloorGraph {
 public:
  /// Throws Error when the level has not exactly one player, or more or fewer boxes than targets.
  explicit FloorGraph(const Level& level);

  [[nodiscard]] std::size_t count() const { return squareOf_.size(); }
  [[nodiscard]] FloorCell wall() const { return static_cast<FloorCell>(count()); }
  /// The cell next to `cell`, wall() where there is none; walls are their own neighbours.
  [[nodiscard]] FloorCell next(FloorCell cell, int direction) const {
    return neighbours_[cell][static_cast<std::size_t>(direction)];
  }
  [[nodiscard]] bool isTarget(FloorCell cell) const { return isTarget_[cell] != 0; }
  [[nodiscard]] const std::vector<FloorCell>& targets() const { return targets_; }
  /// Where the boxes and the player stand in the level, ascending.
  [[nodiscard]] const std::vector<FloorCell>& boxes() const { return boxes_; }
  [[nodiscard]] FloorCell player() const { return player_; }
  /// A box stands off its target where the player cannot go: no play solves the level.
  [[nodiscard]] bool hasLostBox() const { return hasLostBox_; }
  /// Index into Level::cells of a floor cell; the other way round wall() for squares that are none.
  [[nodiscard]] std::size_t squareOf(FloorCell cell) const { return squareOf_[cell]; }
  [[nodiscard]] FloorCell cellOf(std::size_t square) const { return cellOf_[square]; }
  /// Random bits of "a box stands here" (Zobrist hashing); those of a player are the same, turned by 32 bits.
  [[nodiscard]] std::uint64_t key(FloorCell cell) const { return keys_[cell]; }

 private:
  void numberFloor(const Level& level, std::size_t playerSquare);
  void linkNeighbours(const Level& level);

  std::vector<std::size_t> squareOf_;
  std::vector<FloorCell> cellOf_;
  std::vector<std::array<FloorCell, 4>> neighbours_;  ///< count() + 1 rows
  std::vector<std::uint8_t> isTarget_;                ///< count() + 1
  std::vector<std::uint64_t> keys_;
  std::vector<FloorCell> targets_, boxes_;
  FloorCell player_ = 0;
  bool hasLostBox_ = false;
};

/// Which cells hold something that stops the player: [count() + 1], the wall always set.
using Blocked = std::vector<std::uint8_t>;

/// Floor with `boxes` on it.
Blocked blockedBy(const FloorGraph& graph, std::span<const FloorCell> boxes);

/// Breadth-first walks of the player; keeps its memory between calls. One object per thread.
class PlayerWalk {
 public:
  explicit PlayerWalk(const FloorGraph& graph);

  /// Finds all cells the player reaches from `start` and returns the smallest, which names the region.
  FloorCell flood(const Blocked& blocked, FloorCell start);
  /// Of the last flood.
  [[nodiscard]] bool reaches(FloorCell cell) const { return stamps_[cell] == stamp_; }
  [[nodiscard]] std::span<const FloorCell> region() const { return {queue_.data(), size_}; }
  /// Shortest walk from `start` to `goal` in letters u r d l; `goal` must be reachable.
  std::string shortestWalk(const Blocked& blocked, FloorCell start, FloorCell goal);

 private:
  const FloorGraph& graph_;
  std::vector<std::uint32_t> stamps_;
  std::vector<FloorCell> queue_;
  std::size_t size_ = 0;
  std::uint32_t stamp_ = 0;
};

/// The whole play as LURD text, small letters for steps and capitals for pushes, with a shortest walk before each push.
std::string lurdOf(const FloorGraph& graph, std::span<const FloorCell> boxes, FloorCell player,
                   std::span<const Push> plan);

}  // namespace spolab::sokoban
