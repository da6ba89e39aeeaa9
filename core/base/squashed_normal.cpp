#include "core/base/squashed_normal.h"

#include <cmath>
#include <numbers>

namespace spolab {
namespace {

/// log Φ(x) of the standard normal, finite far into the lower tail.
double logNormalCdf(double x) {
  if (x > -30.0) return std::log(0.5 * std::erfc(-x / std::numbers::sqrt2));
  // Mills' ratio: Φ(x) ≈ φ(x) / |x| · (1 − 1/x²); erfc would underflow here.
  return -0.5 * x * x - std::log(-x) - 0.5 * std::log(2.0 * std::numbers::pi) + std::log1p(-1.0 / (x * x));
}

}  // namespace

double squashedNormalLogDensity(double mean, double deviation, double action) {
  const double edge = 1.0 - kSquashedEdge;
  if (std::abs(action) >= edge) {
    const double z = std::atanh(edge);
    const double beyond = action > 0.0 ? (mean - z) / deviation : (-z - mean) / deviation;
    return logNormalCdf(beyond) - std::log(kSquashedEdge);
  }
  const double z = std::atanh(action);
  const double standard = (z - mean) / deviation;
  return -0.5 * standard * standard - std::log(deviation) - 0.5 * std::log(2.0 * std::numbers::pi) -
         std::log1p(-action * action);
}

}  // namespace spolab
