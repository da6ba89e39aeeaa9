#pragma once

#include <vector>

#include "render/panels/river_layout.h"

namespace spolab::panel {

/// A first action that is left at the end, and the stretch of the last column it has come to.
struct RiverMouth {
  int family = 0;  ///< TraceReading::family
  float weight = 0;
  float low = 0, high = 0;  ///< points
  float y = 0;              ///< middle of its row in the list
};

/// The heaviest first actions that have room beside the last column, from top to bottom; their rows never overlap.
std::vector<RiverMouth> mouthsOf(const TraceReading& reading, const RiverLayout& layout);

/// The list of first actions, with q̂: the river's mouth. Rows can be pointed at and clicked.
void paintMouths(const Panel& panel, const TraceReading& reading, const RiverLayout& layout,
                 const std::vector<RiverMouth>& mouths, PanelState& state);

/// What the colours of the river mean; a click turns to the next of RiverColour.
void paintRiverLegend(const Panel& panel, const TraceReading& reading, const RiverLayout& layout, PanelState& state);

}  // namespace spolab::panel
