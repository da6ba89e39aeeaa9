#include "render/panels/gauges.h"

#include <algorithm>
#include <cmath>

#include "core/base/translate.h"
#include "render/panels/paint.h"
#include "render/panels/search_memory.h"
#include "render/panels/symbols.h"
#include "render/search_panels.h"

namespace spolab {

using namespace panel;

namespace {

constexpr float kDegenerate = 0.125f;  // share of N

/// A bar per depth, with the number of the current one.
void drawGauge(const Panel& panel, const Gauge& gauge, const SearchTrace& trace, int revealed, const PanelArea& row) {
  ImDrawList& list = panel.list();
  const Theme& theme = panel.theme();
  const float middle = row.y + 0.5f * row.height;
  paintSymbol(panel, panel.dim(), row.x, middle, gauge.symbol);
  const float left = row.x + 42, right = row.x + row.width - 46;
  const float slot = (right - left) / static_cast<float>(trace.depths);
  const float base = row.y + row.height - 3, height = row.height - 7;
  const auto low = [&](float value) {
    return gauge.warns && value < kDegenerate * static_cast<float>(trace.particles);
  };
  for (int depth = 0; depth < trace.depths; ++depth) {
    const float x = left + slot * static_cast<float>(depth);
    const ImVec2 corner(x + 1.5f, base - height), end(x + slot - 1.5f, base);
    list.AddRectFilled(corner, end, packed(theme.grid, 0.6f), 1.5f);
    if (depth >= revealed) continue;
    const float value = gauge.at(trace, static_cast<std::size_t>(depth));
    const float share = std::clamp(std::isfinite(value) ? value / gauge.largest : 0.0f, 0.0f, 1.0f);
    list.AddRectFilled({corner.x, base - std::max(share * height, 1.5f)}, end,
                       packed(low(value) ? theme.warning : theme.textDim, depth == revealed - 1 ? 1.0f : 0.6f), 1.5f);
    if (panel.hovers({x, row.y, slot, row.height}))
      paintTooltip({translateFormat(phrase("panels", "{} at depth {}"), translate("panels", infoOf(gauge.symbol).text),
                                    depth + 1),
                    {{translate("panels", infoOf(gauge.symbol).name), number(value, gauge.digits)},
                     {translate("panels", "at most"), number(gauge.largest, gauge.digits)}},
                    ""},
                   theme);
  }
  if (revealed == 0) return;
  const float now = gauge.at(trace, static_cast<std::size_t>(revealed - 1));
  TextStyle style = panel.strong();
  if (low(now)) style.colour = theme.warning;
  paintText(list, style, row.x + row.width, middle, number(now, gauge.digits), Anchor::kRight);
}

/// Says in words whether the weights are healthy up to the revealed depth.
void drawVerdict(const Panel& panel, const SearchTrace& trace, int revealed, float middle) {
  const auto end = trace.ess.begin() + revealed;
  const auto worst = std::min_element(trace.ess.begin(), end);
  const PanelArea& inner = panel.inner();
  ImDrawList& list = panel.list();
  if (trace.isTree()) {
    const int last = trace.countAt(trace.depths - 1);
    const std::string words =
        last == 1
            ? translateFormat(phrase("panels", "{} node at depth {}, the deepest of the tree."), last, trace.depths)
            : translateFormat(phrase("panels", "{} nodes at depth {}, the deepest of the tree."), last, trace.depths);
    paintText(list, panel.dim(), inner.x, middle, shortened(panel.dim(), words, inner.width));
    return;
  }
  if (worst == end || *worst >= kDegenerate * static_cast<float>(trace.particles)) {
    const std::string words = revealed == 0 ? translate("panels", "No particle has been weighed yet.")
                                            : translate("panels", "Weights are spread over enough particles.");
    paintText(list, panel.dim(), inner.x, middle, shortened(panel.dim(), words, inner.width));
    return;
  }
  const ImU32 warning = panel.theme().warning.packed();
  list.AddTriangle({inner.x, middle + 5}, {inner.x + 6, middle - 5}, {inner.x + 12, middle + 5}, warning, 1.5f);
  list.AddLine({inner.x + 6, middle - 1.5f}, {inner.x + 6, middle + 1.5f}, warning, 1.5f);
  TextStyle style = panel.small();
  style.colour = panel.theme().warning;
  const std::string words = translateFormat(phrase("panels", "Degenerate at depth {}: {} of {} particles count."),
                                            worst - trace.ess.begin() + 1, number(*worst, 1), trace.particles);
  paintText(list, style, inner.x + 18, middle, shortened(style, words, inner.width - 18));
}

}  // namespace

std::array<Gauge, 3> panel::gaugesOf(const SearchTrace& trace) {
  const float count = static_cast<float>(trace.particles);
  return {{{Symbol::kEss, count, 1, [](const SearchTrace& t, std::size_t d) { return t.ess[d]; }, !trace.isTree()},
           {Symbol::kAncestors, count, 0,
            [](const SearchTrace& t, std::size_t d) { return static_cast<float>(t.ancestors[d]); }, false},
           {Symbol::kEntropy, std::max(std::log(count), 1e-3f), 2,
            [](const SearchTrace& t, std::size_t d) { return t.entropy[d]; }, false}}};
}

int panel::weighedDepths(float phase, int depths) {
  const Moment moment = momentOf(phase, depths);
  const bool weighing = moment.stage == Stage::kWeigh || moment.stage == Stage::kResample;
  return std::min(moment.depth + (weighing ? 1 : 0), depths);
}

void drawGauges(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme) {
  const Panel panel("##gauges", area, theme);
  SearchMemory* memory = rememberedSearch(input, state, panel);
  if (memory == nullptr) return;
  const SearchTrace* trace = &memory->reading.trace;
  const int revealed = weighedDepths(input.phase, trace->depths);
  const PanelArea& inner = panel.inner();
  constexpr float kVerdict = 18.0f;
  const float row = std::clamp((inner.height - kVerdict) / 3.0f, 14.0f, 34.0f);
  float y = inner.y - 2;
  for (const Gauge& gauge : gaugesOf(*trace)) {
    drawGauge(panel, gauge, *trace, revealed, {inner.x, y, inner.width, row});
    y += row;
  }
  drawVerdict(panel, *trace, revealed, y + 0.5f * kVerdict + 2);
}

}  // namespace spolab
