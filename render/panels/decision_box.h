#pragma once

#include "render/panels/search_memory.h"
#include "render/search_panels.h"

namespace spolab::panel {

/// The decision over a box: a row per dimension from −1 to 1 with the policy's density, that of the `updated` policy
/// ([2·dims] means and deviations before tanh, or empty), the first actions of the particles as dots (area = weight),
/// the mean of q̂ and the action that is taken. Wheel scrolls what has no room.
void drawBoxDecision(const Panel& panel, SearchMemory& memory, std::span<const float> updated, PanelState& state,
                     const PanelArea& chart);

}  // namespace spolab::panel
