#include "core/run/bench_env.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "core/run/bench_timing.h"
#include "envs/bare_engine.h"
#include "envs/registry.h"

namespace spolab {
namespace {

constexpr std::size_t kEpisodes = 256;
constexpr int kWarmSteps = 20;
constexpr double kSeconds = 0.5;  ///< of one timing
constexpr int kTimings = 5;

constexpr std::size_t kBareEpisodes = 8;  ///< at a time
constexpr std::size_t kBareSteps = 64;

double secondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Episodes of one world side by side, with actions drawn beforehand: what is timed is stepping alone.
class Crowd {
 public:
  explicit Crowd(const Env& env) : env_(env), spec_(env.spec()) {
    states_.resize(kEpisodes * spec_.stateBytes);
    actions_.resize(kEpisodes * spec_.actionBytes());
    rewards_.resize(kEpisodes);
    flags_.resize(kEpisodes);
    for (std::uint32_t e = 0; e < kEpisodes; ++e) begin(e);
    for (int t = 0; t < kWarmSteps; ++t) step();
  }

  /// One step of all; returns its seconds.
  double step() {
    chooseActions();
    const auto begin = std::chrono::steady_clock::now();
    env_.stepBatch(states_, actions_, rewards_, flags_);
    const double seconds = secondsSince(begin);
    for (std::uint32_t e = 0; e < kEpisodes; ++e)
      if (flags_[e] & (kEnded | kTruncated)) this->begin(e);
    return seconds;
  }

  struct Bare {
    double seconds = 0.0, steps = 0.0;
  };
  /// The engine by itself goes on from some of the episodes until they end, for kBareSteps at most. Neither the load
  /// nor the first step after it, which knows no impulses or forces of a step before, is timed.
  Bare step(BareEngine& engine) {
    Bare bare;
    std::vector<std::byte> state(spec_.stateBytes), actions(kBareSteps * spec_.actionBytes());
    for (std::size_t k = 0; k < kBareEpisodes; ++k) {
      const std::size_t e = bareEpisode_++ % kEpisodes;
      std::copy_n(&states_[e * spec_.stateBytes], spec_.stateBytes, state.data());
      engine.load(state);
      const auto actionOf = [&](std::size_t t) {
        return std::span(actions).subspan(t * spec_.actionBytes(), spec_.actionBytes());
      };
      std::size_t steps = 0;
      for (bool over = false; !over && steps < kBareSteps; ++steps) {
        const std::size_t other = (e + 17 * steps) % kEpisodes;
        std::copy_n(&actions_[other * spec_.actionBytes()], spec_.actionBytes(), actionOf(steps).data());
        const StepResult result = env_.step(state, actionOf(steps));
        over = result.ended || result.truncated;
      }
      engine.step(actionOf(0));
      const auto begin = std::chrono::steady_clock::now();
      for (std::size_t t = 1; t < steps; ++t) engine.step(actionOf(t));
      bare.seconds += secondsSince(begin);
      bare.steps += static_cast<double>(steps - 1);
    }
    return bare;
  }

 private:
  void begin(std::uint32_t e) {
    Rng rng(11, Stream::kReset, e, resets_++);
    env_.reset(std::span(states_).subspan(e * spec_.stateBytes, spec_.stateBytes), rng);
  }

  void chooseActions() {
    legal_.resize(static_cast<std::size_t>(spec_.actionCount()));
    for (std::size_t e = 0; e < kEpisodes; ++e) {
      Rng rng(11, Stream::kTest, static_cast<std::uint32_t>(e), chosen_);
      std::byte* action = &actions_[e * spec_.actionBytes()];
      if (!spec_.discrete()) {
        for (int d = 0; d < spec_.actionDims; ++d) {
          const float part = 2.0f * rng.uniform() - 1.0f;
          std::memcpy(action + static_cast<std::size_t>(d) * sizeof part, &part, sizeof part);
        }
        continue;
      }
      env_.legalActions(std::span(states_).subspan(e * spec_.stateBytes, spec_.stateBytes), legal_);
      const auto count = static_cast<std::uint32_t>(std::count(legal_.begin(), legal_.end(), 1));
      std::uint32_t wanted = rng.below(std::max(count, 1u));
      std::int32_t number = 0;
      for (std::size_t a = 0; a < legal_.size(); ++a)
        if (legal_[a] != 0 && wanted-- == 0) number = static_cast<std::int32_t>(a);
      std::memcpy(action, &number, sizeof number);
    }
    ++chosen_;
  }

  const Env& env_;
  const EnvSpec& spec_;
  std::vector<std::byte> states_, actions_;
  std::vector<float> rewards_;
  std::vector<std::uint8_t> flags_, legal_;
  std::uint32_t resets_ = 0, chosen_ = 0;
  std::size_t bareEpisode_ = 0;
};

}  // namespace

void benchEnvs(std::vector<BenchResult>& out) {
  for (const EnvEntry& entry : envRegistry()) {
    const auto env = entry.config()->make();
    Crowd crowd(*env);
    const auto* driven = dynamic_cast<const EngineDriven*>(env.get());
    const auto engine = driven != nullptr ? driven->bareEngine() : nullptr;
    std::vector<double> rates, ratios;
    for (int timing = 0; timing < kTimings; ++timing) {
      double seconds = 0.0, steps = 0.0;
      Crowd::Bare all;
      const auto begin = std::chrono::steady_clock::now();
      while (secondsSince(begin) < kSeconds) {
        seconds += crowd.step();
        steps += kEpisodes;
        if (engine == nullptr) continue;
        const Crowd::Bare bare = crowd.step(*engine);
        all.seconds += bare.seconds;
        all.steps += bare.steps;
      }
      rates.push_back(steps / seconds);
      if (engine != nullptr) ratios.push_back(steps / seconds * all.seconds / all.steps);
    }
    out.push_back({"env." + entry.id + ".steps_per_second", median(rates), "1/s"});
    if (engine != nullptr) out.push_back({"env." + entry.id + ".over_bare_engine", median(ratios), ""});
  }
}

}  // namespace spolab
