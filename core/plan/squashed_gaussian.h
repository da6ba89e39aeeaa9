#pragma once

#include "core/base/squashed_normal.h"
#include "core/plan/distribution.h"

namespace spolab {

/// a = tanh(z) per dimension, z ~ N(μ, σ²): the policy over a box [−1, 1]^D. A row holds D means, then D standard
/// deviations, all of z (NetworkOutputs). Immutable and thread-safe.
///
/// Densities stay finite at the edges, see squashedNormalLogDensity().
class SquashedGaussian final : public ActionDistribution {
 public:
  static constexpr double kEdge = kSquashedEdge;

  explicit SquashedGaussian(int dims) : dims_(dims) {}
  [[nodiscard]] int policySize() const override { return 2 * dims_; }
  bool sample(std::span<const float> row, std::span<const std::uint8_t> mask, Rng& rng,
              std::span<std::byte> action) const override;

  /// log π(a) of `action` [D] under `row` [2D].
  static double logDensity(std::span<const float> row, std::span<const float> action);
  /// log density of one dimension.
  static double logDensity(double mean, double deviation, double action) {
    return squashedNormalLogDensity(mean, deviation, action);
  }
  /// tanh(μ), the action of the unsquashed mean, written to `action` [D].
  static void mode(std::span<const float> row, std::span<float> action);

 private:
  int dims_;
};

}  // namespace spolab
