#include "core/run/bench.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <thread>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/nn/torch_setup.h"
#include "core/plan/cached_evaluator.h"
#include "core/run/bench_device.h"
#include "core/run/bench_env.h"
#include "core/run/bench_quality.h"
#include "core/run/bench_timing.h"
#include "core/run/trainer.h"
#include "envs/rubiks_cube/rubiks_cube.h"

namespace spolab {
namespace {

using Results = std::vector<BenchResult>;

constexpr std::size_t kRoots = 256;
constexpr int kRepeats = 5;

/// Moves per second of one core through one code path: 2,048 cubes (128 KiB, in the second-level cache), random turns.
double cubeMovesPerSecond(cube::StepPath path) {
  constexpr std::size_t kCubes = 2048;
  constexpr int kRounds = 1000;
  std::vector<cube::State> states(kCubes, cube::solvedState());
  std::vector<std::int32_t> actions(kCubes);
  Rng rng(1, Stream::kTest);
  for (auto& action : actions) action = static_cast<std::int32_t>(rng.below(cube::kTurns));
  std::vector<float> rewards(kCubes);
  std::vector<std::uint8_t> flags(kCubes);
  const cube::StepArguments arguments{reinterpret_cast<std::byte*>(states.data()),
                                      reinterpret_cast<const std::byte*>(actions.data()),
                                      rewards.data(),
                                      flags.data(),
                                      kCubes,
                                      60000};
  std::vector<double> rates;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    for (auto& state : states) state.steps = 0;
    rates.push_back(kCubes * kRounds / secondsOf([&] {
                      for (int round = 0; round < kRounds; ++round) cube::stepBatch(path, arguments);
                    }));
  }
  return median(rates);
}

void benchCube(Results& out) {
  const auto paths = cube::availableStepPaths();
  out.push_back({"cube.moves_per_second", cubeMovesPerSecond(paths.back()),
                 std::string("1/s, ") + cube::stepPathName(paths.back())});
  out.push_back({"cube.moves_per_second_portable", cubeMovesPerSecond(paths.front()), "1/s"});
}

/// Notes every batch that reaches the network.
class RecordingEvaluator final : public Evaluator {
 public:
  RecordingEvaluator(Evaluator& inner, std::vector<std::vector<std::byte>>& batches)
      : inner_(inner), batches_(batches) {}
  [[nodiscard]] const NetworkOutputs& outputs() const override { return inner_.outputs(); }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override {
    if (recording) batches_.emplace_back(observations.begin(), observations.end());
    inner_.evaluate(observations, out);
  }
  bool recording = false;

 private:
  Evaluator& inner_;
  std::vector<std::vector<std::byte>>& batches_;
};

/// 256 cubes, the shipped agent (or a fresh network of the laptop preset where none is shipped), 16 particles × 4.
struct SearchBench {
  std::shared_ptr<const Agent> agent;
  RunConfig config;
  std::unique_ptr<Env> env;
  std::unique_ptr<Planner> planner;
  WorkerPool pool{availableCores(), useOneThread};
  std::unique_ptr<Evaluator> network;
  std::vector<std::byte> states;
  std::vector<std::uint32_t> environment, step;

  explicit SearchBench(std::shared_ptr<const Agent> use, std::int64_t symmetries = 1, bool played = false)
      : agent(std::move(use)), config(agent->config().clone()) {
    if (played) config.usePlayDefaults();
    config.applyOverrides({"planner.particles=16", "planner.horizon=4"});
    env = config.makeEnv();
    planner = config.planner->make(*env);
    network = agent->makeEvaluator({"cpu", 0, &pool, symmetries});
    states.resize(kRoots * env->spec().stateBytes);
    environment.resize(kRoots);
    std::iota(environment.begin(), environment.end(), 0u);
    step.assign(kRoots, 0);
    for (std::uint32_t e = 0; e < kRoots; ++e) reset(e);
  }
  void reset(std::uint32_t root) {
    Rng rng(7, Stream::kReset, root, step[root]);
    env->reset(std::span(states).subspan(root * env->spec().stateBytes, env->spec().stateBytes), rng);
  }
  void plan(Evaluator& evaluator, Decisions& decisions) {
    planner->plan({states, 7, environment, step}, evaluator, pool, decisions);
  }
};

std::shared_ptr<const Agent> benchAgent() {
  const auto shipped = shippedAgent("rubiks-cube");
  if (!shipped.empty()) return TrainedAgent::load(shipped);
  RunConfig config = RunConfig::resolve("rubiks-cube", "spo", "laptop", {}, {});
  const auto env = config.makeEnv();
  const Network network(NetworkShape(env->spec(), config.network));
  return std::make_shared<TrainedAgent>(config.clone(), network.initialise(1), TrainedAgent::Counters{}, "fresh");
}

/// A whole search over the bare network time for the evaluations that it really made, cold cache, in pairs.
void benchTimeOverNetwork(Results& out) {
  SearchBench bench(benchAgent());
  std::vector<std::vector<std::byte>> batches;
  auto recorder = std::make_unique<RecordingEvaluator>(*bench.network, batches);
  RecordingEvaluator& recording = *recorder;
  const std::size_t obs = bench.env->spec().observationBytes();
  CachedEvaluator cached(std::move(recorder), obs, 1 << 18, &bench.pool);
  Decisions decisions;
  recording.recording = true;
  bench.plan(cached, decisions);
  recording.recording = false;
  std::size_t rows = 0;
  for (const auto& batch : batches) rows += batch.size() / obs;
  const auto policySize = static_cast<std::size_t>(bench.network->outputs().policySize);
  std::vector<float> policy(rows * policySize);
  std::vector<float> value(rows);
  const auto bare = [&] {
    for (const auto& batch : batches) {
      const std::size_t count = batch.size() / obs;
      bench.network->evaluate(batch, {std::span(policy).first(count * policySize), std::span(value).first(count), {}});
    }
  };
  std::vector<double> ratios, searches, networks;
  for (int repeat = 0; repeat < 5 * kRepeats; ++repeat) {
    cached.clear();
    searches.push_back(secondsOf([&] { bench.plan(cached, decisions); }));
    networks.push_back(secondsOf(bare));
    ratios.push_back(searches.back() / networks.back());
  }
  out.push_back({"search.time_over_network", median(ratios), "", false});
  out.push_back({"search.roots_per_second", kRoots / median(searches), "1/s"});
  out.push_back(
      {"search.transitions_per_second", kRoots * bench.planner->transitionsPerRoot() / median(searches), "1/s"});
  out.push_back({"network.evaluations_per_second", static_cast<double>(rows) / median(networks), "1/s"});
}

/// What one large search gains from all cores, in pairs; the shipped agents, 1,024 particles × 8.
void benchOneRoot(Results& out) {
  for (const char* envId : {"rubiks-cube", "half-cheetah", "humanoid"}) {
    const auto shipped = shippedAgent(envId);
    if (shipped.empty()) continue;
    const auto agent = TrainedAgent::load(shipped);
    RunConfig config = agent->config().clone();
    config.usePlayDefaults();
    config.applyOverrides({"planner.particles=1024", "planner.horizon=8"});
    const auto env = config.makeEnv();
    const auto planner = config.planner->make(*env);
    WorkerPool pool(availableCores(), useOneThread);
    const auto network = agent->makeEvaluator({"cpu", 0, &pool, 1});
    std::vector<std::byte> state(env->spec().stateBytes);
    Rng rng(7, Stream::kReset);
    env->reset(state, rng);
    Decisions alone, shared;
    const auto seconds = [&](bool caller, Decisions& decisions) {
      const std::uint32_t zero = 0;
      pool.setAlone(caller);
      return secondsOf([&] { planner->plan({state, 7, {&zero, 1}, {&zero, 1}}, *network, pool, decisions); });
    };
    std::vector<double> ratios, times;
    for (int repeat = 0; repeat < kRepeats; ++repeat) {
      const double one = seconds(true, alone);
      times.push_back(seconds(false, shared));
      SPOLAB_CHECK(alone.weights == shared.weights && alone.chosenActions == shared.chosenActions);
      ratios.push_back(one / times.back());
    }
    out.push_back({std::string("search.one_root_speedup.") + envId, median(ratios), ""});
    out.push_back({std::string("search.one_root_seconds.") + envId, median(times), "s", false});
  }
}

/// All that a search answers, to be compared bit by bit.
void appendAnswers(const Decisions& decisions, std::vector<std::byte>& answers) {
  answers.insert(answers.end(), decisions.chosenActions.begin(), decisions.chosenActions.end());
  for (const auto* numbers : {&decisions.weights, &decisions.values, &decisions.searchValues}) {
    const auto bytes = std::as_bytes(std::span(*numbers));
    answers.insert(answers.end(), bytes.begin(), bytes.end());
  }
}

/// One search from a cold cache, and a rollout of 21 steps as in an iteration of training, with the cache and without;
/// the network is asked about so many symmetric images of each state.
void benchCache(Results& out, const std::string& name, std::int64_t symmetries, bool played) {
  SearchBench bench(benchAgent(), symmetries, played);
  constexpr int kSteps = 21;
  const std::vector<std::byte> start = bench.states;
  const auto rollout = [&](Evaluator& evaluator, int steps, std::vector<std::byte>& answers) {
    bench.states = start;
    std::fill(bench.step.begin(), bench.step.end(), 0u);
    answers.clear();
    Decisions decisions;
    std::vector<float> rewards(kRoots);
    std::vector<std::uint8_t> flags(kRoots);
    for (int t = 0; t < steps; ++t) {
      bench.plan(evaluator, decisions);
      appendAnswers(decisions, answers);
      bench.env->stepBatch(bench.states, decisions.chosenActions, rewards, flags);
      for (std::uint32_t root = 0; root < kRoots; ++root) {
        ++bench.step[root];
        if (flags[root] & (kEnded | kTruncated)) bench.reset(root);
      }
    }
  };
  double missed = 0.0;
  std::vector<std::byte> answersWith, answersWithout;
  const auto speedup = [&](int steps, int repeats) {
    std::vector<double> ratios;
    for (int repeat = 0; repeat < repeats; ++repeat) {
      const auto cached = bench.agent->makeEvaluator({"cpu", 1 << 18, &bench.pool, symmetries});
      const double with = secondsOf([&] { rollout(*cached, steps, answersWith); });
      const double without = secondsOf([&] { rollout(*bench.network, steps, answersWithout); });
      SPOLAB_CHECK(answersWith == answersWithout);  // the cache is exact
      ratios.push_back(without / with);
      missed = static_cast<double>(cached->counts().evaluated) / static_cast<double>(cached->counts().asked);
    }
    return median(ratios);
  };
  const bool many = symmetries > 1;  // images: takes long
  out.push_back({"search.cache_speedup" + name + "_first_search", speedup(1, many ? 3 : 9), ""});
  out.push_back({"search.cache_speedup" + name, speedup(kSteps, many ? 1 : 3), ""});
  out.push_back({"search.cache_missed_share" + name, missed, "", false});
}

/// The shipped agent's search as it plays, with one image of each state and with as many as its settings say; and as in
/// its last training: harder scrambles, actions drawn, noise at the root.
void benchCaches(Results& out) {
  benchCache(out, "", 1, true);
  const std::int64_t images = benchAgent()->config().network.symmetries;
  if (images > 1) benchCache(out, "_as_played", images, true);
  benchCache(out, "_in_training", 1, false);
}

double spin(int threads) {
  constexpr std::uint64_t kTurns = 60'000'000;
  std::vector<std::uint64_t> sinks(static_cast<std::size_t>(threads) * 16);
  const double seconds = secondsOf([&] {
    std::vector<std::jthread> all;
    for (int t = 0; t < threads; ++t) {
      all.emplace_back([&sinks, t] {
        std::uint64_t x = 88172645463325252ull + static_cast<std::uint64_t>(t);
        for (std::uint64_t i = 0; i < kTurns; ++i) {
          x ^= x << 13;
          x ^= x >> 7;
          x ^= x << 17;
        }
        sinks[static_cast<std::size_t>(t) * 16] = x;
      });
    }
  });
  return static_cast<double>(kTurns) * threads / seconds;
}

/// What training gains from a second worker over what a spin loop gains, interleaved in one run.
void benchTraining(Results& out) {
  const auto makeTrainer = [](int threads) {
    RunConfig config = RunConfig::resolve("rubiks-cube", "spo", "laptop", {}, {});
    return std::make_unique<Trainer>(std::move(config), torch::kCPU, threads);
  };
  const auto one = makeTrainer(1);
  const auto two = makeTrainer(2);
  const auto rate = [](Trainer& trainer) {
    return trainer.iterate(0).values[static_cast<std::size_t>(metricColumn("steps_per_second"))];
  };
  std::vector<double> gains, spins, rates;
  rate(*one);
  rate(*two);
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    const double spinOne = spin(1);
    const double spinTwo = spin(2);
    const double trainOne = rate(*one);
    const double trainTwo = rate(*two);
    spins.push_back(spinTwo / spinOne);
    gains.push_back(trainTwo / trainOne);
    rates.push_back(trainTwo);
  }
  out.push_back({"train.steps_per_second", median(rates), "1/s, 2 workers, first iterations"});
  out.push_back({"train.thread_scaling", median(gains), ""});
  out.push_back({"train.spin_scaling", median(spins), ""});
  out.push_back({"train.thread_scaling_over_spin", median(gains) / median(spins), ""});
}

/// The paper's network and sizes (768 roots × 16 particles × 4) on a GPU, where there is one.
void benchGpu(Results& out) {
  if (!torch::cuda::is_available()) return;
  benchDevice("cuda", RunConfig::resolve("rubiks-cube", "spo", "paper", {}, {}), 768, out);
}

struct Benchmark {
  const char* name;  ///< common beginning of its results' names
  void (*run)(Results&);
};

constexpr Benchmark kBenchmarks[] = {
    {"cube.moves_per_second", benchCube},
    {"env.steps_per_second", benchEnvs},
    {"search.time_over_network", benchTimeOverNetwork},
    {"search.one_root_speedup", benchOneRoot},
    {"search.cache_speedup", benchCaches},
    {"train.thread_scaling_over_spin", benchTraining},
    {"agent.solve_rate", benchCubeAgent},
    {"gpu.evaluations_per_second", benchGpu},
};

bool beginsWith(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

}  // namespace

std::vector<BenchResult> runBenchmarks(const std::string& prefix, const std::function<void(const std::string&)>& note) {
  Results all;
  for (const Benchmark& benchmark : kBenchmarks) {
    const std::string family(benchmark.name, std::strchr(benchmark.name, '.'));
    if (!beginsWith(benchmark.name, prefix) && !beginsWith(prefix, family)) continue;
    note(benchmark.name);
    benchmark.run(all);
  }
  std::erase_if(all, [&](const BenchResult& result) { return !beginsWith(result.name, prefix); });
  if (all.empty() && !beginsWith(prefix, "gpu")) {  // those need a graphics card
    std::string names;
    for (const Benchmark& benchmark : kBenchmarks) names += (names.empty() ? "" : ", ") + std::string(benchmark.name);
    throw Error::usage("the beginning of a benchmark's name such as " + names, "'" + prefix + "'", "spolab bench");
  }
  return all;
}

}  // namespace spolab
