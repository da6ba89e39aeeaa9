#include "core/run/statistics.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/rng.h"

namespace spolab {

double mean(std::span<const float> x) {
  if (x.empty()) return std::nan("");
  double sum = 0.0;
  for (const float v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

double interquartileMean(std::span<const float> x) {
  if (x.empty()) return std::nan("");
  std::vector<float> sorted(x.begin(), x.end());
  std::sort(sorted.begin(), sorted.end());
  const double count = static_cast<double>(sorted.size());
  const double low = count / 4.0;
  const double high = count - low;
  double sum = 0.0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double begin = std::max(static_cast<double>(i), low);
    const double end = std::min(static_cast<double>(i + 1), high);
    if (end > begin) sum += (end - begin) * static_cast<double>(sorted[i]);
  }
  return sum / (high - low);
}

Interval bootstrapMean(std::span<const float> x, std::uint64_t seed, int replicates) {
  if (x.empty()) return {std::nan(""), std::nan("")};
  std::vector<double> means(static_cast<std::size_t>(replicates));
  for (int r = 0; r < replicates; ++r) {
    double sum = 0.0;
    std::uint32_t block = 0;
    for (std::size_t i = 0; i < x.size();) {  // a fresh counter every 4,096 draws: one Rng has a bounded period
      Rng rng(seed, Stream::kStatistics, static_cast<std::uint32_t>(r), block++);
      for (int k = 0; k < 4096 && i < x.size(); ++k, ++i) sum += x[rng.below(static_cast<std::uint32_t>(x.size()))];
    }
    means[static_cast<std::size_t>(r)] = sum / static_cast<double>(x.size());
  }
  std::sort(means.begin(), means.end());
  const auto at = [&](double q) { return means[static_cast<std::size_t>(std::lround(q * (replicates - 1)))]; };
  return {at(0.025), at(0.975)};
}

}  // namespace spolab
