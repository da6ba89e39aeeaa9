#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/base/translate.h"
#include "render/panels/paint.h"
#include "render/panels/river_ended.h"
#include "render/panels/river_flow.h"
#include "render/panels/river_memory.h"
#include "render/panels/search_memory.h"
#include "render/panels/symbols.h"
#include "render/search_panels.h"

namespace spolab {

using namespace panel;

namespace {

constexpr float kFaint = 0.22f;       // extinct lines
constexpr float kBackground = 0.25f;  // what is not in focus
constexpr float kSliceRadius = 2.2f;  // of a particle of a crowded column that is shown as a circle after all
constexpr float kLowEss = 0.125f;     // share of N below which a column pales and warns

/// Draws one river. Lives for one call of drawRiver.
class River {
 public:
  River(const Panel& panel, const TraceReading& reading, const RiverMemory& memory, const PanelInput& input,
        PanelState& state)
      : panel_(panel),
        list_(panel.list()),
        theme_(panel.theme()),
        reading_(reading),
        trace_(reading.trace),
        state_(state),
        memory_(memory),
        layout_(memory.layout()),
        focus_(memory.focus()),
        flow_(panel, layout_, memory.density(), focus_.key().any()),
        moment_(momentOf(input.phase, trace_.depths)),
        chosen_(reading.chosenFamily()),
        room_(layout_.crowded
                  ? 1.0f
                  : std::clamp(layout_.field.height / (6.0f * static_cast<float>(trace_.particles)), 0.2f, 1.0f)) {}

  void draw() {
    for (int depth = 0; depth < trace_.depths; ++depth) drawBand(depth);
    for (int depth = 0; depth < trace_.depths; ++depth) drawLinks(depth);
    drawRoot();
    for (int depth = 0; depth < trace_.depths; ++depth) drawColumn(depth);
    drawAxes();
    if (layout_.outcomeX > 0 && moment_.stage == Stage::kDone)
      paintMouths(panel_, reading_, layout_, memory_.mouths(), state_);
    if (layout_.outcomeX > 0 && layout_.showsEss) paintRiverLegend(panel_, reading_, layout_, state_);
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

  [[nodiscard]] float emphasis(std::size_t i) const {
    return focus_[i] == RiverFocus::Kin::kOther ? kBackground : 1.0f;
  }

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
    const std::string name = applied ? translate("panels", "resample") : translate("panels", "report");
    const float middle = 0.5f * (low.x + high.x), half = 0.5f * textWidth(style, name) + 2.0f;
    const auto next = static_cast<std::size_t>(depth) + 1;
    const bool fits = middle - half > layout_.columnX[next - 1] + 4.0f &&
                      (next >= layout_.columnX.size() || middle + half < layout_.columnX[next] - 4.0f);
    if (fits) paintText(list_, style, middle, layout_.labelY, name, Anchor::kCentre);
    if (panel_.hovers({low.x - 6, layout_.labelY - 8, high.x - low.x + 12, 16}))
      paintTooltip(
          {applied ? translate("panels", "Resampling") : translate("panels", "No resampling here"),
           {{translate("panels", "paper"), translate("panels", "SPO Algorithm 1, lines 8–10")}},
           applied ? translate("panels",
                               "N particles are drawn again in proportion to their weights: heavy ones are copied, "
                               "light ones die, and all weights become 1/N.")
                   : translate("panels",
                               "The paper draws particles again after the last depth as well. Reporting the weights "
                               "instead has the same mean and less noise.")},
          theme_);
  }

  void drawRoot() {
    const ImVec2 at(layout_.rootX, layout_.rootY);
    paintDisc(list_, at, layout_.rootRadius, packed(theme_.text));
    paintText(list_, panel_.dim(), at.x - 9.0f, at.y, "s₀", Anchor::kRight);
  }

  [[nodiscard]] ImU32 linkColour(std::size_t i, float alpha) const {
    if (focus_[i] == RiverFocus::Kin::kLine) return packed(theme_.accent, alpha);
    const float strength = reading_.survives[i] != 0 ? 0.62f : kFaint;
    return packed(theme_.textDim, strength * emphasis(i) * alpha * room_);
  }

  [[nodiscard]] DepthProgress progressOf(int depth) const {
    DepthProgress progress;
    progress.drawnAgain = depth > 0 && applied(depth - 1) ? this->progress(depth - 1, 1.0f) : 0.0f;
    if (started(depth)) progress.reach = std::max(moved(depth), 0.3f * this->progress(depth, 0.25f));
    progress.moved = moved(depth);
    progress.weighed = weighed(depth);
    return progress;
  }

  /// The bundles into a crowded depth and, on top of them, the line of the particle in focus.
  void drawBundles(int depth) {
    const DepthProgress progress = progressOf(depth);
    flow_.drawRibbons(depth, progress);
    if (static_cast<std::size_t>(depth) >= focus_.line().size()) return;
    const int n = focus_.line()[static_cast<std::size_t>(depth)];
    const ImU32 colour = linkColour(trace_.at(depth, n), 1.0f);
    if (started(depth))
      drawLink(depth, n, progress.reach, colour, 2.0f);
    else if (progress.drawnAgain > 0.0f)
      drawCopy(depth, n, progress.drawnAgain, colour, 2.0f);
  }

  void drawLinks(int depth) {
    if (layout_.crowded) {
      drawBundles(depth);
      return;
    }
    const bool begun = started(depth);
    const float drawnAgain = depth > 0 && applied(depth - 1) ? progress(depth - 1, 1.0f) : 0.0f;
    if (!begun && drawnAgain <= 0.0f) return;
    drawDeaths(depth, drawnAgain);
    const float reach = std::max(moved(depth), 0.3f * progress(depth, 0.25f));
    // Lines in focus last, on top of the others.
    for (int pass = 0; pass < 2; ++pass)
      for (int n = 0; n < trace_.countAt(depth); ++n) {
        const std::size_t i = trace_.at(depth, n);
        if ((focus_[i] == RiverFocus::Kin::kLine) != (pass == 1)) continue;
        const float share = std::sqrt(std::max(reading_.weightBefore(depth, n), 0.0f));
        const float width = (focus_[i] == RiverFocus::Kin::kLine ? 1.0f : 0.0f) + 0.6f + 0.4f * room_ + 1.5f * share;
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
    paintLine(list_, from, {from.x + arrive * (band.left - from.x), from.y}, colour, width);
    if (cross <= 0.0f) return;
    paintLevelCurve(list_, {band.left, from.y},
                    {band.left + cross * (band.right - band.left), from.y + eased(cross) * (entry - from.y)}, colour,
                    width);
  }

  void drawLink(int depth, int n, float reach, ImU32 colour, float width) {
    ImVec2 from(layout_.rootX, layout_.rootY);
    const ImVec2 to = place(depth, n);
    if (depth > 0) {
      from = place(depth - 1, trace_.parent[trace_.at(depth, n)]);
      const RiverLayout::Band& band = layout_.bands[static_cast<std::size_t>(depth) - 1];
      if (band.event == ResampleEvent::kApplied) {
        const float entry = layout_.before[trace_.at(depth, n)].y;
        paintLine(list_, from, {band.left, from.y}, colour, width);
        paintLevelCurve(list_, {band.left, from.y}, {band.right, entry}, colour, width);
        from = {band.right, entry};
      }
    }
    const ImVec2 tip(from.x + reach * (to.x - from.x), from.y + eased(reach) * (to.y - from.y));
    paintLevelCurve(list_, from, tip, colour, width);
  }

  /// Particles of the depth before that were not drawn again end at the band.
  void drawDeaths(int depth, float share) {
    if (depth == 0) return;
    const RiverLayout::Band& band = layout_.bands[static_cast<std::size_t>(depth) - 1];
    if (band.event != ResampleEvent::kApplied) return;
    std::vector<std::uint8_t> continued(static_cast<std::size_t>(trace_.particles), 0);
    for (int n = 0; n < trace_.countAt(depth); ++n)
      continued[static_cast<std::size_t>(trace_.parent[trace_.at(depth, n)])] = 1;
    for (int n = 0; n < trace_.countAt(depth - 1); ++n) {
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
    const float pale = share < kLowEss && !trace_.isTree() ? 0.72f : 1.0f;
    if (!layout_.crowded) {
      for (int n = 0; n < trace_.countAt(depth); ++n) drawOnItsWay(depth, n, pale);
      return;
    }
    flow_.drawColumn(depth, progressOf(depth), pale);
    for (const int n : circlesOf(depth)) drawOnItsWay(depth, n, pale);
  }

  /// The particles of a crowded column that are circles: the heaviest, and those on the line in focus or selected.
  [[nodiscard]] std::vector<int> circlesOf(int depth) const {
    std::vector<int> circles = layout_.circles[static_cast<std::size_t>(depth)];
    const auto add = [&](int n) {
      if (std::find(circles.begin(), circles.end(), n) == circles.end()) circles.push_back(n);
    };
    if (static_cast<std::size_t>(depth) < focus_.line().size()) add(focus_.line()[static_cast<std::size_t>(depth)]);
    if (state_.selected && state_.selected->depth == depth && reading_.valid(*state_.selected))
      add(state_.selected->particle);
    return circles;
  }

  [[nodiscard]] float radiusOf(int depth, int n) const {
    const float radius = layout_.between(trace_.at(depth, n), weighed(depth)).radius;
    return layout_.crowded ? std::max(radius, kSliceRadius) : radius;
  }

  void drawOnItsWay(int depth, int n, float pale) {
    const std::size_t i = trace_.at(depth, n);
    ImVec2 at = place(depth, n);
    if (moved(depth) < 1.0f) {
      // On its way: the tip of its line.
      const ImVec2 from = departure(depth, n);
      at = {from.x + moved(depth) * (at.x - from.x), from.y + eased(moved(depth)) * (at.y - from.y)};
    }
    drawParticle(depth, n, at, radiusOf(depth, n), pale * emphasis(i) * (reading_.survives[i] != 0 ? 1.0f : 0.55f));
  }

  [[nodiscard]] ImVec2 departure(int depth, int n) const {
    if (depth == 0) return {layout_.rootX, layout_.rootY};
    const RiverLayout::Band& band = layout_.bands[static_cast<std::size_t>(depth) - 1];
    if (band.event == ResampleEvent::kApplied) return {band.right, layout_.before[trace_.at(depth, n)].y};
    return place(depth - 1, trace_.parent[trace_.at(depth, n)]);
  }

  [[nodiscard]] float ringOf(float radius) const { return layout_.crowded ? radius : std::max(radius, 4.2f * room_); }

  void drawParticle(int depth, int n, ImVec2 at, float radius, float alpha) {
    const std::size_t i = trace_.at(depth, n);
    const Colour neutral = theme_.surface[2];
    const Colour fill = mix(neutral, reading_.colour(depth, n, state_.colour, theme_), weighed(depth));
    const int sides = radius > 8 ? 32 : radius > 4 ? 20 : radius > 2 ? 12 : 8;
    const bool chosen = reading_.family(depth, n) == chosen_;
    const float outer = trace_.dead[i] != 0 ? ringOf(radius) : radius;
    const float ring = chosen ? 0.75f + 0.75f * room_ : 0.0f, inside = chosen ? outer + 0.75f - 0.5f * ring : outer;
    if (chosen) paintDisc(list_, at, inside + ring, packed(theme_.selection, alpha * 0.9f));
    // The surface beneath, so that lines do not show through pale circles.
    paintDisc(list_, at, inside, packed(theme_.surface[0]));
    if (trace_.dead[i] != 0)
      paintEnded(panel_, at, {ringOf(radius), room_}, wasRewarded(trace_, {depth, n}), fill.withAlpha(alpha));
    else
      paintDisc(list_, at, radius, packed(fill, alpha));
    if (weighed(depth) < 1.0f)
      list_.AddCircle(at, radius, packed(theme_.textDim, alpha * (1.0f - weighed(depth))), sides, 1.0f);
    if (state_.selected == ParticleRef{depth, n})
      list_.AddCircle(at, radius + 3.5f, packed(theme_.accent), sides, 2.0f);
  }

  void drawAxes() {
    const float left = panel_.inner().x;
    paintText(list_, panel_.dim(), left, layout_.labelY, translate("panels", "depth"));
    if (layout_.showsEss && trace_.isTree())
      paintText(list_, panel_.dim(), left, layout_.essY, translate("panels", "nodes"));
    else if (layout_.showsEss)
      paintSymbol(panel_, panel_.dim(), left, layout_.essY, Symbol::kEss);
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
    const float ess =
        trace_.isTree() ? static_cast<float>(trace_.countAt(depth)) : trace_.ess[static_cast<std::size_t>(depth)];
    const float share = std::clamp(ess / static_cast<float>(trace_.particles), 0.0f, 1.0f);
    const float width = std::min(44.0f, layout_.tightest() - 4.0f);
    const float top = layout_.essY - 11.0f;
    const bool low = share < kLowEss && !trace_.isTree();
    const ImVec2 corner(x - 0.5f * width, top), end(x + 0.5f * width, top + 3.0f);
    list_.AddRectFilled(corner, end, packed(theme_.grid), 1.5f);
    list_.AddRectFilled(corner, {corner.x + std::max(share * shown * width, 2.0f), end.y},
                        packed(low ? theme_.warning : theme_.textDim), 1.5f);
    TextStyle style = panel_.small();
    if (low) style.colour = theme_.warning;
    const bool coarse = layout_.crowded && ess >= 100.0f;
    const float widest = textWidth(style, number(trace_.particles, layout_.crowded ? 0 : 1)) + 4.0f;
    if (widest > layout_.tightest() && (trace_.depths - 1 - depth) % 2 != 0) return;  // every second number has room
    paintText(list_, style, x, layout_.essY + 2.0f, number(ess * shown, coarse || trace_.isTree() ? 0 : 1),
              Anchor::kCentre);
  }

  /// The circle at the pointer, by its edge.
  [[nodiscard]] std::optional<ParticleRef> circleAt(ImVec2 mouse) const {
    std::optional<ParticleRef> nearest;
    float best = 3.0f;
    for (int depth = 0; depth < trace_.depths; ++depth) {
      if (weighed(depth) <= 0.0f) continue;
      const auto consider = [&](int n) {
        const ImVec2 at = place(depth, n);
        const float distance = std::hypot(mouse.x - at.x, mouse.y - at.y) - radiusOf(depth, n);
        if (distance >= best) return;
        best = distance;
        nearest = ParticleRef{depth, n};
      };
      if (layout_.crowded)
        for (const int n : circlesOf(depth)) consider(n);
      else
        for (int n = 0; n < trace_.countAt(depth); ++n) consider(n);
    }
    return nearest;
  }

  void followPointer() {
    if (!panel_.hovered()) return;
    const ImVec2 mouse = panel_.mouse();
    std::optional<ParticleRef> nearest = circleAt(mouse);
    Tooltip tooltip;
    if (nearest) tooltip = particleTooltip(reading_, *nearest);
    for (int depth = 0; layout_.crowded && !nearest && depth < trace_.depths; ++depth) {
      const int row = weighed(depth) > 0.0f ? flow_.rowAt(depth, mouse) : -1;
      if (row < 0) continue;
      const RiverDensity::Row& here = memory_.density().at(depth, row);
      nearest = ParticleRef{depth, here.heaviest};
      tooltip = particleTooltip(reading_, *nearest);
      tooltip.rows.push_back(
          {translate("panels", "heaviest here"), translateFormat(phrase("panels", "of {}"), std::max(here.count, 1))});
      tooltip.rows.push_back({translate("panels", "w̄  of this row"), number(here.after, 4)});
    }
    if (nearest) {
      state_.hovered = nearest;
      paintTooltip(tooltip, theme_);
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
  const RiverMemory& memory_;
  const RiverLayout& layout_;
  const RiverFocus& focus_;
  RiverFlow flow_;
  Moment moment_;
  int chosen_;  // family whose first action is taken
  float room_;  // 1: six points or more for each particle; lines and marks fade when there is less
};

}  // namespace

void drawRiver(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme) {
  const Panel panel("##river", area, theme);
  SearchMemory* memory = rememberedSearch(input, state, panel);
  if (memory == nullptr) return;
  std::unique_ptr<RiverMemory>& river = memory->river;
  if (!river || !river->fits(panel.inner())) river = std::make_unique<RiverMemory>(memory->reading, panel.inner());
  river->update(state, theme);
  River(panel, memory->reading, *river, input, state).draw();
}

}  // namespace spolab
