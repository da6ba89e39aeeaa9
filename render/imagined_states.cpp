#include "render/imagined_states.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "core/base/translate.h"
#include "render/future_filter.h"
#include "render/panels/paint.h"
#include "render/panels/trace_reading.h"
#include "render/small_scene.h"

namespace spolab {

using namespace panel;

namespace {

constexpr float kBar = 3.0f;         ///< points: height of the bar below a picture
constexpr float kTextBelow = 12.0f;  ///< from the lower edge of a picture to the middle of its text
constexpr float kUnseen = 5e-4f;     ///< a weight that would be shown as 0.0 %

std::string percent(float weight) { return fmt::format("{:.{}f} %", 100.0f * weight, weight < 0.0995f ? 1 : 0); }

}  // namespace

struct ImaginedStates::Impl {
  TraceReading reading;
  mutable FutureFilter filter;

  const Env& env;
  /// The pictures drawn last, by their place.
  struct Picture {
    StateView state;
    float azimuth = 0.0f, elevation = 0.0f;
    bool dark = true;
    SmallScene scene;
  };
  mutable std::vector<Picture> pictures;

  const SmallScene& pictureOf(const One& one, std::size_t place, const OrbitCamera& camera, const Theme& theme) const {
    if (pictures.size() <= place) pictures.resize(place + 1);
    Picture& picture = pictures[place];
    const CameraHint& turn = camera.current();
    if (picture.state.data() == one.state.data() && picture.azimuth == turn.azimuth &&
        picture.elevation == turn.elevation && picture.dark == theme.isDark)
      return picture.scene;
    spolab::Scene scene;
    env.draw(one.state, {}, 0.0f, scene);
    picture.scene.read(scene, turnedLike(scene.camera, camera), theme);
    picture.state = one.state;
    picture.azimuth = turn.azimuth;
    picture.elevation = turn.elevation;
    picture.dark = theme.isDark;
    return picture.scene;
  }

  Impl(const Env& world, const SearchTrace& trace) : reading(trace, world.spec()), filter(reading), env(world) {}

  /// Which depth shows, and at which of its weights.
  struct Instant {
    int depth = -1;
    bool weighed = false, again = false;
    friend bool operator==(const Instant&, const Instant&) = default;
  };
  /// The states of one instant, heaviest first, and which of them each particle is in (−1: none that is shown).
  struct Groups {
    Instant instant;
    float leastShare = 0.0f;
    std::vector<One> states;
    std::vector<int> of;  ///< [N]
  };
  mutable Groups known;  ///< of the last call: the camera may turn while the search stands still

  [[nodiscard]] Instant instantAt(float phase) const {
    const SearchTrace& trace = reading.trace;
    const Moment moment = momentOf(phase, trace.depths);
    if (moment.stage == Stage::kStart) return {};
    if (moment.stage == Stage::kDone) return {trace.depths - 1, true, false};
    if (moment.stage == Stage::kPropose) return {moment.depth - 1, true, true};
    return {moment.depth, moment.stage != Stage::kMove, moment.stage == Stage::kResample};
  }

  /// [N] of the depth that shows.
  [[nodiscard]] std::vector<float> weightsOf(const Instant& at) const {
    const SearchTrace& trace = reading.trace;
    std::vector<float> weights(static_cast<std::size_t>(trace.countAt(at.depth)));
    const bool drawn = at.again && at.depth + 1 < trace.depths &&
                       trace.resampling[static_cast<std::size_t>(at.depth)] == ResampleEvent::kApplied;
    const std::vector<int> children = drawn ? childrenOf(trace, at.depth) : std::vector<int>{};
    for (std::size_t n = 0; n < weights.size(); ++n) {
      const int particle = static_cast<int>(n);
      weights[n] = drawn        ? static_cast<float>(children[n]) / static_cast<float>(trace.particles)
                   : at.weighed ? trace.weight[trace.at(at.depth, particle)]
                                : reading.weightBefore(at.depth, particle);
    }
    return weights;
  }

  /// What makes two states look the same. A particle that has reached the goal counts no more steps: all those are one.
  [[nodiscard]] std::string_view keyOf(StateView bytes, bool dead) const {
    if (dead && env.isGoal(bytes)) return {};
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  const Groups& groupsOf(const Instant& instant, float leastShare) const {
    if (known.instant == instant && known.leastShare == leastShare) return known;
    const SearchTrace& trace = reading.trace;
    filter.update(leastShare);
    const std::vector<float> weights = weightsOf(instant);
    std::vector<One> all;
    std::vector<int> of(weights.size(), -1);
    std::unordered_map<std::string_view, int> numbers;
    for (std::size_t n = 0; n < weights.size(); ++n) {
      const std::size_t i = trace.at(instant.depth, static_cast<int>(n));
      if (filter.hides(i) || weights[n] <= 0.0f) continue;
      const StateView bytes = StateView(trace.state).subspan(i * trace.stateBytes, trace.stateBytes);
      const auto [found, isNew] = numbers.try_emplace(keyOf(bytes, trace.dead[i] != 0), static_cast<int>(all.size()));
      if (isNew) all.push_back({{instant.depth, static_cast<int>(n)}, bytes});
      One& one = all[static_cast<std::size_t>(found->second)];
      of[n] = found->second;
      one.weight += weights[n];
      ++one.particles;
      if (weights[n] > weights[static_cast<std::size_t>(one.who.particle)]) one.who.particle = static_cast<int>(n);
    }
    order(all, of);
    known = {instant, leastShare, std::move(all), std::move(of)};
    return known;
  }

  /// Heaviest first; those that would be shown as 0.0 % are left out.
  static void order(std::vector<One>& all, std::vector<int>& of) {
    std::vector<int> rank(all.size());
    std::iota(rank.begin(), rank.end(), 0);
    const auto weightOf = [&](int number) { return all[static_cast<std::size_t>(number)].weight; };
    std::stable_sort(rank.begin(), rank.end(), [&](int a, int b) { return weightOf(a) > weightOf(b); });
    while (!rank.empty() && weightOf(rank.back()) < kUnseen) rank.pop_back();
    std::vector<One> sorted;
    std::vector<int> place(all.size(), -1);
    for (const int number : rank) {
      place[static_cast<std::size_t>(number)] = static_cast<int>(sorted.size());
      sorted.push_back(all[static_cast<std::size_t>(number)]);
    }
    for (int& number : of)
      if (number >= 0) number = place[static_cast<std::size_t>(number)];
    all = std::move(sorted);
  }
};

ImaginedStates::ImaginedStates() = default;
ImaginedStates::~ImaginedStates() = default;

void ImaginedStates::clear() { impl_.reset(); }

void ImaginedStates::read(const Env& env, const SearchTrace& trace) {
  clear();
  if (!readable(trace, env.spec()) || trace.stateBytes != env.spec().stateBytes || trace.depths < 1 ||
      trace.state.size() != trace.weight.size() * trace.stateBytes || trace.rootState.size() != trace.stateBytes)
    return;
  Vec3 place;
  if (env.place(trace.rootState, place)) return;
  impl_ = std::make_unique<Impl>(env, trace);
}

bool ImaginedStates::empty() const { return !impl_; }

std::vector<ImaginedStates::One> ImaginedStates::at(float phase, const PanelState& state, int most) const {
  if (empty() || most < 1) return {};
  const Impl::Instant instant = impl_->instantAt(phase);
  if (instant.depth < 0) return {};
  const Impl::Groups& groups = impl_->groupsOf(instant, state.leastShare);
  std::vector<One> shown(groups.states.begin(),
                         groups.states.begin() + std::min<std::ptrdiff_t>(most, std::ssize(groups.states)));
  const auto focus = state.hovered ? state.hovered : state.hoveredBefore ? state.hoveredBefore : state.selected;
  if (!focus || focus->depth != instant.depth || focus->particle >= static_cast<int>(groups.of.size())) return shown;
  const int group = groups.of[static_cast<std::size_t>(focus->particle)];
  if (group >= 0 && group < static_cast<int>(shown.size())) shown[static_cast<std::size_t>(group)].withFocus = true;
  return shown;
}

void ImaginedStates::draw(const std::vector<One>& shown, const std::vector<PanelArea>& cells, const OrbitCamera& camera,
                          PanelState& state, const Theme& theme) const {
  if (empty()) return;
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const TextStyle text{UiFace::kRegular, font_size::kSmall, theme.text};
  for (std::size_t i = 0; i < std::min(shown.size(), cells.size()); ++i) {
    const One& one = shown[i];
    const PanelArea& cell = cells[i];
    const ImVec2 low{cell.x, cell.y}, high{cell.x + cell.width, cell.y + cell.height};
    const Colour colour = impl_->reading.colour(one.who.depth, one.who.particle, state.colour, theme);
    impl_->pictureOf(one, i, camera, theme).draw(cell, theme);
    list.AddRect(low, high, packed(one.withFocus ? theme.accent : theme.outline), 3.0f, 0, one.withFocus ? 2.0f : 1.0f);
    list.AddRectFilled({low.x, high.y}, {high.x, high.y + kBar}, packed(theme.surface[1]));
    list.AddRectFilled({low.x, high.y}, {low.x + cell.width * std::min(one.weight, 1.0f), high.y + kBar},
                       packed(colour));
    paintText(list, text, cell.x + cell.width / 2.0f, high.y + kTextBelow, percent(one.weight), Anchor::kCentre);
    const bool over = mouse.x >= low.x && mouse.y >= low.y && mouse.x < high.x && mouse.y < high.y;
    if (!over || ImGui::IsMouseDragging(0, 2.0f)) continue;
    state.hovered = one.who;
    Tooltip tip = particleTooltip(impl_->reading, one.who);
    if (one.particles > 1)
      tip.note = translateFormat(phrase("panels", "{} particles imagine this state; together they weigh {}."),
                                 one.particles, percent(one.weight));
    paintTooltip(tip, theme);
    if (ImGui::IsMouseClicked(0)) state.selected = state.selected == one.who ? std::nullopt : std::optional(one.who);
  }
}

}  // namespace spolab
