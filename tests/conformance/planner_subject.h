#pragma once

// What the suites of planners share: environments that count, a network with opinions, a list of settings of every
// method, and roots at different moments of episodes.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <QTest>

#include "core/config/algorithms.h"
#include "core/plan/evaluator.h"
#include "tests/support/settings.h"

namespace spolab::test {

inline constexpr std::size_t kMostRoots = 9;

/// Passes everything on and counts transitions.
class CountingEnv final : public Env {
 public:
  explicit CountingEnv(const Env& inner) : inner_(inner) {}
  mutable std::atomic<std::int64_t> transitions{0};
  [[nodiscard]] const EnvSpec& spec() const override { return inner_.spec(); }
  void reset(StateSpan state, Rng& rng) const override { inner_.reset(state, rng); }
  StepResult step(StateSpan state, ActionView action) const override {
    ++transitions;
    return inner_.step(state, action);
  }
  void observe(StateView state, std::span<std::byte> out) const override { inner_.observe(state, out); }
  void legalActions(StateView state, std::span<std::uint8_t> mask) const override { inner_.legalActions(state, mask); }
  void draw(StateView a, ActionView b, float c, Scene& d) const override { inner_.draw(a, b, c, d); }
  [[nodiscard]] std::string print(StateView state) const override { return inner_.print(state); }
  void parse(std::string_view text, StateSpan state) const override { inner_.parse(text, state); }
  [[nodiscard]] std::string stateHelp() const override { return inner_.stateHelp(); }
  void stepBatch(std::span<std::byte> states, std::span<const std::byte> actions, std::span<float> rewards,
                 std::span<std::uint8_t> flags) const override {
    transitions += static_cast<std::int64_t>(rewards.size());
    inner_.stepBatch(states, actions, rewards, flags);
  }

 private:
  const Env& inner_;
};

/// A network with opinions: every number is a hash of the observation. `poison` makes one quantity NaN.
class HashEvaluator final : public Evaluator {
 public:
  enum class Poison { kNone, kPolicy, kSpread, kValue };
  HashEvaluator(const EnvSpec& spec, Poison poison = Poison::kNone, std::size_t from = 0)
      : outputs_{spec.discrete() ? spec.actionCount() : 2 * spec.actionDims, false},
        dims_(static_cast<std::size_t>(spec.actionDims)),
        bytes_(spec.observationBytes()),
        poison_(poison),
        from_(from) {}
  [[nodiscard]] const NetworkOutputs& outputs() const override { return outputs_; }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override {
    const auto size = static_cast<std::size_t>(outputs_.policySize);
    const bool poisoned = calls_++ >= from_;
    for (std::size_t i = 0; i < out.value.size(); ++i) {
      std::uint64_t hash = 1469598103934665603ull;
      for (std::size_t k = 0; k < bytes_; ++k) {
        hash = (hash ^ std::to_integer<std::uint64_t>(observations[i * bytes_ + k])) * 1099511628211ull;
      }
      Rng rng(hash, Stream::kTest);
      std::vector<float> unasked(out.policy.empty() ? size : 0);
      const std::span<float> row = out.policy.empty() ? std::span(unasked) : out.policy.subspan(i * size, size);
      for (float& x : row) x = 2 * rng.uniform();
      for (std::size_t d = 0; d < dims_; ++d) {  // means on both sides of 0, spreads from .1 to 1.1
        row[d] -= 1.0f;
        row[dims_ + d] = 0.1f + 0.5f * row[dims_ + d];
      }
      out.value[i] = rng.uniform();
      if (poisoned && poison_ == Poison::kPolicy) row[0] = std::numeric_limits<float>::quiet_NaN();
      if (poisoned && poison_ == Poison::kSpread) row[size - 1] = std::numeric_limits<float>::infinity();
      if (poisoned && poison_ == Poison::kValue) out.value[i] = std::numeric_limits<float>::infinity();
    }
  }

 private:
  NetworkOutputs outputs_;
  std::size_t dims_, bytes_;
  Poison poison_;
  std::size_t from_;
  std::size_t calls_ = 0;
};

struct Case {
  std::string name;
  std::vector<std::string> overrides;
  std::string algorithm = "spo";
};

inline const std::vector<Case>& cases() {
  static const std::vector<Case> all = [] {
    std::vector<Case> some{
        {"default", {}},
        {"period one", {"planner.period=1"}},
        {"period beyond the horizon", {"planner.period=7", "planner.horizon=3"}},
        {"one step", {"planner.horizon=1"}},
        {"one particle", {"planner.particles=1"}},
        {"ess rule, systematic", {"planner.resample=ess", "planner.scheme=systematic", "planner.horizon=6"}},
        {"ess rule, always", {"planner.resample=ess", "planner.ess_fraction=1"}},
        {"never resampled", {"planner.resample=never", "planner.horizon=5"}},
        {"deep and cold", {"planner.horizon=12", "planner.period=2", "planner.temperature=0.02"}},
        {"uncorrected noise", {"planner.root_noise_correct=false", "planner.root_noise=0.5"}},
        {"greedy without noise", {"planner.action=greedy", "planner.root_noise=0"}},
        {"action values", {"planner.weighting=q"}},
        {"mean action", {"planner.action=mean"}},
        {"noise only", {"planner.root_noise=1"}},
        {"tree", {"planner.simulations=40"}, "alphazero"},
        {"tree, one simulation", {"planner.simulations=1"}, "alphazero"},
        {"tree, greedy", {"planner.simulations=33", "planner.action=greedy"}, "alphazero"},
        {"tree, shallow", {"planner.simulations=60", "planner.max_depth=2"}, "alphazero"},
        {"tree, one step deep", {"planner.simulations=30", "planner.max_depth=1"}, "alphazero"},
        {"tree, no exploration", {"planner.simulations=30", "planner.c1=0"}, "alphazero"},
        {"tree, cold visits", {"planner.simulations=25", "planner.visit_temperature=0.1"}, "alphazero"},
    };
    // Whatever else is registered as it is by default.
    for (const AlgorithmEntry& entry : algorithmRegistry())
      if (std::ranges::none_of(some, [&](const Case& known) { return known.algorithm == entry.id; }))
        some.push_back({entry.id + ", default", {}, entry.id});
    return some;
  }();
  return all;
}

/// Of cases(): the first that is a tree search.
inline constexpr int kFirstTree = 14;

inline bool ofParticles(int which) { return cases()[static_cast<std::size_t>(which)].algorithm == "spo"; }

/// One environment with one planner's settings, roots at different moments of episodes.
struct Subject {
  RunConfig config;
  std::unique_ptr<Env> env;
  std::size_t roots = kMostRoots;
  std::vector<std::byte> states;
  std::vector<std::uint32_t> environment, step;

  Subject(const QString& envId, int which)
      : config(envId.toStdString(), cases()[static_cast<std::size_t>(which)].algorithm) {
    if (ofParticles(which)) smc(config).period = 2;
    if (!config.makeEnv()->spec().discrete()) {  // simulations are slow; episodes are cut off within the search
      roots = 3;
      smc(config).particles = 6;
      config.applyOverrides({"env.step_limit=5"});
    }
    config.applyOverrides(cases()[static_cast<std::size_t>(which)].overrides);
    env = config.makeEnv();
    const EnvSpec& spec = env->spec();
    for (std::uint32_t r = 0; r < roots; ++r) {
      std::vector<std::byte> state(spec.stateBytes);
      for (std::uint32_t attempt = 0;; ++attempt) {
        Rng rng(21, Stream::kTest, r, attempt);
        env->reset(state, rng);
        if (advance(state, rng, r)) break;
      }
      states.insert(states.end(), state.begin(), state.end());
      environment.push_back(100 + r);
      step.push_back(r);
    }
  }
  /// Plays `count` random legal steps; false when the episode ended on the way.
  bool advance(std::vector<std::byte>& state, Rng& rng, std::uint32_t count) const {
    std::vector<std::byte> action(env->spec().actionBytes());
    for (std::uint32_t k = 0; k < count; ++k) {
      drawLegal(state, rng, action);
      const StepResult result = env->step(state, action);
      if (result.ended || result.truncated) return false;
    }
    return true;
  }
  void drawLegal(const std::vector<std::byte>& state, Rng& rng, std::vector<std::byte>& out) const {
    const EnvSpec& spec = env->spec();
    for (int d = 0; d < spec.actionDims; ++d) {
      const float action = 2.0f * rng.uniform() - 1.0f;
      std::memcpy(&out[static_cast<std::size_t>(d) * sizeof action], &action, sizeof action);
    }
    if (!spec.discrete()) return;
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(spec.actionCount()));
    env->legalActions(state, mask);
    std::int32_t action = 0;
    do {
      action = static_cast<std::int32_t>(rng.below(static_cast<std::uint32_t>(spec.actionCount())));
    } while (mask[static_cast<std::size_t>(action)] == 0);
    std::memcpy(out.data(), &action, sizeof action);
  }
  /// What the network of plan() says about a state.
  [[nodiscard]] float valueOf(const std::vector<std::byte>& state) const {
    std::vector<std::byte> observation(env->spec().observationBytes());
    env->observe(state, observation);
    HashEvaluator evaluator(env->spec());
    std::vector<float> policy(static_cast<std::size_t>(evaluator.outputs().policySize));
    float value = 0.0f;
    evaluator.evaluate(observation, {policy, {&value, 1}, {}});
    return value;
  }
  /// All roots, or `count` of them from `from` on.
  Decisions plan(const Env& world, int workers, std::uint64_t seed, std::vector<SearchTrace>* traces = nullptr) const {
    return plan(world, workers, seed, 0, roots, traces);
  }
  Decisions plan(const Env& world, int workers, std::uint64_t seed, std::size_t from, std::size_t count,
                 std::vector<SearchTrace>* traces = nullptr) const {
    const auto planner = config.planner->make(world);
    HashEvaluator evaluator(world.spec());
    WorkerPool pool(workers);
    Decisions decisions;
    if (traces != nullptr) traces->resize(count);
    const std::size_t bytes = world.spec().stateBytes;
    planner->plan({std::span(states).subspan(from * bytes, count * bytes), seed,
                   std::span(environment).subspan(from, count), std::span(step).subspan(from, count)},
                  evaluator, pool, decisions, traces == nullptr ? std::span<SearchTrace>{} : std::span(*traces));
    return decisions;
  }
};

inline bool same(const Decisions& a, const Decisions& b) {
  return a.roots == b.roots && a.atoms == b.atoms && a.rootActions == b.rootActions && a.weights == b.weights &&
         a.logRatios == b.logRatios && a.dualAdvantages == b.dualAdvantages && a.values == b.values &&
         a.searchValues == b.searchValues && a.chosenActions == b.chosenActions && a.ess == b.ess &&
         a.klToPrior == b.klToPrior;
}

inline double floatAt(std::span<const std::byte> action, std::size_t dimension) {
  float x = 0.0f;
  std::memcpy(&x, &action[dimension * sizeof x], sizeof x);
  return static_cast<double>(x);
}

inline std::int32_t actionAt(const std::vector<std::byte>& actions, std::size_t index) {
  std::int32_t action = -1;
  std::memcpy(&action, &actions[index * sizeof action], sizeof action);
  return action;
}

inline std::span<const std::byte> actionBytesAt(const std::vector<std::byte>& actions, std::size_t index,
                                                const EnvSpec& spec) {
  return std::span(actions).subspan(index * spec.actionBytes(), spec.actionBytes());
}

/// A legal discrete action, or a point of the box.
inline bool isAction(std::span<const std::byte> action, const EnvSpec& spec, std::span<const std::uint8_t> mask) {
  if (spec.discrete()) {
    const std::int32_t index = discreteAction(action);
    return index >= 0 && index < spec.actionCount() && mask[static_cast<std::size_t>(index)] != 0;
  }
  for (std::size_t at = 0; at < action.size(); at += sizeof(float)) {
    float x = 0.0f;
    std::memcpy(&x, &action[at], sizeof x);
    if (!(x >= -1.0f && x <= 1.0f)) return false;
  }
  return true;
}

/// Weight of all atoms that are this very action.
inline double weightOf(const Decisions& d, std::size_t root, std::span<const std::byte> action, const EnvSpec& spec) {
  const auto atoms = static_cast<std::size_t>(d.atoms);
  double sum = 0.0;
  for (std::size_t n = root * atoms; n < (root + 1) * atoms; ++n) {
    if (std::ranges::equal(actionBytesAt(d.rootActions, n, spec), action)) sum += static_cast<double>(d.weights[n]);
  }
  return sum;
}

template <typename T>
bool samePart(const std::vector<T>& part, const std::vector<T>& whole, std::size_t root) {
  return std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(root * part.size()));
}

/// Rows of every environment with every case that its actions fit and that is wanted.
inline void pairs(const std::function<bool(int which)>& wanted) {
  QTest::addColumn<QString>("env");
  QTest::addColumn<int>("which");
  for (const EnvEntry& entry : envRegistry()) {
    const EnvSpec spec = entry.config()->make()->spec();
    for (std::size_t k = 0; k < cases().size(); ++k) {
      if (!findAlgorithm(cases()[k].algorithm).actsIn(spec) || !wanted(static_cast<int>(k))) continue;
      QTest::addRow("%s, %s", entry.id.c_str(), cases()[k].name.c_str())
          << QString::fromStdString(entry.id) << static_cast<int>(k);
    }
  }
}

}  // namespace spolab::test
