#include "render/panels/river_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace spolab::panel {
namespace {

constexpr float kCircleHeight = 8.0f;  // of the field, for each circle of a crowded column
constexpr int kMostCircles = 32;       // of a crowded column
constexpr float kHeavy = 6.0f;         // times the mean weight makes a circle of a crowded column
constexpr float kGapShare = 0.16f;     // of the field's height is left between circles
constexpr float kBandWidth = 0.5f;     // of a column's distance
constexpr float kReportedWidth = 0.16f;
constexpr float kWidestGap = 14.0f;
constexpr int kFewestOfTree = 12;

}  // namespace

RiverLayout::RiverLayout(const TraceReading& reading, const PanelArea& inner) {
  const SearchTrace& trace = reading.trace;
  showsEss = inner.height > 110.0f;
  labelY = inner.y + 6.0f;
  essY = inner.y + inner.height - 8.0f;
  const float top = inner.y + 22.0f, bottom = inner.y + inner.height - (showsEss ? 28.0f : 4.0f);
  placeColumns(trace, inner);
  field = {inner.x, top, inner.width, std::max(bottom - top, 10.0f)};
  rootY = field.y + 0.5f * field.height;
  orderParticles(reading);

  // Circles of area w̄ need at most 2 R √N of height, however the weights fall: one R serves all columns.
  const float most = field.height / kSmallest;
  crowded = static_cast<float>(trace.particles) > most;
  // A narrow tree has circles as small as those of a few particles.
  const int least = trace.isTree() ? kFewestOfTree : 1;
  const float count = std::min(static_cast<float>(std::max(trace.particles, least)), most);
  if (crowded) chooseCircles(reading);
  const float spacing = columnX.size() > 1 ? columnX[1] - columnX[0] : inner.width * 0.3f;
  const float scale = std::min((1.0f - kGapShare) * field.height / (2.0f * std::sqrt(count)), 0.40f * spacing);
  const std::size_t n = static_cast<std::size_t>(trace.particles);
  before.resize(trace.weight.size());
  after.resize(trace.weight.size());
  std::vector<float> weights;
  weights.reserve(n);
  const auto place = [&](int depth, const std::vector<float>& with, float radius, Node* out) {
    const std::size_t first = trace.at(depth, 0);
    if (crowded)
      stackCrowded(order.data() + first, isCircle.data() + first, with, radius, out);
    else
      stack(order.data() + first, with, radius, out);
  };
  for (int depth = 0; depth < trace.depths; ++depth) {
    const std::size_t first = trace.at(depth, 0);
    weights.resize(static_cast<std::size_t>(trace.countAt(depth)));
    for (int i = 0; i < trace.countAt(depth); ++i)
      weights[static_cast<std::size_t>(i)] = reading.weightBefore(depth, i);
    place(depth, weights, scale, before.data() + first);
    for (int i = 0; i < trace.countAt(depth); ++i)
      weights[static_cast<std::size_t>(i)] = trace.weight[trace.at(depth, i)];
    place(depth, weights, scale, after.data() + first);
  }
}

void RiverLayout::placeColumns(const SearchTrace& trace, const PanelArea& inner) {
  const bool outcomes = inner.width > 420.0f;
  const float left = inner.x + 40.0f;
  const float right = inner.x + inner.width - (outcomes ? 110.0f : 12.0f);
  float units = 0.75f;
  for (int depth = 0; depth < trace.depths; ++depth) {
    const ResampleEvent event = trace.resampling[static_cast<std::size_t>(depth)];
    const bool last = depth == trace.depths - 1;
    units += last ? 0.35f : 1.0f;
    if (event == ResampleEvent::kApplied) units += kBandWidth;
    if (event == ResampleEvent::kReported) units += kReportedWidth;
  }
  const float unit = (right - left) / units;
  rootX = left;
  float x = left + 0.75f * unit;
  for (int depth = 0; depth < trace.depths; ++depth) {
    const ResampleEvent event = trace.resampling[static_cast<std::size_t>(depth)];
    columnX.push_back(x);
    const float width = (event == ResampleEvent::kApplied    ? kBandWidth
                         : event == ResampleEvent::kReported ? kReportedWidth
                                                             : 0.0f) *
                        unit;
    const float gap = (depth == trace.depths - 1 ? 0.35f : 0.5f) * unit;
    bands.push_back({x + gap, x + gap + width, event});
    x += unit + width;
  }
  outcomeX = outcomes ? right + 14.0f : 0.0f;
}

void RiverLayout::orderParticles(const TraceReading& reading) {
  const SearchTrace& trace = reading.trace;
  const std::size_t n = static_cast<std::size_t>(trace.particles);
  order.resize(trace.weight.size());
  std::vector<int> rank(n);  // place in the column before
  std::vector<int> keys, begins;
  for (int depth = 0; depth < trace.depths; ++depth) {
    const auto column = order.begin() + static_cast<std::ptrdiff_t>(trace.at(depth, 0));
    const int count = trace.countAt(depth);
    keys.clear();
    for (int i = 0; i < count; ++i)
      keys.push_back(depth == 0 ? reading.rootAction(0, i) + 1
                                : rank[static_cast<std::size_t>(trace.parent[trace.at(depth, i)])]);
    if (keys.empty()) continue;
    // By key, equal ones as they were.
    begins.assign(static_cast<std::size_t>(*std::max_element(keys.begin(), keys.end())) + 2, 0);
    for (const int key : keys) ++begins[static_cast<std::size_t>(key) + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    for (int i = 0; i < count; ++i) {
      int& place = begins[static_cast<std::size_t>(keys[static_cast<std::size_t>(i)])];
      column[place++] = i;
    }
    for (std::size_t place = 0; place < static_cast<std::size_t>(count); ++place)
      rank[static_cast<std::size_t>(column[static_cast<std::ptrdiff_t>(place)])] = static_cast<int>(place);
  }
}

void RiverLayout::stack(const int* column, const std::vector<float>& weights, float scale, Node* out) const {
  float total = 0.0f;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const float weight = std::isfinite(weights[i]) ? std::clamp(weights[i], 0.0f, 1.0f) : 0.0f;
    out[i].radius = std::max(scale * std::sqrt(weight), kSmallest);
    total += 2.0f * out[i].radius;
  }
  const float count = static_cast<float>(weights.size());
  // Negative when there are more particles than points: then even the smallest circles overlap.
  const float gap = std::min((field.height - total) / count, kWidestGap);
  float y = field.y + 0.5f * (field.height - total - gap * (count - 1.0f));
  for (std::size_t place = 0; place < weights.size(); ++place) {
    Node& node = out[static_cast<std::size_t>(column[place])];
    node.y = y + node.radius;
    y += 2.0f * node.radius + gap;
  }
}

float RiverLayout::tightest() const {
  float space = field.width;
  for (std::size_t d = 1; d < columnX.size(); ++d) space = std::min(space, columnX[d] - columnX[d - 1]);
  return space;
}

void RiverLayout::chooseCircles(const TraceReading& reading) {
  const SearchTrace& trace = reading.trace;
  const int most = std::clamp(static_cast<int>(field.height / kCircleHeight), 1, kMostCircles);
  isCircle.assign(trace.weight.size(), 0);
  circles.resize(static_cast<std::size_t>(trace.depths));
  for (int depth = 0; depth < trace.depths; ++depth) {
    std::vector<int>& chosen = circles[static_cast<std::size_t>(depth)];
    for (int n = 0; n < trace.countAt(depth); ++n)
      if (trace.weight[trace.at(depth, n)] * static_cast<float>(trace.particles) >= kHeavy) chosen.push_back(n);
    const auto end = chosen.begin() + std::min(static_cast<std::ptrdiff_t>(chosen.size()), std::ptrdiff_t{most});
    std::partial_sort(chosen.begin(), end, chosen.end(), [&](int a, int b) {
      const float left = trace.weight[trace.at(depth, a)], right = trace.weight[trace.at(depth, b)];
      return left != right ? left > right : a < b;
    });
    chosen.erase(end, chosen.end());
    for (const int n : chosen) isCircle[trace.at(depth, n)] = 1;
  }
}

void RiverLayout::stackCrowded(const int* column, const std::uint8_t* circle, const std::vector<float>& weights,
                               float scale, Node* out) const {
  float taken = 0.0f, slices = 0.0f;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (circle[i] == 0) {
      slices += 1.0f;
      continue;
    }
    const float weight = std::isfinite(weights[i]) ? std::clamp(weights[i], 0.0f, 1.0f) : 0.0f;
    out[i].radius = std::max(scale * std::sqrt(weight), kSmallest);
    taken += 2.0f * out[i].radius;
  }
  const float half = 0.5f * std::max(field.height - taken, 0.0f) / std::max(slices, 1.0f);
  float y = field.y;
  for (std::size_t place = 0; place < weights.size(); ++place) {
    const auto i = static_cast<std::size_t>(column[place]);
    if (circle[i] == 0) out[i].radius = half;
    out[i].y = y + out[i].radius;
    y += 2.0f * out[i].radius;
  }
}

}  // namespace spolab::panel
