#include "render/future_paths.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>

#include "render/future_flows.h"
#include "render/panels/paint.h"

namespace spolab {

using namespace panel;

FutureFocus::FutureFocus(const TraceReading& reading, const PanelState& state, const Moment& moment)
    : reading_(&reading) {
  const auto ref = state.hovered ? state.hovered : state.hoveredBefore ? state.hoveredBefore : state.selected;
  if (ref && reading.valid(*ref) && ref->depth <= std::min(moment.depth, reading.trace.depths - 1)) particle = ref;
  if (!particle)
    family = state.hoveredAction >= 0         ? state.hoveredAction
             : state.hoveredActionBefore >= 0 ? state.hoveredActionBefore
                                              : state.selectedAction;
}

bool FutureFocus::contains(const ParticleRef& ref) const {
  if (particle)
    return ref.depth <= particle->depth ? reading_->descends(*particle, ref) : reading_->descends(ref, *particle);
  return family >= 0 && reading_->family(ref.depth, ref.particle) == family;
}

namespace {

constexpr float kWidest = 5.0f;  ///< of a trail that carries all the weight, points
constexpr float kDot = 9.0f;     ///< radius of a particle that carries all the weight, points
constexpr float kSmallest = 1.6f;
constexpr float kLightest = 3e-4f;  // weight below which a bundle of trails is too faint to see
constexpr float kNear = 4.0f;       ///< points around a dot that belong to it
constexpr float kFaintest = 0.2f;   // alpha from which trails have a seam
constexpr float kExtinct = 0.35f;   ///< of the alpha of lines that no particle continues
constexpr float kCell = 2.0f;       ///< points: of a crowd what lies closer together on screen is one

/// Which cell of the screen a point lies in.
std::uint32_t cellOf(const PanelPoint& at) {
  const auto cell = [](float points) {
    return static_cast<std::uint16_t>(static_cast<int>(std::lround(std::clamp(points, -2e4f, 4e4f) / kCell)));
  };
  return static_cast<std::uint32_t>(cell(at.x)) << 16 | cell(at.y);
}

/// Steps of a crowd that look the same on screen.
struct Bundle {
  PanelPoint from, to;
  float weight = 0, alive = 0, focused = 0;
  Colour colour;
  int count = 0;

  void add(const FutureFlows::Step& step, float stepWeight) {
    const int all = count + step.count;
    const float share = weight + stepWeight > 0.0f ? stepWeight / (weight + stepWeight) : 1.0f;
    const float particles = static_cast<float>(step.count) / static_cast<float>(all);
    colour = count == 0 ? step.colour : mix(colour, step.colour, share);
    alive += particles * (step.alive - alive);
    focused += particles * (step.focused - focused);
    weight += stepWeight;
    count = all;
  }
};

/// Places of a crowd that look the same on screen.
struct Spot {
  PanelPoint at;
  float weight = 0, focused = 0;
  Colour colour;

  void add(float placeWeight, float placeFocused, const Colour& placeColour) {
    weight += placeWeight;
    const float share = placeWeight / weight;
    colour = mix(colour, placeColour, share);
    focused += share * (placeFocused - focused);
  }
};

/// Draws the trails of one search. Lives for one call.
class Paths {
 public:
  Paths(const TraceReading& reading, const FuturePlaces& places, FutureFlows& flows, const FutureFilter& filter,
        bool onBoard, const Moment& moment, PanelState& state, const PanelArea& area,
        const Futures::Projection& project, const Theme& theme)
      : reading_(reading),
        trace_(reading.trace),
        places_(places),
        flows_(flows),
        filter_(filter),
        onBoard_(onBoard),
        moment_(moment),
        state_(state),
        area_(area),
        project_(project),
        theme_(theme),
        list_(*ImGui::GetBackgroundDrawList()),
        focus_(reading, state, moment) {
    flows_.update({focus_.particle, focus_.family}, state.colour, theme, filter);
  }

  void draw() {
    list_.PushClipRect({area_.x, area_.y}, {area_.x + area_.width, area_.y + area_.height}, true);
    if (onBoard_)
      drawFlows();
    else if (flows_.crowded())
      for (const bool inFocus : {false, true})
        for (int depth = 0; depth < trace_.depths; ++depth) drawBundles(depth, inFocus);
    else
      for (const bool inFocus : {false, true})
        for (int depth = 0; depth < trace_.depths; ++depth) drawSteps(depth, inFocus);
    if (flows_.crowded()) drawFocusLine();
    const int shown = std::min(moment_.depth, trace_.depths - 1);
    if (moved(shown) < 1.0f && shown > 0) drawDots(shown - 1, 1.0f - moved(shown));
    drawDots(shown, moved(shown));
    list_.PopClipRect();
    followPointer(shown);
  }

 private:
  [[nodiscard]] float moved(int depth) const { return progressAt(moment_, depth, 0.5f, state_.motion); }
  [[nodiscard]] float weighed(int depth) const { return progressAt(moment_, depth, 0.75f, state_.motion); }

  [[nodiscard]] Vec3 placeBefore(int depth, int n) const {
    return depth == 0 ? places_.root : places_.at[trace_.at(depth - 1, trace_.parent[trace_.at(depth, n)])];
  }
  /// Where the particle is, on its way while it moves.
  [[nodiscard]] Vec3 placeNow(int depth, int n) const {
    const Vec3 from = placeBefore(depth, n), to = places_.at[trace_.at(depth, n)];
    const float t = moved(depth);
    return {from.x + t * (to.x - from.x), from.y + t * (to.y - from.y), from.z + t * (to.z - from.z)};
  }
  [[nodiscard]] float weightNow(int depth, int n) const {
    const float before = reading_.weightBefore(depth, n);
    return before + weighed(depth) * (trace_.weight[trace_.at(depth, n)] - before);
  }

  void line(const Vec3& from, const Vec3& to, float width, const Colour& colour) {
    const auto a = project_(from), b = project_(to);
    if (a && b) line(*a, *b, width, colour);
  }

  void line(const PanelPoint& a, const PanelPoint& b, float width, const Colour& colour) {
    // Of whole pixels a line is a strip with a texture, a third of the triangles of a finer one: trails have thousands.
    const float whole = std::round(width);
    // A dark seam keeps the trail apart from what it crosses; under a faint one nobody sees it.
    if (colour.a > kFaintest)
      list_.AddLine({a.x, a.y}, {b.x, b.y}, packed(theme_.background, 0.35f * colour.a), whole + 2.0f);
    list_.AddLine({a.x, a.y}, {b.x, b.y}, packed(colour), whole);
  }

  [[nodiscard]] float alphaOf(bool survives, bool inFocus) const {
    return (survives ? 1.0f : kExtinct) * (focus_.any() && !inFocus ? 0.25f : 1.0f);
  }

  void drawSteps(int depth, bool pass) {
    if (moved(depth) <= 0.0f) return;
    for (int n = 0; n < trace_.countAt(depth); ++n) {
      if (filter_.hides(trace_.at(depth, n))) continue;
      const bool inFocus = focus_.any() && focus_.contains({depth, n});
      if (inFocus != pass) continue;
      const float share = std::sqrt(std::max(weightNow(depth, n), 0.0f));
      Colour colour = reading_.colour(depth, n, state_.colour, theme_);
      if (inFocus && focus_.particle) colour = mix(colour, theme_.accent, 0.6f);
      const float alpha = (0.25f + 0.65f * share) * alphaOf(reading_.survives[trace_.at(depth, n)] != 0, inFocus);
      line(placeBefore(depth, n), placeNow(depth, n), 1.0f + kWidest * share + (inFocus ? 1.0f : 0.0f),
           colour.withAlpha(inFocus ? std::max(alpha, 0.9f) : alpha));
    }
  }

  [[nodiscard]] static Vec3 along(const Vec3& from, const Vec3& to, float t) {
    return {from.x + t * (to.x - from.x), from.y + t * (to.y - from.y), from.z + t * (to.z - from.z)};
  }

  /// The steps of a crowd, those of the focus or the others.
  void drawBundles(int depth, bool pass) {
    if (moved(depth) <= 0.0f) return;
    bundles_.clear();
    bundleAt_.clear();
    for (const FutureFlows::Step& step : flows_.steps(depth)) {
      if (step.count == 0 || (focus_.any() && step.focused > 0.0f) != pass) continue;
      const auto from = project_(step.from), to = project_(along(step.from, step.to, moved(depth)));
      if (!from || !to) continue;
      const std::uint64_t way = static_cast<std::uint64_t>(cellOf(*from)) << 32 | cellOf(*to);
      const auto [known, isNew] = bundleAt_.try_emplace(way, bundles_.size());
      if (isNew) bundles_.push_back({*from, *to});
      bundles_[known->second].add(step, step.before + weighed(depth) * (step.after - step.before));
    }
    for (const Bundle& bundle : bundles_) drawBundle(bundle, pass);
  }

  void drawBundle(const Bundle& bundle, bool inFocus) {
    if (bundle.weight < kLightest && !inFocus) return;
    const float share = std::sqrt(std::clamp(bundle.weight, 0.0f, 1.0f));
    const Colour colour = inFocus ? mix(bundle.colour, theme_.accent, 0.6f * bundle.focused) : bundle.colour;
    const float alive = kExtinct + (1.0f - kExtinct) * bundle.alive;
    const float alpha = std::min(0.08f + 1.6f * share, 0.9f) * alive * (focus_.any() && !inFocus ? 0.25f : 1.0f);
    line(bundle.from, bundle.to, 0.75f + kWidest * share, colour.withAlpha(alpha));
  }

  /// The way to the particle pointed at, exactly.
  void drawFocusLine() {
    if (!focus_.particle) return;
    ParticleRef at = *focus_.particle;
    for (; at.depth >= 0; --at.depth) {
      if (moved(at.depth) > 0.0f)
        line(placeBefore(at.depth, at.particle), placeNow(at.depth, at.particle), 2.0f, theme_.accent.withAlpha(0.95f));
      at.particle = trace_.parent[trace_.at(at.depth, at.particle)];
    }
  }

  /// On a board steps from tile to tile coincide: one line for all of them.
  void drawFlows() {
    using Cell = std::array<int, 6>;
    struct Flow {
      Vec3 from, to;
      float weight = 0.0f;
      bool inFocus = false;
    };
    std::map<Cell, Flow> flows;
    const auto grain = [](float metres) { return static_cast<int>(std::lround(64.0f * metres)); };
    for (int depth = 0; depth < trace_.depths && moved(depth) > 0.0f; ++depth)
      for (const FutureFlows::Step& step : flows_.steps(depth)) {
        const Vec3 from = step.from, to = along(step.from, step.to, moved(depth));
        if (from == to || step.count == 0) continue;
        Flow& flow = flows[{grain(from.x), grain(from.y), grain(from.z), grain(to.x), grain(to.y), grain(to.z)}];
        flow.from = from;
        flow.to = to;
        flow.weight += step.before + weighed(depth) * (step.after - step.before);
        flow.inFocus = flow.inFocus || (focus_.any() && step.focused > 0.0f);
      }
    for (const bool pass : {false, true})
      for (const auto& [cell, flow] : flows) {
        if (flow.inFocus != pass) continue;
        const float share = std::sqrt(std::clamp(flow.weight, 0.0f, 1.0f));
        const Colour colour = flow.inFocus ? theme_.accent : theme_.text;
        line(flow.from, flow.to, 1.0f + kWidest * share + (pass ? 1.0f : 0.0f),
             colour.withAlpha((0.3f + 0.6f * share) * alphaOf(true, flow.inFocus)));
      }
  }

  void drawDots(int depth, float opacity) {
    if (opacity <= 0.0f) return;
    if (flows_.crowded()) {
      drawCrowd(depth, opacity);
      return;
    }
    const bool applied = trace_.resampling[static_cast<std::size_t>(depth)] == ResampleEvent::kApplied;
    const std::vector<int> children = applied ? childrenOf(trace_, depth) : std::vector<int>{};
    const float again = children.empty() ? 0.0f : progressAt(moment_, depth, 1.0f, state_.motion);
    for (int n = 0; n < trace_.countAt(depth); ++n) {
      if (filter_.hides(trace_.at(depth, n))) continue;
      const auto at = project_(placeNow(depth, n));
      if (!at) continue;
      const int copies = again > 0.0f ? children[static_cast<std::size_t>(n)] : 1;
      const float fading = copies == 0 ? 1.0f - again : 1.0f;
      const bool inFocus = focus_.any() && focus_.contains({depth, n});
      const float alpha = opacity * fading * (focus_.any() && !inFocus ? 0.3f : 0.95f);
      drawDot({depth, n}, *at, dotRadius(depth, n), alpha);
      if (copies > 1 && again > 0.0f && again < 1.0f)  // a ring leaves what is copied
        list_.AddCircle({at->x, at->y}, dotRadius(depth, n) + 2.0f + 9.0f * again,
                        packed(theme_.selection, 0.8f * opacity * (1.0f - again)), 24, 1.5f);
    }
  }

  /// A crowd: a dot for each place, thinner and thicker as its particles die and are copied, and the heaviest.
  void drawCrowd(int depth, float opacity) {
    const float t = moved(depth);
    const bool applied = trace_.resampling[static_cast<std::size_t>(depth)] == ResampleEvent::kApplied;
    const float again = applied && depth + 1 < trace_.depths ? progressAt(moment_, depth, 1.0f, state_.motion) : 0.0f;
    spots_.clear();
    spotAt_.clear();
    if (t < 1.0f)  // on their way, each with its step
      for (const FutureFlows::Step& step : flows_.steps(depth))
        addSpot(along(step.from, step.to, t), step.before, step.focused, step.colour);
    else
      for (const FutureFlows::Place& place : flows_.places(depth)) {
        const float weight = place.before + weighed(depth) * (place.after - place.before);
        addSpot(place.at, weight + again * (place.again - weight), place.focused, place.colour);
      }
    for (const Spot& spot : spots_) drawSpot(spot, opacity);
    if (t >= 1.0f && again > 0.0f && again < 1.0f)
      for (const FutureFlows::Place& place : flows_.places(depth)) drawCopies(place, again, opacity);
    if (t >= 1.0f)
      for (const int n : flows_.dots(depth))
        if (!filter_.hides(trace_.at(depth, n))) drawCrowdDot({depth, n}, opacity);
    if (focus_.particle && focus_.particle->depth == depth) drawCrowdDot(*focus_.particle, opacity);
    if (state_.selected && state_.selected->depth == depth && reading_.valid(*state_.selected))
      drawCrowdDot(*state_.selected, opacity);
  }

  void addSpot(const Vec3& place, float weight, float focused, const Colour& colour) {
    const auto at = project_(place);
    if (!at || weight <= 0.0f) return;
    const auto [known, isNew] = spotAt_.try_emplace(cellOf(*at), spots_.size());
    if (isNew) spots_.push_back({*at});
    spots_[known->second].add(weight, focused, colour);
  }

  void drawSpot(const Spot& spot, float opacity) {
    const float radius = std::max(kDot * std::sqrt(std::min(spot.weight, 1.0f)), 1.0f);
    const float alpha = opacity * (focus_.any() ? 0.3f + 0.65f * spot.focused : 0.95f);
    paintDisc(list_, {spot.at.x, spot.at.y}, radius + 1.0f, packed(theme_.background, 0.5f * alpha));
    paintDisc(list_, {spot.at.x, spot.at.y}, radius, packed(spot.colour, alpha));
  }

  /// A ring leaves each place from which more goes on than came.
  void drawCopies(const FutureFlows::Place& place, float again, float opacity) {
    const auto at = place.count > 0 && place.copies(trace_.particles) > 1.0f ? project_(place.at) : std::nullopt;
    if (!at) return;
    const float radius = std::max(kDot * std::sqrt(std::min(place.again, 1.0f)), 1.0f);
    list_.AddCircle({at->x, at->y}, radius + 2.0f + 9.0f * again,
                    packed(theme_.selection, 0.8f * opacity * (1.0f - again)), 24, 1.5f);
  }

  void drawCrowdDot(const ParticleRef& who, float opacity) {
    const auto at = project_(placeNow(who.depth, who.particle));
    const bool dim = focus_.any() && !focus_.contains(who);
    if (at) drawDot(who, *at, dotRadius(who.depth, who.particle), opacity * (dim ? 0.3f : 0.95f));
  }

  [[nodiscard]] float dotRadius(int depth, int n) const {
    return std::max(kDot * std::sqrt(std::max(weightNow(depth, n), 0.0f)), kSmallest);
  }

  void drawDot(const ParticleRef& who, const PanelPoint& at, float radius, float alpha) {
    const ImVec2 centre(at.x, at.y);
    const int sides = radius > 5 ? 24 : 12;
    const Colour colour = reading_.colour(who.depth, who.particle, state_.colour, theme_);
    paintDisc(list_, centre, radius + 1.0f, packed(theme_.background, 0.5f * alpha));
    if (trace_.dead[trace_.at(who.depth, who.particle)] != 0)
      list_.AddCircle(centre, radius, packed(colour, alpha), sides, 1.5f);
    else
      paintDisc(list_, centre, radius, packed(colour, alpha));
    if (focus_.particle == who || state_.selected == who)
      list_.AddCircle(centre, radius + 3.0f, packed(theme_.accent), sides, 2.0f);
  }

  void followPointer(int shown) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (ImGui::IsMouseDragging(0, 2.0f) || mouse.x < area_.x || mouse.y < area_.y || mouse.x >= area_.x + area_.width ||
        mouse.y >= area_.y + area_.height || moved(shown) < 1.0f)
      return;
    std::optional<ParticleRef> nearest;
    float best = kNear;
    const auto consider = [&](const Vec3& place, int n, float radius) {
      const auto at = project_(place);
      if (!at) return;
      const float off = std::hypot(mouse.x - at->x, mouse.y - at->y) - radius;
      if (off >= best) return;
      best = off;
      nearest = ParticleRef{shown, n};
    };
    const auto considerDot = [&](int n) {
      if (!filter_.hides(trace_.at(shown, n))) consider(places_.at[trace_.at(shown, n)], n, dotRadius(shown, n));
    };
    if (flows_.crowded()) {
      for (const FutureFlows::Place& place : flows_.places(shown))
        if (place.heaviest >= 0)
          consider(place.at, place.heaviest, kDot * std::sqrt(std::clamp(place.after, 0.0f, 1.0f)));
      for (const int n : flows_.dots(shown)) considerDot(n);
    } else {
      for (int n = 0; n < trace_.countAt(shown); ++n) considerDot(n);
    }
    if (!nearest) return;
    state_.hovered = nearest;
    paintTooltip(particleTooltip(reading_, *nearest), theme_);
    if (ImGui::IsMouseClicked(0)) state_.selected = state_.selected == nearest ? std::nullopt : nearest;
  }

  const TraceReading& reading_;
  const SearchTrace& trace_;
  const FuturePlaces& places_;
  FutureFlows& flows_;
  const FutureFilter& filter_;
  bool onBoard_;
  Moment moment_;
  PanelState& state_;
  PanelArea area_;
  const Futures::Projection& project_;
  const Theme& theme_;
  ImDrawList& list_;
  FutureFocus focus_;
  std::vector<Bundle> bundles_;  ///< of one depth
  std::unordered_map<std::uint64_t, std::size_t> bundleAt_;
  std::vector<Spot> spots_;  ///< of one depth
  std::unordered_map<std::uint32_t, std::size_t> spotAt_;
};

}  // namespace

void drawFuturePaths(const TraceReading& reading, const FuturePlaces& places, FutureFlows& flows,
                     const FutureFilter& filter, bool onBoard, float phase, PanelState& state, const PanelArea& area,
                     const Futures::Projection& project, const Theme& theme) {
  const Moment moment = momentOf(phase, reading.trace.depths);
  if (moment.stage == Stage::kStart) return;
  Paths(reading, places, flows, filter, onBoard, moment, state, area, project, theme).draw();
}

}  // namespace spolab
