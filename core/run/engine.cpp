#include <dlfcn.h>
#include <memory>

#include <torch/version.h>

#include "core/base/error.h"
#include "core/nn/torch_setup.h"
#include "core/run/agent.h"
#include "core/run/bench.h"
#include "core/run/evaluation.h"
#include "core/run/training_thread.h"

namespace spolab {
namespace {

class TorchEngine final : public Engine {
 public:
  TorchEngine() { useOneThread(); }

  std::unique_ptr<Training> startTraining(RunConfig config, const TrainingOptions& options) override {
    config.validate();
    chooseDevice(options.device);
    requireLimit(config, options);
    if (!options.initAgent.empty()) requireFit(*TrainedAgent::load(options.initAgent), config, options.initAgent);
    RunFolder folder =
        RunFolder::create(options.folder.empty() ? RunFolder::defaultPath(config) : options.folder, config);
    return std::make_unique<TrainingThread>(std::move(config), options, std::move(folder), std::nullopt);
  }

  std::unique_ptr<Training> resumeTraining(const std::filesystem::path& path, const TrainingOptions& options) override {
    chooseDevice(options.device);
    RunFolder folder = RunFolder::open(path);
    LoadedCheckpoint checkpoint = loadCheckpoint(folder);
    RunConfig config = RunConfig::fromToml(checkpoint.content.metadata.at("spolab.config"), checkpoint.file.string());
    requireLimit(config, options);
    return std::make_unique<TrainingThread>(std::move(config), options, std::move(folder), std::move(checkpoint));
  }

  std::shared_ptr<const Agent> loadAgent(const std::filesystem::path& file) override {
    return TrainedAgent::load(file);
  }

  std::shared_ptr<const Agent> freshAgent(const RunConfig& config) override {
    const auto env = config.makeRules();
    const Network network(NetworkShape(env->spec(), config.network));
    return std::make_shared<TrainedAgent>(config.clone(), network.initialise(config.seed), TrainedAgent::Counters{},
                                          "an untrained agent");
  }

  EvalReport evaluate(const Agent& agent, const RunConfig& config, const EvalOptions& options) override {
    WorkerPool pool(options.threads > 0 ? options.threads : availableCores(), useOneThread);
    const auto evaluator = agent.makeEvaluator({options.device, config.cache.size, &pool, config.network.symmetries});
    return playEpisodes(*config.makeEnv(), config, *evaluator, pool, options.episodes, options.seed, options.progress);
  }

  std::vector<BenchResult> bench(const std::string& prefix,
                                 const std::function<void(const std::string&)>& note) override {
    return runBenchmarks(prefix, note);
  }

  DeviceReport devices() override {
    DeviceReport report;
    report.libtorchVersion = TORCH_VERSION;
    report.cudaBuilt = builtWithCuda();
    report.cudaAvailable = torch::cuda::is_available();
    report.cudaDevice = report.cudaAvailable ? fmtDevices()
                        : report.cudaBuilt   ? "no CUDA device"
                                             : "LibTorch without CUDA";
    report.blas = blasDescription();
    return report;
  }

 private:
  /// LibTorch's CUDA half is a library of its own, loaded together with ours where there is one.
  static bool builtWithCuda() {
    void* library = dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_NOLOAD);
    if (library != nullptr) dlclose(library);
    return library != nullptr;
  }
  static std::string fmtDevices() { return std::to_string(torch::cuda::device_count()) + " CUDA device(s)"; }

  static void requireLimit(const RunConfig& config, const TrainingOptions& options) {
    if (config.learner->learningRateFalls() && !options.steps) {
      throw Error::usage("a limit in steps (--steps) for learner.learning_rate_decay", "none", "the options");
    }
  }

  static void requireFit(const TrainedAgent& agent, const RunConfig& config, const std::filesystem::path& file) {
    if (agent.config().envId != config.envId) {
      throw Error::usage("an agent of " + config.envId, agent.config().envId, file.string());
    }
    const auto env = config.makeRules();
    Network(NetworkShape(env->spec(), config.network)).validate(agent.parameters(), file.string());
  }
};

}  // namespace

extern "C" Engine* spolabMakeEngine() {
  static TorchEngine instance;
  return &instance;
}

}  // namespace spolab
