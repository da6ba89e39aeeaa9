#pragma once

#include <string>

#include "core/trace/search_trace.h"
#include "envs/env.h"

namespace spolab {

/// The particles of a search as comma-separated values with a header: a line per depth and particle (both from 0) with
/// the particle it continues, its ancestor at the first depth, its action (by name, of a box a column per dimension),
/// reward, V(s′), advantage δ, log-weight, normalised weight and whether its episode has ended. The trace must be
/// whole.
std::string searchTable(const SearchTrace& trace, const EnvSpec& spec);

}  // namespace spolab
