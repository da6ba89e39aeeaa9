#include "render/panels/river_mouth.h"

#include <algorithm>
#include <cmath>

#include "core/base/translate.h"
#include "render/panels/action_bars.h"
#include "render/panels/symbols.h"

namespace spolab::panel {
namespace {

constexpr float kRow = 17.0f;

/// First actions in the order of the first column, each beside its node there.
std::vector<RiverMouth> treeMouths(const TraceReading& reading, const RiverLayout& layout) {
  const SearchTrace& trace = reading.trace;
  std::vector<RiverMouth> mouths;
  for (int place = 0; place < trace.countAt(0); ++place) {
    const int n = layout.order[trace.at(0, place)];
    const RiverLayout::Node& node = layout.after[trace.at(0, n)];
    mouths.push_back({reading.family(0, n), trace.weight[trace.at(0, n)], node.y - node.radius, node.y + node.radius});
  }
  return mouths;
}

/// Consecutive particles of the last column with the same beginning.
std::vector<RiverMouth> allMouths(const TraceReading& reading, const RiverLayout& layout) {
  const SearchTrace& trace = reading.trace;
  std::vector<RiverMouth> mouths;
  if (trace.isTree()) return treeMouths(reading, layout);
  const int last = trace.depths - 1;
  for (int place = 0; place < trace.particles; ++place) {
    const int n = layout.order[trace.at(last, place)];
    const int family = reading.family(last, n);
    if (mouths.empty() || mouths.back().family != family) mouths.push_back({family, 0.0f, 1e9f, -1e9f});
    const RiverLayout::Node& node = layout.after[trace.at(last, n)];
    mouths.back().weight += trace.weight[trace.at(last, n)];
    mouths.back().low = std::min(mouths.back().low, node.y - node.radius);
    mouths.back().high = std::max(mouths.back().high, node.y + node.radius);
  }
  return mouths;
}

void keepHeaviest(std::vector<RiverMouth>& mouths, std::size_t count) {
  if (mouths.size() <= count) return;
  std::vector<std::size_t> order(mouths.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return mouths[a].weight > mouths[b].weight; });
  order.resize(count);
  std::sort(order.begin(), order.end());
  std::vector<RiverMouth> kept;
  for (const std::size_t k : order) kept.push_back(mouths[k]);
  mouths = std::move(kept);
}

}  // namespace

std::vector<RiverMouth> mouthsOf(const TraceReading& reading, const RiverLayout& layout) {
  std::vector<RiverMouth> mouths = allMouths(reading, layout);
  const float bottom = layout.field.y + layout.field.height - (layout.showsEss ? 0.0f : 8.0f);
  keepHeaviest(mouths, static_cast<std::size_t>(std::max(layout.field.height / kRow, 1.0f)));
  float y = layout.field.y;
  for (RiverMouth& mouth : mouths) {
    mouth.y = std::max(0.5f * (mouth.low + mouth.high), y + 0.5f * kRow);
    y = mouth.y + 0.5f * kRow;
  }
  for (auto mouth = mouths.rbegin(); mouth != mouths.rend(); ++mouth) {
    const float lowest = mouth == mouths.rbegin() ? bottom - 0.5f * kRow : std::prev(mouth)->y - kRow;
    mouth->y = std::min(mouth->y, lowest);
  }
  return mouths;
}

void paintMouths(const Panel& panel, const TraceReading& reading, const RiverLayout& layout,
                 const std::vector<RiverMouth>& mouths, PanelState& state) {
  ImDrawList& list = panel.list();
  const Theme& theme = panel.theme();
  const SearchTrace& trace = reading.trace;
  const int familyChosen = reading.chosenFamily();
  const float right = panel.inner().x + panel.inner().width;
  const float x = layout.outcomeX;
  for (const RiverMouth& mouth : mouths) {
    if (!trace.isTree()) {
      list.AddLine({x - 6, mouth.low + 1}, {x - 6, mouth.high - 1}, packed(theme.textDim, 0.7f), 1.5f);
      list.AddLine({x - 6, 0.5f * (mouth.low + mouth.high)}, {x, mouth.y}, packed(theme.textDim, 0.5f), 1.0f);
    }
    const bool chosen = mouth.family == familyChosen;
    const PanelArea row{x + 1, mouth.y - 8, right - x - 1, 16};
    if (chosen)
      list.AddRect({row.x, row.y}, {row.x + row.width, row.y + row.height}, packed(theme.selection), 4.0f, 0, 1.5f);
    const TextStyle style = chosen ? TextStyle{UiFace::kSemibold, font_size::kSmall, theme.text} : panel.small();
    if (trace.actionDims > 0)
      paintActionBars(panel, partsOf(reading.action(0, mouth.family), trace.actionDims),
                      {x + 6, mouth.y - 6, row.width - 46, 12}, reading.familyColour(mouth.family, theme));
    else
      paintText(list, style, x + 6, mouth.y, shortened(style, reading.actionName(mouth.family), row.width - 48));
    paintText(list, style, right - 6, mouth.y, number(mouth.weight, 2), Anchor::kRight);
    if (panel.hovers(row)) {
      state.hoveredAction = mouth.family;
      if (panel.clicked()) state.selectedAction = state.selectedAction == mouth.family ? -1 : mouth.family;
    }
  }
  const TextStyle dim = panel.dim();
  paintSymbol(panel, dim, right - 6, layout.labelY, Symbol::kQhat, Anchor::kRight);
}

void paintRiverLegend(const Panel& panel, const TraceReading& reading, const RiverLayout& layout, PanelState& state) {
  ImDrawList& list = panel.list();
  const Theme& theme = panel.theme();
  const PanelArea place{layout.outcomeX, layout.essY - 18, panel.inner().x + panel.inner().width - layout.outcomeX, 28};
  if (panel.hovers(place)) {
    paintTooltip({translate("panels", "Colour of the particles"),
                  {{"A", translate("panels", "advantage of the last step")},
                   {"V", translate("panels", "value of the state")},
                   {"a₀", translate("panels", "first action")}},
                  translate("panels", "Click for the next of these, here and on the world.")},
                 theme);
    if (panel.clicked()) state.colour = static_cast<RiverColour>((static_cast<int>(state.colour) + 1) % 3);
  }
  if (state.colour == RiverColour::kRootAction) {
    paintText(list, panel.dim(), place.x + 2, layout.essY - 2, translate("panels", "colour = a₀, first action"));
    return;
  }
  const bool value = state.colour == RiverColour::kValue;
  const float right = panel.inner().x + panel.inner().width - 6, left = layout.outcomeX + 16, y = layout.essY - 11;
  constexpr int kSteps = 24;
  for (int k = 0; k < kSteps; ++k) {
    const float t = static_cast<float>(k) / (kSteps - 1), step = (right - left) / kSteps;
    const Colour colour = value ? theme.value(t) : theme.advantage(2 * t - 1);
    const float x = left + step * static_cast<float>(k);
    list.AddRectFilled({x, y}, {x + step + 0.5f, y + 4}, packed(colour));
  }
  const float low = value ? reading.valueLow : -reading.advantageScale;
  const float high = value ? reading.valueHigh : reading.advantageScale;
  const int digits = digitsFor(std::max(std::abs(low), std::abs(high)));
  paintText(list, panel.dim(), left, layout.essY + 2, value ? number(low, digits) : signedNumber(low, digits));
  paintText(list, panel.dim(), right, layout.essY + 2, value ? number(high, digits) : signedNumber(high, digits),
            Anchor::kRight);
  paintSymbol(panel, panel.dim(), left - 6, y + 2, value ? Symbol::kValue : Symbol::kAdvantage, Anchor::kRight);
}

}  // namespace spolab::panel
