#pragma once

#include <deque>
#include <vector>

#include <c10/core/Event.h>

#include "core/base/worker_pool.h"
#include "core/nn/network.h"
#include "core/plan/evaluator.h"

namespace spolab {

/// Rows per piece on the CPU. BLAS rounds differently for other sizes, so every piece has exactly this many rows, the
/// last one padded: a row's bits then depend on its observation and the parameters alone.
inline constexpr std::int64_t kTileRows = 64;

/// A network by LibTorch. On the CPU: tiles split over the pool, each with single-threaded BLAS. On CUDA: whole
/// batches, in the order in which they were begun, through pinned memory both ways; the caller waits in finish() only.
class TorchEvaluator final : public Evaluator {
 public:
  /// Parameters are shared, not copied: whoever changes them calls setParameters. `pool` is borrowed and may be null.
  TorchEvaluator(const Network& network, ParameterSet parameters, const torch::Device& device, WorkerPool* pool);

  void setParameters(ParameterSet parameters);
  [[nodiscard]] const NetworkOutputs& outputs() const override { return outputs_; }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override;
  [[nodiscard]] int batchesAtOnce(std::size_t rows) const override;
  void begin(std::span<const std::byte> observations, EvaluationBatch out) override;
  void finish() override;
  [[nodiscard]] EvaluatorCounts counts() const override { return counts_; }

 private:
  /// A batch that the device works on.
  struct Flight {
    EvaluationBatch out;
    torch::Tensor rows;  ///< [B, policySize + 1] policy and value, or [B, 1] value; in the processor's memory
    c10::Event arrived;  ///< once `rows` are filled in
  };
  void evaluateOnProcessor(std::span<const std::byte> observations, EvaluationBatch out);
  void evaluateTile(std::span<const std::byte> observations, std::int64_t first, std::int64_t rows,
                    const EvaluationBatch& out, std::vector<std::byte>& padded) const;
  [[nodiscard]] Flight launch(std::span<const std::byte> observations, EvaluationBatch out) const;
  void land(const Flight& flight) const;
  void abandon();
  template <typename Body>
  void telling(std::size_t rows, const Body& body);

  Network network_;
  ParameterSet parameters_;
  torch::Device device_;
  WorkerPool* pool_;
  NetworkOutputs outputs_;
  EvaluatorCounts counts_;
  std::vector<std::vector<std::byte>> padded_;  // one buffer per worker
  std::deque<Flight> underWay_;                 // oldest first
};

}  // namespace spolab
