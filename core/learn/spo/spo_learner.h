#pragma once

#include <memory>
#include <span>

#include "core/config/run_config.h"
#include "core/learn/adam.h"
#include "core/learn/learner.h"
#include "core/learn/observation_moments.h"
#include "core/learn/spo/policy_objective.h"
#include "core/learn/spo/spo_config.h"

namespace spolab {

/// The learner of SPO (Algorithm 2, Appendix D): weighted log-likelihood under KL bounds with duals α, temperature η by
/// its dual, GAE critic with Polyak targets. README.md beside this file has the equations.
class SpoLearner final : public Learner {
 public:
  SpoLearner(const SpoSettings& settings, const RunConfig& config, const EnvSpec& spec, ParameterSet initial,
             const torch::Device& device);

  void absorb(std::span<const std::byte> observations) override;
  void startFrom(const ParameterSet& parameters) override;
  void beginIteration(double learningRateScale) override;
  LearnerMetrics update(const WindowBatch& batch, WorkerPool& pool) override;
  [[nodiscard]] const ParameterSet& parameters() const override { return online_; }
  [[nodiscard]] double temperature() const override;
  [[nodiscard]] LearnerState save() const override;
  void restore(const LearnerState& state) override;

 private:
  /// What one shard of windows contributes; sums over its states, so that shards may differ in size.
  struct ShardResult {
    std::vector<torch::Tensor> gradients;
    double policyLoss = 0, valueLoss = 0, temperatureLoss = 0, temperatureGradient = 0, particleKl = 0, entropy = 0;
    std::vector<double> kl;  ///< [K] per bound
  };
  [[nodiscard]] std::vector<ShardResult> allShards(const WindowBatch& batch, WorkerPool& pool) const;
  ShardResult shardGradients(const WindowBatch& batch, std::int64_t begin, std::int64_t end) const;
  [[nodiscard]] torch::Tensor valueTargets(const WindowBatch& batch, std::int64_t begin, std::int64_t end,
                                           const torch::Tensor& values) const;
  [[nodiscard]] torch::Tensor soundStates(const WindowBatch& batch, std::int64_t begin, std::int64_t end) const;
  void addTemperature(const WindowBatch& batch, std::int64_t begin, std::int64_t end, ShardResult& result) const;
  void stepParameters(std::vector<torch::Tensor>& gradients, WorkerPool& pool);
  void stepDuals(double temperatureGradient, std::span<const double> kl);
  void addBoundMetrics(std::span<const double> kl, LearnerMetrics& metrics) const;
  void useStatistics();

  SpoSettings settings_;
  double learningRate_;
  double learningRateScale_ = 1.0;
  std::int64_t shards_;
  double fixedTemperature_;
  EnvSpec spec_;
  torch::Device device_;
  Network network_;
  std::unique_ptr<PolicyObjective> objective_;
  ObservationMoments moments_;
  ParameterSet online_, target_, anchor_;
  Adam adam_, dualAdam_;
  torch::Tensor duals_;  ///< [1 + K] double: raw η, raw α of every bound (softplus)
};

}  // namespace spolab
