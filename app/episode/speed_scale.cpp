#include "app/episode/speed_scale.h"

#include <cmath>
#include <limits>

namespace spolab {
namespace {

constexpr double kBodyStepsPerSecond = 20.0;  ///< of a body that does not tell the pace of its control

}  // namespace

double speedMultiple(int position) {
  if (position >= kFastest) return std::numeric_limits<double>::infinity();
  return std::exp2((position - kNormalSpeed) / 2.0);
}

double normalStepsPerSecond(const EnvSpec& spec) {
  if (spec.discrete()) return 1.0;
  return spec.secondsPerStep > 0.0 ? 1.0 / spec.secondsPerStep : kBodyStepsPerSecond;
}

}  // namespace spolab
