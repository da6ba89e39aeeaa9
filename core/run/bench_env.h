#pragma once

#include <vector>

#include "core/run/engine.h"

namespace spolab {

/// `env.<id>.steps_per_second` of every world: steps on one core through Env::stepBatch with random legal actions, 256
/// episodes side by side at different moments, each step of another one than the step before. For bodies this is the
/// worst case for whoever restores a state before each step. For those `env.<id>.over_bare_engine` too: this rate over
/// that of the engine by itself, going on from the same states with the same actions, in turn with it.
void benchEnvs(std::vector<BenchResult>& out);

}  // namespace spolab
