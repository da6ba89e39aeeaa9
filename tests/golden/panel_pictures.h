#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "render/imgui_layer.h"
#include "render/offscreen.h"
#include "render/search_panels.h"

namespace spolab {

using PanelDrawer = void (*)(const PanelInput&, PanelState&, const PanelArea&, const Theme&);

/// One panel of a made-up search.
struct PanelCase {
  PanelDrawer draw = nullptr;
  int width = 0, height = 0;  ///< points
  float phase = 1e9f;
  bool box = false;
  bool updated = false;  ///< with a policy after the update
  bool selected = false;
  int particles = 16, depths = 6, period = 3;
  std::function<void(SearchTrace&)> change;  ///< of the search before it is drawn
};

/// Every panel with an expected picture and its name.
std::vector<std::pair<std::string, PanelCase>> panelCases();

/// The panel's picture; `scale` pixels a point.
Image drawPanelCase(OffscreenContext& context, ImGuiLayer& layer, const PanelCase& what, float scale,
                    const Theme& theme);

}  // namespace spolab
