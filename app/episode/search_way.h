#pragma once

#include <cstddef>
#include <vector>

#include "core/trace/search_trace.h"

namespace spolab {

/// Where something in the search of one decision leads.
struct SearchWay {
  int step = 0;                    ///< the decision, from 0
  std::vector<std::byte> from;     ///< [stateBytes] where it began
  std::vector<std::byte> actions;  ///< [k, actionBytes] from there on; empty: nowhere
};

/// The actions [k, actionBytes], k ≥ 1, that lead from the root of a search to one of its particles: its ancestors' and
/// its own, as far as its episode went. The trace must be whole; `depth` and `particle` lie in it.
std::vector<std::byte> actionsTo(const SearchTrace& trace, int depth, int particle);

/// The first action alone [actionBytes]: number `action`, or of a box the one that particle `action` of depth 0 took.
std::vector<std::byte> firstAction(const SearchTrace& trace, int action);

}  // namespace spolab
