#include "core/learn/spo/gaussian_losses.h"

#include <cmath>
#include <numbers>

#include "core/plan/squashed_gaussian.h"

namespace spolab {

torch::Tensor squashedLogDensity(const torch::Tensor& mean, const torch::Tensor& deviation,
                                 const torch::Tensor& action) {
  constexpr double kEdge = SquashedGaussian::kEdge;
  const double limit = 1.0 - kEdge;
  const double edge = std::atanh(limit);
  const torch::Tensor inside = action.clamp(-limit, limit);
  const torch::Tensor standard = (torch::atanh(inside) - mean) / deviation;
  const torch::Tensor interior = -0.5 * standard.square() - deviation.log() - 0.5 * std::log(2.0 * std::numbers::pi) -
                                 torch::log1p(-inside.square());
  const torch::Tensor atEdge = action.abs() >= limit;
  if (!atEdge.any().item<bool>()) return interior;
  // The argument is negative where the mass lies on the other side; log Φ is stable in its lower tail.
  const torch::Tensor beyond = (action.sign() * mean - edge) / deviation;
  return torch::where(atEdge, at::special_log_ndtr(beyond) - std::log(kEdge), interior);
}

torch::Tensor meanKl(const torch::Tensor& anchorMean, const torch::Tensor& anchorDeviation,
                     const torch::Tensor& onlineMean) {
  return (anchorMean - onlineMean).square() / (2.0 * anchorDeviation.square());
}

torch::Tensor spreadKl(const torch::Tensor& anchorDeviation, const torch::Tensor& onlineDeviation) {
  return (onlineDeviation / anchorDeviation).log() + anchorDeviation.square() / (2.0 * onlineDeviation.square()) - 0.5;
}

}  // namespace spolab
