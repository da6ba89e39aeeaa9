#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>

#include "core/base/worker_pool.h"
#include "core/learn/replay.h"
#include "core/nn/network.h"

namespace spolab {

/// Named tensors that a learner saves into a checkpoint and takes back.
using LearnerState = std::map<std::string, torch::Tensor>;

/// Means over the gradient steps of an iteration, by metrics.csv column.
using LearnerMetrics = std::map<std::string, double>;

/// Turns windows of experience into better parameters. Driven by one thread; splits its work over the pool in a fixed
/// number of shards summed in fixed order, so the result does not depend on the number of workers.
class Learner {
 public:
  virtual ~Learner() = default;
  /// Observations of the acting environments, [B, observationBytes], for running statistics.
  virtual void absorb(std::span<const std::byte> observations) = 0;
  /// Starts from given parameters of this network's shape, as though they had been learned here.
  virtual void startFrom(const ParameterSet& parameters) = 0;
  /// Before the gradient steps of an iteration; `learningRateScale` ∈ [0, 1] for schedules.
  virtual void beginIteration(double learningRateScale) = 0;
  /// One gradient step. Throws Error naming the quantity when a loss is not finite.
  virtual LearnerMetrics update(const WindowBatch& batch, WorkerPool& pool) = 0;
  /// The parameters that act and plan. Tensors are shared and change with update().
  [[nodiscard]] virtual const ParameterSet& parameters() const = 0;
  /// η for the planner.
  [[nodiscard]] virtual double temperature() const = 0;
  [[nodiscard]] virtual LearnerState save() const = 0;
  /// Throws Error when a tensor is missing or has another shape.
  virtual void restore(const LearnerState& state) = 0;
};

}  // namespace spolab
