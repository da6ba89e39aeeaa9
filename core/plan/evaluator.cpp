#include "core/plan/evaluator.h"

#include <utility>

#include "core/base/check.h"

namespace spolab {

void Evaluator::evaluateQ(std::span<const std::byte> /*observations*/, std::span<const float> /*actions*/,
                          std::span<float> /*q*/) {
  SPOLAB_CHECK(!"this network has no Q over given actions: planners ask outputs() first");
}

void EvaluationQueue::begin(std::span<const std::byte> observations, EvaluationBatch out) {
  const int before = std::exchange(underWay_, 0);  // an Error leaves none
  evaluator_.begin(observations, out);
  underWay_ = before + 1;
}

void EvaluationQueue::finish() {
  SPOLAB_CHECK_LT(0, underWay_);
  const int before = std::exchange(underWay_, 0);
  evaluator_.finish();
  underWay_ = before - 1;
}

void EvaluationQueue::drain() noexcept {
  try {
    while (underWay_ > 0) finish();
  } catch (...) {  // nobody waits for these answers any more
    underWay_ = 0;
  }
}

}  // namespace spolab
