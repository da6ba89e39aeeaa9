#include "app/studio/speed_scale.h"

#include <cmath>
#include <limits>

namespace spolab {

double speedMultiple(int position) {
  if (position >= kFastest) return std::numeric_limits<double>::infinity();
  return std::exp2((position - kNormalSpeed) / 2.0);
}

double normalStepsPerSecond(const EnvSpec& spec) { return spec.discrete() ? 1.0 : 20.0; }

}  // namespace spolab
