#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace spolab {

/// Running mean and spread of the float part of observations (Welford's update, in double): what
/// `network.normalise` standardises with. Single-threaded.
class ObservationMoments {
 public:
  ObservationMoments(std::size_t floats, std::size_t observationBytes);

  /// observations [B, observationBytes], in the order in which they shall count.
  void absorb(std::span<const std::byte> observations);
  /// Starts as though `count` observations of this mean and scale had been seen.
  void startFrom(std::span<const float> mean, std::span<const float> scale, double count);

  [[nodiscard]] double count() const { return values_[0]; }
  void writeMean(std::span<float> out) const;
  /// 1 / √(variance + 1e-4).
  void writeScale(std::span<float> out) const;

  /// Count, means, sums of squared deviations: all that a checkpoint needs.
  [[nodiscard]] std::span<double> values() { return values_; }
  [[nodiscard]] std::span<const double> values() const { return values_; }

 private:
  std::size_t floats_, observationBytes_;
  std::vector<double> values_;  ///< [1 + 2·floats]
};

}  // namespace spolab
