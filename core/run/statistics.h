#pragma once

#include <cstdint>
#include <span>

namespace spolab {

double mean(std::span<const float> x);

/// Interquartile mean: the mean of the middle half, with fractional weights where the count is not divisible by four
/// (Agarwal et al. 2021). NaN when empty.
double interquartileMean(std::span<const float> x);

struct Interval {
  double low = 0.0, high = 0.0;
};
/// 95 % percentile bootstrap of the mean over `replicates` resamples with replacement. NaN when empty.
Interval bootstrapMean(std::span<const float> x, std::uint64_t seed, int replicates = 2000);

}  // namespace spolab
