#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/translate.h"
#include "render/panels/decision_box.h"
#include "render/panels/paint.h"
#include "render/panels/search_memory.h"
#include "render/panels/symbols.h"
#include "render/search_panels.h"

namespace spolab {

using namespace panel;

namespace {

constexpr float kHeader = 38.0f;
constexpr float kLegend = 20.0f;
constexpr float kAxis = 24.0f;
constexpr float kSmallestName = 9.0f;
constexpr float kTallRow = 15.0f;  // height at which actions fit below one another

/// Draws one decision panel. Lives for one call.
class Decision {
 public:
  Decision(const Panel& panel, SearchMemory& memory, const PanelInput& input, PanelState& state)
      : panel_(panel),
        list_(panel.list()),
        theme_(panel.theme()),
        memory_(memory),
        reading_(memory.reading),
        trace_(memory.reading.trace),
        state_(state),
        updated_(input.updatedPolicy) {}

  void draw() {
    drawHeader();
    const PanelArea& inner = panel_.inner();
    if (trace_.actionDims > 0) {
      drawBoxDecision(panel_, memory_, updated_, state_,
                      {inner.x, inner.y + kHeader, inner.width, std::max(inner.height - kHeader, 20.0f)});
      return;
    }
    const PanelArea chart{inner.x, inner.y + kHeader + kLegend, inner.width,
                          std::max(inner.height - kHeader - kLegend, 20.0f)};
    drawLegend(inner.y + kHeader + 6.0f);
    top_ = scaleTop();
    const float rowHeight = chart.height / static_cast<float>(std::max(trace_.actions, 1));
    const float nameSize = columnNameSize(chart.width);
    if (rowHeight >= kTallRow || nameSize < kSmallestName)
      drawRows(chart);
    else
      drawColumns(chart, nameSize);
  }

 private:
  void drawHeader() {
    const float ess = trace_.ess.back();
    std::vector<std::pair<Symbol, std::string>> facts = {{Symbol::kValue, number(trace_.rootValue, 2)},
                                                         {Symbol::kEss, number(ess, 1)},
                                                         {Symbol::kKl, number(trace_.klToPrior, 2)},
                                                         {Symbol::kEta, number(trace_.temperature, 3)}};
    if (const auto kl = memory_.klTo(updated_)) facts.insert(facts.end() - 1, {Symbol::kKlUpdated, number(*kl, 2)});
    const PanelArea& inner = panel_.inner();
    const float width = inner.width / static_cast<float>(facts.size());
    int place = 0;
    for (const auto& [symbol, text] : facts) {
      const bool ofParticles = symbol == Symbol::kEss || symbol == Symbol::kEta;
      if (trace_.isTree() && ofParticles) continue;
      const float x = inner.x + width * static_cast<float>(place++);
      paintText(list_, panel_.dim(), x, inner.y + 5, translate("panels", infoOf(symbol).text));
      TextStyle style{UiFace::kSemibold, font_size::kTitle, theme_.text};
      if (symbol == Symbol::kEss && ess < 0.125f * static_cast<float>(trace_.particles)) style.colour = theme_.warning;
      paintText(list_, style, x, inner.y + 22, text);
      if (panel_.hovers({x, inner.y - 2, width - 4, 34})) symbolTooltip(panel_, symbol);
    }
  }

  void drawLegend(float middle) {
    float x = panel_.inner().x;
    const auto entry = [&](Symbol symbol, const std::string& words, auto paintSample) {
      paintSample(ImVec2(x, middle - 4.5f), ImVec2(x + 9, middle + 4.5f));
      x += 14;
      x += paintSymbol(panel_, panel_.small(), x, middle, symbol) + 5;
      x += paintText(list_, panel_.dim(), x, middle, words) + 14;
    };
    entry(Symbol::kPrior, translate("panels", "prior"),
          [&](ImVec2 a, ImVec2 b) { list_.AddRect(a, b, prior(), 1.0f, 0, 1.25f); });
    entry(Symbol::kQhat, translate("panels", "search"),
          [&](ImVec2 a, ImVec2 b) { list_.AddRectFilled(a, b, filled(1), 1.0f); });
    if (hasUpdated())
      entry(Symbol::kUpdated, translate("panels", "learned"),
            [&](ImVec2 a, ImVec2 b) { paintHatched(list_, a, b, hatched()); });
  }

  [[nodiscard]] ImU32 prior() const { return packed(theme_.textDim); }
  [[nodiscard]] ImU32 filled(float alpha) const { return packed(theme_.category(theme_.isDark ? 1 : 4), alpha); }
  [[nodiscard]] ImU32 hatched() const { return packed(theme_.category(2)); }
  [[nodiscard]] bool hasUpdated() const { return static_cast<int>(updated_.size()) == trace_.actions; }

  [[nodiscard]] static float at(std::span<const float> list, int i) {
    const auto index = static_cast<std::size_t>(i);
    return index < list.size() && std::isfinite(list[index]) ? list[index] : 0.0f;
  }

  /// The end of the axis: one of few values, so that the chart keeps its range while numbers move.
  [[nodiscard]] float scaleTop() const {
    float largest = 0.0f;
    for (int i = 0; i < trace_.actions; ++i)
      largest = std::max({largest, at(trace_.prior, i), at(trace_.qhat, i), at(updated_, i)});
    for (float top : {0.2f, 0.4f, 0.6f})
      if (largest <= top) return top;
    return 1.0f;
  }

  /// Size at which the longest name fits below its column, at most the small one.
  [[nodiscard]] float columnNameSize(float width) const {
    const float slot = (width - kAxis) / static_cast<float>(std::max(trace_.actions, 1));
    float widest = 1.0f;
    for (int i = 0; i < trace_.actions; ++i)
      widest = std::max(widest, textWidth(panel_.small(), reading_.actionName(i)));
    return std::min(font_size::kSmall, font_size::kSmall * (slot - 1) / widest);
  }

  [[nodiscard]] int focusedAction() const {
    if (state_.hoveredAction >= 0) return state_.hoveredAction;
    if (state_.hoveredActionBefore >= 0) return state_.hoveredActionBefore;
    const auto ref = state_.hovered ? state_.hovered : state_.hoveredBefore ? state_.hoveredBefore : state_.selected;
    if (ref && reading_.valid(*ref)) return reading_.rootAction(ref->depth, ref->particle);
    return state_.selectedAction;
  }

  void touch(int action, const PanelArea& slot) {
    if (!panel_.hovers(slot)) return;
    state_.hoveredAction = action;
    if (panel_.clicked()) state_.selectedAction = state_.selectedAction == action ? -1 : action;
    paintTooltip(actionTooltip(reading_, updated_, action), theme_);
  }

  void highlight(const PanelArea& slot, int action) {
    const ImVec2 low(slot.x, slot.y), high(slot.x + slot.width, slot.y + slot.height);
    if (action == focusedAction()) list_.AddRectFilled(low, high, packed(panel_.hoverFill()), 3.0f);
    if (action == reading_.chosen()) list_.AddRect(low, high, packed(theme_.selection), 3.0f, 0, 1.5f);
  }

  void drawColumns(const PanelArea& chart, float nameSize) {
    constexpr float kNames = 16.0f, kHead = 20.0f;
    const float left = chart.x + kAxis, width = chart.width - kAxis;
    const float base = chart.y + chart.height - kNames, height = chart.height - kNames - kHead;
    for (float tick : {0.0f, 0.5f, 1.0f}) {
      const float y = std::round(base - tick * height);
      list_.AddLine({left, y}, {chart.x + chart.width, y}, packed(theme_.grid));
      paintText(list_, panel_.dim(), left - 4, y, fmt::format("{:.2g}", tick * top_), Anchor::kRight);
    }
    const float slot = width / static_cast<float>(trace_.actions);
    const float thick = std::min(slot - 3.0f, 26.0f) * (hasUpdated() ? 0.6f : 1.0f);
    for (int i = 0; i < trace_.actions; ++i) {
      const float x = left + slot * static_cast<float>(i), centre = x + 0.5f * slot;
      const PanelArea place{x + 0.25f, chart.y + 14, slot - 0.5f, chart.height - 14};
      highlight(place, i);
      const auto bar = [&](float value, float from, float to) {
        return std::pair(ImVec2(from, base - std::max(value / top_, 0.0f) * height), ImVec2(to, base));
      };
      const float from = hasUpdated() ? x + 1.5f : centre - 0.5f * thick;
      const auto [qLow, qHigh] = bar(at(trace_.qhat, i), from + 1.0f, from + thick - 1.0f);
      if (at(trace_.qhat, i) > 0) list_.AddRectFilled(qLow, {qHigh.x, std::max(qHigh.y, qLow.y + 1)}, filled(1), 1.0f);
      const auto [pLow, pHigh] = bar(at(trace_.prior, i), from, from + thick);
      list_.AddRect(pLow, {pHigh.x, pHigh.y + 0.5f}, prior(), 1.0f, 0, 1.25f);
      if (hasUpdated()) {
        const auto [uLow, uHigh] = bar(at(updated_, i), from + thick + 1, x + slot - 1.5f);
        if (uHigh.x > uLow.x) paintHatched(list_, uLow, uHigh, hatched());
      }
      const bool chosen = i == reading_.chosen();
      if (chosen) paintText(list_, panel_.small(), centre, chart.y + 6, number(at(trace_.qhat, i), 2), Anchor::kCentre);
      TextStyle name = chosen ? panel_.strong() : panel_.dim();
      name.size = nameSize;
      paintText(list_, name, centre, base + 9, reading_.actionName(i), Anchor::kCentre);
      touch(i, place);
    }
  }

  void drawRows(const PanelArea& chart) {
    const float row = std::min(chart.height / static_cast<float>(trace_.actions), 26.0f);
    float names = 0.0f;
    for (int i = 0; i < trace_.actions; ++i) names = std::max(names, textWidth(panel_.small(), reading_.actionName(i)));
    names = std::min(names, 0.35f * chart.width) + 12;
    const float left = chart.x + names, width = chart.width - names - 38;
    for (float tick : {0.0f, 0.5f, 1.0f}) {
      const float x = std::round(left + tick * width) + 0.5f;
      list_.AddLine({x, chart.y}, {x, chart.y + row * static_cast<float>(trace_.actions)}, packed(theme_.grid));
    }
    for (int i = 0; i < trace_.actions; ++i) {
      const float y = chart.y + row * static_cast<float>(i), middle = y + 0.5f * row;
      const PanelArea place{chart.x, y + 0.5f, chart.width, row - 1};
      highlight(place, i);
      const float thick = std::min(row - 4, 14.0f) * (hasUpdated() ? 0.62f : 1.0f);
      const float high = hasUpdated() ? y + 2 : middle - 0.5f * thick;
      const auto end = [&](float value) { return left + std::max(value / top_, 0.0f) * width; };
      if (at(trace_.qhat, i) > 0)
        list_.AddRectFilled({left, high + 1.5f}, {std::max(end(at(trace_.qhat, i)), left + 1), high + thick - 1.5f},
                            filled(1), 1.0f);
      list_.AddRect({left, high}, {end(at(trace_.prior, i)), high + thick}, prior(), 1.0f, 0, 1.25f);
      if (hasUpdated()) paintHatched(list_, {left, high + thick + 1}, {end(at(updated_, i)), y + row - 2}, hatched());
      const bool chosen = i == reading_.chosen();
      TextStyle style = chosen ? panel_.strong() : panel_.small();
      style.size = font_size::kSmall;
      paintText(list_, style, left - 6, middle, shortened(style, reading_.actionName(i), names - 10), Anchor::kRight);
      paintText(list_, style, chart.x + chart.width - 4, middle, number(at(trace_.qhat, i), 2), Anchor::kRight);
      touch(i, place);
    }
  }

  const Panel& panel_;
  ImDrawList& list_;
  const Theme& theme_;
  SearchMemory& memory_;
  const TraceReading& reading_;
  const SearchTrace& trace_;
  PanelState& state_;
  std::span<const float> updated_;
  float top_ = 1.0f;
};

}  // namespace

void drawDecision(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme) {
  const Panel panel("##decision", area, theme);
  SearchMemory* memory = rememberedSearch(input, state, panel);
  if (memory == nullptr) return;
  Decision(panel, *memory, input, state).draw();
}

}  // namespace spolab
