#include "render/future_flows.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <unordered_map>

namespace spolab {

using namespace panel;

namespace {

constexpr float kBoardGrain = 1.0f / 64.0f;  // metres
constexpr float kBodyGrains = 14.0f;         // along the longest side of one depth's places
constexpr float kFinest = 60.0f;             // along the longest side of all places

float longestSide(std::span<const Vec3> places) {
  Vec3 low = places.front(), high = places.front();
  for (const Vec3& p : places) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
  }
  return std::max({high.x - low.x, high.y - low.y, high.z - low.z, 1e-3f});
}

/// A cell of a grid in space as one number. Grids farther across than 2²¹ cells do not come: a search spans metres.
std::uint64_t cellOf(const Vec3& at, float grain) {
  const auto cell = [grain](float metres) {
    return static_cast<std::uint64_t>(std::llround(metres / grain)) & ((1U << 21U) - 1);
  };
  return cell(at.x) << 42U | cell(at.y) << 21U | cell(at.z);
}

/// A mean of colours.
struct MeanColour {
  Colour sum{0, 0, 0, 0};

  void add(const Colour& colour, float weight) {
    sum = {sum.r + weight * colour.r, sum.g + weight * colour.g, sum.b + weight * colour.b, sum.a + weight};
  }
  [[nodiscard]] Colour mean() const {
    if (sum.a <= 0.0f) return {};
    return {sum.r / sum.a, sum.g / sum.a, sum.b / sum.a, 1};
  }
};

}  // namespace

FutureFlows::FutureFlows(const TraceReading& reading, const FuturePlaces& places, bool onBoard) : reading_(reading) {
  const SearchTrace& trace = reading.trace;
  crowded_ = trace.particles > kMostTrails;
  dots_.resize(static_cast<std::size_t>(trace.depths));
  isDot_.assign(trace.weight.size(), 0);
  if (!crowded_ && !onBoard) return;
  findPlaces(places, onBoard);
  findSteps(places);
  if (crowded_ && !onBoard) findDots();
}

void FutureFlows::findPlaces(const FuturePlaces& places, bool onBoard) {
  const SearchTrace& trace = reading_.trace;
  places_.resize(static_cast<std::size_t>(trace.depths));
  placeOf_.resize(trace.weight.size());
  const std::span<const Vec3> all(places.at);
  const float finest = longestSide(all) / kFinest;
  for (int depth = 0; depth < trace.depths; ++depth) {
    const auto here = all.subspan(trace.at(depth, 0), static_cast<std::size_t>(trace.countAt(depth)));
    const float grain = onBoard ? kBoardGrain : std::max(longestSide(here) / kBodyGrains, finest);
    std::vector<Place>& list = places_[static_cast<std::size_t>(depth)];
    std::unordered_map<std::uint64_t, int> known;
    for (int n = 0; n < trace.countAt(depth); ++n) {
      const std::size_t i = trace.at(depth, n);
      const Vec3& at = places.at[i];
      const auto [found, isNew] = known.try_emplace(cellOf(at, grain), static_cast<int>(list.size()));
      if (isNew) list.push_back({at});
      placeOf_[i] = found->second;
      Place& place = list[static_cast<std::size_t>(found->second)];
      // The middle of those that are here; where all stand on one point exactly that.
      const float share = 1.0f / static_cast<float>(++place.count);
      place.at = {place.at.x + share * (at.x - place.at.x), place.at.y + share * (at.y - place.at.y),
                  place.at.z + share * (at.z - place.at.z)};
    }
  }
}

void FutureFlows::findSteps(const FuturePlaces& places) {
  const SearchTrace& trace = reading_.trace;
  steps_.resize(static_cast<std::size_t>(trace.depths));
  stepOf_.resize(trace.weight.size());
  for (int depth = 0; depth < trace.depths; ++depth) {
    std::vector<Step>& list = steps_[static_cast<std::size_t>(depth)];
    std::unordered_map<std::uint64_t, int> known;
    for (int n = 0; n < trace.countAt(depth); ++n) {
      const std::size_t i = trace.at(depth, n);
      const int from = depth == 0 ? 0 : placeOf_[trace.at(depth - 1, trace.parent[i])];
      const std::uint64_t way = static_cast<std::uint64_t>(from) << 32U | static_cast<std::uint32_t>(placeOf_[i]);
      const auto [found, isNew] = known.try_emplace(way, static_cast<int>(list.size()));
      if (isNew) {
        Step step;
        step.from =
            depth == 0 ? places.root : places_[static_cast<std::size_t>(depth) - 1][static_cast<std::size_t>(from)].at;
        step.to = places_[static_cast<std::size_t>(depth)][static_cast<std::size_t>(placeOf_[i])].at;
        list.push_back(step);
      }
      stepOf_[i] = found->second;
      ++list[static_cast<std::size_t>(found->second)].count;
    }
  }
}

void FutureFlows::findDots() {
  const SearchTrace& trace = reading_.trace;
  for (int depth = 0; depth < trace.depths; ++depth) {
    std::vector<int>& list = dots_[static_cast<std::size_t>(depth)];
    for (int n = 0; n < trace.countAt(depth); ++n)
      if (trace.weight[trace.at(depth, n)] * static_cast<float>(trace.particles) >= kHeavy) list.push_back(n);
    const auto end = list.begin() + std::min(static_cast<std::ptrdiff_t>(list.size()), std::ptrdiff_t{kMostDots});
    std::partial_sort(list.begin(), end, list.end(), [&](int a, int b) {
      const float left = trace.weight[trace.at(depth, a)], right = trace.weight[trace.at(depth, b)];
      return left != right ? left > right : a < b;
    });
    list.erase(end, list.end());
    for (const int n : list) isDot_[trace.at(depth, n)] = 1;
  }
}

void FutureFlows::addUp(int depth, const FutureFilter& filter) {
  const SearchTrace& trace = reading_.trace;
  std::vector<Place>& places = places_[static_cast<std::size_t>(depth)];
  std::vector<Step>& steps = steps_[static_cast<std::size_t>(depth)];
  for (Place& place : places) place = {place.at};
  for (Step& step : steps) step = {step.from, step.to};
  std::vector<MeanColour> placeTints(places.size()), stepTints(steps.size());
  const std::vector<int> children = childrenOf(trace, depth);
  const float even = 1.0f / static_cast<float>(trace.particles);
  for (int n = 0; n < trace.countAt(depth); ++n) {
    const std::size_t i = trace.at(depth, n);
    if (filter.hides(i)) continue;
    const float before = reading_.weightBefore(depth, n), after = trace.weight[i];
    const Colour colour = reading_.colour(depth, n, *colour_, *theme_);
    const RiverFocus::Kin kin = (*focus_)[i];
    const bool focused = kin == RiverFocus::Kin::kLine || kin == RiverFocus::Kin::kAfter;
    const auto stepIndex = static_cast<std::size_t>(stepOf_[i]), placeIndex = static_cast<std::size_t>(placeOf_[i]);
    Step& step = steps[stepIndex];
    step.before += before;
    step.after += after;
    step.alive += reading_.survives[i] != 0 ? 1.0f : 0.0f;
    step.focused += focused ? 1.0f : 0.0f;
    ++step.count;
    stepTints[stepIndex].add(colour, after + 1e-3f * even);
    Place& place = places[placeIndex];
    if (place.heaviest < 0 || after > trace.weight[trace.at(depth, place.heaviest)]) place.heaviest = n;
    if (isDot_[i] != 0) continue;
    place.before += before;
    place.after += after;
    place.again += children.empty() ? 0.0f : even * static_cast<float>(children[static_cast<std::size_t>(n)]);
    place.focused += focused ? 1.0f : 0.0f;
    ++place.count;
    placeTints[placeIndex].add(colour, after + 1e-3f * even);
  }
  for (std::size_t k = 0; k < places.size(); ++k) {
    places[k].focused /= static_cast<float>(std::max(places[k].count, 1));
    places[k].colour = placeTints[k].mean();
  }
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const auto count = static_cast<float>(std::max(steps[k].count, 1));
    steps[k].focused /= count;
    steps[k].alive /= count;
    steps[k].colour = stepTints[k].mean();
  }
}

void FutureFlows::update(const FocusKey& focus, RiverColour by, const Theme& theme, const FutureFilter& filter) {
  if (steps_.empty()) return;
  if (focus_ && focus_->key() == focus && colour_ == by && theme_ == &theme && leastShare_ == filter.leastShare())
    return;
  focus_.emplace(reading_, focus);
  colour_ = by;
  theme_ = &theme;
  leastShare_ = filter.leastShare();
  for (int depth = 0; depth < reading_.trace.depths; ++depth) addUp(depth, filter);
}

}  // namespace spolab
