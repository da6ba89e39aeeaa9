#include "render/futures.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "render/future_filter.h"
#include "render/future_flows.h"
#include "render/future_paths.h"
#include "render/panels/trace_reading.h"
#include "render/scene_solids.h"

namespace spolab {

using namespace panel;

namespace {

/// If all futures agreed, their ghosts together would be this opaque.
constexpr float kAgreedOpacity = 0.85f;
constexpr float kContrast = 1.7f;    ///< lone heavy ghosts stand out more, crowds of light ones still show
constexpr float kFaintest = 0.012f;  ///< below, nobody sees a ghost
constexpr float kOnBoards = 0.6f;    ///< boards show the same with tints and paths
constexpr float kUnfocused = 0.3f;   ///< of the alpha of what is not pointed at
constexpr float kFocused = 0.9f;
constexpr float kStrongestPulse = 0.7f;  ///< alpha of the outline of a ghost that is copied
constexpr float kManyCopies = 4.0f;      ///< more copies do not pulse stronger
constexpr float kStrongestTint = 0.62f;
constexpr int kTintColour = 6;  ///< neither an advantage nor anything of the boards
constexpr float kTileInset = 0.97f;
constexpr float kTileLift = 0.004f;  ///< metres above the tile

float opacityOf(float weight) {
  return std::min(1.0f - std::pow(1.0f - kAgreedOpacity, kContrast * std::max(weight, 0.0f)), kAgreedOpacity);
}

/// Flat floor tiles are what boards are made of.
bool isTile(const RoundedBox& box) {
  return box.look.role == ColourRole::kGround && box.halfExtents.z <= 0.12f * box.halfExtents.x &&
         box.halfExtents.z <= 0.12f * box.halfExtents.y;
}

}  // namespace

struct Futures::Impl {
  FuturePlaces places;
  std::optional<TraceReading> reading;
  std::unique_ptr<FutureFilter> filter;
  std::unique_ptr<FutureFlows> flows;
  const Env* env = nullptr;
  std::vector<RoundedBox> tiles;
  std::vector<float> arriving, staying;         ///< [h, tiles] weight on each tile before and after weighing
  std::vector<std::vector<RoundedBox>> solids;  ///< [h, N] made when first needed
  Scene scratch;

  /// A ghost to be: who, and how much of it there is.
  struct Share {
    ParticleRef who;
    float alpha = 0.0f;
    float pulse = 0.0f;  ///< [0, 1] it is being copied
  };

  void findTiles() {
    const SearchTrace& trace = reading->trace;
    scratch.clear();
    env->draw(trace.rootState, {}, 0.0f, scratch);
    std::copy_if(scratch.boxes.begin(), scratch.boxes.end(), std::back_inserter(tiles), isTile);
    addVisits();
  }

  void addVisits() {
    const SearchTrace& trace = reading->trace;
    arriving.assign(tiles.size() * static_cast<std::size_t>(trace.depths), 0.0f);
    staying = arriving;
    if (tiles.empty()) return;
    for (int depth = 0; depth < trace.depths; ++depth)
      for (int n = 0; n < trace.countAt(depth); ++n) {
        if (filter->hides(trace.at(depth, n))) continue;
        const int tile = tileUnder(places.at[trace.at(depth, n)]);
        if (tile < 0) continue;
        const std::size_t at = static_cast<std::size_t>(depth) * tiles.size() + static_cast<std::size_t>(tile);
        arriving[at] += reading->weightBefore(depth, n);
        staying[at] += trace.weight[trace.at(depth, n)];
      }
  }

  /// −1: on no tile.
  [[nodiscard]] int tileUnder(const Vec3& place) const {
    for (std::size_t t = 0; t < tiles.size(); ++t) {
      const RoundedBox& tile = tiles[t];
      // A tile's neighbours begin a little beyond its edge.
      if (std::abs(place.x - tile.pose.position.x) <= 1.05f * tile.halfExtents.x &&
          std::abs(place.y - tile.pose.position.y) <= 1.05f * tile.halfExtents.y)
        return static_cast<int>(t);
    }
    return -1;
  }

  const std::vector<RoundedBox>& solidsOf(const ParticleRef& who) {
    const SearchTrace& trace = reading->trace;
    const std::size_t i = trace.at(who.depth, who.particle);
    std::vector<RoundedBox>& list = solids[i];
    if (!list.empty()) return list;
    scratch.clear();
    env->drawActor(StateView(trace.state).subspan(i * trace.stateBytes, trace.stateBytes), scratch);
    list = scratch.boxes;
    for (const Sphere& sphere : scratch.spheres)  // joints lie between limbs: a silhouette does without
      if (sphere.look.role != ColourRole::kJoint) list.push_back(asBox(sphere));
    for (const Capsule& capsule : scratch.capsules) list.push_back(asBox(capsule));
    return list;
  }

  /// Those of one depth, a crowd by its places: each stands for what is near it.
  void collectCrowd(std::vector<Share>& out, const Moment& moment, int depth, float opacity, bool motion) const {
    const bool applied = reading->trace.resampling[static_cast<std::size_t>(depth)] == ResampleEvent::kApplied;
    const float weight = progressAt(moment, depth, 0.75f, motion);
    const float again = applied && depth + 1 < reading->trace.depths ? progressAt(moment, depth, 1.0f, motion) : 0.0f;
    const auto add = [&](int n, float before, float after, float pulse) {
      const float now = before + weight * (after - before);
      out.push_back({{depth, n}, opacity * opacityOf(now) * (tiles.empty() ? 1.0f : kOnBoards), pulse});
    };
    for (const FutureFlows::Place& place : flows->places(depth)) {
      if (place.count == 0) continue;
      const float after = place.after + again * (place.again - place.after);
      add(place.heaviest, place.before, after, pulseOf(place.copies(reading->trace.particles), again));
    }
    for (const int n : flows->dots(depth))
      if (!filter->hides(reading->trace.at(depth, n)))
        add(n, reading->weightBefore(depth, n), reading->trace.weight[reading->trace.at(depth, n)], 0.0f);
  }

  /// Of what stands for `copies` particles where one was, `again` of the way through the resampling.
  static float pulseOf(float copies, float again) {
    if (copies <= 1.0f || again >= 1.0f) return 0.0f;
    return std::sin(std::numbers::pi_v<float> * again) * std::min(1.0f, (copies - 1.0f) / kManyCopies);
  }

  /// The particles of one depth, `opacity` of each shown.
  void collect(std::vector<Share>& out, const Moment& moment, int depth, float opacity, bool motion) const {
    if (depth < 0 || opacity <= 0.0f) return;
    if (flows->crowded()) {
      collectCrowd(out, moment, depth, opacity, motion);
      return;
    }
    const SearchTrace& trace = reading->trace;
    const float weighed = progressAt(moment, depth, 0.75f, motion);
    const bool applied = trace.resampling[static_cast<std::size_t>(depth)] == ResampleEvent::kApplied;
    const std::vector<int> children = applied ? childrenOf(trace, depth) : std::vector<int>{};
    const float again = children.empty() ? 0.0f : progressAt(moment, depth, 1.0f, motion);
    for (int n = 0; n < trace.countAt(depth); ++n) {
      if (filter->hides(trace.at(depth, n))) continue;
      const float before = reading->weightBefore(depth, n), after = trace.weight[trace.at(depth, n)];
      float weight = before + weighed * (after - before);
      Share share{{depth, n}, 0.0f, 0.0f};
      if (again > 0.0f) {
        const auto copies = static_cast<float>(children[static_cast<std::size_t>(n)]);
        weight += again * (copies / static_cast<float>(trace.particles) - weight);
        share.pulse = pulseOf(copies, again);
      }
      share.alpha = opacity * opacityOf(weight) * (tiles.empty() ? 1.0f : kOnBoards);
      out.push_back(share);
    }
  }

  void addGhost(Overlay& overlay, const Share& share, bool focus, const PanelState& state, const Theme& theme) {
    const std::vector<RoundedBox>& parts = solidsOf(share.who);
    if (parts.empty()) return;
    Ghost ghost{share.who, overlay.solids.size(), parts.size(),
                reading->colour(share.who.depth, share.who.particle, state.colour, theme).withAlpha(share.alpha)};
    if (focus)
      ghost.outline = theme.accent;
    else if (share.pulse > 0.0f)
      ghost.outline = theme.accent.withAlpha(kStrongestPulse * share.pulse);
    overlay.solids.insert(overlay.solids.end(), parts.begin(), parts.end());
    overlay.ghosts.push_back(ghost);
  }

  /// Weight that passes each tile, over the depths revealed.
  void addTints(Overlay& overlay, const Moment& moment, bool motion, const Theme& theme) const {
    if (tiles.empty()) return;
    const SearchTrace& trace = reading->trace;
    std::vector<float> visits(tiles.size(), 0.0f);
    for (int depth = 0; depth < trace.depths; ++depth) {
      const float moved = progressAt(moment, depth, 0.5f, motion), weight = progressAt(moment, depth, 0.75f, motion);
      if (moved <= 0.0f) break;
      const std::size_t first = static_cast<std::size_t>(depth) * tiles.size();
      for (std::size_t t = 0; t < tiles.size(); ++t)
        visits[t] += moved * (arriving[first + t] + weight * (staying[first + t] - arriving[first + t]));
    }
    const float most = std::max(*std::max_element(visits.begin(), visits.end()), 1e-6f);
    for (std::size_t t = 0; t < tiles.size(); ++t) {
      const float share = std::sqrt(visits[t] / std::max(most, 1.0f));
      if (share < 0.02f) continue;
      const RoundedBox& tile = tiles[t];
      const Vec3& p = tile.pose.position;
      overlay.tints.push_back({{p.x, p.y, p.z + tile.halfExtents.z + kTileLift},
                               kTileInset * tile.halfExtents.x,
                               kTileInset * tile.halfExtents.y,
                               theme.category(kTintColour).withAlpha(kStrongestTint * share)});
    }
  }
};

Futures::Futures() : impl_(std::make_unique<Impl>()) {}
Futures::~Futures() = default;

void Futures::clear() {
  impl_->flows.reset();
  impl_->filter.reset();
  impl_->reading.reset();
  impl_->env = nullptr;
  impl_->tiles.clear();
  impl_->solids.clear();
  impl_->places.at.clear();
}

std::vector<Vec3> futurePlaces(const Env& env, const SearchTrace& trace) {
  if (!readable(trace, env.spec())) return {};
  const std::size_t cells = trace.weight.size();
  if (trace.stateBytes != env.spec().stateBytes || trace.state.size() != cells * trace.stateBytes ||
      trace.rootState.size() != trace.stateBytes)
    return {};
  Vec3 root;
  if (!env.place(trace.rootState, root)) return {};
  std::vector<Vec3> places(cells);
  for (int depth = 0; depth < trace.depths; ++depth) {
    for (int n = 0; n < trace.countAt(depth); ++n) {
      const std::size_t i = trace.at(depth, n);
      if (!env.place(StateView(trace.state).subspan(i * trace.stateBytes, trace.stateBytes), places[i]))
        places[i] = root;
    }
  }
  return places;
}

void Futures::read(const Env& env, const SearchTrace& trace, std::span<const Vec3> places) {
  clear();
  const std::size_t cells = trace.weight.size();
  if (places.empty())
    impl_->places.at = futurePlaces(env, trace);
  else if (readable(trace, env.spec()) && places.size() == cells)
    impl_->places.at.assign(places.begin(), places.end());
  if (impl_->places.at.empty() || !env.place(trace.rootState, impl_->places.root)) return;
  impl_->env = &env;
  impl_->reading.emplace(trace, env.spec());
  impl_->solids.assign(cells, {});
  impl_->filter = std::make_unique<FutureFilter>(*impl_->reading);
  impl_->findTiles();
  impl_->flows = std::make_unique<FutureFlows>(*impl_->reading, impl_->places, onBoard());
}

bool Futures::empty() const { return !impl_->reading; }
bool Futures::onBoard() const { return !impl_->tiles.empty(); }

void Futures::addTo(Overlay& overlay, float phase, const PanelState& state, const Theme& theme) {
  if (empty()) return;
  Impl& impl = *impl_;
  const SearchTrace& trace = impl.reading->trace;
  const Moment moment = momentOf(phase, trace.depths);
  if (moment.stage == Stage::kStart) return;
  if (impl.filter->update(state.leastShare)) impl.addVisits();
  impl.addTints(overlay, moment, state.motion, theme);
  const int shown = std::min(moment.depth, trace.depths - 1);
  const float moved = progressAt(moment, shown, 0.5f, state.motion);
  const FutureFocus focus(*impl.reading, state, moment);
  impl.flows->update({focus.particle, focus.family}, state.colour, theme, *impl.filter);
  std::vector<Impl::Share> shares;
  impl.collect(shares, moment, shown - 1, 1.0f - moved, state.motion);
  impl.collect(shares, moment, shown, moved, state.motion);

  for (Impl::Share& share : shares)
    if (focus.any() && !focus.contains(share.who)) share.alpha *= kUnfocused;
  std::erase_if(shares, [&](const Impl::Share& share) {
    return share.alpha + share.pulse < kFaintest || (focus.particle && share.who == *focus.particle);
  });
  std::stable_sort(shares.begin(), shares.end(),
                   [](const Impl::Share& a, const Impl::Share& b) { return a.alpha < b.alpha; });
  if (shares.size() > kMostGhosts) shares.erase(shares.begin(), shares.end() - kMostGhosts);
  for (const Impl::Share& share : shares) impl.addGhost(overlay, share, false, state, theme);
  if (focus.particle) impl.addGhost(overlay, {*focus.particle, kFocused, 0.0f}, true, state, theme);
}

void Futures::drawPaths(float phase, PanelState& state, const PanelArea& area, const Projection& project,
                        const Theme& theme) {
  if (empty()) return;
  Impl& impl = *impl_;
  if (impl.filter->update(state.leastShare)) impl.addVisits();
  drawFuturePaths(*impl.reading, impl.places, *impl.flows, *impl.filter, onBoard(), phase, state, area, project, theme);
}

}  // namespace spolab
