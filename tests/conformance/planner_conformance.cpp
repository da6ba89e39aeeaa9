// What every planner owes every environment, over the registry and a list of settings.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <string_view>
#include <vector>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/plan/puct/puct_planner.h"
#include "core/plan/smc/smc_math.h"
#include "core/plan/smc/smc_planner.h"
#include "core/plan/squashed_gaussian.h"
#include "core/trace/trace_file.h"
#include "tests/support/expect_error.h"
#include "tests/support/near.h"
#include "tests/support/settings.h"
#include "tests/support/table_env.h"

using namespace spolab;

namespace {

constexpr std::size_t kMostRoots = 9;

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
      const std::span<float> row = out.policy.subspan(i * size, size);
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
  const char* name;
  std::vector<std::string> overrides;
  const char* algorithm = "spo";
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
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
  return all;
}

/// Of cases(): the first that is a tree search.
constexpr int kFirstTree = 14;

bool ofParticles(int which) { return std::string_view(cases()[static_cast<std::size_t>(which)].algorithm) == "spo"; }

/// One environment with one planner's settings, roots at different moments of episodes.
struct Subject {
  RunConfig config;
  std::unique_ptr<Env> env;
  std::size_t roots = kMostRoots;
  std::vector<std::byte> states;
  std::vector<std::uint32_t> environment, step;

  Subject(const QString& envId, int which)
      : config(envId.toStdString(), cases()[static_cast<std::size_t>(which)].algorithm) {
    if (ofParticles(which)) test::smc(config).period = 2;
    if (!config.makeEnv()->spec().discrete()) {  // simulations are slow; episodes are cut off within the search
      roots = 3;
      test::smc(config).particles = 6;
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

bool same(const Decisions& a, const Decisions& b) {
  return a.roots == b.roots && a.atoms == b.atoms && a.rootActions == b.rootActions && a.weights == b.weights &&
         a.logRatios == b.logRatios && a.dualAdvantages == b.dualAdvantages && a.values == b.values &&
         a.searchValues == b.searchValues && a.chosenActions == b.chosenActions && a.ess == b.ess &&
         a.klToPrior == b.klToPrior;
}

double floatAt(std::span<const std::byte> action, std::size_t dimension) {
  float x = 0.0f;
  std::memcpy(&x, &action[dimension * sizeof x], sizeof x);
  return static_cast<double>(x);
}

std::int32_t actionAt(const std::vector<std::byte>& actions, std::size_t index) {
  std::int32_t action = -1;
  std::memcpy(&action, &actions[index * sizeof action], sizeof action);
  return action;
}

std::span<const std::byte> actionBytesAt(const std::vector<std::byte>& actions, std::size_t index,
                                         const EnvSpec& spec) {
  return std::span(actions).subspan(index * spec.actionBytes(), spec.actionBytes());
}

/// A legal discrete action, or a point of the box.
bool isAction(std::span<const std::byte> action, const EnvSpec& spec, std::span<const std::uint8_t> mask) {
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
double weightOf(const Decisions& d, std::size_t root, std::span<const std::byte> action, const EnvSpec& spec) {
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

}  // namespace

class PlannerConformance : public QObject {
  Q_OBJECT

  static void pairs(const std::function<bool(int which)>& wanted) {
    QTest::addColumn<QString>("env");
    QTest::addColumn<int>("which");
    for (const EnvEntry& entry : envRegistry()) {
      const bool discrete = entry.config()->make()->spec().discrete();
      for (std::size_t k = 0; k < cases().size(); ++k) {
        const AlgorithmEntry& algorithm = findAlgorithm(cases()[k].algorithm);
        if (!(discrete ? algorithm.discrete : algorithm.continuous) || !wanted(static_cast<int>(k))) continue;
        QTest::addRow("%s, %s", entry.id.c_str(), cases()[k].name)
            << QString::fromStdString(entry.id) << static_cast<int>(k);
      }
    }
  }
  static void everyPair() {
    pairs([](int) { return true; });
  }

 private Q_SLOTS:
  void decisionsAreDistributions_data() { everyPair(); }
  void decisionsAreDistributions() {
    QFETCH(QString, env);
    QFETCH(int, which);
    const Subject subject(env, which);
    const EnvSpec& spec = subject.env->spec();
    const Decisions d = subject.plan(*subject.env, 1, 5);
    QCOMPARE(d.roots, static_cast<int>(subject.roots));
    QCOMPARE(d.atoms, subject.config.planner->make(*subject.env)->atomsPerRoot());
    const auto atoms = static_cast<std::size_t>(d.atoms);
    const std::string choice = subject.config.planner->action();
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(spec.actionCount()));
    for (std::size_t r = 0; r < subject.roots; ++r) {
      subject.env->legalActions(std::span(subject.states).subspan(r * spec.stateBytes, spec.stateBytes), mask);
      const auto chosen = actionBytesAt(d.chosenActions, r, spec);
      const double weight = weightOf(d, r, chosen, spec);
      double sum = 0.0;
      for (std::size_t n = r * atoms; n < (r + 1) * atoms; ++n) {
        const auto atom = actionBytesAt(d.rootActions, n, spec);
        QVERIFY(isAction(atom, spec, mask) || d.weights[n] == 0.0f);
        QVERIFY(d.weights[n] >= 0.0f && std::isfinite(d.dualAdvantages[n]) && std::isfinite(d.logRatios[n]));
        sum += static_cast<double>(d.weights[n]);
        const bool heaviest = choice == "greedy" || (choice == "mean" && spec.discrete());
        if (heaviest) QVERIFY(weight >= weightOf(d, r, atom, spec) - 1e-6);
      }
      QNEAR(sum, 1.0, 1e-5);
      QVERIFY(isAction(chosen, spec, mask));
      if (choice == "mean" && !spec.discrete()) {
        for (std::size_t k = 0; k < static_cast<std::size_t>(spec.actionDims); ++k) {
          double mean = 0.0;
          for (std::size_t n = r * atoms; n < (r + 1) * atoms; ++n) {
            mean += static_cast<double>(d.weights[n]) * floatAt(actionBytesAt(d.rootActions, n, spec), k);
          }
          QNEAR(floatAt(chosen, k), mean, 1e-6);
        }
      } else {
        QVERIFY(weight > 0.0);  // one of the atoms
      }
      const std::size_t depths = d.ess.size() / subject.roots;
      if (ofParticles(which)) QCOMPARE(depths, static_cast<std::size_t>(test::smc(subject.config).horizon));
      for (std::size_t h = 0; h < depths; ++h) {
        const float ess = d.ess[r * depths + h];
        QVERIFY(ess >= 0.9999f && ess <= static_cast<float>(atoms) * 1.0001f);
      }
      QVERIFY(d.klToPrior[r] >= -1e-6f && std::isfinite(d.klToPrior[r]));
    }
  }

  void sameSeedSameBits_data() { everyPair(); }
  void sameSeedSameBits() {
    QFETCH(QString, env);
    QFETCH(int, which);
    const Subject subject(env, which);
    const Decisions first = subject.plan(*subject.env, 1, 5);
    QVERIFY(same(first, subject.plan(*subject.env, 1, 5)));
    QVERIFY(same(first, subject.plan(*subject.env, 2, 5)));
    QVERIFY(same(first, subject.plan(*subject.env, 3, 5)));
    QVERIFY(!same(first, subject.plan(*subject.env, 1, 6)));
    std::vector<SearchTrace> traces;
    QVERIFY(same(first, subject.plan(*subject.env, 2, 5, &traces)));  // a trace changes nothing
    for (std::size_t r = 0; r < subject.roots; ++r) {                 // nor do the other roots
      const Decisions alone = subject.plan(*subject.env, 1, 5, r, 1);
      QVERIFY(samePart(alone.weights, first.weights, r) && samePart(alone.rootActions, first.rootActions, r));
      QVERIFY(samePart(alone.chosenActions, first.chosenActions, r) && samePart(alone.ess, first.ess, r));
      QVERIFY(samePart(alone.dualAdvantages, first.dualAdvantages, r) && samePart(alone.values, first.values, r));
      QVERIFY(samePart(alone.logRatios, first.logRatios, r) && samePart(alone.klToPrior, first.klToPrior, r));
    }
  }

  void budgetIsRespected_data() { everyPair(); }
  void budgetIsRespected() {
    QFETCH(QString, env);
    QFETCH(int, which);
    const Subject subject(env, which);
    const CountingEnv counting(*subject.env);
    const Decisions d = subject.plan(counting, 2, 5);
    const int perRoot = subject.config.planner->make(counting)->transitionsPerRoot();
    if (ofParticles(which))
      QCOMPARE(perRoot, static_cast<int>(test::smc(subject.config).particles * test::smc(subject.config).horizon));
    QVERIFY(counting.transitions > 0);
    QVERIFY(counting.transitions <= static_cast<std::int64_t>(perRoot) * d.roots);
  }

  void tracesTellTheTruth_data() { pairs(ofParticles); }
  void tracesTellTheTruth() {
    QFETCH(QString, env);
    QFETCH(int, which);
    const Subject subject(env, which);
    const EnvSpec& spec = subject.env->spec();
    const SmcSettings& smc = test::smc(subject.config);
    std::vector<SearchTrace> traces;
    const Decisions d = subject.plan(*subject.env, 1, 5, &traces);
    const auto n = static_cast<std::size_t>(smc.particles);
    const auto h = static_cast<std::size_t>(smc.horizon);
    for (std::size_t r = 0; r < subject.roots; ++r) {
      const SearchTrace& t = traces[r];
      QCOMPARE(t.particles, static_cast<int>(n));
      QCOMPARE(t.depths, static_cast<int>(h));
      for (const std::size_t size : {t.parent.size(), t.rootAncestor.size(), t.reward.size(), t.value.size(),
                                     t.advantage.size(), t.logWeight.size(), t.weight.size(), t.dead.size()}) {
        QCOMPARE(size, n * h);
      }
      QCOMPARE(t.state.size(), n * h * spec.stateBytes);
      QCOMPARE(t.action.size(), n * h * spec.actionBytes());
      QVERIFY(t.ess.size() == h && t.entropy.size() == h && t.ancestors.size() == h && t.resampling.size() == h);
      QVERIFY(samePart(t.weights, d.weights, r) && samePart(t.rootActions, d.rootActions, r));
      QVERIFY(t.resampling.back() != ResampleEvent::kApplied);
      QVERIFY(t.actions == spec.actionCount() && t.actionDims == spec.actionDims);
      const auto actions = static_cast<std::size_t>(spec.actionCount());
      QVERIFY(t.prior.size() == actions && t.proposal.size() == actions && t.qhat.size() == actions);
      QCOMPARE(t.policyRow.size(), static_cast<std::size_t>(2 * spec.actionDims));
      QCOMPARE(t.rootLogDensities.size(), spec.discrete() ? 0 : n);
      for (std::size_t k = 0; k < t.rootLogDensities.size(); ++k) {
        std::vector<float> atom(static_cast<std::size_t>(spec.actionDims));
        std::memcpy(atom.data(), &t.rootActions[k * spec.actionBytes()], spec.actionBytes());
        const double expected = SquashedGaussian::logDensity(t.policyRow, atom);
        QNEAR(t.rootLogDensities[k], expected, 1e-6 * (1.0 + std::abs(expected)));
      }
      for (std::size_t depth = 0; depth < h; ++depth) {
        const std::size_t row = depth * n;
        std::vector<float> w(n);
        softmax({&t.logWeight[row], n}, w);
        QVERIFY(std::equal(w.begin(), w.end(), t.weight.begin() + static_cast<std::ptrdiff_t>(row)));
        QCOMPARE(t.ess[depth], effectiveSampleSize(w));
        QCOMPARE(t.entropy[depth], entropy(w));
        std::set<std::int32_t> alive;
        for (std::size_t k = row; k < row + n; ++k) {
          alive.insert(t.rootAncestor[k]);
          const auto parent = static_cast<std::size_t>(t.parent[k]);
          QVERIFY(parent < n);
          const bool resampled = depth > 0 && t.resampling[depth - 1] == ResampleEvent::kApplied;
          if (!resampled) QCOMPARE(parent, k - row);
          const std::size_t before = depth == 0 ? 0 : row - n + parent;
          QCOMPARE(t.rootAncestor[k], depth == 0 ? static_cast<std::int32_t>(k - row) : t.rootAncestor[before]);
          // Stepping the parent's state by the recorded action gives the recorded state and reward.
          std::vector<std::byte> state(spec.stateBytes);
          const std::byte* source = depth == 0 ? t.rootState.data() : &t.state[before * spec.stateBytes];
          std::memcpy(state.data(), source, spec.stateBytes);
          const bool deadBefore = depth > 0 && t.dead[before] != 0;
          const StepResult result =
              deadBefore ? StepResult{}
                         : subject.env->step(state, {&t.action[k * spec.actionBytes()], spec.actionBytes()});
          QVERIFY(std::memcmp(state.data(), &t.state[k * spec.stateBytes], spec.stateBytes) == 0);
          QCOMPARE(t.reward[k], result.reward);
          QCOMPARE(t.dead[k] != 0, deadBefore || result.ended || result.truncated);
          if (result.ended) QCOMPARE(t.value[k], 0.0f);
          if (!deadBefore && !result.ended) QCOMPARE(t.value[k], subject.valueOf(state));  // also where cut off by time
          if (deadBefore) QCOMPARE(t.advantage[k], 0.0f);
          const float valueBefore = smc.weighting == "q" ? 0.0f : depth == 0 ? t.rootValue : t.value[before];
          if (!deadBefore) {
            QCOMPARE(t.advantage[k],
                     searchAdvantage(t.reward[k], static_cast<float>(smc.gamma), t.value[k], valueBefore));
          }
        }
        QCOMPARE(t.ancestors[depth], static_cast<std::int32_t>(alive.size()));
      }
    }
  }

  // A tree: rows of nodes, each one step of the world from its parent, visits that add up, the same q̂ by both ways.
  void treesTellTheTruth_data() {
    pairs([](int which) { return !ofParticles(which); });
  }
  void treesTellTheTruth() {
    QFETCH(QString, env);
    QFETCH(int, which);
    const Subject subject(env, which);
    const EnvSpec& spec = subject.env->spec();
    std::vector<SearchTrace> traces;
    const Decisions d = subject.plan(*subject.env, 1, 5, &traces);
    const auto simulations = static_cast<int>(subject.config.planner->futures());
    for (std::size_t r = 0; r < subject.roots; ++r) {
      const SearchTrace& t = traces[r];
      QVERIFY(t.isTree() && t.atoms() == spec.actionCount());
      QCOMPARE(t.particles, *std::max_element(t.count.begin(), t.count.end()));
      QCOMPARE(t.count.size(), static_cast<std::size_t>(t.depths));
      QVERIFY(samePart(t.weights, d.weights, r) && samePart(t.qhat, d.weights, r));
      QVERIFY(samePart(t.rootActions, d.rootActions, r) && samePart(t.chosenAction, d.chosenActions, r));
      std::vector<float> byVisits(t.qhat.size(), 0.0f);
      int all = 0, nodes = 0;
      for (int depth = 0; depth < t.depths; ++depth) {
        std::set<std::pair<int, std::int32_t>> ways;  // of one parent each action leads to one node
        nodes += t.countAt(depth);
        for (int n = 0; n < t.countAt(depth); ++n) {
          const std::size_t at = t.at(depth, n);
          const std::size_t above = depth == 0 ? 0 : t.at(depth - 1, t.parent[at]);
          if (depth == 0) all += t.visits[at];
          if (depth > 0) QVERIFY(t.parent[at] < t.countAt(depth - 1));
          if (depth > 0) QVERIFY(t.dead[above] == 0 && t.visits[at] < t.visits[above]);
          QCOMPARE(t.rootAncestor[at], depth == 0 ? n : t.rootAncestor[above]);
          QCOMPARE(t.weight[at], static_cast<float>(t.visits[at]) / static_cast<float>(simulations));
          QVERIFY(t.visits[at] >= 1 && t.edgePrior[at] >= 0.0f && t.edgePrior[at] <= 1.0f);
          const std::span<const std::byte> action(&t.action[at * spec.actionBytes()], spec.actionBytes());
          QVERIFY(ways.emplace(depth == 0 ? 0 : t.parent[at], discreteAction(action)).second);
          if (depth == 0) {
            const auto a = static_cast<std::size_t>(discreteAction(action));
            byVisits[a] = t.weight[at];
            QCOMPARE(t.edgePrior[at], t.proposal[a]);
          }
          std::vector<std::byte> state(spec.stateBytes);
          std::memcpy(state.data(), depth == 0 ? t.rootState.data() : &t.state[above * spec.stateBytes],
                      spec.stateBytes);
          const StepResult result = subject.env->step(state, action);
          QVERIFY(std::memcmp(state.data(), &t.state[at * spec.stateBytes], spec.stateBytes) == 0);
          QCOMPARE(t.reward[at], result.reward);
          QCOMPARE(t.dead[at] != 0, result.ended || result.truncated);
          if (result.ended) QCOMPARE(t.value[at], 0.0f);
          if (t.visits[at] == 1 && !result.ended) QCOMPARE(t.value[at], subject.valueOf(state));
        }
      }
      QCOMPARE(all, simulations);
      QVERIFY(nodes <= simulations);
      for (std::size_t a = 0; a < byVisits.size(); ++a) QNEAR(byVisits[a], t.qhat[a], 1e-6);
    }
  }

  void nonFiniteNetworksAreRefused_data() {
    QTest::addColumn<QString>("env");
    QTest::addColumn<int>("poison");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("which");
    using Poison = HashEvaluator::Poison;
    for (const EnvEntry& entry : envRegistry()) {
      const bool discrete = entry.config()->make()->spec().discrete();
      const auto add = [&](const char* quantity, Poison poison, int from) {
        for (const int which : {0, kFirstTree}) {
          if (which == kFirstTree && !discrete) continue;
          QTest::addRow("%s, %s, call %d, %s", entry.id.c_str(), quantity, from,
                        cases()[static_cast<std::size_t>(which)].name)
              << QString::fromStdString(entry.id) << static_cast<int>(poison) << from << which;
        }
      };
      for (const int from : {0, 1, 2}) {
        add(discrete ? "logit" : "mean", Poison::kPolicy, from);
        if (!discrete) add("spread", Poison::kSpread, from);
        add("value", Poison::kValue, from);
      }
    }
  }
  void nonFiniteNetworksAreRefused() {
    QFETCH(QString, env);
    QFETCH(int, poison);
    QFETCH(int, from);
    QFETCH(int, which);
    const Subject subject(env, which);
    const auto planner = subject.config.planner->make(*subject.env);
    HashEvaluator bad(subject.env->spec(), static_cast<HashEvaluator::Poison>(poison), static_cast<std::size_t>(from));
    WorkerPool pool(2);
    Decisions decisions;
    const PlanRequest request{subject.states, 5, subject.environment, subject.step};
    QVERIFY_THROWS_EXCEPTION(Error, planner->plan(request, bad, pool, decisions));
    HashEvaluator good(subject.env->spec());  // the planner is none the worse for it
    planner->plan(request, good, pool, decisions);
    QVERIFY(same(decisions, subject.plan(*subject.env, 1, 5)));
  }

  // TableEnv aborts on an illegal action: half of them are, and the forbidden ones have by far the largest logits.
  void illegalActionsAreNeverTried() {
    std::vector<test::Node> nodes;
    for (int i = 0; i < 3; ++i) {
      test::Node node{0.1f * static_cast<float>(i), {}, {}};
      for (int a = 0; a < 6; ++a) {
        const bool illegal = (a + i) % 2 == 0;
        node.logits.push_back(illegal ? 80.0f : 0.0f);
        node.edges.push_back({(i + a) % 3, 0.1f * static_cast<float>(a), a == 5 && i == 2, false, illegal});
      }
      nodes.push_back(node);
    }
    const test::TableEnv env(nodes);
    test::TableEvaluator evaluator(env);
    SmcSettings settings;
    settings.period = 2;
    settings.horizon = 6;
    PuctSettings tree;
    tree.simulations = 30;
    tree.rootNoise = 0.5;
    SmcPlanner smc(settings, env);
    PuctPlanner puct(tree, env);
    WorkerPool pool(1);
    Decisions decisions;
    for (Planner* planner : {static_cast<Planner*>(&smc), static_cast<Planner*>(&puct)}) {
      for (std::uint32_t k = 0; k < 500; ++k) {
        planner->plan({test::TableEnv::stateAt(static_cast<int>(k % 3)), 3, {&k, 1}, {&k, 1}}, evaluator, pool,
                      decisions);
        QVERIFY((actionAt(decisions.chosenActions, 0) + static_cast<int>(k % 3)) % 2 == 1);
      }
    }
  }
};

QTEST_APPLESS_MAIN(PlannerConformance)
#include "planner_conformance.moc"
