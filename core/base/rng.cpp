#include "core/base/rng.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/check.h"

namespace spolab {
namespace {

constexpr std::uint32_t kSubLimit = 1u << 12;
constexpr std::uint32_t kBlockLimit = 1u << 12;

/// log of a Gamma(shape) variate: finite even where the variate itself would underflow.
double logGamma(Rng& rng, double shape) {
  if (shape >= 1.0) return std::log(rng.gamma(shape));
  const double boosted = std::log(rng.gamma(shape + 1.0));
  return boosted + std::log1p(-rng.uniformDouble()) / shape;
}

}  // namespace

Rng::Rng(std::uint64_t seed, Stream stream, std::uint32_t environment, std::uint32_t step, std::uint32_t particle,
         std::uint32_t sub)
    : counter_{(static_cast<std::uint32_t>(stream) << 24) | (sub << 12), environment, step, particle},
      key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)} {
  SPOLAB_CHECK_LT(sub, kSubLimit);
}

std::array<std::uint32_t, 4> Rng::block(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  constexpr std::uint64_t kMultiplierA = 0xD2511F53;
  constexpr std::uint64_t kMultiplierB = 0xCD9E8D57;
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = kMultiplierA * counter[0];
    const std::uint64_t b = kMultiplierB * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

std::uint32_t Rng::nextU32() {
  if (used_ == 4) {
    words_ = block(counter_, key_);
    SPOLAB_CHECK((counter_[0] & (kBlockLimit - 1)) != kBlockLimit - 1);
    ++counter_[0];
    used_ = 0;
  }
  return words_[used_++];
}

std::uint64_t Rng::nextU64() {
  const std::uint64_t low = nextU32();
  return low | (static_cast<std::uint64_t>(nextU32()) << 32);
}

float Rng::uniform() { return static_cast<float>(nextU32() >> 8) * 0x1.0p-24f; }

double Rng::uniformDouble() { return static_cast<double>(nextU64() >> 11) * 0x1.0p-53; }

std::uint32_t Rng::below(std::uint32_t n) {
  SPOLAB_CHECK_LT(0u, n);
  const std::uint32_t threshold = (0u - n) % n;
  for (;;) {
    const std::uint64_t product = static_cast<std::uint64_t>(nextU32()) * n;
    if (static_cast<std::uint32_t>(product) >= threshold) return static_cast<std::uint32_t>(product >> 32);
  }
}

double Rng::normal() {
  const double radius = std::sqrt(-2.0 * std::log1p(-uniformDouble()));
  return radius * std::cos(2.0 * std::numbers::pi * uniformDouble());
}

double Rng::gamma(double shape) {
  SPOLAB_CHECK(shape > 0.0);
  if (shape < 1.0) return std::exp(logGamma(*this, shape));
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = normal();
    const double v = std::pow(1.0 + c * x, 3);
    if (v <= 0.0) continue;
    if (std::log1p(-uniformDouble()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

int Rng::categorical(std::span<const float> weights) {
  double total = 0.0;
  for (const float weight : weights) total += weight;
  SPOLAB_CHECK(total > 0.0 && std::isfinite(total));
  double remaining = uniformDouble() * total;
  int last = 0;
  for (int i = 0; i < static_cast<int>(weights.size()); ++i) {
    if (weights[i] <= 0.0f) continue;
    last = i;
    remaining -= weights[i];
    if (remaining < 0.0) break;
  }
  return last;
}

void dirichlet(Rng& rng, double alpha, std::span<float> out) {
  double largest = -INFINITY;
  std::array<double, 512> logs{};
  SPOLAB_CHECK_LE(out.size(), logs.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    logs[i] = logGamma(rng, alpha);
    largest = std::max(largest, logs[i]);
  }
  double total = 0.0;
  for (std::size_t i = 0; i < out.size(); ++i) total += std::exp(logs[i] - largest);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(std::exp(logs[i] - largest) / total);
}

}  // namespace spolab
