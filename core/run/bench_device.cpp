#include "core/run/bench_device.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/nn/torch_setup.h"
#include "core/run/bench_timing.h"
#include "core/run/trainer.h"
#include "envs/registry.h"

namespace spolab {
namespace {

constexpr int kSearches = 10;

/// First states of so many episodes [roots, stateBytes].
std::vector<std::byte> startsOf(const Env& env, std::size_t roots) {
  const std::size_t bytes = env.spec().stateBytes;
  std::vector<std::byte> states(roots * bytes);
  for (std::size_t root = 0; root < roots; ++root) {
    Rng rng(7, Stream::kReset, static_cast<std::uint32_t>(root));
    env.reset(std::span(states).subspan(root * bytes, bytes), rng);
  }
  return states;
}

/// Largest absolute difference between what the device and the processor answer.
double differenceOf(const Agent& agent, const std::string& device, std::size_t roots, WorkerPool& pool) {
  const auto env = agent.config().makeEnv();
  std::vector<std::byte> observations(roots * env->spec().observationBytes());
  env->observeBatch(startsOf(*env, roots), observations);
  std::vector<float> policy[2], value[2];
  for (int k = 0; k < 2; ++k) {
    const auto evaluator = agent.makeEvaluator({k == 0 ? "cpu" : device, 0, &pool});
    policy[k].resize(roots * static_cast<std::size_t>(evaluator->outputs().policySize));
    value[k].resize(roots);
    evaluator->evaluate(observations, {policy[k], value[k], {}});
  }
  double difference = 0.0;
  const auto compare = [&](const std::vector<float>& here, const std::vector<float>& there) {
    for (std::size_t i = 0; i < here.size(); ++i)
      difference = std::isfinite(here[i]) && std::isfinite(there[i])
                       ? std::max<double>(difference, std::abs(here[i] - there[i]))
                       : INFINITY;
  };
  compare(policy[0], policy[1]);
  compare(value[0], value[1]);
  return difference;
}

double outputDifference(const Agent& fresh, const std::string& device, std::size_t roots, WorkerPool& pool) {
  double largest = differenceOf(fresh, device, roots, pool);
  for (const EnvEntry& entry : envRegistry())
    for (const std::filesystem::path& file : shippedAgents(entry.id))
      largest = std::max(largest, differenceOf(*TrainedAgent::load(file), device, roots, pool));
  return largest;
}

/// Adds up the time spent asking and waiting for answers, and keeps the questions of one search.
class WatchedEvaluator final : public Evaluator {
 public:
  struct Batch {
    std::vector<std::byte> observations;
    std::size_t rows;
    Heads heads;
  };
  explicit WatchedEvaluator(Evaluator& inner) : inner_(inner) {}
  [[nodiscard]] const NetworkOutputs& outputs() const override { return inner_.outputs(); }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override {
    begin(observations, out);
    finish();
  }
  [[nodiscard]] int batchesAtOnce(std::size_t wanted) const override {
    return oneByOne ? 1 : inner_.batchesAtOnce(wanted);
  }
  void begin(std::span<const std::byte> observations, EvaluationBatch out) override {
    if (keeping)
      batches.push_back({{observations.begin(), observations.end()},
                         out.value.size(),
                         out.policy.empty() ? Heads::kValue : Heads::kBoth});
    seconds += secondsOf([&] { inner_.begin(observations, out); });
    rows += out.value.size();
  }
  void finish() override {
    seconds += secondsOf([&] { inner_.finish(); });
  }
  bool keeping = true;
  bool oneByOne = false;
  double seconds = 0.0;
  std::size_t rows = 0;
  std::vector<Batch> batches;

 private:
  Evaluator& inner_;
};

/// Seconds of the network alone for these batches, waiting for the last of `times` rounds only.
double bareSeconds(const TrainedAgent& agent, const Network& network, const torch::Device& device,
                   const std::vector<WatchedEvaluator::Batch>& batches, int times) {
  const c10::InferenceMode inference;
  const ParameterSet parameters = agent.parameters().clone(device);
  std::vector<Network::Features> features;
  for (const auto& batch : batches)
    features.push_back(network.features(batch.observations, static_cast<std::int64_t>(batch.rows), device));
  const auto wait = [&] {
    if (device.is_cuda()) torch::cuda::synchronize();
  };
  const auto round = [&] {
    for (std::size_t b = 0; b < batches.size(); ++b)
      static_cast<void>(network.forward(parameters, features[b], batches[b].heads));
  };
  round();
  wait();
  return secondsOf([&] {
    for (int k = 0; k < times; ++k) round();
    wait();
  });
}

}  // namespace

void benchDevice(const std::string& device, const RunConfig& config, std::size_t roots, std::vector<BenchResult>& out) {
  const auto env = config.makeEnv();
  const Network network(NetworkShape(env->spec(), config.network));
  const TrainedAgent fresh(config.clone(), network.initialise(1), {}, "fresh");
  WorkerPool pool(availableCores(), useOneThread);
  out.push_back({"gpu.output_difference", outputDifference(fresh, device, roots, pool),
                 "largest absolute difference to the CPU, a fresh network and the shipped agents", false});

  const std::vector<std::byte> states = startsOf(*env, roots);
  std::vector<std::uint32_t> environment(roots), step(roots, 0);
  std::iota(environment.begin(), environment.end(), 0u);
  const auto inner = fresh.makeEvaluator({device, 0, &pool});
  WatchedEvaluator watched(*inner);
  const auto planner = config.planner->make(*env);
  Decisions decisions;
  const auto plan = [&](Evaluator& evaluator) {
    planner->plan({states, 7, environment, step}, evaluator, pool, decisions);
  };
  plan(watched);
  watched.keeping = false;
  watched.oneByOne = true;
  plan(watched);
  watched.seconds = 0.0;
  watched.rows = 0;
  double oneByOne = 0.0, searches = 0.0;
  for (int k = 0; k < kSearches; ++k) {  // in pairs: both see the same machine
    oneByOne += secondsOf([&] { plan(watched); });
    searches += secondsOf([&] { plan(*inner); });
  }
  out.push_back({"gpu.evaluations_per_second", static_cast<double>(watched.rows) / watched.seconds, "1/s"});
  const double bare = bareSeconds(fresh, network, chooseDevice(device), watched.batches, kSearches);
  out.push_back({"gpu.idle_share_of_search", 1.0 - bare / searches, "", false});
  out.push_back(
      {"gpu.two_batches_speedup", oneByOne / searches,
       "a search that asks for one batch at a time over one that asks for half of it while the other half moves"});

  Trainer trainer(config.clone(), chooseDevice(device), availableCores());
  std::vector<double> rates;
  for (int k = 0; k < 6; ++k)
    rates.push_back(trainer.iterate(0).values[static_cast<std::size_t>(metricColumn("steps_per_second"))]);
  out.push_back({"gpu.training_steps_per_second", median({rates.begin() + 1, rates.end()}), "1/s"});
}

}  // namespace spolab
