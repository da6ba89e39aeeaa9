#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/translate.h"
#include "envs/action_name.h"
#include "render/compare_panels.h"
#include "render/panels/compare_box.h"
#include "render/panels/paint.h"

namespace spolab {

using namespace panel;

namespace {

constexpr float kLegend = 20.0f;
constexpr float kLowestRow = 14.0f, kHighestRow = 26.0f;
constexpr float kNumbers = 78.0f;  ///< value and difference at the right
constexpr float kNarrow = 250.0f;  ///< below, the difference is left out
constexpr float kValueAlone = 34.0f;
constexpr float kDiamond = 4.0f;
constexpr float kSmallestMark = 0.005f;  ///< what rounds to 0.00 gets no diamond

float at(std::span<const float> list, int i) {
  const auto index = static_cast<std::size_t>(i);
  return index < list.size() && std::isfinite(list[index]) ? list[index] : 0.0f;
}

void paintDiamond(ImDrawList& list, ImVec2 centre, float radius, ImU32 colour, bool hollow) {
  const ImVec2 up(centre.x, centre.y - radius), right(centre.x + radius, centre.y);
  const ImVec2 down(centre.x, centre.y + radius), left(centre.x - radius, centre.y);
  if (hollow)
    list.AddQuad(up, right, down, left, colour, 1.25f);
  else
    list.AddQuadFilled(up, right, down, left, colour);
}

/// Draws one comparison over discrete actions. Lives for one call.
class ComparedActions {
 public:
  ComparedActions(const Panel& panel, const ComparisonInput& input, PanelState& state, const PanelArea& chart)
      : panel_(panel),
        list_(panel.list()),
        theme_(panel.theme()),
        input_(input),
        state_(state),
        chart_(chart),
        oneExact_(std::ranges::equal(input.before.exact, input.after.exact)) {
    order_.assign(input.order.begin(), input.order.end());
    if (order_.size() != input.spec->actionNames.size()) {
      order_.resize(input.spec->actionNames.size());
      std::iota(order_.begin(), order_.end(), 0);
    }
    numbers_ = chart.width < kNarrow ? kValueAlone : kNumbers;
    const auto count = static_cast<float>(order_.size());
    row_ = std::clamp(chart.height / std::max(count, 1.0f), kLowestRow, kHighestRow);
    const auto room = static_cast<std::size_t>(std::max(chart.height / row_ + 0.01f, 1.0f));
    shown_ = order_.size() <= room ? order_.size() : std::max<std::size_t>(room, 2) - 1;
    placeColumns();
    raiseWhatCounts();
  }

  void draw() {
    const float bottom = chart_.y + row_ * static_cast<float>(shown_);
    for (const float tick : {0.0f, 0.5f, 1.0f}) {
      const float x = std::round(left_ + tick * width_) + 0.5f;
      list_.AddLine({x, chart_.y}, {x, bottom}, packed(theme_.grid));
    }
    for (std::size_t k = 0; k < shown_; ++k) drawRow(order_[k], chart_.y + row_ * static_cast<float>(k));
    if (shown_ < order_.size()) drawRest(bottom);
  }

 private:
  void placeColumns() {
    float names = 0.0f;
    for (std::size_t i = 0; i < order_.size(); ++i)
      names = std::max(names, textWidth(panel_.small(), actionName(*input_.spec, static_cast<int>(i))));
    names_ = std::min(names, 0.3f * chart_.width) + 12.0f;
    left_ = chart_.x + names_;
    width_ = std::max(chart_.width - names_ - numbers_ - 8.0f, 10.0f);
    float largest = 0.0f;
    for (const auto& list : {input_.before.qhat, input_.before.high, input_.before.exact, input_.after.qhat,
                             input_.after.high, input_.after.exact})
      for (const float value : list) largest = std::max(largest, std::isfinite(value) ? value : 0.0f);
    for (const float top : {1.0f, 0.6f, 0.4f, 0.2f})
      if (largest <= top) top_ = top;
  }

  /// Where there is no room for all, no action of weight may hide among the others: it takes the row of one without.
  void raiseWhatCounts() {
    const auto size = [&](int action) {
      return std::max(at(input_.before.qhat, action), at(input_.after.qhat, action));
    };
    const auto rest = order_.begin() + static_cast<std::ptrdiff_t>(shown_);
    std::vector<int> hidden(rest, order_.end());
    std::ranges::stable_sort(hidden, [&](int a, int b) { return size(a) > size(b); });
    for (const int action : hidden) {
      // The lowest of the smallest rows.
      auto smallest = order_.begin();
      for (auto row = order_.begin(); row != rest; ++row)
        if (size(*row) <= size(*smallest)) smallest = row;
      if (size(action) <= size(*smallest) + kSmallestMark) break;
      const int less = *smallest;
      std::rotate(smallest, smallest + 1, rest);
      *(rest - 1) = action;
      *std::find(rest, order_.end(), action) = less;
    }
  }

  [[nodiscard]] float end(float value) const { return left_ + std::clamp(value / top_, 0.0f, 1.0f) * width_; }

  void drawRow(int action, float y) {
    const PanelArea place{chart_.x, y + 0.5f, chart_.width, row_ - 1.0f};
    const ImVec2 low(place.x, place.y), high(place.x + place.width, place.y + place.height);
    const bool focused =
        state_.hoveredAction == action || state_.hoveredActionBefore == action ||
        (state_.hoveredAction < 0 && state_.hoveredActionBefore < 0 && state_.selectedAction == action);
    if (focused) list_.AddRectFilled(low, high, packed(panel_.hoverFill()), 3.0f);
    if (action == input_.after.chosen) list_.AddRect(low, high, packed(theme_.selection), 3.0f, 0, 1.5f);
    const float middle = y + 0.5f * row_, thick = std::min(row_ - 4.0f, 14.0f), top = middle - 0.5f * thick;
    const float after = at(input_.after.qhat, action), before = at(input_.before.qhat, action);
    if (after > 0.0f)
      list_.AddRectFilled({left_, top + 1.5f}, {std::max(end(after), left_ + 1.0f), top + thick - 1.5f},
                          packed(turnedColour(theme_)), 1.0f);
    if (before > 0.0f)
      list_.AddRect({left_, top}, {std::max(end(before), left_ + 1.0f), top + thick}, packed(theme_.textDim), 1.0f, 0,
                    1.25f);
    interval(input_.before, action, top + 1.0f, theme_.textDim);
    interval(input_.after, action, top + thick - 1.0f, theme_.text);
    drawExact(action, middle);
    drawWords(action, middle, before, after);
    touch(action, place, before, after);
  }

  void interval(const ComparedSide& side, int action, float y, const Colour& colour) {
    if (side.low.empty() || side.high.empty()) return;
    const float from = end(at(side.low, action)), to = end(at(side.high, action));
    if (to - from < 0.5f) return;
    const ImU32 ink = packed(colour);
    list_.AddLine({from, y}, {to, y}, ink, 1.0f);
    for (const float x : {from, to}) list_.AddLine({x, y - 2.0f}, {x, y + 2.5f}, ink, 1.0f);
  }

  /// Not where it would only crowd the axis.
  void drawExact(int action, float middle) {
    if (!oneExact_ && at(input_.before.exact, action) >= kSmallestMark)
      paintDiamond(list_, {end(at(input_.before.exact, action)), middle}, kDiamond, packed(theme_.textDim), true);
    if (at(input_.after.exact, action) < kSmallestMark) return;
    const ImVec2 centre(end(at(input_.after.exact, action)), middle);
    paintDiamond(list_, centre, kDiamond + 1.25f, packed(theme_.surface[0]), false);
    paintDiamond(list_, centre, kDiamond, packed(theme_.text), false);
  }

  void drawWords(int action, float middle, float before, float after) {
    const bool chosen = action == input_.after.chosen;
    TextStyle style = chosen ? panel_.strong() : panel_.small();
    style.size = font_size::kSmall;
    const std::string name = shortened(style, actionName(*input_.spec, action), names_ - 10);
    paintText(list_, style, left_ - 6.0f, middle, name, Anchor::kRight);
    if (action == input_.before.chosen && !chosen)
      list_.AddRect({left_ - 10.0f - textWidth(style, name), middle - 7.0f}, {left_ - 2.0f, middle + 7.0f},
                    packed(theme_.textDim), 3.0f, 0, 1.0f);
    const float right = chart_.x + chart_.width - 4.0f;
    const bool both = numbers_ > kValueAlone && !input_.before.qhat.empty();
    paintText(list_, style, both ? right - 42.0f : right, middle, number(after, 2), Anchor::kRight);
    if (!both) return;
    TextStyle change = panel_.dim();
    if (std::abs(after - before) >= 0.1f) change.colour = theme_.text;
    paintText(list_, change, right, middle, signedNumber(after - before, 2), Anchor::kRight);
  }

  void touch(int action, const PanelArea& place, float before, float after) {
    if (!panel_.hovers(place)) return;
    state_.hoveredAction = action;
    if (panel_.clicked()) state_.selectedAction = state_.selectedAction == action ? -1 : action;
    Tooltip tip{actionName(*input_.spec, action), {}, ""};
    const auto say = [&](const ComparedSide& side, float value) {
      if (side.qhat.empty()) return;
      tip.rows.push_back({side.name, number(value, 4)});
      if (!side.low.empty())
        tip.rows.push_back({"  " + translate("panels", "90 of 100 seeds"),
                            translateFormat(phrase("panels", "{} to {}"), number(at(side.low, action), 3),
                                            number(at(side.high, action), 3))});
      if (!side.exact.empty())
        tip.rows.push_back({"  " + translate("panels", "exact"), number(at(side.exact, action), 4)});
    };
    say(input_.before, before);
    say(input_.after, after);
    const bool first = action == input_.before.chosen, second = action == input_.after.chosen;
    if (first && second)
      tip.note = translateFormat(phrase("panels", "Taken by {} and {}."), input_.before.name, input_.after.name);
    else if (first || second)
      tip.note = translateFormat(phrase("panels", "Taken by {}."), first ? input_.before.name : input_.after.name);
    paintTooltip(tip, theme_);
  }

  /// What has no row of its own, added up.
  void drawRest(float y) {
    float before = 0.0f, after = 0.0f;
    for (std::size_t k = shown_; k < order_.size(); ++k) {
      before += at(input_.before.qhat, order_[k]);
      after += at(input_.after.qhat, order_[k]);
    }
    const float middle = y + 0.5f * row_;
    paintText(list_, panel_.dim(), chart_.x, middle,
              translateFormat(phrase("panels", "{} others"), order_.size() - shown_));
    const float right = chart_.x + chart_.width - 4.0f;
    const bool both = numbers_ > kValueAlone && !input_.before.qhat.empty();
    paintText(list_, panel_.dim(), both ? right - 42.0f : right, middle, number(after, 2), Anchor::kRight);
    if (both) paintText(list_, panel_.dim(), right, middle, signedNumber(after - before, 2), Anchor::kRight);
  }

  const Panel& panel_;
  ImDrawList& list_;
  const Theme& theme_;
  const ComparisonInput& input_;
  PanelState& state_;
  PanelArea chart_;
  bool oneExact_;  ///< both sides have the same exact q̂: one mark
  std::vector<int> order_;
  std::size_t shown_ = 0;
  float row_ = kLowestRow, names_ = 0, left_ = 0, width_ = 1, numbers_ = kNumbers, top_ = 1.0f;
};

/// What the signs mean, in one line.
void drawComparisonLegend(const Panel& panel, const ComparisonInput& input, float middle) {
  ImDrawList& list = panel.list();
  const Theme& theme = panel.theme();
  const float right = panel.inner().x + panel.inner().width;
  float x = panel.inner().x;
  const auto entry = [&](const std::string& words, auto paintSample) {
    const std::string text = shortened(panel.dim(), words, right - x - 14.0f);
    if (text.empty()) return;
    paintSample(ImVec2(x, middle - 4.5f), ImVec2(x + 9.0f, middle + 4.5f));
    x += 14.0f;
    x += paintText(list, panel.dim(), x, middle, text) + 12.0f;
  };
  const bool box = input.spec->actionDims > 0;
  const bool before = box ? input.before.trace != nullptr : !input.before.qhat.empty();
  if (before)
    entry(input.before.name, [&](ImVec2 a, ImVec2 b) {
      if (box)
        list.AddCircle({0.5f * (a.x + b.x), 0.5f * (a.y + b.y)}, 4.0f, packed(theme.textDim), 14, 1.25f);
      else
        list.AddRect(a, b, packed(theme.textDim), 1.0f, 0, 1.25f);
    });
  entry(input.after.name, [&](ImVec2 a, ImVec2 b) {
    if (box)
      paintDisc(list, {0.5f * (a.x + b.x), 0.5f * (a.y + b.y)}, 4.0f, packed(turnedColour(theme)));
    else
      list.AddRectFilled(a, b, packed(turnedColour(theme)), 1.0f);
  });
  if (!input.after.exact.empty())
    entry(translate("panels", "exact"), [&](ImVec2 a, ImVec2 b) {
      paintDiamond(list, {0.5f * (a.x + b.x), 0.5f * (a.y + b.y)}, kDiamond, packed(theme.text), false);
    });
  if (!input.after.low.empty())
    entry(translate("panels", "90 of 100 seeds"), [&](ImVec2 a, ImVec2 b) {
      const float y = 0.5f * (a.y + b.y);
      list.AddLine({a.x, y}, {b.x, y}, packed(theme.text), 1.0f);
      for (const float edge : {a.x, b.x}) list.AddLine({edge, y - 2.0f}, {edge, y + 2.5f}, packed(theme.text), 1.0f);
    });
}

}  // namespace

void drawComparison(const ComparisonInput& input, PanelState& state, const PanelArea& area, const Theme& theme) {
  const Panel panel("##comparison", area, theme);
  const bool box = input.spec != nullptr && input.spec->actionDims > 0;
  const bool there = input.spec != nullptr && (box ? input.after.trace != nullptr : !input.after.qhat.empty());
  if (!there) {
    panel.message(input.emptyMessage);
    return;
  }
  const PanelArea& inner = panel.inner();
  drawComparisonLegend(panel, input, inner.y + 6.0f);
  const PanelArea chart{inner.x, inner.y + kLegend, inner.width, std::max(inner.height - kLegend, kLowestRow)};
  if (box)
    drawComparedBox(panel, input, state, chart);
  else
    ComparedActions(panel, input, state, chart).draw();
}

}  // namespace spolab
