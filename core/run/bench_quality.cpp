#include "core/run/bench_quality.h"

#include <string>

#include "core/base/check.h"
#include "core/nn/torch_setup.h"
#include "core/run/agent.h"
#include "core/run/evaluation.h"
#include "envs/rubiks_cube/optimal_solver.h"

namespace spolab {
namespace {

constexpr int kCubes = 1280;
constexpr std::uint64_t kSeed = 1;

/// Mean over solved cubes, scrambled by at most five turns, of (moves taken / optimal moves).
double movesOverOptimal(const EvalReport& report, const Env& env) {
  const cube::OptimalSolver solver;
  double ratios = 0.0;
  int solved = 0;
  for (std::uint32_t e = 0; e < kCubes; ++e) {
    if (report.successes[e] == 0) continue;
    cube::State state;  // the start of episode e, see playEpisodes
    Rng rng(kSeed, Stream::kReset, e);
    env.reset(std::as_writable_bytes(std::span(&state, 1)), rng);
    const auto optimal = solver.distance(state, 5);
    SPOLAB_CHECK(optimal.has_value());
    ratios += static_cast<double>(report.lengths[e]) / *optimal;
    ++solved;
  }
  return ratios / solved;
}

}  // namespace

void benchCubeAgent(std::vector<BenchResult>& out) {
  const auto file = shippedAgent("rubiks-cube");
  if (file.empty()) return;
  const auto agent = TrainedAgent::load(file);
  WorkerPool pool(availableCores(), useOneThread);
  const auto evaluator = agent->makeEvaluator({"cpu", 1 << 18, &pool, agent->config().network.symmetries});
  for (const int scrambles : {5, 7, 10}) {
    RunConfig config = agent->config().clone();
    config.usePlayDefaults();
    const std::string length = std::to_string(scrambles);
    config.applyOverrides({"planner.particles=16", "planner.horizon=4", "env.step_limit=20",
                           "env.scramble_min=" + length, "env.scramble_max=" + length});
    const EvalReport report = playEpisodes(*config.makeEnv(), config, *evaluator, pool, kCubes, kSeed);
    out.push_back({"agent.solve_rate_" + length, report.successRate, "of 1,280 cubes"});
    if (scrambles == 5) {
      out.push_back({"agent.moves_over_optimal_5", movesOverOptimal(report, *config.makeEnv()), "solved cubes", false});
    }
  }
}

}  // namespace spolab
