#pragma once

#include <memory>
#include <vector>

#include "core/base/worker_pool.h"
#include "core/nn/network.h"
#include "core/plan/evaluator.h"

namespace spolab {

/// Rows per piece on the CPU. BLAS rounds differently for other sizes, so every piece has exactly this many rows, the
/// last one padded: a row's bits then depend on its observation and the parameters alone.
inline constexpr std::int64_t kTileRows = 64;

/// A network by LibTorch. On the CPU: tiles split over the pool, each with single-threaded BLAS. On CUDA: whole
/// batches.
class TorchEvaluator final : public Evaluator {
 public:
  /// Parameters are shared, not copied: whoever changes them calls setParameters. `pool` is borrowed and may be null.
  TorchEvaluator(const Network& network, ParameterSet parameters, const torch::Device& device, WorkerPool* pool);

  void setParameters(ParameterSet parameters);
  [[nodiscard]] const NetworkOutputs& outputs() const override { return outputs_; }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override;
  [[nodiscard]] EvaluatorCounts counts() const override { return counts_; }

 private:
  void evaluateTile(std::span<const std::byte> observations, std::int64_t first, std::int64_t rows,
                    const EvaluationBatch& out, std::vector<std::byte>& padded) const;

  Network network_;
  ParameterSet parameters_;
  torch::Device device_;
  WorkerPool* pool_;
  NetworkOutputs outputs_;
  EvaluatorCounts counts_;
  std::vector<std::vector<std::byte>> padded_;  // one buffer per worker
};

}  // namespace spolab
