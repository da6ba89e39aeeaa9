#pragma once

#include "core/plan/evaluator.h"
#include "envs/env.h"

namespace spolab {

/// A network that knows nothing: all logits 0 (or mean 0, deviation 1), value 0. For tests, benchmarks and the moment
/// before the first agent is there.
class UniformEvaluator final : public Evaluator {
 public:
  explicit UniformEvaluator(const EnvSpec& spec);
  [[nodiscard]] const NetworkOutputs& outputs() const override { return outputs_; }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override;
  [[nodiscard]] EvaluatorCounts counts() const override { return counts_; }

 private:
  NetworkOutputs outputs_;
  int actionDims_;
  EvaluatorCounts counts_;
};

}  // namespace spolab
