#include "core/learn/spo/spo_losses.h"

#include <algorithm>
#include <cmath>

namespace spolab {

torch::Tensor weightedLogLikelihood(const torch::Tensor& logits, const torch::Tensor& qhat) {
  return -(qhat * torch::log_softmax(logits, 1)).sum(1);
}

torch::Tensor categoricalKl(const torch::Tensor& anchorLogits, const torch::Tensor& onlineLogits) {
  const torch::Tensor anchor = torch::log_softmax(anchorLogits.detach(), 1);
  return (anchor.exp() * (anchor - torch::log_softmax(onlineLogits, 1))).sum(1);
}

torch::Tensor halfSquaredError(const torch::Tensor& values, const torch::Tensor& targets) {
  return 0.5 * (values - targets).square();
}

double softplus(double raw) { return raw > 0.0 ? raw + std::log1p(std::exp(-raw)) : std::log1p(std::exp(raw)); }

double inverseSoftplus(double y) { return y + std::log(-std::expm1(-y)); }

double softplusSlope(double raw) {
  return raw > 0.0 ? 1.0 / (1.0 + std::exp(-raw)) : std::exp(raw) / (1.0 + std::exp(raw));
}

double projectRawDual(double raw) { return std::max(raw, -18.0); }

AlphaDual alphaDual(double rawAlpha, double kl, double epsilon) {
  return {softplus(rawAlpha) * (epsilon - kl), softplusSlope(rawAlpha) * (epsilon - kl)};
}

}  // namespace spolab
