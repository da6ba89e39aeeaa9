#include "envs/sokoban/loss.h"

#include <algorithm>

#include "envs/sokoban/deadlocks.h"

namespace spolab::sokoban {

Loss findLoss(const Level& level) {
  const FloorGraph graph(level);
  const PushDistances distances(graph);
  FreezeTest freeze(graph, distances);
  Blocked blocked = blockedBy(graph, graph.boxes());
  TargetAssignment assignment(graph.boxes().size());
  Loss loss;
  loss.proven = graph.hasLostBox();
  for (std::size_t box = 0; box < graph.boxes().size(); ++box) {
    const FloorCell cell = graph.boxes()[box];
    const auto costs = distances.toTargets(cell, graph.player());
    const bool stranded =
        std::all_of(costs.begin(), costs.end(), [](auto cost) { return cost >= PushDistances::kNever; });
    if (stranded || (!graph.isTarget(cell) && freeze.isDeadlock(blocked, cell)))
      loss.boxes.push_back(graph.squareOf(cell));
    assignment.enter(box, costs);
  }
  loss.proven = loss.proven || !loss.boxes.empty() || assignment.cost() >= PushDistances::kNever;
  return loss;
}

}  // namespace spolab::sokoban
