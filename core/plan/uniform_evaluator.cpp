#include "core/plan/uniform_evaluator.h"

#include <algorithm>

namespace spolab {

UniformEvaluator::UniformEvaluator(const EnvSpec& spec)
    : outputs_{spec.discrete() ? spec.actionCount() : 2 * spec.actionDims, false}, actionDims_(spec.actionDims) {}

void UniformEvaluator::evaluate(std::span<const std::byte> /*observations*/, EvaluationBatch out) {
  std::fill(out.value.begin(), out.value.end(), 0.0f);
  const auto size = static_cast<std::size_t>(outputs_.policySize);
  for (std::size_t i = 0; i < out.policy.size(); ++i) {
    out.policy[i] = actionDims_ > 0 && i % size >= static_cast<std::size_t>(actionDims_) ? 1.0f : 0.0f;
  }
  counts_.asked += out.value.size();
  counts_.evaluated += out.value.size();
}

}  // namespace spolab
