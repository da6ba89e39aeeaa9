#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/worker_pool.h"
#include "core/config/run_config.h"
#include "core/plan/evaluator.h"

namespace spolab {

/// The face of the engine: everything the programs need from the parts that use LibTorch, without its headers. LibTorch
/// takes half a second to load, so it is loaded on the first call of engine(), not at the start of the process.

/// Where networks run.
struct EvaluatorOptions {
  std::string device = "cpu";   ///< "cpu", "cuda" or "auto"
  std::int64_t cacheSize = 0;   ///< entries of the exact cache in front; 0: none
  WorkerPool* pool = nullptr;   ///< borrowed, must outlive the evaluator; null: the calling thread alone
  std::int64_t symmetries = 1;  ///< symmetric images of each state to average over (network.symmetries)
};

/// Network parameters with everything needed to use them. Immutable and thread-safe: share it.
class Agent {
 public:
  virtual ~Agent() = default;
  /// Settings it was trained with; planner.temperature is the η it ended with.
  [[nodiscard]] virtual const RunConfig& config() const = 0;
  [[nodiscard]] virtual std::int64_t iteration() const = 0;
  /// Environment steps of the training that made it, and of those before from whose parameters that one began.
  [[nodiscard]] virtual std::int64_t envSteps() const = 0;
  [[nodiscard]] virtual std::int64_t earlierSteps() const = 0;
  /// For people: "rubiks-cube-laptop.safetensors", or "iteration 120 of this training".
  [[nodiscard]] virtual std::string label() const = 0;
  /// 16 hex digits over all parameters' bytes.
  [[nodiscard]] virtual std::string hash() const = 0;
  [[nodiscard]] virtual std::unique_ptr<Evaluator> makeEvaluator(const EvaluatorOptions& options) const = 0;
  /// Writes a .safetensors file atomically. Throws Error.
  virtual void save(const std::filesystem::path& file) const = 0;
};

/// One line of metrics.csv. NaN where a quantity was not measured in this iteration.
struct MetricsRow {
  std::vector<double> values;  ///< one per metricNames()
};
/// Column names of metrics.csv: iteration, env_steps, seconds, return_mean, solve_rate, eval_return, eval_solve_rate,
/// loss_*, eta, …
const std::vector<std::string>& metricNames();
/// Position of a column, −1 when there is none.
int metricColumn(const std::string& name);

enum class TrainingState { kStarting, kRunning, kPaused, kStopping, kFinished, kFailed };

/// A moment of a training, published at least once per iteration.
struct TrainingStatus {
  TrainingState state = TrainingState::kStarting;
  std::string activity;  ///< what is being done right now, for people: "training", "evaluating", "writing checkpoint"
  std::string error;     ///< the message when state is kFailed
  std::string warning;   ///< what a person should know though the training goes on; empty: nothing
  std::string note;      ///< a choice that may be meant, worth a quiet word; empty: none
  std::filesystem::path folder;
  std::size_t earlierRows = 0;  ///< of a run that goes on: so many of Training::takeRows() were made before
  std::int64_t iteration = 0;
  std::int64_t envSteps = 0;
  double seconds = 0.0;         ///< training time so far, earlier parts of a resumed run included, pauses not
  double stepsPerSecond = 0.0;  ///< environment steps per second over the last iterations
  double progress = 0.0;        ///< [0, 1] of the limit, 0 when there is none
  double secondsLeft = -1.0;    ///< estimate, −1 when unknown
};

/// How long to train and where to put it.
struct TrainingOptions {
  std::optional<std::int64_t> steps;  ///< total environment steps, rounded up to a whole iteration
  std::optional<double> minutes;      ///< further minutes
  std::string device = "auto";
  int threads = 0;                  ///< 0: all cores this process may use
  std::filesystem::path folder;     ///< empty: the default run folder
  std::filesystem::path initAgent;  ///< start from these parameters; empty: fresh
};

/// A training on its own thread. Every member may be called from one other thread at any time and returns at once,
/// except the destructor, which stops as requestStop() does and waits.
class Training {
 public:
  virtual ~Training() = default;
  virtual void setPaused(bool paused) = 0;
  /// Finish the iteration, write a checkpoint and the agent, end.
  virtual void requestStop() = 0;
  [[nodiscard]] virtual std::shared_ptr<const TrainingStatus> status() const = 0;
  /// New rows of metrics.csv since the last call, oldest first, after waiting for the first at most `milliseconds`.
  [[nodiscard]] virtual std::vector<MetricsRow> takeRows(int milliseconds = 0) = 0;
  /// The newest published parameters; null until the training has begun.
  [[nodiscard]] virtual std::shared_ptr<const Agent> newestAgent() const = 0;
  /// False once the thread has ended (finished or failed).
  [[nodiscard]] virtual bool alive() const = 0;
};

/// Results of an evaluation, see DESIGN.md §8 `eval`.
struct EvalReport {
  std::string env;
  int episodes = 0;
  int starts = 0;    ///< different starts among them, where they are listed (levels of a file); else 0
  std::string mode;  ///< "greedy" or "sample"
  double returnMean = 0.0;
  double returnIqm = 0.0;                    ///< mean of the middle half of episode returns
  double returnLow = 0.0, returnHigh = 0.0;  ///< 95 % percentile bootstrap over episodes, over starts where they repeat
  double successRate = 0.0;                  ///< NaN where the environment has no notion of success
  double distanceMean = 0.0;                 ///< metres over the ground from start to end, NaN where nothing travels
  double lengthMean = 0.0;                   ///< steps per episode
  double fullShare = 0.0;           ///< episodes that lasted to the time limit, NaN where none is cut off by it
  int broken = 0;                   ///< episodes that ended because their simulation broke down
  std::int64_t brokenInSearch = 0;  ///< transitions within the searches in which it did
  double seconds = 0.0;
  std::string planner;                  ///< for people: "SMC, 16 particles × horizon 4, period 2"
  std::vector<float> returns;           ///< per episode
  std::vector<int> lengths;             ///< per episode
  std::vector<std::uint8_t> successes;  ///< per episode
};

struct EvalOptions {
  int episodes = 0;  ///< 0: each listed start once, 1,280 at most and where none are listed
  std::uint64_t seed = 1;
  std::string device = "auto";
  int threads = 0;
  std::function<bool(double fraction)> progress;  ///< called between steps; false stops with an Error
};

struct BenchResult {
  std::string name;
  double value = 0.0;
  std::string unit;
  bool higherIsBetter = true;
};

/// What the neural back end offers on this machine.
struct DeviceReport {
  std::string libtorchVersion;
  bool cudaBuilt = false;
  bool cudaAvailable = false;
  std::string cudaDevice;  ///< name of device 0, or why there is none
  std::string blas;        ///< the BLAS in use and its thread count
};

class Engine {
 public:
  virtual ~Engine() = default;
  /// Throws Error when the folder exists, is locked, or the settings do not fit; nothing is written then.
  [[nodiscard]] virtual std::unique_ptr<Training> startTraining(RunConfig config, const TrainingOptions& options) = 0;
  [[nodiscard]] virtual std::unique_ptr<Training> resumeTraining(const std::filesystem::path& folder,
                                                                 const TrainingOptions& options) = 0;
  /// Validates the whole file first. Throws Error.
  [[nodiscard]] virtual std::shared_ptr<const Agent> loadAgent(const std::filesystem::path& file) = 0;
  /// Fresh, untrained parameters.
  [[nodiscard]] virtual std::shared_ptr<const Agent> freshAgent(const RunConfig& config) = 0;
  /// Plays whole episodes with `config`'s environment and planner and `agent`'s network.
  [[nodiscard]] virtual EvalReport evaluate(const Agent& agent, const RunConfig& config,
                                            const EvalOptions& options) = 0;
  /// Engine benchmarks whose names begin with `prefix` (all when empty); `note` is told what is running.
  [[nodiscard]] virtual std::vector<BenchResult> bench(const std::string& prefix,
                                                       const std::function<void(const std::string&)>& note) = 0;
  [[nodiscard]] virtual DeviceReport devices() = 0;
};

/// Loads the engine's library on first use. Throws Error when it is missing or does not load. Thread-safe.
Engine& engine();

}  // namespace spolab
