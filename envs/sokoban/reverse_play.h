#pragma once

#include <cstdint>
#include <vector>

#include "envs/sokoban/deadlocks.h"
#include "envs/sokoban/floor_graph.h"
#include "envs/sokoban/position_table.h"

namespace spolab::sokoban {

/// Search backwards from the solved position: the player pulls boxes away from their targets, layer by layer. As long
/// as no layer outgrew the beam, the layer of a position is the least number of pushes that solves it. A class for one
/// run.
class ReversePlay {
 public:
  struct Limits {
    int pushes;             ///< last layer
    std::size_t width;      ///< positions kept of a layer: the beam
    std::size_t positions;  ///< stop when so many were met
  };

  /// `seed` decides between equals.
  ReversePlay(const FloorGraph& graph, std::uint64_t seed);

  void run(const Limits& limits);

  /// Best position with no box on a target: the largest bound on pushes, then the most changes from box to box.
  /// PositionTable::kFull when there is none.
  [[nodiscard]] std::uint32_t pick() const;

  [[nodiscard]] std::span<const FloorCell> boxes(std::uint32_t number) const { return table_.boxes(number); }
  /// A cell of the player's region.
  [[nodiscard]] FloorCell player(std::uint32_t number) const { return table_.player(number); }
  /// Pushes of plan(number).
  [[nodiscard]] int pushes(std::uint32_t number) const { return records_[number].pushes; }
  [[nodiscard]] int boxChanges(std::uint32_t number) const { return records_[number].changes; }
  /// No play needs fewer pushes; equal to pushes(number) in layers that are complete.
  [[nodiscard]] int pushesAtLeast(std::uint32_t number) const { return records_[number].atLeast; }
  /// The pushes that solve the position.
  [[nodiscard]] std::vector<Push> plan(std::uint32_t number) const;

 private:
  struct Record {
    std::uint32_t next;  ///< one push nearer to the solved position
    Push push;           ///< the push that leads there
    std::uint16_t pushes, atLeast, changes;
    bool isAway;  ///< no box stands on a target
  };

  void enterSolved();
  void expand(std::uint32_t number);
  void pull(std::uint32_t number, FloorCell box, int direction);
  void boundLayer(int pushes);
  void narrow(std::size_t width);
  [[nodiscard]] std::int32_t assignedPushes(std::uint32_t number);
  [[nodiscard]] std::int32_t promise(std::uint32_t number) const;

  const FloorGraph& graph_;
  PushDistances distances_;
  PlayerWalk walk_, childWalk_;
  PositionTable table_;
  TargetAssignment assignment_;
  std::vector<Record> records_;
  std::vector<std::uint32_t> layer_, nextLayer_;
  Blocked blocked_;
  std::vector<FloorCell> key_, child_;
  std::uint64_t seed_;
  bool isExact_ = true;  ///< no layer was narrowed yet
  int exactLayers_ = 0;
  int bestBound_ = 0, bestLayer_ = 0;
};

}  // namespace spolab::sokoban
