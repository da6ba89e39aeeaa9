#pragma once

#include "core/trace/search_trace.h"
#include "render/search_panels.h"

namespace spolab {

/// Selects the next (`by` 1) or previous (−1) first action of a search, those with more of q̂ first; of a box the
/// particles of depth 0 stand for their actions. Beyond either end nothing is selected. Pure but for `state`.
void selectAction(const SearchTrace& trace, int by, PanelState& state);

/// The same for the particles of `depth` ∈ [0, h), the heavier first.
void selectParticle(const SearchTrace& trace, int depth, int by, PanelState& state);

}  // namespace spolab
