#include "render/panels/compare_box.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/translate.h"
#include "envs/action_name.h"
#include "render/panels/action_bars.h"

namespace spolab::panel {
namespace {

constexpr float kLowestRow = 22.0f, kHighestRow = 44.0f;
constexpr float kNumber = 44.0f;
/// More circles than this are a cloud and cost a software renderer its frames: only the heaviest are drawn.
constexpr std::size_t kMostAtoms = 160;

/// The atoms of one side, heaviest first, and their mean action.
struct Atoms {
  std::vector<std::vector<float>> parts;  ///< [atoms, dims]
  std::vector<float> weights, mean;

  Atoms(const SearchTrace* trace, int dims) : mean(static_cast<std::size_t>(dims), 0.0f) {
    if (trace == nullptr || trace->actionBytes == 0) return;
    const std::size_t count = std::min(trace->weights.size(), trace->rootActions.size() / trace->actionBytes);
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return trace->weights[a] > trace->weights[b]; });
    for (const std::size_t n : order) {
      auto part = partsOf(std::span(trace->rootActions).subspan(n * trace->actionBytes, trace->actionBytes), dims);
      for (std::size_t d = 0; d < mean.size(); ++d) mean[d] += trace->weights[n] * part[d];
      if (parts.size() >= kMostAtoms) continue;
      parts.push_back(std::move(part));
      weights.push_back(trace->weights[n]);
    }
  }
};

/// Draws one comparison over a box. Lives for one call.
class ComparedBox {
 public:
  ComparedBox(const Panel& panel, const ComparisonInput& input, PanelState& state, const PanelArea& chart)
      : panel_(panel),
        list_(panel.list()),
        theme_(panel.theme()),
        input_(input),
        state_(state),
        chart_(chart),
        dims_(input.spec->actionDims),
        before_(input.before.trace, dims_),
        after_(input.after.trace, dims_) {
    const float names = std::clamp(0.28f * chart.width, 40.0f, 96.0f);
    left_ = chart.x + names;
    width_ = std::max(chart.width - names - (before_.parts.empty() ? 1.0f : 2.0f) * kNumber, 20.0f);
  }

  void draw() {
    const float row = std::clamp(chart_.height / static_cast<float>(dims_), kLowestRow, kHighestRow);
    const int visible = std::max(static_cast<int>(chart_.height / row + 0.01f), 1);
    const int most = std::max(dims_ - visible, 0);
    if (panel_.hovers(chart_)) state_.boxScroll -= ImGui::GetIO().MouseWheel;
    state_.boxScroll = std::clamp(std::round(state_.boxScroll), 0.0f, static_cast<float>(most));
    const int first = static_cast<int>(state_.boxScroll);
    for (int k = 0; k < std::min(visible, dims_); ++k)
      drawRow(first + k, {chart_.x, chart_.y + row * static_cast<float>(k), chart_.width, row});
    if (most == 0) return;
    const float share = chart_.height / static_cast<float>(dims_), x = chart_.x + chart_.width + 6.0f;
    const float from = chart_.y + share * static_cast<float>(first);
    list_.AddRectFilled({x, from}, {x + 3.0f, from + std::max(share * static_cast<float>(visible), 8.0f)},
                        packed(theme_.outline), 1.5f);
  }

 private:
  [[nodiscard]] float place(float value) const {
    return left_ + 0.5f * (std::clamp(value, -1.0f, 1.0f) + 1.0f) * width_;
  }

  void drawRow(int dim, const PanelArea& row) {
    const auto d = static_cast<std::size_t>(dim);
    if (panel_.hovers(row))
      list_.AddRectFilled({row.x - 4, row.y}, {row.x + row.width + 4, row.y + row.height}, packed(panel_.hoverFill()),
                          3.0f);
    const float middle = row.y + 0.5f * row.height, base = row.y + 0.62f * row.height;
    list_.AddLine({left_, base}, {left_ + width_, base}, packed(theme_.outline), 1.0f);
    for (const float tick : {-1.0f, 0.0f, 1.0f})
      list_.AddLine({place(tick), base - 2.5f}, {place(tick), base + 2.5f}, packed(theme_.outline), 1.0f);
    drawAtoms(after_, d, base, row.height, true);
    drawAtoms(before_, d, base, row.height, false);
    interval(input_.before, d, base + 6.0f, theme_.textDim);
    interval(input_.after, d, base + 9.0f, theme_.text);
    if (!before_.parts.empty()) wedge(place(before_.mean[d]), base, theme_.textDim, true);
    wedge(place(after_.mean[d]), base, turnedColour(theme_), false);
    const std::string name = actionName(*input_.spec, static_cast<int>(d));
    paintText(list_, panel_.small(), left_ - 10, middle, shortened(panel_.small(), name, left_ - row.x - 10),
              Anchor::kRight);
    const float right = row.x + row.width;
    paintText(list_, panel_.small(), before_.parts.empty() ? right : right - kNumber, middle,
              signedNumber(after_.mean[d], 2), Anchor::kRight);
    if (!before_.parts.empty())
      paintText(list_, panel_.dim(), right, middle, signedNumber(after_.mean[d] - before_.mean[d], 2), Anchor::kRight);
    if (panel_.hovers(row)) tell(name, d);
  }

  void drawAtoms(const Atoms& atoms, std::size_t dim, float base, float row, bool filled) {
    for (std::size_t n = 0; n < atoms.parts.size(); ++n) {
      const float radius = std::max(std::sqrt(std::max(atoms.weights[n], 0.0f)) * std::min(0.5f * row, 13.0f), 1.3f);
      const ImVec2 at(place(atoms.parts[n][dim]), base);
      const int sides = radius > 5 ? 22 : 12;
      if (filled)
        paintDisc(list_, at, radius, packed(turnedColour(theme_), 0.6f));
      else
        list_.AddCircle(at, radius, packed(theme_.textDim, 0.9f), sides, 1.0f);
    }
  }

  void interval(const ComparedSide& side, std::size_t dim, float y, const Colour& colour) {
    if (dim >= side.low.size() || dim >= side.high.size()) return;
    list_.AddLine({place(side.low[dim]), y}, {place(side.high[dim]), y}, packed(colour), 1.5f);
  }

  /// The mean: a wedge from above that touches the axis.
  void wedge(float x, float base, const Colour& colour, bool hollow) {
    const ImVec2 a(x - 4.0f, base - 13.0f), b(x + 4.0f, base - 13.0f), tip(x, base - 7.0f);
    if (hollow)
      list_.AddTriangle(a, b, tip, packed(colour), 1.25f);
    else
      list_.AddTriangleFilled(a, b, tip, packed(colour));
    list_.AddLine({x, base - 7.0f}, {x, base}, packed(colour), hollow ? 1.0f : 1.5f);
  }

  void tell(const std::string& name, std::size_t d) {
    Tooltip tip{
        name, {}, translate("panels", "Circles are first actions, their area the weight; the wedge is the mean.")};
    if (!before_.parts.empty())
      tip.rows.push_back(
          {translateFormat(phrase("panels", "{}, mean"), input_.before.name), signedNumber(before_.mean[d], 3)});
    tip.rows.push_back(
        {translateFormat(phrase("panels", "{}, mean"), input_.after.name), signedNumber(after_.mean[d], 3)});
    if (d < input_.after.low.size())
      tip.rows.push_back({"  " + translate("panels", "90 of 100 seeds"),
                          translateFormat(phrase("panels", "{} to {}"), signedNumber(input_.after.low[d], 3),
                                          signedNumber(input_.after.high[d], 3))});
    paintTooltip(tip, theme_);
  }

  const Panel& panel_;
  ImDrawList& list_;
  const Theme& theme_;
  const ComparisonInput& input_;
  PanelState& state_;
  PanelArea chart_;
  int dims_;
  Atoms before_, after_;
  float left_ = 0, width_ = 1;
};

}  // namespace

Colour turnedColour(const Theme& theme) { return theme.category(theme.isDark ? 1 : 4); }

void drawComparedBox(const Panel& panel, const ComparisonInput& input, PanelState& state, const PanelArea& chart) {
  ComparedBox(panel, input, state, chart).draw();
}

}  // namespace spolab::panel
