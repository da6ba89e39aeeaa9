#include "render/panels/atom_density.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "render/panels/action_bars.h"

namespace spolab::panel {

AtomDensity::AtomDensity(const TraceReading& reading) {
  const SearchTrace& trace = reading.trace;
  const std::size_t atoms =
      trace.actionBytes == 0 ? 0 : std::min(trace.weights.size(), trace.rootActions.size() / trace.actionBytes);
  lastRow_ = trace.at(trace.depths - 1, 0);
  means.assign(static_cast<std::size_t>(trace.actionDims), 0.0f);
  for (std::size_t n = 0; n < atoms; ++n) {
    parts.push_back(
        partsOf(std::span(trace.rootActions).subspan(n * trace.actionBytes, trace.actionBytes), trace.actionDims));
    for (std::size_t d = 0; d < means.size(); ++d) means[d] += trace.weights[n] * parts.back()[d];
  }
  dots.resize(std::min(atoms, static_cast<std::size_t>(trace.particles)));
  std::iota(dots.begin(), dots.end(), 0);
  if (dots.size() <= kMostDots) return;
  std::partial_sort(dots.begin(), dots.begin() + kHeaviest, dots.end(), [&](int a, int b) {
    const float left = trace.weights[static_cast<std::size_t>(a)], right = trace.weights[static_cast<std::size_t>(b)];
    return left != right ? left > right : a < b;
  });
  dots.resize(kHeaviest);
  bins.assign(means.size() * kBins, {});
}

int AtomDensity::binOf(float part) {
  const float place = 0.5f * ((std::isfinite(part) ? std::clamp(part, -1.0f, 1.0f) : 0.0f) + 1.0f);
  return std::min(static_cast<int>(place * kBins), kBins - 1);
}

bool AtomDensity::inFocus(std::size_t atom) const {
  if (!focus_) return false;
  const RiverFocus::Kin kin = (*focus_)[lastRow_ + atom];
  return kin == RiverFocus::Kin::kLine || kin == RiverFocus::Kin::kAfter;
}

void AtomDensity::update(const TraceReading& reading, const PanelState& state, const Theme& theme) {
  const FocusKey key = FocusKey::of(reading, state);
  if (focus_ && focus_->key() == key && colour_ == state.colour && dark_ == theme.isDark) return;
  focus_.emplace(reading, key);
  colour_ = state.colour;
  dark_ = theme.isDark;
  if (bins.empty()) return;
  const SearchTrace& trace = reading.trace;
  std::vector<std::uint8_t> isDot(parts.size(), 0);
  for (const int n : dots) isDot[static_cast<std::size_t>(n)] = 1;
  std::vector<Colour> sums(bins.size(), Colour{0, 0, 0, 0});
  bins.assign(bins.size(), {});
  for (std::size_t n = 0; n < isDot.size() && n < static_cast<std::size_t>(trace.particles); ++n) {
    const Colour colour = reading.colour(trace.depths - 1, static_cast<int>(n), state.colour, theme);
    const float weight = std::max(trace.weights[n], 0.0f);
    for (std::size_t d = 0; d < means.size(); ++d) {
      const std::size_t b = d * kBins + static_cast<std::size_t>(binOf(parts[n][d]));
      Bin& bin = bins[b];
      if (bin.heaviest < 0 || weight > trace.weights[static_cast<std::size_t>(bin.heaviest)])
        bin.heaviest = static_cast<int>(n);
      if (isDot[n] != 0) continue;
      bin.weight += weight;
      bin.focused += inFocus(n) ? weight : 0.0f;
      sums[b] = {sums[b].r + weight * colour.r, sums[b].g + weight * colour.g, sums[b].b + weight * colour.b, 1};
    }
  }
  fullest.assign(means.size(), 1e-12f);
  for (std::size_t b = 0; b < bins.size(); ++b) {
    const float weight = std::max(bins[b].weight, 1e-12f);
    bins[b].colour = {sums[b].r / weight, sums[b].g / weight, sums[b].b / weight, 1};
    fullest[b / kBins] = std::max(fullest[b / kBins], bins[b].weight);
  }
}

}  // namespace spolab::panel
