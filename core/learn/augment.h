#pragma once

#include "core/learn/replay.h"
#include "envs/symmetry.h"

namespace spolab {

/// Discrete actions only. Replaces one window of the batch by its image under a symmetry: observations, root actions
/// and legal masks. Rewards, weights and endings stay. As the rules do not change, the image is as good an experience
/// as the original.
void applySymmetry(const Symmetry& symmetry, const EnvSpec& spec, std::int64_t window, WindowBatch& batch);

/// The same for every window of the batch, each with its own symmetry drawn uniformly. Nothing for an empty list.
void drawSymmetries(std::span<const Symmetry> symmetries, const EnvSpec& spec, Rng& rng, WindowBatch& batch);

}  // namespace spolab
