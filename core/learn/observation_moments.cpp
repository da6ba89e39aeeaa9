#include "core/learn/observation_moments.h"

#include <cmath>
#include <cstring>

namespace spolab {
namespace {

constexpr double kSmallestVariance = 1e-4;

}  // namespace

ObservationMoments::ObservationMoments(std::size_t floats, std::size_t observationBytes)
    : floats_(floats), observationBytes_(observationBytes), values_(1 + 2 * floats, 0.0) {}

void ObservationMoments::absorb(std::span<const std::byte> observations) {
  double* mean = &values_[1];
  double* squares = mean + floats_;
  for (std::size_t at = 0; at < observations.size(); at += observationBytes_) {
    values_[0] += 1.0;
    for (std::size_t i = 0; i < floats_; ++i) {
      float x = 0.0f;
      std::memcpy(&x, &observations[at + i * sizeof x], sizeof x);
      const double before = static_cast<double>(x) - mean[i];
      mean[i] += before / values_[0];
      squares[i] += before * (static_cast<double>(x) - mean[i]);
    }
  }
}

void ObservationMoments::startFrom(std::span<const float> mean, std::span<const float> scale, double count) {
  values_[0] = count;
  for (std::size_t i = 0; i < floats_; ++i) {
    const auto s = static_cast<double>(scale[i]);
    values_[1 + i] = static_cast<double>(mean[i]);
    values_[1 + floats_ + i] = count * std::max(1.0 / (s * s) - kSmallestVariance, 0.0);
  }
}

void ObservationMoments::writeMean(std::span<float> out) const {
  for (std::size_t i = 0; i < floats_; ++i) out[i] = static_cast<float>(values_[1 + i]);
}

void ObservationMoments::writeScale(std::span<float> out) const {
  for (std::size_t i = 0; i < floats_; ++i) {
    const double variance = count() > 0.0 ? values_[1 + floats_ + i] / count() : 1.0;
    out[i] = static_cast<float>(1.0 / std::sqrt(variance + kSmallestVariance));
  }
}

}  // namespace spolab
