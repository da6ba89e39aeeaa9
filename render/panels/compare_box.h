#pragma once

#include "render/compare_panels.h"
#include "render/panels/paint.h"

namespace spolab::panel {

/// Colour of what is turned: the filled side.
Colour turnedColour(const Theme& theme);

/// The rows of a comparison over a box, below its legend.
void drawComparedBox(const Panel& panel, const ComparisonInput& input, PanelState& state, const PanelArea& chart);

}  // namespace spolab::panel
