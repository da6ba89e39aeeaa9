#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "render/panels/action_bars.h"
#include "render/panels/paint.h"
#include "render/panels/river_layout.h"
#include "render/panels/symbols.h"
#include "render/panels/trace_reading.h"
#include "render/search_panels.h"

namespace spolab {

using namespace panel;

namespace {

constexpr float kFaint = 0.22f;       // extinct lines
constexpr float kBackground = 0.25f;  // what is not in focus
constexpr float kLowEss = 0.125f;     // share of N below which a column pales and warns

enum class Focus : std::uint8_t { kNone, kOther, kKin, kLine };

/// Draws one river. Lives for one call of drawRiver.
class River {
 public:
  River(const Panel& panel, const TraceReading& reading, const PanelInput& input, PanelState& state)
      : panel_(panel),
        list_(panel.list()),
        theme_(panel.theme()),
        reading_(reading),
        trace_(reading.trace),
        state_(state),
        layout_(reading, panel.inner()),
        moment_(momentOf(input.phase, trace_.depths)),
        chosen_(reading.chosenFamily()),
        room_(std::clamp(layout_.field.height / (6.0f * static_cast<float>(trace_.particles)), 0.2f, 1.0f)) {
    findFocus();
  }

  void draw() {
    for (int depth = 0; depth < trace_.depths; ++depth) drawBand(depth);
    for (int depth = 0; depth < trace_.depths; ++depth) drawLinks(depth);
    drawRoot();
    for (int depth = 0; depth < trace_.depths; ++depth) drawColumn(depth);
    drawAxes();
    if (layout_.outcomeX > 0) drawOutcome();
    if (layout_.outcomeX > 0 && layout_.showsEss) drawLegend();
    followPointer();
  }

 private:
  /// How far depth `depth` has come through the quarter that ends at `end`, [0, 1].
  [[nodiscard]] float progress(int depth, float end) const { return progressAt(moment_, depth, end, state_.motion); }
  [[nodiscard]] float moved(int depth) const { return progress(depth, 0.5f); }
  [[nodiscard]] float weighed(int depth) const { return progress(depth, 0.75f); }
  [[nodiscard]] bool started(int depth) const {
    return depth < moment_.depth || (depth == moment_.depth && moment_.stage != Stage::kStart);
  }

  void findFocus() {
    std::optional<ParticleRef> ref = state_.hovered ? state_.hovered : state_.hoveredBefore;
    if (!ref) ref = state_.selected;
    if (ref && !reading_.valid(*ref)) ref.reset();
    const int action = state_.hoveredAction >= 0         ? state_.hoveredAction
                       : state_.hoveredActionBefore >= 0 ? state_.hoveredActionBefore
                                                         : state_.selectedAction;
    focus_.assign(trace_.weight.size(), ref || action >= 0 ? Focus::kOther : Focus::kNone);
    for (int depth = 0; depth < trace_.depths; ++depth)
      for (int n = 0; n < trace_.particles; ++n) {
        const ParticleRef here{depth, n};
        Focus& focus = focus_[trace_.at(depth, n)];
        if (ref && here.depth <= ref->depth && reading_.descends(*ref, here))
          focus = Focus::kLine;
        else if (ref && here.depth > ref->depth && reading_.descends(here, *ref))
          focus = Focus::kKin;
        else if (!ref && action >= 0 && reading_.family(depth, n) == action)
          focus = Focus::kLine;
      }
  }

  [[nodiscard]] float emphasis(std::size_t i) const { return focus_[i] == Focus::kOther ? kBackground : 1.0f; }

  [[nodiscard]] ImVec2 place(int depth, int n) const {
    const std::size_t i = trace_.at(depth, n);
    return {layout_.columnX[static_cast<std::size_t>(depth)], layout_.between(i, weighed(depth)).y};
  }

  void drawBand(int depth) {
    const RiverLayout::Band& band = layout_.bands[static_cast<std::size_t>(depth)];
    if (band.event == ResampleEvent::kNone) return;
    const float alpha = progress(depth, 1.0f);
    const ImVec2 low(band.left, layout_.field.y), high(band.right, layout_.field.y + layout_.field.height);
    const Colour tint = theme_.resample;
    const bool applied = band.event == ResampleEvent::kApplied;
    if (applied) list_.AddRectFilled(low, high, packed(tint, 0.13f * alpha), 4.0f);
    const ImU32 edge = packed(tint, 0.55f * alpha);
    for (float x : {low.x, high.x}) {
      if (applied)
        list_.AddLine({x, low.y}, {x, high.y}, edge, 1.0f);
      else
        paintDashed(list_, {x, low.y}, {x, high.y}, edge, 1.0f);
    }
    TextStyle style = panel_.dim();
    style.colour.a = alpha;
    const char* name = applied ? "resample" : "report";
    paintText(list_, style, 0.5f * (low.x + high.x), layout_.labelY, name, Anchor::kCentre);
    if (panel_.hovers({low.x - 6, layout_.labelY - 8, high.x - low.x + 12, 16}))
      paintTooltip(
          {applied ? "Resampling" : "No resampling here",
           {{"paper", "SPO Algorithm 1, lines 8–10"}},
           applied ? "N particles are drawn again in proportion to their weights: heavy ones are copied, light ones "
                     "die, and all weights become 1/N."
                   : "The paper draws particles again after the last depth as well. Reporting the weights instead "
                     "has the same mean and less noise."},
          theme_);
  }

  void drawRoot() {
    const ImVec2 at(layout_.rootX, layout_.rootY);
    list_.AddCircleFilled(at, layout_.rootRadius, packed(theme_.text), 20);
    paintText(list_, panel_.dim(), at.x - 9.0f, at.y, "s₀", Anchor::kRight);
  }

  /// A curve that leaves and arrives level.
  void curve(ImVec2 from, ImVec2 to, ImU32 colour, float width) {
    const float middle = 0.5f * (from.x + to.x);
    list_.AddBezierCubic(from, {middle, from.y}, {middle, to.y}, to, colour, width,
                         std::abs(from.y - to.y) < 2 ? 2
                         : room_ < 0.7f              ? 7
                                                     : 14);
  }

  [[nodiscard]] ImU32 linkColour(std::size_t i, float alpha) const {
    if (focus_[i] == Focus::kLine) return packed(theme_.accent, alpha);
    const float strength = reading_.survives[i] != 0 ? 0.62f : kFaint;
    return packed(theme_.textDim, strength * emphasis(i) * alpha * room_);
  }

  void drawLinks(int depth) {
    const bool begun = started(depth);
    const float drawnAgain = depth > 0 && applied(depth - 1) ? progress(depth - 1, 1.0f) : 0.0f;
    if (!begun && drawnAgain <= 0.0f) return;
    drawDeaths(depth, drawnAgain);
    const float reach = std::max(moved(depth), 0.3f * progress(depth, 0.25f));
    // Lines in focus last, on top of the others.
    for (int pass = 0; pass < 2; ++pass)
      for (int n = 0; n < trace_.particles; ++n) {
        const std::size_t i = trace_.at(depth, n);
        if ((focus_[i] == Focus::kLine) != (pass == 1)) continue;
        const float share = std::sqrt(std::max(reading_.weightBefore(depth, n), 0.0f));
        const float width = (focus_[i] == Focus::kLine ? 1.0f : 0.0f) + 0.6f + 0.4f * room_ + 1.5f * share;
        if (begun)
          drawLink(depth, n, reach, linkColour(i, 1.0f), width);
        else
          drawCopy(depth, n, drawnAgain, linkColour(i, 1.0f), width);
      }
  }

  [[nodiscard]] bool applied(int depth) const {
    return layout_.bands[static_cast<std::size_t>(depth)].event == ResampleEvent::kApplied;
  }

  /// A particle on its way through the band before `depth`, `share` of the way.
  void drawCopy(int depth, int n, float share, ImU32 colour, float width) {
    const RiverLayout::Band& band = layout_.bands[static_cast<std::size_t>(depth) - 1];
    const ImVec2 from = place(depth - 1, trace_.parent[trace_.at(depth, n)]);
    const float entry = layout_.before[trace_.at(depth, n)].y;
    const float arrive = std::min(2.0f * share, 1.0f), cross = std::max(2.0f * share - 1.0f, 0.0f);
    list_.AddLine(from, {from.x + arrive * (band.left - from.x), from.y}, colour, width);
    if (cross <= 0.0f) return;
    curve({band.left, from.y}, {band.left + cross * (band.right - band.left), from.y + eased(cross) * (entry - from.y)},
          colour, width);
  }

  void drawLink(int depth, int n, float reach, ImU32 colour, float width) {
    ImVec2 from(layout_.rootX, layout_.rootY);
    const ImVec2 to = place(depth, n);
    if (depth > 0) {
      from = place(depth - 1, trace_.parent[trace_.at(depth, n)]);
      const RiverLayout::Band& band = layout_.bands[static_cast<std::size_t>(depth) - 1];
      if (band.event == ResampleEvent::kApplied) {
        const float entry = layout_.before[trace_.at(depth, n)].y;
        list_.AddLine(from, {band.left, from.y}, colour, width);
        curve({band.left, from.y}, {band.right, entry}, colour, width);
        from = {band.right, entry};
      }
    }
    const ImVec2 tip(from.x + reach * (to.x - from.x), from.y + eased(reach) * (to.y - from.y));
    curve(from, tip, colour, width);
  }

  /// Particles of the depth before that were not drawn again end at the band.
  void drawDeaths(int depth, float share) {
    if (depth == 0) return;
    const RiverLayout::Band& band = layout_.bands[static_cast<std::size_t>(depth) - 1];
    if (band.event != ResampleEvent::kApplied) return;
    std::vector<std::uint8_t> continued(static_cast<std::size_t>(trace_.particles), 0);
    for (int n = 0; n < trace_.particles; ++n)
      continued[static_cast<std::size_t>(trace_.parent[trace_.at(depth, n)])] = 1;
    for (int n = 0; n < trace_.particles; ++n) {
      if (continued[static_cast<std::size_t>(n)] != 0) continue;
      const ImVec2 from = place(depth - 1, n);
      const ImU32 colour = packed(theme_.textDim, 0.45f * room_ * share * emphasis(trace_.at(depth - 1, n)));
      const ImVec2 end(band.left + 4.0f, from.y);
      list_.AddLine(from, end, colour, 1.0f);
      list_.AddLine({end.x - 2, end.y - 2}, {end.x + 3, end.y + 3}, colour, 1.0f);
      list_.AddLine({end.x - 2, end.y + 3}, {end.x + 3, end.y - 2}, colour, 1.0f);
    }
  }

  void drawColumn(int depth) {
    if (moved(depth) <= 0.0f) return;
    const float share = trace_.ess[static_cast<std::size_t>(depth)] / static_cast<float>(trace_.particles);
    const float pale = share < kLowEss ? 0.72f : 1.0f;
    for (int n = 0; n < trace_.particles; ++n) {
      const std::size_t i = trace_.at(depth, n);
      RiverLayout::Node node = layout_.between(i, weighed(depth));
      ImVec2 at = place(depth, n);
      if (moved(depth) < 1.0f) {
        // On its way: the tip of its line.
        const ImVec2 from = departure(depth, n);
        at = {from.x + moved(depth) * (at.x - from.x), from.y + eased(moved(depth)) * (at.y - from.y)};
      }
      drawParticle(depth, n, at, node.radius, pale * emphasis(i) * (reading_.survives[i] != 0 ? 1.0f : 0.55f));
    }
  }

  [[nodiscard]] ImVec2 departure(int depth, int n) const {
    if (depth == 0) return {layout_.rootX, layout_.rootY};
    const RiverLayout::Band& band = layout_.bands[static_cast<std::size_t>(depth) - 1];
    if (band.event == ResampleEvent::kApplied) return {band.right, layout_.before[trace_.at(depth, n)].y};
    return place(depth - 1, trace_.parent[trace_.at(depth, n)]);
  }

  void drawParticle(int depth, int n, ImVec2 at, float radius, float alpha) {
    const std::size_t i = trace_.at(depth, n);
    const Colour neutral = theme_.surface[2];
    const Colour fill = mix(neutral, reading_.colour(depth, n, state_.colour, theme_), weighed(depth));
    const int sides = radius > 8 ? 32 : radius > 4 ? 20 : radius > 2 ? 12 : 8;
    // The surface beneath, so that lines do not show through pale circles.
    list_.AddCircleFilled(at, radius, packed(theme_.surface[0]), sides);
    const bool chosen = reading_.family(depth, n) == chosen_;
    if (trace_.dead[i] != 0)
      drawEnded(at, radius, wasRewarded(depth, n), fill, alpha);
    else
      list_.AddCircleFilled(at, radius, packed(fill, alpha), sides);
    if (weighed(depth) < 1.0f)
      list_.AddCircle(at, radius, packed(theme_.textDim, alpha * (1.0f - weighed(depth))), sides, 1.0f);
    if (chosen)
      list_.AddCircle(at, radius + 0.75f, packed(theme_.selection, alpha * 0.9f), sides, 0.75f + 0.75f * room_);
    if (state_.selected == ParticleRef{depth, n})
      list_.AddCircle(at, radius + 3.5f, packed(theme_.accent), sides, 2.0f);
  }

  [[nodiscard]] bool wasRewarded(int depth, int n) const {
    for (; depth >= 0; --depth) {
      const std::size_t i = trace_.at(depth, n);
      if (trace_.reward[i] > 0) return true;
      n = trace_.parent[i];
    }
    return false;
  }

  /// Ended with success: a ring around a star; ended otherwise: a ring around a cross.
  void drawEnded(ImVec2 at, float radius, bool success, const Colour& colour, float alpha) {
    const float ring = std::max(radius, 4.2f * room_), size = 0.66f * ring;
    const ImU32 ink = packed(mix(colour, theme_.text, 0.35f), alpha);
    const int sides = ring > 4 ? 24 : 10;
    list_.AddCircleFilled(at, ring, packed(theme_.surface[0]), sides);
    list_.AddCircleFilled(at, ring, packed(colour, 0.25f * alpha), sides);
    list_.AddCircle(at, ring - 0.5f, packed(colour, alpha), sides, 0.5f + 0.75f * room_);
    if (ring < 3.0f) return;  // too small for a mark inside: hollow says enough
    if (success) {
      paintStar(list_, at, size + 0.6f, 5, ink);
    } else {
      const float arm = 0.6f * size;
      list_.AddLine({at.x - arm, at.y - arm}, {at.x + arm, at.y + arm}, ink, 1.25f);
      list_.AddLine({at.x - arm, at.y + arm}, {at.x + arm, at.y - arm}, ink, 1.25f);
    }
  }

  void drawAxes() {
    const float left = panel_.inner().x;
    paintText(list_, panel_.dim(), left, layout_.labelY, "depth");
    if (layout_.showsEss) paintSymbol(panel_, panel_.dim(), left, layout_.essY, Symbol::kEss);
    for (int depth = 0; depth < trace_.depths; ++depth) {
      const float x = layout_.columnX[static_cast<std::size_t>(depth)];
      TextStyle style = started(depth) ? panel_.small() : panel_.dim();
      if (depth == moment_.depth && moment_.stage != Stage::kStart) style.face = UiFace::kSemibold;
      paintText(list_, style, x, layout_.labelY, fmt::format("{}", depth + 1), Anchor::kCentre);
      if (layout_.showsEss) drawEss(depth, x);
    }
  }

  void drawEss(int depth, float x) {
    const float shown = weighed(depth);
    if (shown <= 0.0f) return;
    const float ess = trace_.ess[static_cast<std::size_t>(depth)];
    const float share = std::clamp(ess / static_cast<float>(trace_.particles), 0.0f, 1.0f);
    constexpr float kWidth = 44.0f;
    const float top = layout_.essY - 11.0f;
    const bool low = share < kLowEss;
    const ImVec2 corner(x - 0.5f * kWidth, top), end(x + 0.5f * kWidth, top + 3.0f);
    list_.AddRectFilled(corner, end, packed(theme_.grid), 1.5f);
    list_.AddRectFilled(corner, {corner.x + std::max(share * shown * kWidth, 2.0f), end.y},
                        packed(low ? theme_.warning : theme_.textDim), 1.5f);
    TextStyle style = panel_.small();
    if (low) style.colour = theme_.warning;
    paintText(list_, style, x, layout_.essY + 2.0f, number(ess * shown, 1), Anchor::kCentre);
  }

  /// The first actions that are left at the end, beside their particles: q̂ as the river's mouth.
  void drawOutcome() {
    if (moment_.stage != Stage::kDone) return;
    struct Mouth {
      int action;
      float weight = 0, y = 0, low = 1e9f, high = -1e9f;
    };
    std::vector<Mouth> mouths;
    const int last = trace_.depths - 1;
    for (int place = 0; place < trace_.particles; ++place) {
      const int n = layout_.order[trace_.at(last, place)];
      const int action = reading_.family(last, n);
      if (mouths.empty() || mouths.back().action != action) mouths.push_back({action});
      const RiverLayout::Node& node = layout_.after[trace_.at(last, n)];
      mouths.back().weight += trace_.weight[trace_.at(last, n)];
      mouths.back().low = std::min(mouths.back().low, node.y - node.radius);
      mouths.back().high = std::max(mouths.back().high, node.y + node.radius);
    }
    constexpr float kRow = 17.0f;
    const float bottom = layout_.field.y + layout_.field.height - (layout_.showsEss ? 0.0f : 8.0f);
    const auto room = static_cast<std::size_t>(std::max(layout_.field.height / kRow, 1.0f));
    while (mouths.size() > room)
      mouths.erase(std::min_element(mouths.begin(), mouths.end(),
                                    [](const Mouth& a, const Mouth& b) { return a.weight < b.weight; }));
    float y = layout_.field.y;
    for (Mouth& mouth : mouths) {
      mouth.y = std::max(0.5f * (mouth.low + mouth.high), y + 0.5f * kRow);
      y = mouth.y + 0.5f * kRow;
    }
    for (auto mouth = mouths.rbegin(); mouth != mouths.rend(); ++mouth) {
      const float lowest = mouth == mouths.rbegin() ? bottom - 0.5f * kRow : std::prev(mouth)->y - kRow;
      mouth->y = std::min(mouth->y, lowest);
    }
    const float right = panel_.inner().x + panel_.inner().width;
    const float x = layout_.outcomeX;
    for (const Mouth& mouth : mouths) {
      list_.AddLine({x - 6, mouth.low + 1}, {x - 6, mouth.high - 1}, packed(theme_.textDim, 0.7f), 1.5f);
      list_.AddLine({x - 6, 0.5f * (mouth.low + mouth.high)}, {x, mouth.y}, packed(theme_.textDim, 0.5f), 1.0f);
      const bool chosen = mouth.action == chosen_;
      const PanelArea row{x + 1, mouth.y - 8, right - x - 1, 16};
      if (chosen)
        list_.AddRect({row.x, row.y}, {row.x + row.width, row.y + row.height}, packed(theme_.selection), 4.0f, 0, 1.5f);
      const TextStyle style = chosen ? TextStyle{UiFace::kSemibold, font_size::kSmall, theme_.text} : panel_.small();
      if (trace_.actionDims > 0)
        paintActionBars(panel_, partsOf(reading_.action(0, mouth.action), trace_.actionDims),
                        {x + 6, mouth.y - 6, row.width - 46, 12}, reading_.familyColour(mouth.action, theme_));
      else
        paintText(list_, style, x + 6, mouth.y, shortened(style, reading_.actionName(mouth.action), row.width - 48));
      paintText(list_, style, right - 6, mouth.y, number(mouth.weight, 2), Anchor::kRight);
      if (panel_.hovers(row)) {
        state_.hoveredAction = mouth.action;
        if (panel_.clicked()) state_.selectedAction = state_.selectedAction == mouth.action ? -1 : mouth.action;
      }
    }
    const TextStyle dim = panel_.dim();
    paintSymbol(panel_, dim, right - 6, layout_.labelY, Symbol::kQhat, Anchor::kRight);
  }

  void drawLegend() {
    const PanelArea place{layout_.outcomeX, layout_.essY - 18,
                          panel_.inner().x + panel_.inner().width - layout_.outcomeX, 28};
    if (panel_.hovers(place)) {
      paintTooltip({"Colour of the particles",
                    {{"A", "advantage of the last step"}, {"V", "value of the state"}, {"a₀", "first action"}},
                    "Click for the next of these, here and on the world."},
                   theme_);
      if (panel_.clicked()) state_.colour = static_cast<RiverColour>((static_cast<int>(state_.colour) + 1) % 3);
    }
    if (state_.colour == RiverColour::kRootAction) {
      paintText(list_, panel_.dim(), place.x + 2, layout_.essY - 2, "colour = a₀, first action");
      return;
    }
    const bool value = state_.colour == RiverColour::kValue;
    const float right = panel_.inner().x + panel_.inner().width - 6, left = layout_.outcomeX + 16,
                y = layout_.essY - 11;
    constexpr int kSteps = 24;
    for (int k = 0; k < kSteps; ++k) {
      const float t = static_cast<float>(k) / (kSteps - 1), step = (right - left) / kSteps;
      const Colour colour = value ? theme_.value(t) : theme_.advantage(2 * t - 1);
      const float x = left + step * static_cast<float>(k);
      list_.AddRectFilled({x, y}, {x + step + 0.5f, y + 4}, packed(colour));
    }
    const float low = value ? reading_.valueLow : -reading_.advantageScale;
    const float high = value ? reading_.valueHigh : reading_.advantageScale;
    const int digits = digitsFor(std::max(std::abs(low), std::abs(high)));
    paintText(list_, panel_.dim(), left, layout_.essY + 2, value ? number(low, digits) : signedNumber(low, digits));
    paintText(list_, panel_.dim(), right, layout_.essY + 2, value ? number(high, digits) : signedNumber(high, digits),
              Anchor::kRight);
    paintSymbol(panel_, panel_.dim(), left - 6, y + 2, value ? Symbol::kValue : Symbol::kAdvantage, Anchor::kRight);
  }

  void followPointer() {
    if (!panel_.hovered()) return;
    const ImVec2 mouse = panel_.mouse();
    std::optional<ParticleRef> nearest;
    float best = 1e9f;
    for (int depth = 0; depth < trace_.depths; ++depth) {
      if (weighed(depth) <= 0.0f) continue;
      for (int n = 0; n < trace_.particles; ++n) {
        const ImVec2 at = place(depth, n);
        const float radius = layout_.between(trace_.at(depth, n), weighed(depth)).radius;
        const float distance = std::hypot(mouse.x - at.x, mouse.y - at.y) - radius;
        if (distance < 3.0f && distance < best) {
          best = distance;
          nearest = ParticleRef{depth, n};
        }
      }
    }
    if (nearest) {
      state_.hovered = nearest;
      paintTooltip(particleTooltip(reading_, *nearest), theme_);
    }
    const bool onField = panel_.hovers(layout_.field) && (layout_.outcomeX <= 0 || mouse.x < layout_.outcomeX);
    if (panel_.clicked() && onField) {
      state_.selected = nearest == state_.selected ? std::nullopt : nearest;
      state_.selectedAction = -1;
      if (nearest) state_.tableDepth = nearest->depth;
    }
  }

  const Panel& panel_;
  ImDrawList& list_;
  const Theme& theme_;
  const TraceReading& reading_;
  const SearchTrace& trace_;
  PanelState& state_;
  RiverLayout layout_;
  Moment moment_;
  int chosen_;  // family whose first action is taken
  float room_;  // 1: six points or more for each particle; lines and marks fade when there is less
  std::vector<Focus> focus_;
};

}  // namespace

void drawRiver(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme) {
  const Panel panel("##river", area, theme);
  const SearchTrace* trace = readableTrace(input, panel);
  if (trace == nullptr) return;
  const TraceReading reading(*trace, *input.spec);
  River(panel, reading, input, state).draw();
}

}  // namespace spolab
