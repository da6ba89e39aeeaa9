#include "core/plan/squashed_gaussian.h"

#include <cmath>

#include "core/base/check.h"

namespace spolab {

bool SquashedGaussian::sample(std::span<const float> row, std::span<const std::uint8_t> /*mask*/, Rng& rng,
                              std::span<std::byte> action) const {
  const auto dims = static_cast<std::size_t>(dims_);
  SPOLAB_CHECK_EQ(action.size(), dims * sizeof(float));
  for (std::size_t d = 0; d < dims; ++d) {
    const double z = static_cast<double>(row[d]) + static_cast<double>(row[dims + d]) * rng.normal();
    if (!std::isfinite(z)) return false;
    const auto a = static_cast<float>(std::tanh(z));
    std::memcpy(&action[d * sizeof a], &a, sizeof a);
  }
  return true;
}

double SquashedGaussian::logDensity(std::span<const float> row, std::span<const float> action) {
  double sum = 0.0;
  for (std::size_t d = 0; d < action.size(); ++d) {
    sum += logDensity(static_cast<double>(row[d]), static_cast<double>(row[action.size() + d]),
                      static_cast<double>(action[d]));
  }
  return sum;
}

void SquashedGaussian::mode(std::span<const float> row, std::span<float> action) {
  for (std::size_t d = 0; d < action.size(); ++d) action[d] = std::tanh(row[d]);
}

}  // namespace spolab
