#pragma once

#include "core/trace/search_trace.h"
#include "envs/env.h"

namespace spolab {

/// A search without a network, in a real world from `root`: random legal actions, weights from made-up advantages,
/// particles drawn again after every second depth but the last. `held` steps per depth with the same action make its
/// futures visible. The same for the same arguments.
SearchTrace worldTrace(const Env& env, StateView root, int particles, int depths, int held, std::uint64_t seed = 1);

}  // namespace spolab
