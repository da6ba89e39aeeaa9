#include "core/plan/evaluator.h"

#include "core/base/check.h"

namespace spolab {

void Evaluator::evaluateQ(std::span<const std::byte> /*observations*/, std::span<const float> /*actions*/,
                          std::span<float> /*q*/) {
  SPOLAB_CHECK(!"this network has no Q over given actions: planners ask outputs() first");
}

}  // namespace spolab
