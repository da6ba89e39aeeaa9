#include "core/plan/distribution.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "core/base/check.h"
#include "core/base/fast_exp.h"
#include "core/plan/squashed_gaussian.h"

namespace spolab {
namespace {

/// Un-normalised weights e^{l − max} of legal actions; returns their sum, or NaN when a logit is not finite.
float exponentials(std::span<const float> logits, std::span<const std::uint8_t> mask, float* out, float& largest) {
  std::uint32_t strange = 0;
  for (const float logit : logits) {
    strange |= (std::bit_cast<std::uint32_t>(logit) & 0x7F800000u) == 0x7F800000u ? 1u : 0u;
  }
  if (strange != 0) return NAN;
  largest = -INFINITY;
  for (std::size_t a = 0; a < logits.size(); ++a) {
    if (mask.empty() || mask[a] != 0) largest = std::max(largest, logits[a]);
  }
  SPOLAB_CHECK(largest > -INFINITY);  // an environment offers at least one legal action
  float sum = 0.0f;
  const float top = largest;  // out may alias the reference, for all the compiler knows
  for (std::size_t a = 0; a < logits.size(); ++a) out[a] = expMinus(logits[a] - top);
  for (std::size_t a = 0; a < mask.size(); ++a) out[a] = mask[a] != 0 ? out[a] : 0.0f;
  for (std::size_t a = 0; a < logits.size(); ++a) sum += out[a];
  return sum;
}

}  // namespace

Categorical::Categorical(int actions) : actions_(actions) { SPOLAB_CHECK_LE(actions, kMaxActions); }

bool Categorical::sample(std::span<const float> row, std::span<const std::uint8_t> mask, Rng& rng,
                         std::span<std::byte> action) const {
  std::array<float, kMaxActions> weights;
  float largest = 0.0f;
  const float sum = exponentials(row, mask, weights.data(), largest);
  if (!std::isfinite(sum)) return false;
  float remaining = rng.uniform() * sum;
  std::int32_t chosen = -1;
  for (std::int32_t a = 0; a < actions_; ++a) {
    const float weight = weights[static_cast<std::size_t>(a)];
    if (weight <= 0.0f) continue;
    chosen = a;
    remaining -= weight;
    if (remaining < 0.0f) break;
  }
  std::memcpy(action.data(), &chosen, sizeof chosen);
  return true;
}

bool Categorical::probabilities(std::span<const float> logits, std::span<const std::uint8_t> mask,
                                std::span<float> probabilities, std::span<float> logProbabilities) {
  float largest = 0.0f;
  const float sum = exponentials(logits, mask, probabilities.data(), largest);
  if (!std::isfinite(sum)) return false;
  for (float& p : probabilities) p /= sum;
  const float logNormaliser = largest + std::log(sum);
  for (std::size_t a = 0; a < logProbabilities.size(); ++a) {
    logProbabilities[a] = mask.empty() || mask[a] != 0 ? logits[a] - logNormaliser : -INFINITY;
  }
  return true;
}

std::unique_ptr<ActionDistribution> makeDistribution(const EnvSpec& spec) {
  if (spec.discrete()) return std::make_unique<Categorical>(spec.actionCount());
  return std::make_unique<SquashedGaussian>(spec.actionDims);
}

}  // namespace spolab
