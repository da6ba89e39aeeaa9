#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace spolab {

/// What a random number is for. Streams never overlap, so adding draws to one leaves the others as they were.
enum class Stream : std::uint32_t {
  kReset = 1,       ///< initial states of environments
  kPropose = 2,     ///< actions of particles; sub-stream = search depth
  kResample = 3,    ///< ancestor indices; sub-stream = search depth
  kRootNoise = 4,   ///< Dirichlet noise at the root
  kAct = 5,         ///< the executed action, drawn from q̂
  kReplay = 6,      ///< which windows a gradient step sees
  kInitialise = 7,  ///< network weights; environment = parameter number
  kStatistics = 8,  ///< bootstrap confidence intervals
  kChance = 9,      ///< chances that particles meet, planner.resample_chance
  kTest = 15,       ///< random tests
};

/// Counter-based random numbers, Philox4x32-10 (Salmon et al., SC 2011): key = seed, counter = (stream, environment,
/// step, particle). Two Rngs with different coordinates are independent; the same coordinates give the same numbers on
/// every machine, whichever thread asks and in whatever order. A value type of 48 bytes; single-threaded.
class Rng {
 public:
  /// `sub` (below 4096) splits a stream further, for example by search depth. One Rng yields at most 16,384 words.
  Rng(std::uint64_t seed, Stream stream, std::uint32_t environment = 0, std::uint32_t step = 0,
      std::uint32_t particle = 0, std::uint32_t sub = 0);

  /// 32 uniform bits.
  std::uint32_t nextU32();
  /// 64 uniform bits.
  std::uint64_t nextU64();
  /// Uniform in [0, 1), 24 bits: every value is exact in float.
  float uniform();
  /// Uniform in [0, 1), 53 bits.
  double uniformDouble();
  /// Uniform integer in [0, n), n ≥ 1, without bias (Lemire's rejection).
  std::uint32_t below(std::uint32_t n);
  /// Standard normal (Box–Muller, one value per call).
  double normal();
  /// Gamma with shape > 0 and scale 1 (Marsaglia–Tsang; shapes below 1 by the power transform).
  double gamma(double shape);
  /// Index drawn in proportion to non-negative `weights` [K], K ≥ 1, with positive finite sum.
  int categorical(std::span<const float> weights);

  /// One Philox4x32-10 block, exposed for the published test vectors.
  static std::array<std::uint32_t, 4> block(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

 private:
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> words_{};
  std::uint32_t used_ = 4;
};

/// Symmetric Dirichlet(alpha) noise written to `out` [K]; sums to one. Small alpha never yields 0/0.
void dirichlet(Rng& rng, double alpha, std::span<float> out);

}  // namespace spolab
