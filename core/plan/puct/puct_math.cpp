#include "core/plan/puct/puct_math.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace spolab {

void puctScores(const PuctNode& node, const PuctConstants& constants, std::span<float> scores) {
  float low = node.value, high = node.value;
  for (std::size_t a = 0; a < scores.size(); ++a) {
    if (node.actionVisits[a] == 0) continue;
    low = std::min(low, node.actionValues[a]);
    high = std::max(high, node.actionValues[a]);
  }
  const float range = std::max(high - low, static_cast<float>(constants.leastRange));
  const double visits = node.visits;
  const auto exploration =
      static_cast<float>(std::sqrt(visits) * (constants.c1 + std::log((visits + constants.c2 + 1.0) / constants.c2)));
  for (std::size_t a = 0; a < scores.size(); ++a) {
    if (node.prior[a] < 0.0f) {
      scores[a] = -std::numeric_limits<float>::infinity();
      continue;
    }
    const float value = node.actionVisits[a] == 0 ? 0.0f : (node.actionValues[a] - low) / range;
    scores[a] = value + node.prior[a] * exploration / static_cast<float>(1 + node.actionVisits[a]);
  }
}

void visitShares(std::span<const std::int32_t> visits, double temperature, std::span<float> shares) {
  const auto most = static_cast<double>(*std::max_element(visits.begin(), visits.end()));
  double total = 0.0;
  for (std::size_t a = 0; a < visits.size(); ++a) {
    // In proportion to the most visited one, so that no power overflows.
    const double power = visits[a] == 0 ? 0.0 : std::pow(static_cast<double>(visits[a]) / most, 1.0 / temperature);
    shares[a] = static_cast<float>(power);
    total += power;
  }
  for (float& share : shares) share = static_cast<float>(static_cast<double>(share) / total);
}

}  // namespace spolab
