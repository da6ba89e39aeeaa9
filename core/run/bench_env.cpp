#include "core/run/bench_env.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "envs/registry.h"

namespace spolab {
namespace {

constexpr std::size_t kEpisodes = 256;
constexpr int kWarmSteps = 20;
constexpr double kSeconds = 0.5;  ///< of one timing
constexpr int kTimings = 5;

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
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    for (std::uint32_t e = 0; e < kEpisodes; ++e)
      if (flags_[e] & (kEnded | kTruncated)) this->begin(e);
    return seconds;
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
};

}  // namespace

void benchEnvs(std::vector<BenchResult>& out) {
  for (const EnvEntry& entry : envRegistry()) {
    const auto env = entry.config()->make();
    Crowd crowd(*env);
    std::vector<double> rates;
    for (int timing = 0; timing < kTimings; ++timing) {
      double seconds = 0.0;
      double steps = 0.0;
      for (double all = 0.0; all < kSeconds; steps += kEpisodes) {
        const auto begin = std::chrono::steady_clock::now();
        seconds += crowd.step();
        all += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      }
      rates.push_back(steps / seconds);
    }
    std::nth_element(rates.begin(), rates.begin() + kTimings / 2, rates.end());
    out.push_back({"env." + entry.id + ".steps_per_second", rates[kTimings / 2], "1/s"});
  }
}

}  // namespace spolab
