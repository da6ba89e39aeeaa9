#pragma once

#include "render/compare_panels.h"

namespace spolab {

/// The panels of Compare as the other panels are drawn: `input.trace` is A, a made-up search of fewer particles B.
void drawSampleComparison(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme);
void drawSampleFacts(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme);
void drawSamplePaneHead(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme);

/// Two contenders side by side, each with its head, its river and its chart.
void drawSampleShootOut(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme);

}  // namespace spolab
