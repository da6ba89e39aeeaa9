#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/worker_pool.h"
#include "core/learn/learner.h"
#include "core/nn/torch_evaluator.h"
#include "core/plan/cached_evaluator.h"
#include "core/plan/planner.h"
#include "core/run/agent.h"
#include "core/run/safetensors.h"

namespace spolab {

/// The training loop of one run: play a rollout in all environments with the planner, keep it in the replay, take
/// gradient steps (SPO Algorithm 2). Owns all that a checkpoint has to hold. Single-threaded towards its caller; splits
/// its work over its own pool. Results depend on the configuration alone, not on the number of threads (CPU).
class Trainer {
 public:
  Trainer(RunConfig config, const torch::Device& device, int threads);

  /// One iteration. `totalSteps` ≤ 0: no limit known (a learning-rate schedule then stays at 1).
  /// Throws Error when a number becomes non-finite.
  MetricsRow iterate(std::int64_t totalSteps);
  /// Plays evaluation episodes with the current parameters, greedily. `progress` as in playEpisodes.
  [[nodiscard]] EvalReport evaluate(int episodes, const std::function<bool(double)>& progress = {});

  [[nodiscard]] const RunConfig& config() const { return config_; }
  [[nodiscard]] std::int64_t iteration() const { return iteration_; }
  [[nodiscard]] std::int64_t envSteps() const { return iteration_ * config_.train.envs * config_.train.rollout; }
  [[nodiscard]] double seconds() const { return seconds_; }
  /// A copy of the current parameters as an agent.
  [[nodiscard]] std::shared_ptr<const TrainedAgent> agent(const std::string& label) const;
  void startFrom(const TrainedAgent& agent);

  /// Everything that training needs, as tensors; counters as metadata "trainer".
  [[nodiscard]] TensorFile checkpoint() const;
  /// Throws Error when something is missing or does not fit.
  void restore(const TensorFile& checkpoint);

 private:
  struct EpisodeTally {
    std::int64_t episodes = 0, successes = 0, steps = 0, failures = 0, searchFailures = 0;
    double returns = 0.0, ess = 0.0, klToPrior = 0.0, searches = 0.0;
  };
  void resetEnvironment(std::size_t env);
  void playStep(EpisodeTally& tally);
  void noteLegalActions();
  LearnerMetrics learn();
  void useNewParameters();

  RunConfig config_;
  std::unique_ptr<WorkerPool> pool_;
  torch::Device device_;
  std::unique_ptr<Env> env_;
  std::unique_ptr<Env> held_;  ///< of evaluations: keeps their levels from one to the next
  std::unique_ptr<Planner> planner_;
  std::unique_ptr<Learner> learner_;
  TorchEvaluator* network_ = nullptr;  ///< inside evaluator_
  CachedEvaluator* cache_ = nullptr;   ///< inside evaluator_, null when off
  std::unique_ptr<Evaluator> evaluator_;
  std::unique_ptr<ReplayBuffer> replay_;

  std::int64_t iteration_ = 0;
  std::int64_t earlierSteps_ = 0;  ///< of the agent whose parameters it began with
  std::int64_t step_ = 0;          ///< steps per environment
  std::int64_t gradientSteps_ = 0;
  double seconds_ = 0.0;
  std::vector<std::byte> states_;                   ///< [E, stateBytes]
  std::vector<std::uint32_t> environment_, steps_;  ///< [E]
  std::vector<std::uint32_t> episodes_;             ///< [E] episodes begun
  std::vector<float> episodeReturn_;                ///< [E]
  std::vector<std::int32_t> episodeLength_;         ///< [E]

  Decisions decisions_;
  WindowBatch batch_;
  std::vector<std::byte> observations_, observationsNext_;
  bool observed_ = false;  ///< observations_ are those of states_
  std::vector<float> rewards_;
  std::vector<std::uint8_t> flags_;
  std::vector<std::uint8_t> legal_;  ///< [E, actions], for environments with a legal mask
};

}  // namespace spolab
