#include "app/studio/compare/compare_budget.h"

#include <algorithm>
#include <cmath>

namespace spolab {
namespace {

constexpr double kClose = 0.01;     ///< "equal" within this share
constexpr double kMostMoved = 0.1;  ///< how far the common number may move to fit all
constexpr double kTimeClose = 0.1;
constexpr double kLargestStep = 4.0;

std::int64_t nearestParticles(const Scalable& search, std::int64_t transitions) {
  const double exact = static_cast<double>(transitions) / static_cast<double>(search.transitionsPerUnit);
  return std::max<std::int64_t>(1, std::llround(exact));
}

double offBy(const Scalable& search, std::int64_t particles, std::int64_t transitions) {
  const auto made = static_cast<double>(particles * search.transitionsPerUnit);
  return made / static_cast<double>(transitions) - 1.0;
}

double worst(std::span<const Scalable> searches, std::int64_t transitions) {
  double largest = 0.0;
  for (const Scalable& search : searches)
    largest = std::max(largest, std::abs(offBy(search, nearestParticles(search, transitions), transitions)));
  return largest;
}

}  // namespace

EqualTransitions equalTransitions(std::span<const Scalable> searches) {
  EqualTransitions equal;
  if (searches.empty()) return equal;
  for (const Scalable& search : searches)
    equal.transitions = std::max(equal.transitions, search.particles * search.transitionsPerUnit);
  const std::int64_t wanted = equal.transitions;
  const auto reach = static_cast<std::int64_t>(kMostMoved * static_cast<double>(wanted));
  double best = worst(searches, wanted);
  // Nearest first, upwards before downwards: the first that fits is the one.
  for (std::int64_t distance = 1; distance <= reach && best > kClose; ++distance)
    for (const std::int64_t candidate : {wanted + distance, wanted - distance})
      if (const double off = worst(searches, candidate); off < best) {
        best = off;
        equal.transitions = candidate;
      }
  for (const Scalable& search : searches) {
    equal.particles.push_back(nearestParticles(search, equal.transitions));
    equal.off.push_back(offBy(search, equal.particles.back(), equal.transitions));
  }
  return equal;
}

std::int64_t particlesForTime(std::int64_t particles, double took, double wanted, std::int64_t most) {
  const double ratio = wanted / std::max(took, 1e-6);
  if (std::abs(1.0 / ratio - 1.0) <= kTimeClose) return particles;
  const double factor = std::clamp(ratio, 1.0 / kLargestStep, kLargestStep);
  return std::clamp<std::int64_t>(std::llround(static_cast<double>(particles) * factor), 1, most);
}

}  // namespace spolab
