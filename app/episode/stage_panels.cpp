#include "app/episode/stage_panels.h"

#include <algorithm>
#include <cmath>

#include "core/base/translate.h"

namespace spolab {

void drawStagePanels(const StageLayout& layout, const PanelInput& input, PanelState& state, const Theme& theme) {
  // Why there is no search is said once; the other panels say what they are for.
  bool said = false;
  const auto draw = [&](auto panel, const PanelArea& area, const std::string& purpose) {
    if (isEmpty(area)) return;
    PanelInput own = input;
    if (said) own.emptyMessage = purpose;
    said = true;
    panel(own, state, area, theme);
  };
  draw(drawRiver, layout.river, translate("captions", "The search, depth by depth."));
  draw(drawDecision, layout.decision, translate("captions", "The policy's choice against the search's."));
  draw(drawGauges, layout.gauges, translate("captions", "How many particles still count."));
  draw(drawParticleTable, layout.table, translate("captions", "A row per particle."));
  draw(drawPhase, layout.phase, translate("captions", "What the search is doing."));
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
