#include "core/plan/squashed_gaussian.h"

#include <cmath>
#include <numbers>

#include "core/base/check.h"

namespace spolab {
namespace {

/// log Φ(x) of the standard normal, finite far into the lower tail.
double logNormalCdf(double x) {
  if (x > -30.0) return std::log(0.5 * std::erfc(-x / std::numbers::sqrt2));
  // Mills' ratio: Φ(x) ≈ φ(x) / |x| · (1 − 1/x²); erfc would underflow here.
  return -0.5 * x * x - std::log(-x) - 0.5 * std::log(2.0 * std::numbers::pi) + std::log1p(-1.0 / (x * x));
}

}  // namespace

bool SquashedGaussian::sample(std::span<const float> row, std::span<const std::uint8_t> /*mask*/, Rng& rng,
                              std::span<std::byte> action) const {
  const auto dims = static_cast<std::size_t>(dims_);
  SPOLAB_CHECK_EQ(action.size(), dims * sizeof(float));
  for (std::size_t d = 0; d < dims; ++d) {
    const double z = static_cast<double>(row[d]) + static_cast<double>(row[dims + d]) * rng.normal();
    if (!std::isfinite(z)) return false;
    const auto a = static_cast<float>(std::tanh(z));
    std::memcpy(&action[d * sizeof a], &a, sizeof a);
  }
  return true;
}

double SquashedGaussian::logDensity(double mean, double deviation, double action) {
  const double edge = 1.0 - kEdge;
  if (std::abs(action) >= edge) {
    const double z = std::atanh(edge);
    const double beyond = action > 0.0 ? (mean - z) / deviation : (-z - mean) / deviation;
    return logNormalCdf(beyond) - std::log(kEdge);
  }
  const double z = std::atanh(action);
  const double standard = (z - mean) / deviation;
  return -0.5 * standard * standard - std::log(deviation) - 0.5 * std::log(2.0 * std::numbers::pi) -
         std::log1p(-action * action);
}

double SquashedGaussian::logDensity(std::span<const float> row, std::span<const float> action) {
  double sum = 0.0;
  for (std::size_t d = 0; d < action.size(); ++d) {
    sum += logDensity(static_cast<double>(row[d]), static_cast<double>(row[action.size() + d]),
                      static_cast<double>(action[d]));
  }
  return sum;
}

void SquashedGaussian::mode(std::span<const float> row, std::span<float> action) {
  for (std::size_t d = 0; d < action.size(); ++d) action[d] = std::tanh(row[d]);
}

}  // namespace spolab
