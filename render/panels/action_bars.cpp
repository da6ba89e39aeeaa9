#include "render/panels/action_bars.h"

#include <algorithm>
#include <cmath>

namespace spolab::panel {

std::vector<float> partsOf(ActionView action, int dims) {
  std::vector<float> parts(static_cast<std::size_t>(dims));
  std::memcpy(parts.data(), action.data(), std::min(action.size(), parts.size() * sizeof(float)));
  return parts;
}

void paintActionBars(const Panel& panel, std::span<const float> parts, const PanelArea& area, const Colour& colour) {
  constexpr float kNarrowest = 2.0f, kWidest = 7.0f, kEllipsis = 8.0f;
  ImDrawList& list = panel.list();
  const float middle = area.y + 0.5f * area.height, half = 0.5f * area.height;
  const bool all = static_cast<float>(parts.size()) * kNarrowest <= area.width;
  const float space = all ? area.width : std::max(area.width - kEllipsis, kNarrowest);
  const std::size_t shown = all ? parts.size() : static_cast<std::size_t>(space / kNarrowest);
  if (shown == 0) return;
  const float step = std::min(space / static_cast<float>(shown), kWidest);
  const float width = static_cast<float>(shown) * step;
  list.AddLine({area.x, middle}, {area.x + width, middle}, packed(panel.theme().outline), 1.0f);
  for (std::size_t i = 0; i < shown; ++i) {
    const float value = std::isfinite(parts[i]) ? std::clamp(parts[i], -1.0f, 1.0f) : 0.0f;
    const float x = area.x + step * static_cast<float>(i), tip = middle - value * half;
    const float top = std::min(tip, middle - 0.5f), bottom = std::max(tip, middle + 0.5f);
    const float gap = step >= 3.0f ? 0.5f : 0.25f;
    list.AddRectFilled({x + gap, top}, {x + step - gap, bottom}, packed(colour));
  }
  if (!all) paintText(list, panel.dim(), area.x + width + 1.0f, middle, "…");
}

}  // namespace spolab::panel
