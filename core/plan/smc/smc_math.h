#pragma once

#include <cstdint>
#include <span>

#include "core/base/rng.h"

/// The equations of the SMC search, one function each, over spans. Natural logarithms throughout.
namespace spolab {

/// log Σ exp(x), safe for large and −∞ entries; −∞ when all are.
double logSumExp(std::span<const float> x);

/// probabilities = softmax(logits) [K]; entries of −∞ get 0. At least one entry is finite.
void softmax(std::span<const float> logits, std::span<float> probabilities);

/// One-step search advantage δ = r + γ·V(s′) − V(s), V(s′) = 0 once ended (SPO eq. 8 with the critic's discount).
inline float searchAdvantage(float reward, float gamma, float valueNext, float value) {
  return reward + gamma * valueNext - value;
}

/// Effective sample size 1 / Σ w² of normalised weights [N].
float effectiveSampleSize(std::span<const float> weights);

/// −Σ w log w of normalised weights [N].
float entropy(std::span<const float> weights);

/// KL(p ‖ q) of two probability vectors [K]; terms with p = 0 count 0.
double klDivergence(std::span<const float> p, std::span<const float> q);

/// q̂ as a vector over actions: Σ of the weights of the atoms with that action (SPO Algorithm 1, last line).
/// actions [N] as int32, weights [N] → qhat [A].
void groupByAction(std::span<const std::int32_t> actions, std::span<const float> weights, std::span<float> qhat);

/// Root proposal π̃ = (1 − f)·π + f·ν with ν ~ Dirichlet(alpha) over the actions with π > 0 (SPO §4; AlphaZero).
/// prior [A] → proposal [A].
void mixRootNoise(std::span<const float> prior, double fraction, double alpha, Rng& rng, std::span<float> proposal);

/// The temperature's dual and its slope.
struct TemperatureDual {
  double loss = 0.0;  ///< L_η = η·(ε_η + log (1/N) Σ_n ρ_n e^{X_n/η})
  double gradient = 0.0;  ///< dL/dη = ε_η − KL(softmax(log ρ + X/η) ‖ uniform), where ρ = 1; see temperatureDual()
};
/// SPO eq. 9 for one state: advantages X [N] in pre-resampling order, logRatios log ρ [N] (empty: all 0), η > 0. A
/// ratio of −∞ leaves its particle out, also of the count N; not all may be so.
TemperatureDual temperatureDual(std::span<const float> advantages, std::span<const float> logRatios, double eta,
                                double epsilon);

/// Multinomial resampling: N indices drawn independently in proportion to weights [N].
void resampleMultinomial(std::span<const float> weights, Rng& rng, std::span<std::int32_t> indices);
/// Systematic resampling: one uniform, N evenly spaced pointers; each index appears ⌊N·w⌋ or ⌈N·w⌉ times.
void resampleSystematic(std::span<const float> weights, Rng& rng, std::span<std::int32_t> indices);

}  // namespace spolab
