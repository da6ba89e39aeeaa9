#pragma once

#include <cstdint>

namespace spolab::snake {

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): a counter that advances by a constant, scrambled on the way out.
/// Eight bytes inside the state are the whole generator, so a copy of the state draws the same numbers.
inline constexpr std::uint64_t kChanceStride = 0x9E3779B97F4A7C15u;

constexpr std::uint64_t scrambled(std::uint64_t counter) {
  counter = (counter ^ (counter >> 30)) * 0xBF58476D1CE4E5B9u;
  counter = (counter ^ (counter >> 27)) * 0x94D049BB133111EBu;
  return counter ^ (counter >> 31);
}

/// 32 uniform bits.
constexpr std::uint32_t nextChance(std::uint64_t& stream) {
  stream += kChanceStride;
  return static_cast<std::uint32_t>(scrambled(stream) >> 32);
}

/// Uniform integer in [0, n), n ≥ 1, without bias (Lemire's rejection).
constexpr std::uint32_t chanceBelow(std::uint64_t& stream, std::uint32_t n) {
  std::uint64_t product = std::uint64_t{nextChance(stream)} * n;
  if (static_cast<std::uint32_t>(product) < n) [[unlikely]] {
    const std::uint32_t threshold = (0u - n) % n;
    while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{nextChance(stream)} * n;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

}  // namespace spolab::snake
