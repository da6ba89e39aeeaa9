#pragma once

#include <vector>

#include "core/run/engine.h"

namespace spolab {

/// How good the shipped cube agent is: solve rates at 5, 7 and 10 scrambles (1,280 cubes, greedy, 16 particles ×
/// horizon 4), and on solved 5-scrambles the mean number of moves over the optimal number. Appends nothing without an
/// agent.
void benchCubeAgent(std::vector<BenchResult>& out);

}  // namespace spolab
