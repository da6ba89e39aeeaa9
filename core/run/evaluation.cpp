#include "core/run/evaluation.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/plan/parallel_env.h"
#include "core/run/statistics.h"

namespace spolab {
namespace {

constexpr int kSideBySide = 256;
/// Parts the random numbers of an evaluation from those of a training with the same seed, which would begin with the
/// same starts.
constexpr std::uint64_t kEvaluationSeed = 0x5EED0E7A1ull;
/// Of an evaluation that is not told how many, at most.
constexpr int kEpisodes = 1280;

/// Episodes under way, packed: slot k plays episode `episode[k]`.
struct Playing {
  std::vector<std::byte> states;
  std::vector<std::uint32_t> episode, step;
  std::vector<float> rewards;
  std::vector<std::uint8_t> flags;
};

/// Metres along the ground from `start` to where `state` is.
double overGround(const Vec3& start, const Env& env, StateView state) {
  Vec3 end;
  if (!env.place(state, end)) return 0.0;
  return std::hypot(end.x - start.x, end.y - start.y);
}

/// Writes the start of episode `e` of `episodes`.
void writeStart(const Env& env, std::uint64_t seed, std::uint32_t e, int episodes, StateSpan state) {
  const int count = env.startCount();
  if (count == 0) {
    Rng rng(seed, Stream::kReset, e);
    env.reset(state, rng);
    return;
  }
  const std::int64_t index = episodes < count ? std::int64_t{e} * count / episodes : e % std::int64_t{count};
  env.start(static_cast<int>(index), state);
}

/// Episodes from one start are no independent draws: where starts repeat, the mean of each counts once.
std::vector<float> independentReturns(const EvalReport& report) {
  const auto starts = static_cast<std::size_t>(report.starts);
  if (starts == 0 || report.returns.size() <= starts) return report.returns;
  std::vector<float> means(starts, 0.0f);
  for (std::size_t start = 0; start < starts; ++start) {
    double sum = 0.0, count = 0.0;
    for (std::size_t e = start; e < report.returns.size(); e += starts, ++count) sum += report.returns[e];
    means[start] = static_cast<float>(sum / count);
  }
  return means;
}

}  // namespace

EvalReport playEpisodes(const Env& env, const RunConfig& config, Evaluator& evaluator, WorkerPool& pool, int episodes,
                        std::uint64_t seed, const std::function<bool(double)>& progress) {
  const auto begin = std::chrono::steady_clock::now();
  seed ^= kEvaluationSeed;
  if (episodes == 0) episodes = env.startCount() > 0 ? std::min(env.startCount(), kEpisodes) : kEpisodes;
  const auto planner = config.planner->make(env);
  const std::size_t stateBytes = env.spec().stateBytes;
  EvalReport report;
  report.returns.assign(static_cast<std::size_t>(episodes), 0.0f);
  report.lengths.assign(static_cast<std::size_t>(episodes), 0);
  report.successes.assign(static_cast<std::size_t>(episodes), 0);
  const bool travels = env.spec().secondsPerStep > 0.0;
  std::vector<Vec3> starts(static_cast<std::size_t>(episodes));
  double metres = 0.0;
  int full = 0;
  Playing playing;
  Decisions decisions;
  int started = 0;
  int finished = 0;
  while (finished < episodes) {
    while (started < episodes && playing.episode.size() < kSideBySide) {
      const auto e = static_cast<std::uint32_t>(started++);
      playing.episode.push_back(e);
      playing.step.push_back(0);
      playing.states.resize(playing.episode.size() * stateBytes);
      const StateSpan state = std::span(playing.states).last(stateBytes);
      writeStart(env, seed, e, episodes, state);
      if (travels) env.place(state, starts[e]);
    }
    const std::size_t active = playing.episode.size();
    planner->plan({playing.states, seed, playing.episode, playing.step}, evaluator, pool, decisions);
    report.brokenInSearch += std::accumulate(decisions.broken.begin(), decisions.broken.end(), std::int64_t{0});
    playing.rewards.resize(active);
    playing.flags.resize(active);
    stepBatch(env, pool, playing.states, decisions.chosenActions, playing.rewards, playing.flags);
    std::size_t kept = 0;
    for (std::size_t k = 0; k < active; ++k) {
      const std::uint32_t e = playing.episode[k];
      report.returns[e] += playing.rewards[k];
      ++report.lengths[e];
      if (playing.flags[k] & kSuccess) report.successes[e] = 1;
      if (playing.flags[k] & (kEnded | kTruncated)) {
        ++finished;
        if (playing.flags[k] & kTruncated) ++full;
        if (playing.flags[k] & kFailed) ++report.broken;
        if (travels)
          metres += overGround(starts[e], env, StateView(playing.states).subspan(k * stateBytes, stateBytes));
        continue;
      }
      playing.episode[kept] = e;
      playing.step[kept] = playing.step[k] + 1;
      std::memmove(&playing.states[kept * stateBytes], &playing.states[k * stateBytes], stateBytes);
      ++kept;
    }
    playing.episode.resize(kept);
    playing.step.resize(kept);
    playing.states.resize(kept * stateBytes);
    if (progress && !progress(static_cast<double>(finished) / episodes)) {
      throw Error("all episodes to be played", "a request to stop", "the evaluation");
    }
  }
  report.env = config.envId;
  report.episodes = episodes;
  report.starts = std::min(episodes, env.startCount());
  report.mode = config.planner->action();
  report.planner = config.planner->summary();
  report.returnMean = mean(report.returns);
  report.returnIqm = interquartileMean(report.returns);
  const Interval interval = bootstrapMean(independentReturns(report), seed);
  report.returnLow = interval.low;
  report.returnHigh = interval.high;
  double successes = 0.0;
  double steps = 0.0;
  for (std::size_t e = 0; e < report.returns.size(); ++e) {
    successes += report.successes[e];
    steps += report.lengths[e];
  }
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  report.successRate = env.spec().discrete() ? successes / episodes : kNone;
  report.distanceMean = travels ? metres / episodes : kNone;
  report.lengthMean = steps / episodes;
  report.fullShare = travels ? static_cast<double>(full) / episodes : kNone;
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return report;
}

}  // namespace spolab
