#pragma once

#include <vector>

#include "core/run/engine.h"

namespace spolab {

/// `env.<id>.steps_per_second` of every world: steps on one core through Env::stepBatch with random legal actions, 256
/// episodes side by side at different moments, each step of another one than the step before. For bodies this is the
/// worst case for whoever restores a state before each step.
void benchEnvs(std::vector<BenchResult>& out);

}  // namespace spolab
