#include "render/imagined_states.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "core/base/translate.h"
#include "render/future_filter.h"
#include "render/panels/paint.h"
#include "render/panels/trace_reading.h"

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

  Impl(const SearchTrace& trace, const EnvSpec& spec) : reading(trace, spec), filter(reading) {}

  /// Which depth shows, and at which of its weights.
  struct Instant {
    int depth = -1;
    bool weighed = false, again = false;
  };
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
  impl_ = std::make_unique<Impl>(trace, env.spec());
}

bool ImaginedStates::empty() const { return !impl_; }

std::vector<ImaginedStates::One> ImaginedStates::at(float phase, const PanelState& state, int most) const {
  std::vector<One> all;
  if (empty() || most < 1) return all;
  const SearchTrace& trace = impl_->reading.trace;
  const Impl::Instant now = impl_->instantAt(phase);
  if (now.depth < 0) return all;
  impl_->filter.update(state.leastShare);
  const std::vector<float> weights = impl_->weightsOf(now);
  const auto focus = state.hovered ? state.hovered : state.hoveredBefore ? state.hoveredBefore : state.selected;
  std::unordered_map<std::string_view, std::size_t> known;
  for (int n = 0; n < trace.countAt(now.depth); ++n) {
    const std::size_t i = trace.at(now.depth, n);
    const float weight = weights[static_cast<std::size_t>(n)];
    if (impl_->filter.hides(i) || weight < kUnseen) continue;
    const StateView bytes = StateView(trace.state).subspan(i * trace.stateBytes, trace.stateBytes);
    const auto [found, isNew] =
        known.try_emplace({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, all.size());
    if (isNew) all.push_back({{now.depth, n}, bytes});
    One& one = all[found->second];
    one.weight += weight;
    ++one.particles;
    if (weight > weights[static_cast<std::size_t>(one.who.particle)]) one.who.particle = n;
    if (focus && *focus == ParticleRef{now.depth, n}) one.withFocus = true;
  }
  std::stable_sort(all.begin(), all.end(), [](const One& a, const One& b) { return a.weight > b.weight; });
  if (all.size() > static_cast<std::size_t>(most)) all.resize(static_cast<std::size_t>(most));
  return all;
}

void ImaginedStates::draw(const std::vector<One>& shown, const std::vector<PanelArea>& cells, PanelState& state,
                          const Theme& theme) const {
  if (empty()) return;
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const TextStyle text{UiFace::kRegular, font_size::kSmall, theme.text};
  for (std::size_t i = 0; i < std::min(shown.size(), cells.size()); ++i) {
    const One& one = shown[i];
    const PanelArea& cell = cells[i];
    const ImVec2 low{cell.x, cell.y}, high{cell.x + cell.width, cell.y + cell.height};
    const Colour colour = impl_->reading.colour(one.who.depth, one.who.particle, state.colour, theme);
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
