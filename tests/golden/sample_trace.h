#pragma once

#include "core/trace/search_trace.h"
#include "envs/env.h"

namespace spolab {

/// A spec with the 18 turns of the cube, or with `names`.
EnvSpec sampleSpec();
EnvSpec sampleBoxSpec();

/// A made-up but consistent search: particles draw actions, move, are weighed by exp(A/η) and drawn again every
/// `period` depths; some end early. The same arguments always give the same trace. Works for discrete and box specs.
SearchTrace sampleTrace(const EnvSpec& spec, int particles, int depths, int period, std::uint64_t seed = 7);
/// A made-up but consistent tree of so many simulations over discrete actions, at most `depths` deep.
SearchTrace sampleTree(const EnvSpec& spec, int simulations, int depths, std::uint64_t seed = 7);

}  // namespace spolab
