#include "core/learn/returns.h"

#include "core/base/check.h"

namespace spolab {

void generalisedAdvantages(const ReturnWindow& window, double gamma, double lambda, std::span<float> advantages,
                           std::span<float> targets) {
  const std::size_t steps = window.rewards.size();
  SPOLAB_CHECK_EQ(window.valuesNext.size(), steps);
  double advantage = 0.0;
  for (std::size_t t = steps; t-- > 0;) {
    const double bootstrap = window.ended[t] != 0 ? 0.0 : gamma * static_cast<double>(window.valuesNext[t]);
    const double delta = static_cast<double>(window.rewards[t]) + bootstrap - static_cast<double>(window.values[t]);
    const bool stops = window.ended[t] != 0 || window.truncated[t] != 0;
    advantage = delta + (stops ? 0.0 : gamma * lambda * advantage);
    if (!window.failed.empty() && window.failed[t] != 0) advantage = 0.0;
    advantages[t] = static_cast<float>(advantage);
    targets[t] = static_cast<float>(advantage + static_cast<double>(window.values[t]));
  }
}

}  // namespace spolab
