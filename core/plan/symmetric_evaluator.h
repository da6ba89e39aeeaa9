#pragma once

#include <memory>
#include <vector>

#include "core/base/worker_pool.h"
#include "core/plan/evaluator.h"
#include "envs/env.h"

namespace spolab {

/// Asks a network about several symmetric images of each state and answers with their mean: policy logits (taken back
/// through each image's relabelling of the actions) and values. Where the images are a whole group, the answer has the
/// world's symmetry exactly, up to rounding, however unevenly the network has learned it. Costs as many rows as images.
class SymmetricEvaluator final : public Evaluator {
 public:
  /// Discrete actions without Q outputs. `images` ≥ 1 are used at most, spread over the world's list, which begins with
  /// the state itself; the bits of an answer depend on its own row only. `env` is read here, `pool` (may be null)
  /// borrowed.
  SymmetricEvaluator(std::unique_ptr<Evaluator> inner, const Env& env, std::int64_t images, WorkerPool* pool);

  [[nodiscard]] const NetworkOutputs& outputs() const override { return inner_->outputs(); }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override;
  /// A state with all its images is one row.
  [[nodiscard]] EvaluatorCounts counts() const override { return counts_; }

 private:
  void evaluatePart(std::span<const std::byte> observations, EvaluationBatch out);

  std::unique_ptr<Evaluator> inner_;
  EnvSpec spec_;
  std::vector<Symmetry> images_;
  WorkerPool* pool_;
  std::vector<std::byte> imageObservations_;  // [rows, images, observationBytes]
  std::vector<float> imagePolicy_, imageValue_;
  EvaluatorCounts counts_;
};

}  // namespace spolab
