#pragma once

#include <torch/torch.h>

/// The M-step of SPO for categorical policies, one function per equation.
namespace spolab {

/// L_π = −Σ_a q̂(a|s) log π(a|s) per state [S] (SPO eq. 11). logits [S, A], qhat [S, A].
torch::Tensor weightedLogLikelihood(const torch::Tensor& logits, const torch::Tensor& qhat);

/// KL(anchor ‖ online) per state [S] (SPO eq. 10's constraint). Both logits [S, A]; gradient in `onlineLogits` only.
torch::Tensor categoricalKl(const torch::Tensor& anchorLogits, const torch::Tensor& onlineLogits);

/// ½ (V(s) − target)² per state [S]. values [S], targets [S].
torch::Tensor halfSquaredError(const torch::Tensor& values, const torch::Tensor& targets);

/// y = softplus(raw) = log(1 + e^raw) of a dual.
double softplus(double raw);
/// raw = y + log(−expm1(−y)): finite for large y.
double inverseSoftplus(double y);
/// d softplus / d raw.
double softplusSlope(double raw);
/// Projection after every step: raw ≥ −18, that is a dual of at least 1.5e−8.
double projectRawDual(double raw);

/// Dual of the KL bound: loss α·(ε_α − KL) and its slope in the raw parameter (SPO Appendix D).
struct AlphaDual {
  double loss = 0.0;
  double rawGradient = 0.0;
};
AlphaDual alphaDual(double rawAlpha, double kl, double epsilon);

}  // namespace spolab
