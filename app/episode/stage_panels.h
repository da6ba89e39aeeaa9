#pragma once

#include "app/episode/stage_layout.h"
#include "render/camera.h"
#include "render/futures.h"

namespace spolab {

/// The panels that have room in `layout`, with the ImGui frame being built; between beginPanels and the frame's end.
void drawStagePanels(const StageLayout& layout, const PanelInput& input, PanelState& state, const Theme& theme);

/// Pixels of the world's area at `scale` pixels per point.
Viewport worldViewport(const PanelArea& world, float scale);
/// Where points of the world appear in the view, in points.
Futures::Projection worldProjection(const OrbitCamera& camera, const PanelArea& world, float scale);

}  // namespace spolab
