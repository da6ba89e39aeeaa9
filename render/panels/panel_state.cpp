#include <algorithm>

#include "render/panels/paint.h"
#include "render/scene_renderer.h"
#include "render/search_panels.h"

namespace spolab {

using namespace panel;

int placeAround(int at, int by, int count) {
  const int places = count + 1;
  return (std::min(at, count - 1) + 1 + by + places) % places - 1;
}

void PanelState::forget() {
  hovered.reset();
  hoveredBefore.reset();
  selected.reset();
  hoveredAction = hoveredActionBefore = selectedAction = -1;
  tableDepth = -1;
  tableScroll = 0.0f;
  memory.reset();
}

/// Numbers begin with the largest.
void PanelState::sortBy(TableColumn column) {
  sortDescending = sort == column ? !sortDescending : column >= TableColumn::kWeight;
  sort = column;
}

void PanelState::pinDepth(int by, int depths) {
  tableDepth = placeAround(tableDepth, by, depths);
  tableScroll = 0.0f;
}

void beginPanels(PanelState& state) {
  state.hoveredBefore = state.hovered;
  state.hovered.reset();
  state.hoveredActionBefore = state.hoveredAction;
  state.hoveredAction = -1;
}

void drawSceneLabels(std::span<const PlacedLabel> labels, const PanelArea& area, float scale, const Theme& theme) {
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  list.PushClipRect({area.x, area.y}, {area.x + area.width, area.y + area.height}, true);
  for (const PlacedLabel& label : labels) {
    TextStyle style{UiFace::kSemibold, label.height / scale, label.colour};
    const float x = label.x / scale, y = label.y / scale;
    if (style.size < 5.0f) continue;
    TextStyle shade = style;
    shade.colour = theme.background.withAlpha(0.6f * label.colour.a);
    for (const ImVec2 offset : {ImVec2(1, 0), ImVec2(-1, 0), ImVec2(0, 1), ImVec2(0, -1)})
      paintText(list, shade, x + offset.x, y + offset.y, label.text, Anchor::kCentre);
    paintText(list, style, x, y, label.text, Anchor::kCentre);
  }
  list.PopClipRect();
}

}  // namespace spolab
