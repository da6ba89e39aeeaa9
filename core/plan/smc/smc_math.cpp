#include "core/plan/smc/smc_math.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/base/check.h"

namespace spolab {

double logSumExp(std::span<const float> x) {
  const float largest = *std::max_element(x.begin(), x.end());
  if (!std::isfinite(largest)) return largest;
  double sum = 0.0;
  for (const float v : x) sum += std::exp(static_cast<double>(v - largest));
  return static_cast<double>(largest) + std::log(sum);
}

void softmax(std::span<const float> logits, std::span<float> probabilities) {
  const float largest = *std::max_element(logits.begin(), logits.end());
  float sum = 0.0f;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    probabilities[i] = std::exp(logits[i] - largest);
    sum += probabilities[i];
  }
  const float scale = 1.0f / sum;
  for (float& p : probabilities) p *= scale;
}

float effectiveSampleSize(std::span<const float> weights) {
  double squares = 0.0;
  for (const float w : weights) squares += static_cast<double>(w) * w;
  return static_cast<float>(1.0 / squares);
}

float entropy(std::span<const float> weights) {
  double sum = 0.0;
  for (const float w : weights) {
    if (w > 0.0f) sum -= static_cast<double>(w) * std::log(static_cast<double>(w));
  }
  return static_cast<float>(sum);
}

double klDivergence(std::span<const float> p, std::span<const float> q) {
  double sum = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] > 0.0f) sum += static_cast<double>(p[i]) * std::log(static_cast<double>(p[i]) / static_cast<double>(q[i]));
  }
  return sum;
}

void groupByAction(std::span<const std::int32_t> actions, std::span<const float> weights, std::span<float> qhat) {
  std::fill(qhat.begin(), qhat.end(), 0.0f);
  for (std::size_t n = 0; n < actions.size(); ++n) qhat[static_cast<std::size_t>(actions[n])] += weights[n];
}

void mixRootNoise(std::span<const float> prior, double fraction, double alpha, Rng& rng, std::span<float> proposal) {
  // Noise over the legal actions only: those to which the prior gives any mass.
  const auto legal = static_cast<std::size_t>(std::count_if(prior.begin(), prior.end(), [](float p) { return p > 0; }));
  dirichlet(rng, alpha, proposal.first(legal));
  std::size_t next = legal;
  for (std::size_t a = prior.size(); a-- > 0;) {  // backwards, so that the packed noise is not overwritten before use
    const float noise = prior[a] > 0.0f ? proposal[--next] : 0.0f;
    proposal[a] = static_cast<float>((1.0 - fraction) * prior[a] + fraction * noise);
  }
}

TemperatureDual temperatureDual(std::span<const float> advantages, std::span<const float> logRatios, double eta,
                                double epsilon) {
  double largest = -INFINITY;
  const auto exponent = [&](std::size_t i) {
    return static_cast<double>(advantages[i]) / eta + (logRatios.empty() ? 0.0 : static_cast<double>(logRatios[i]));
  };
  std::size_t n = 0;
  for (std::size_t i = 0; i < advantages.size(); ++i) {
    largest = std::max(largest, exponent(i));
    if (std::isfinite(exponent(i))) ++n;
  }
  double sum = 0.0;
  double weighted = 0.0;  // Σ e^{…} X
  for (std::size_t i = 0; i < advantages.size(); ++i) {
    const double e = std::exp(exponent(i) - largest);
    sum += e;
    weighted += e * static_cast<double>(advantages[i]);
  }
  const double logMean = largest + std::log(sum) - std::log(static_cast<double>(n));
  // d/dη [η·(ε + log mean)] = ε + log mean − E_w[X]/η; with ρ = 1 this is ε − KL(w ‖ uniform).
  return {eta * (epsilon + logMean), epsilon + logMean - weighted / sum / eta};
}

void resampleMultinomial(std::span<const float> weights, Rng& rng, std::span<std::int32_t> indices) {
  thread_local std::vector<double> cumulative;
  cumulative.clear();
  double total = 0.0;
  for (const float weight : weights) cumulative.push_back(total += weight);
  SPOLAB_CHECK(total > 0.0 && std::isfinite(total));
  for (std::int32_t& index : indices) {
    // The first sum above the pointer: never that of a weight of zero, which adds nothing.
    auto at = std::upper_bound(cumulative.begin(), cumulative.end(), rng.uniformDouble() * total);
    if (at == cumulative.end()) at = std::lower_bound(cumulative.begin(), cumulative.end(), total);
    index = static_cast<std::int32_t>(at - cumulative.begin());
  }
}

void resampleSystematic(std::span<const float> weights, Rng& rng, std::span<std::int32_t> indices) {
  double total = 0.0;
  for (const float w : weights) total += w;
  const double spacing = total / static_cast<double>(indices.size());
  const double start = rng.uniformDouble() * spacing;
  double cumulative = weights[0];
  std::size_t i = 0;
  for (std::size_t n = 0; n < indices.size(); ++n) {
    const double pointer = start + static_cast<double>(n) * spacing;
    while (cumulative <= pointer && i + 1 < weights.size()) cumulative += weights[++i];
    indices[n] = static_cast<std::int32_t>(i);
  }
}

}  // namespace spolab
