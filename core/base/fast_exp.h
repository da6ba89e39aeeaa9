#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace spolab {

/// e^−|x| for finite x, within 2 units in the last place down to e^−87 ≈ 1.6e−38, never below. Branch-free, so
/// that a compiler makes wide code of a loop over it; the same bits on every processor.
inline float expMinus(float x) {
  constexpr float kRound = 12582912.0f;  // 1.5·2²³: adding it rounds to a whole number
  constexpr float kLog2E = 1.44269504f;
  constexpr float kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
  constexpr auto kLowest = std::bit_cast<std::int32_t>(-87.0f);
  // Floats below zero grow in magnitude with their bits, so whole numbers do the clamping: compilers refuse to make
  // wide code of floating-point comparisons.
  const std::int32_t bits = std::bit_cast<std::int32_t>(x) | std::numeric_limits<std::int32_t>::min();
  const auto clamped = std::bit_cast<float>(bits < kLowest ? bits : kLowest);
  const float shifted = clamped * kLog2E + kRound;
  const float n = shifted - kRound;
  const float r = (clamped - n * kLn2High) - n * kLn2Low;  // |r| ≤ ln 2 / 2
  // Taylor's polynomial of degree 7: the remainder is below 3e-9 there.
  float p = 1.0f / 5040.0f;
  p = p * r + 1.0f / 720.0f;
  p = p * r + 1.0f / 120.0f;
  p = p * r + 1.0f / 24.0f;
  p = p * r + 1.0f / 6.0f;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  // The whole number stands in the low bits of `shifted`; as an exponent it scales by 2ⁿ.
  const std::uint32_t scale = (std::bit_cast<std::uint32_t>(shifted) + 127u) << 23;
  return p * std::bit_cast<float>(scale);
}

}  // namespace spolab
