// Augmented random search (Mania, Guy, Recht 2018, version V2) over a linear policy: how far a body comes without any
// planning, network or gradient. Writes a table "env_steps,return" to standard output.
//   random_search [ENV] [STEPS] [SEED] [DIRECTIONS] [ELITE] [STEP] [NOISE]        half-cheetah 3000000 1 8 4 0.02 0.03
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/machine.h"
#include "core/base/rng.h"
#include "core/base/worker_pool.h"
#include "envs/registry.h"

namespace {

using namespace spolab;

struct Settings {
  std::size_t directions = 8;  ///< tried at once, each both ways
  std::size_t elite = 4;       ///< that move the policy
  double step = 0.02;
  double noise = 0.03;
};

constexpr std::size_t kTestEpisodes = 4;
constexpr std::uint32_t kTestStream = 1u << 30;

/// Running mean and spread of observations (Welford).
struct Moments {
  std::vector<double> mean, squares;
  double count = 0.0;

  explicit Moments(std::size_t size) : mean(size, 0.0), squares(size, 0.0) {}
  void add(const std::vector<float>& observation) {
    count += 1.0;
    for (std::size_t i = 0; i < mean.size(); ++i) {
      const double off = static_cast<double>(observation[i]) - mean[i];
      mean[i] += off / count;
      squares[i] += off * (static_cast<double>(observation[i]) - mean[i]);
    }
  }
  void merge(const Moments& other) {
    if (other.count == 0.0) return;
    const double all = count + other.count;
    for (std::size_t i = 0; i < mean.size(); ++i) {
      const double off = other.mean[i] - mean[i];
      squares[i] += other.squares[i] + off * off * count * other.count / all;
      mean[i] += off * other.count / all;
    }
    count = all;
  }
  [[nodiscard]] double spread(std::size_t i) const {
    return count > 1.0 ? std::max(std::sqrt(squares[i] / count), 1e-6) : 1.0;
  }
};

struct Episode {
  double total = 0.0;
  std::size_t steps = 0;
};

/// One episode of a ← clip(M · (o − mean) / spread); what it saw goes into `seen` where wanted.
Episode play(const Env& env, const std::vector<double>& policy, const Moments& moments, Rng rng, Moments* seen) {
  const EnvSpec& spec = env.spec();
  const auto floats = static_cast<std::size_t>(spec.floatCount), dims = static_cast<std::size_t>(spec.actionDims);
  std::vector<std::byte> state(spec.stateBytes), bytes(spec.observationBytes());
  std::vector<float> observation(floats), action(dims);
  env.reset(state, rng);
  Episode episode;
  for (bool over = false; !over; ++episode.steps) {
    env.observe(state, bytes);
    std::memcpy(observation.data(), bytes.data(), floats * sizeof(float));
    if (seen != nullptr) seen->add(observation);
    for (std::size_t d = 0; d < dims; ++d) {
      double sum = 0.0;
      for (std::size_t i = 0; i < floats; ++i)
        sum += policy[d * floats + i] * (static_cast<double>(observation[i]) - moments.mean[i]) / moments.spread(i);
      action[d] = static_cast<float>(std::clamp(sum, -1.0, 1.0));
    }
    const StepResult result = env.step(state, std::as_bytes(std::span(action)));
    episode.total += static_cast<double>(result.reward);
    over = result.ended || result.truncated;
  }
  return episode;
}

std::vector<double> moved(const std::vector<double>& policy, const std::vector<double>& direction, double by) {
  std::vector<double> result = policy;
  for (std::size_t i = 0; i < result.size(); ++i) result[i] += by * direction[i];
  return result;
}

void search(const Env& env, double mostSteps, std::uint64_t seed, const Settings& settings) {
  const EnvSpec& spec = env.spec();
  if (spec.discrete()) throw Error::usage("a body", spec.id, "ENV");
  const auto floats = static_cast<std::size_t>(spec.floatCount);
  std::vector<double> policy(floats * static_cast<std::size_t>(spec.actionDims), 0.0);
  Moments moments(floats);
  WorkerPool pool(availableCores());
  double steps = 0.0;
  std::puts("env_steps,return");
  for (std::uint32_t iteration = 0; steps < mostSteps; ++iteration) {
    std::vector<std::vector<double>> directions(settings.directions, std::vector<double>(policy.size()));
    for (std::uint32_t k = 0; k < settings.directions; ++k) {
      Rng rng(seed, Stream::kTest, iteration, k);
      for (double& x : directions[k]) x = rng.normal();
    }
    std::vector<Episode> episodes(2 * settings.directions);
    std::vector<Moments> seen(episodes.size(), Moments(floats));
    pool.parallelFor(episodes.size(), 1, [&](std::size_t first, std::size_t last, int) {
      for (std::size_t e = first; e < last; ++e)
        episodes[e] = play(env, moved(policy, directions[e / 2], e % 2 == 0 ? settings.noise : -settings.noise),
                           moments, Rng(seed, Stream::kReset, iteration, static_cast<std::uint32_t>(e)), &seen[e]);
    });
    std::vector<std::size_t> order(settings.directions);
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto best = [&](std::size_t k) { return std::max(episodes[2 * k].total, episodes[2 * k + 1].total); };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return best(a) > best(b); });
    double sum = 0.0, squares = 0.0;
    for (std::size_t k = 0; k < settings.elite; ++k) {
      for (const std::size_t e : {2 * order[k], 2 * order[k] + 1}) {
        sum += episodes[e].total;
        squares += episodes[e].total * episodes[e].total;
      }
    }
    const double count = 2.0 * static_cast<double>(settings.elite), mean = sum / count;
    const double spread = std::max(std::sqrt(std::max(squares / count - mean * mean, 0.0)), 1e-6);
    for (std::size_t k = 0; k < settings.elite; ++k) {
      const std::size_t d = order[k];
      const double gain = settings.step * (episodes[2 * d].total - episodes[2 * d + 1].total) /
                          (static_cast<double>(settings.elite) * spread);
      for (std::size_t i = 0; i < policy.size(); ++i) policy[i] += gain * directions[d][i];
    }
    for (std::size_t e = 0; e < episodes.size(); ++e) {
      steps += static_cast<double>(episodes[e].steps);
      moments.merge(seen[e]);
    }
    std::vector<Episode> tests(kTestEpisodes);
    pool.parallelFor(tests.size(), 1, [&](std::size_t first, std::size_t last, int) {
      for (std::size_t e = first; e < last; ++e)
        tests[e] = play(env, policy, moments,
                        Rng(seed, Stream::kReset, kTestStream + iteration, static_cast<std::uint32_t>(e)), nullptr);
    });
    double total = 0.0;
    for (const Episode& test : tests) total += test.total;
    std::printf("%.0f,%.1f\n", steps, total / kTestEpisodes);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string id = argc > 1 ? argv[1] : "half-cheetah";
    const double steps = argc > 2 ? std::strtod(argv[2], nullptr) : 3e6;
    const std::uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
    Settings settings;
    if (argc > 4) settings.directions = std::strtoul(argv[4], nullptr, 10);
    if (argc > 5) settings.elite = std::strtoul(argv[5], nullptr, 10);
    if (argc > 6) settings.step = std::strtod(argv[6], nullptr);
    if (argc > 7) settings.noise = std::strtod(argv[7], nullptr);
    if (settings.elite < 1 || settings.elite > settings.directions)
      throw spolab::Error::usage("ELITE from 1 to DIRECTIONS", std::to_string(settings.elite), "the options");
    search(*spolab::findEnv(id).config()->make(), steps, seed, settings);
    return 0;
  } catch (const spolab::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return error.kind() == spolab::Error::Kind::kUsage ? 2 : 1;
  }
}
