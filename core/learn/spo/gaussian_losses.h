#pragma once

#include <torch/torch.h>

/// The M-step of SPO for squashed Gaussian policies, one function per equation. Means and deviations are those before
/// squashing; see core/plan/squashed_gaussian.h for the distribution.
namespace spolab {

/// log density of a = tanh(z), z ~ N(mean, deviation²), per dimension; all shapes broadcast. Within kEdge of ±1 an
/// action stands for all of the mass beyond. Values and gradients in mean and deviation are finite everywhere.
torch::Tensor squashedLogDensity(const torch::Tensor& mean, const torch::Tensor& deviation,
                                 const torch::Tensor& action);

/// (μ' − μ)² / 2σ² with the anchor's σ: the part of KL(anchor ‖ online) that its mean makes, per dimension [S, D]
/// (MPO Appendix D; SPO Appendix D).
torch::Tensor meanKl(const torch::Tensor& anchorMean, const torch::Tensor& anchorDeviation,
                     const torch::Tensor& onlineMean);

/// log(σ'/σ) + σ²/2σ'² − ½: the part that the spread makes, per dimension [S, D].
torch::Tensor spreadKl(const torch::Tensor& anchorDeviation, const torch::Tensor& onlineDeviation);

}  // namespace spolab
