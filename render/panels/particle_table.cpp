#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/base/translate.h"
#include "render/panels/action_bars.h"
#include "render/panels/paint.h"
#include "render/panels/search_memory.h"
#include "render/panels/symbols.h"
#include "render/search_panels.h"

namespace spolab {

using namespace panel;

namespace {

constexpr float kRow = 19.0f;

struct Column {
  TableColumn column;
  const char* title;
  float right;  // share of the width at which its numbers end
};
constexpr std::array<Column, 6> kColumns = {{{TableColumn::kParticle, "#", 0.09f},
                                             {TableColumn::kAction, marked("panels", "action"), 0.12f},
                                             {TableColumn::kWeight, "w̄", 0.52f},
                                             {TableColumn::kAdvantage, "A", 0.69f},
                                             {TableColumn::kValue, "V", 0.85f},
                                             {TableColumn::kReward, "r", 1.0f}}};

/// Draws one table. Lives for one call.
class Table {
 public:
  Table(const Panel& panel, SearchMemory& memory, PanelState& state, int depth)
      : panel_(panel),
        list_(panel.list()),
        rows_(memory.table),
        reading_(memory.reading),
        trace_(memory.reading.trace),
        state_(state),
        depth_(depth) {}

  void draw() {
    sort();
    drawDepthPicker();
    drawTitles(panel_.inner().y + 30);
    drawRows(panel_.inner().y + 42);
  }

 private:
  [[nodiscard]] double key(int n) const {
    const std::size_t i = trace_.at(depth_, n);
    switch (state_.sort) {
      case TableColumn::kParticle:
        return n;
      case TableColumn::kAction:
        return trace_.actionDims == 0 ? discreteAction(reading_.action(depth_, n)) : n;
      case TableColumn::kWeight:
        return trace_.weight[i];
      case TableColumn::kAdvantage:
        return trace_.advantage[i];
      case TableColumn::kValue:
        return trace_.value[i];
      case TableColumn::kReward:
        return trace_.reward[i];
    }
    return n;
  }

  void sort() {
    if (rows_.depth == depth_ && rows_.sort == state_.sort && rows_.descending == state_.sortDescending) return;
    rows_.depth = depth_;
    rows_.sort = state_.sort;
    rows_.descending = state_.sortDescending;
    rows_.followed.reset();
    rows_.heaviest = 1e-6f;
    for (int n = 0; n < trace_.countAt(depth_); ++n)
      rows_.heaviest = std::max(rows_.heaviest, trace_.weight[trace_.at(depth_, n)]);
    rows_.order.resize(static_cast<std::size_t>(trace_.countAt(depth_)));
    std::iota(rows_.order.begin(), rows_.order.end(), 0);
    std::stable_sort(rows_.order.begin(), rows_.order.end(),
                     [&](int a, int b) { return state_.sortDescending ? key(a) > key(b) : key(a) < key(b); });
  }

  /// Behind the point: enough for the mean weight of a crowd.
  [[nodiscard]] int weightDigits() const { return trace_.particles > 256 ? 5 : 3; }

  void drawDepthPicker() {
    const PanelArea& inner = panel_.inner();
    paintText(list_, panel_.strong(), inner.x, inner.y + 6,
              trace_.isTree() ? translate("panels", "Nodes") : translate("panels", "Particles"));
    float x = inner.x + inner.width;
    // Later depths at the right; as many as there is room for.
    const int room = std::max(static_cast<int>((inner.width - 120) / 22), 1);
    const int first = std::clamp(depth_ - room / 2, 0, std::max(trace_.depths - room, 0));
    const int end = std::min(first + room, trace_.depths);
    for (int depth = end - 1; depth >= first; --depth) {
      x -= 22;
      const PanelArea button{x, inner.y - 3, 20, 18};
      const bool current = depth == depth_;
      if (current || panel_.hovers(button))
        list_.AddRectFilled({button.x, button.y}, {button.x + 20, button.y + 18},
                            packed(current ? panel_.theme().accent : panel_.hoverFill()), 4.0f);
      TextStyle style = panel_.small();
      if (current) style.colour = panel_.theme().accentText;
      paintText(list_, style, x + 10, inner.y + 6, fmt::format("{}", depth + 1), Anchor::kCentre);
      if (panel_.hovers(button) && panel_.clicked()) {
        state_.tableDepth = state_.tableDepth == depth ? -1 : depth;
        state_.tableScroll = 0;
      }
    }
    paintText(list_, panel_.dim(), x - 6, inner.y + 6, translate("panels", "depth"), Anchor::kRight);
  }

  [[nodiscard]] static bool leftAligned(const Column& c) { return c.column == TableColumn::kAction; }
  [[nodiscard]] float edge(const Column& c) const { return panel_.inner().x + c.right * panel_.inner().width; }

  void drawTitles(float middle) {
    for (std::size_t k = 0; k < kColumns.size(); ++k) {
      const Column& c = kColumns[k];
      const bool sorted = state_.sort == c.column;
      TextStyle style = sorted ? panel_.small() : panel_.dim();
      const Anchor anchor = leftAligned(c) ? Anchor::kLeft : Anchor::kRight;
      const bool visits = trace_.isTree() && c.column == TableColumn::kWeight;
      const std::string title = visits ? "n" : translate("panels", c.title);
      const float width = paintText(list_, style, edge(c), middle, title, anchor);
      const float left = leftAligned(c) ? edge(c) : edge(c) - width;
      if (sorted) {
        const float x = leftAligned(c) ? left + width + 6 : left - 6, d = state_.sortDescending ? 1.0f : -1.0f;
        list_.AddTriangleFilled({x - 3, middle - 1.5f * d}, {x + 3, middle - 1.5f * d}, {x, middle + 2.5f * d},
                                packed(panel_.theme().text));
      }
      const PanelArea target{left - 10, middle - 9, width + 20, 18};
      if (!panel_.hovers(target)) continue;
      constexpr std::array<int, 6> kSymbols = {-1,
                                               -1,
                                               static_cast<int>(Symbol::kWeight),
                                               static_cast<int>(Symbol::kAdvantage),
                                               static_cast<int>(Symbol::kValue),
                                               static_cast<int>(Symbol::kReward)};
      if (visits)
        paintTooltip(
            {translate("panels", "n  visits"), {}, translate("panels", "Simulations that came through this node.")},
            panel_.theme());
      else if (kSymbols[k] >= 0)
        symbolTooltip(panel_, static_cast<Symbol>(kSymbols[k]));
      if (panel_.clicked()) state_.sortBy(c.column);
    }
    const PanelArea& inner = panel_.inner();
    list_.AddLine({inner.x, middle + 9.5f}, {inner.x + inner.width, middle + 9.5f}, packed(panel_.theme().outline));
  }

  /// What was selected elsewhere, by a key or in the river, comes into view.
  void followSelection(float visible) {
    if (rows_.followed == state_.selected) return;
    rows_.followed = state_.selected;
    if (!state_.selected || state_.selected->depth != depth_) return;
    const auto place = std::find(rows_.order.begin(), rows_.order.end(), state_.selected->particle);
    const auto row = static_cast<float>(place - rows_.order.begin());
    state_.tableScroll = std::clamp(state_.tableScroll, row - std::max(visible, 1.0f) + 1.0f, row);
  }

  void drawRows(float top) {
    const PanelArea& inner = panel_.inner();
    const float height = inner.y + inner.height - top;
    const float visible = std::floor(height / kRow);
    const auto count = static_cast<float>(rows_.order.size());
    const float most = std::max(count - visible, 0.0f);
    if (panel_.hovered()) state_.tableScroll -= ImGui::GetIO().MouseWheel * 2;
    followSelection(visible);
    state_.tableScroll = std::clamp(std::round(state_.tableScroll), 0.0f, most);
    list_.PushClipRect({inner.x - 6, top}, {inner.x + inner.width + 6, inner.y + inner.height + 4}, true);
    float y = top;
    const auto first = static_cast<std::size_t>(state_.tableScroll);
    for (std::size_t k = first; k < rows_.order.size() && y + kRow <= top + height + 1; ++k, y += kRow)
      drawRow(rows_.order[k], y);
    list_.PopClipRect();
    if (most > 0) {
      const float share = visible / count;
      const float from = top + state_.tableScroll / count * height;
      const float x = inner.x + inner.width + 6;
      list_.AddRectFilled({x, from}, {x + 3, from + std::max(share * height, 8.0f)}, packed(panel_.theme().outline),
                          1.5f);
    }
  }

  void drawRow(int n, float y) {
    const Theme& theme = panel_.theme();
    const PanelArea& inner = panel_.inner();
    const PanelArea row{inner.x - 4, y, inner.width + 8, kRow};
    const ParticleRef ref{depth_, n};
    const bool selected = state_.selected == ref;
    if (panel_.hovers(row)) {
      state_.hovered = ref;
      if (panel_.clicked()) state_.selected = selected ? std::nullopt : std::optional(ref);
    }
    const bool hovered = state_.hovered == ref || (!state_.hovered && state_.hoveredBefore == ref);
    if (hovered || selected)
      list_.AddRectFilled({row.x, row.y}, {row.x + row.width, row.y + row.height}, packed(panel_.hoverFill()), 3.0f);
    if (selected) list_.AddRect({row.x, row.y}, {row.x + row.width, row.y + row.height}, packed(theme.accent), 3.0f);

    const std::size_t i = trace_.at(depth_, n);
    const float middle = y + 0.5f * kRow;
    paintText(list_, panel_.dim(), edge(kColumns[0]), middle, fmt::format("{}", n + 1), Anchor::kRight);
    if (trace_.actionDims > 0)
      paintActionBars(panel_, partsOf(reading_.action(depth_, n), trace_.actionDims),
                      {edge(kColumns[1]), middle - 6, 0.155f * inner.width, 12}, theme.textDim);
    else
      paintText(list_, panel_.small(), edge(kColumns[1]), middle,
                shortened(panel_.small(), reading_.actionName(reading_.action(depth_, n)), 0.16f * inner.width));
    // The weight as a bar as well as a number.
    const float barLeft = inner.x + 0.29f * inner.width;
    const float barRight = inner.x + (weightDigits() > 3 ? 0.35f : 0.38f) * inner.width;
    const float share = std::clamp(trace_.weight[i] / rows_.heaviest, 0.0f, 1.0f);
    list_.AddRectFilled({barLeft, middle - 2}, {barRight, middle + 2}, packed(theme.grid), 1.0f);
    list_.AddRectFilled({barLeft, middle - 2}, {barLeft + std::max(share * (barRight - barLeft), 1.0f), middle + 2},
                        packed(theme.textDim), 1.0f);
    const std::string weight =
        trace_.isTree() ? fmt::format("{}", trace_.visits[i]) : number(trace_.weight[i], weightDigits());
    paintText(list_, panel_.small(), edge(kColumns[2]), middle, weight, Anchor::kRight);
    const float most = std::max(reading_.advantageScale, std::abs(trace_.advantage[i]));
    const std::string advantage = signedNumber(trace_.advantage[i], digitsFor(most));
    const float dot =
        edge(kColumns[3]) - std::max(textWidth(panel_.small(), "+0.00"), textWidth(panel_.small(), advantage)) - 7;
    paintDisc(list_, {dot, middle}, 3.0f, packed(theme.advantage(trace_.advantage[i] / reading_.advantageScale)));
    paintText(list_, panel_.small(), edge(kColumns[3]), middle, advantage, Anchor::kRight);
    if (trace_.dead[i] != 0)
      paintText(list_, panel_.dim(), edge(kColumns[4]), middle,
                trace_.broke(i) ? translate("panels", "broke") : translate("panels", "ended"), Anchor::kRight);
    else
      paintText(list_, panel_.small(), edge(kColumns[4]), middle, number(trace_.value[i], digitsFor(trace_.value[i])),
                Anchor::kRight);
    paintText(list_, panel_.small(), edge(kColumns[5]), middle, number(trace_.reward[i], 2), Anchor::kRight);
  }

  const Panel& panel_;
  ImDrawList& list_;
  SearchMemory::TableRows& rows_;
  const TraceReading& reading_;
  const SearchTrace& trace_;
  PanelState& state_;
  int depth_;
};

}  // namespace

void drawParticleTable(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme) {
  const Panel panel("##particles", area, theme);
  SearchMemory* memory = rememberedSearch(input, state, panel);
  if (memory == nullptr) return;
  const SearchTrace* trace = &memory->reading.trace;
  const int revealed = std::min(momentOf(input.phase, trace->depths).depth, trace->depths - 1);
  const int depth = state.tableDepth >= 0 && state.tableDepth < trace->depths ? state.tableDepth : revealed;
  Table(panel, *memory, state, depth).draw();
}

}  // namespace spolab
