#pragma once

#include <cstdint>
#include <span>

namespace spolab {

/// One window of T consecutive steps of one environment.
struct ReturnWindow {
  std::span<const float> rewards;             ///< [T]
  std::span<const float> values;              ///< [T] V(s_t)
  std::span<const float> valuesNext;          ///< [T] V of the true next state, before any reset
  std::span<const std::uint8_t> ended;        ///< [T] nothing further can be earned: V(next) counts as 0
  std::span<const std::uint8_t> truncated;    ///< [T] cut off by the time limit: V(next) counts, the trace stops
  std::span<const std::uint8_t> failed = {};  ///< [T] broken steps: advantage 0, the trace stops; empty: none
};

/// Generalised advantage estimate (Schulman et al. 2016, eq. 16) with truncations:
/// δ_t = r_t + γ(1−ended)·V(next_t) − V(s_t); A_t = δ_t + γλ·A_{t+1} unless the episode stops at t; A_T = 0.
/// Writes advantages [T] and targets A_t + V(s_t) [T].
void generalisedAdvantages(const ReturnWindow& window, double gamma, double lambda, std::span<float> advantages,
                           std::span<float> targets);

}  // namespace spolab
