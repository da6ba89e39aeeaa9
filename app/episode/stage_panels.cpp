#include "app/episode/stage_panels.h"

#include <algorithm>
#include <cmath>

namespace spolab {

void drawStagePanels(const StageLayout& layout, const PanelInput& input, PanelState& state, const Theme& theme) {
  if (!isEmpty(layout.river)) drawRiver(input, state, layout.river, theme);
  if (!isEmpty(layout.decision)) drawDecision(input, state, layout.decision, theme);
  if (!isEmpty(layout.gauges)) drawGauges(input, state, layout.gauges, theme);
  if (!isEmpty(layout.table)) drawParticleTable(input, state, layout.table, theme);
  if (!isEmpty(layout.phase)) drawPhase(input, state, layout.phase, theme);
}

Viewport worldViewport(const PanelArea& world, float scale) {
  return {static_cast<int>(world.x * scale), static_cast<int>(world.y * scale),
          std::max(1, static_cast<int>(std::lround(world.width * scale))),
          std::max(1, static_cast<int>(std::lround(world.height * scale)))};
}

Futures::Projection worldProjection(const OrbitCamera& camera, const PanelArea& world, float scale) {
  const Viewport viewport = worldViewport(world, scale);
  const CameraView view = camera.view(viewport);
  return [viewport, view, scale](const Vec3& point) -> std::optional<PanelPoint> {
    const ScreenPoint at = project(view, viewport, point);
    if (!at.inFront) return std::nullopt;
    return PanelPoint{at.x / scale, at.y / scale};
  };
}

}  // namespace spolab
