// SPO over a box of actions: squashed Gaussian policies, bounds of mean and spread per dimension.
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include <QTest>

#include "core/base/error.h"
#include "core/learn/spo/gaussian_losses.h"
#include "core/learn/spo/spo_learner.h"
#include "core/learn/spo/spo_losses.h"
#include "core/nn/torch_setup.h"
#include "core/plan/squashed_gaussian.h"
#include "tests/support/learning.h"
#include "tests/support/near.h"
#include "tests/support/settings.h"

using namespace spolab;
using namespace spolab::test;

namespace {

constexpr std::size_t kDims = 2;
constexpr std::int64_t kBounds = 4;  // μ₀ μ₁ σ₀ σ₁

EnvSpec spec() {
  EnvSpec s;
  s.id = "numbers";
  s.stateBytes = 8;
  s.floatCount = 4;
  s.actionDims = kDims;
  return s;
}

/// Settings of a run with a small network; the environment named in them is not used.
RunConfig config(const std::vector<std::string>& overrides = {}) {
  RunConfig c("rubiks-cube", "spo");
  c.applyOverrides({"network.width=10", "network.layers=1", "network.head_width=0", "learner.max_grad_norm=1e6",
                    "planner.temperature=0.2", "train.learning_rate=1e-3", "learner.dual_learning_rate=1e-2"});
  c.applyOverrides(overrides);
  return c;
}

Network network(const RunConfig& c) { return Network(NetworkShape(spec(), c.network)); }

ParameterSet parameters(const RunConfig& c, std::uint64_t seed) {
  ParameterSet set = network(c).initialise(seed);
  for (std::size_t i = 0; i < set.trained(); ++i) set.tensors[i] = set.tensors[i] * 1.5 + 0.05;
  return set;
}

WindowBatch batch(std::uint32_t seed) { return randomBatch(spec(), seed); }

/// What a learner holds whose target and anchor are `other`.
LearnerState startOf(const RunConfig& c, const ParameterSet& online, const ParameterSet& other) {
  LearnerState start = deepCopy(SpoLearner(*spoSettings(*c.learner), c, spec(), online, torch::kCPU).save());
  for (std::size_t i = 0; i < online.names.size(); ++i) {
    start["target." + online.names[i]] = other.tensors[i].clone();
    start["anchor." + online.names[i]] = other.tensors[i].clone();
  }
  return start;
}

ParameterSet named(const LearnerState& state, const std::string& prefix, const ParameterSet& like) {
  ParameterSet set{like.names, {}, like.statistics};
  for (const std::string& name : like.names) set.tensors.push_back(state.at(prefix + name));
  return set;
}

torch::Tensor policyRows(const RunConfig& c, const ParameterSet& set, const WindowBatch& b) {
  const torch::NoGradGuard guard;
  const Network net = network(c);
  return net.forward(set, net.features(b.observations, b.windows * b.steps, torch::kCPU)).policy.to(torch::kFloat64);
}

/// KL of every bound, mean over states [K], from its formula and in double.
std::vector<double> boundKls(const torch::Tensor& online, const torch::Tensor& anchor) {
  std::vector<double> kl(kBounds, 0.0);
  const auto at = [](const torch::Tensor& rows, std::int64_t s, std::size_t column) {
    return rows[s][static_cast<std::int64_t>(column)].item<double>();
  };
  for (std::int64_t s = 0; s < online.size(0); ++s) {
    for (std::size_t d = 0; d < kDims; ++d) {
      const double sigma = at(anchor, s, kDims + d);
      const double sigmaOnline = at(online, s, kDims + d);
      kl[d] += std::pow((at(online, s, d) - at(anchor, s, d)) / sigma, 2) / 2;
      kl[kDims + d] += std::log(sigmaOnline / sigma) + sigma * sigma / (2 * sigmaOnline * sigmaOnline) - 0.5;
    }
  }
  for (double& x : kl) x /= static_cast<double>(online.size(0));
  return kl;
}

/// One update from a given state; the state afterwards and the metrics.
struct Updated {
  LearnerState after;
  LearnerMetrics metrics;
};
Updated updated(const RunConfig& c, const LearnerState& start, const WindowBatch& b) {
  SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
  learner.restore(start);
  WorkerPool pool(1);
  LearnerMetrics metrics = learner.update(b, pool);
  return {deepCopy(learner.save()), metrics};
}

double rawAlpha(const LearnerState& state, std::int64_t bound) { return state.at("duals")[1 + bound].item<double>(); }

/// One state with given atoms [N, D] and weights [N], for the objective alone.
WindowBatch oneState(const std::vector<float>& atoms, const std::vector<float>& weights) {
  WindowBatch b;
  b.windows = b.steps = 1;
  b.atoms = static_cast<std::int64_t>(weights.size());
  b.weights = weights;
  b.rootActions.resize(atoms.size() * sizeof(float));
  std::memcpy(b.rootActions.data(), atoms.data(), b.rootActions.size());
  return b;
}

}  // namespace

class SpoBoxLearnerTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { useOneThread(); }

  // Two atoms one anchor deviation to either side of the anchor's mean, weights .8 and .2:
  //   ∂L/∂μ' = −Σ w (z − μ')/σ² (anchor's σ): at μ' = μ it is −.6/σ. ∂L/∂σ' = Σ w (1/σ' − (z − μ)²/σ'³) = 1/σ' −
  //   σ²/σ'³.
  // The weights favour a shift of the mean; the spread feels nothing of it, wherever the online mean is.
  void meanAndSpreadAreDecoupled_data() {
    QTest::addColumn<float>("onlineMean");
    QTest::addColumn<float>("onlineDeviation");
    QTest::newRow("at the anchor") << 0.1f << 0.4f;
    QTest::newRow("mean moved") << 0.7f << 0.4f;
    QTest::newRow("spread moved") << 0.1f << 0.6f;
    QTest::newRow("both moved") << -0.5f << 0.3f;
  }
  void meanAndSpreadAreDecoupled() {
    QFETCH(float, onlineMean);
    QFETCH(float, onlineDeviation);
    EnvSpec one = spec();
    one.actionDims = 1;
    const auto objective = makePolicyObjective(one, {});
    constexpr double kMean = 0.1, kDeviation = 0.4;
    const auto upper = static_cast<float>(std::tanh(kMean + kDeviation));
    const auto lower = static_cast<float>(std::tanh(kMean - kDeviation));
    const WindowBatch b = oneState({upper, lower}, {0.8f, 0.2f});
    const PolicyObjective::States states{b, 0, 1, torch::kCPU};
    const torch::Tensor online = torch::tensor({{onlineMean, onlineDeviation}}).requires_grad_(true);
    const torch::Tensor anchor = torch::tensor({{0.1f, 0.4f}});
    const torch::Tensor gradient = torch::autograd::grad({objective->loss(online, anchor, states).sum()}, {online})[0];
    const double mean = static_cast<double>(onlineMean), deviation = static_cast<double>(onlineDeviation);
    const double center = kMean + 0.6 * kDeviation;  // Σ w z
    QNEAR(gradient[0][0].item<double>(), -(center - mean) / (kDeviation * kDeviation), 2e-5);
    QNEAR(gradient[0][1].item<double>(), 1 / deviation - kDeviation * kDeviation / std::pow(deviation, 3), 5e-5);
  }

  void objectiveLossByHand() {
    const auto objective = makePolicyObjective(spec(), {});
    const std::vector<float> atoms{0.3f, -0.5f, -0.8f, 1.0f, 0.1f, 0.9f};
    const std::vector<float> weights{0.2f, 0.5f, 0.3f};
    const WindowBatch b = oneState(atoms, weights);
    const std::vector<float> online{0.2f, -0.3f, 0.5f, 0.9f}, anchor{-0.1f, 0.4f, 0.7f, 0.6f};
    const std::vector<float> meanOnline{0.2f, -0.3f, 0.7f, 0.6f}, spreadOnline{-0.1f, 0.4f, 0.5f, 0.9f};
    double expected = 0.0;
    for (std::size_t n = 0; n < 3; ++n) {
      const auto atom = std::span(atoms).subspan(2 * n, 2);
      expected -= static_cast<double>(weights[n]) *
                  (SquashedGaussian::logDensity(meanOnline, atom) + SquashedGaussian::logDensity(spreadOnline, atom));
    }
    const auto rows = [](const std::vector<float>& row) { return torch::tensor(row).unsqueeze(0); };
    const torch::Tensor loss = objective->loss(rows(online), rows(anchor), {b, 0, 1, torch::kCPU});
    QCOMPARE(loss.sizes().vec(), (std::vector<std::int64_t>{1}));
    QNEAR(loss.item<double>(), expected, 1e-5);
    const torch::Tensor kl = objective->kl(rows(online), rows(anchor));
    QCOMPARE(kl.sizes().vec(), (std::vector<std::int64_t>{1, kBounds}));
    const std::vector<double> expectedKl = boundKls(rows(online), rows(anchor));
    for (std::size_t k = 0; k < kBounds; ++k)
      QNEAR(kl[0][static_cast<std::int64_t>(k)].item<double>(), expectedKl[k], 1e-6);
  }

  void boundsAndTheirStarts() {
    const RunConfig c = config({"learner.initial_alpha_mu=10", "learner.initial_alpha_sigma=500"});
    const auto objective = makePolicyObjective(spec(), test::spo(c));
    QCOMPARE(objective->bounds().size(), kBounds);
    for (std::size_t k = 0; k < kBounds; ++k) {
      const KlBound& bound = objective->bounds()[k];
      QCOMPARE(bound.group, std::string(k < kDims ? "_mu" : "_sigma"));
      QCOMPARE(bound.epsilon, k < kDims ? test::spo(c).epsilonMu : test::spo(c).epsilonSigma);
      QCOMPARE(bound.initialAlpha, k < kDims ? 10.0 : 500.0);
    }
    const Updated u = updated(c, startOf(c, parameters(c, 1), parameters(c, 1)), batch(1));
    QNEAR(u.metrics.at("alpha_mu"), 10.0, 1e-9);
    QNEAR(u.metrics.at("alpha_sigma"), 500.0, 1e-9);
    QVERIFY(!u.metrics.contains("alpha") && !u.metrics.contains("kl_anchor"));
    QNEAR(u.metrics.at("kl_anchor_mu"), 0.0, 1e-9);  // online is its own anchor
    QNEAR(u.metrics.at("kl_anchor_sigma"), 0.0, 1e-6);
  }

  // L_π + c·L_V + Σ_k α_k KL_k, every α another number, against central differences along random directions.
  void gradientOfTheWholeLoss_data() {
    QTest::addColumn<QStringList>("overrides");
    QTest::newRow("shared torso") << QStringList{};
    QTest::newRow("separate networks") << QStringList{"network.shared_torso=false"};
    QTest::newRow("as for bodies") << QStringList{"network.shared_torso=false", "network.torso=mlp", "network.layers=2",
                                                  "network.activation=silu", "network.normalise=true"};
    QTest::newRow("frozen anchor") << QStringList{"learner.anchor=iteration"};
    QTest::newRow("no constraint") << QStringList{"learner.kl_constraint=false"};
    QTest::newRow("one shard") << QStringList{"train.shards=1", "learner.value_coefficient=0.3"};
  }
  void gradientOfTheWholeLoss() {
    QFETCH(QStringList, overrides);
    std::vector<std::string> list;
    for (const QString& o : overrides) list.push_back(o.toStdString());
    const RunConfig c = config(list);
    const WindowBatch b = batch(3);
    const ParameterSet online = parameters(c, 1);
    LearnerState start = startOf(c, online, parameters(c, 2));
    const std::array alphas{0.5, 2.0, 3.0, 0.2};
    for (std::int64_t k = 0; k < kBounds; ++k)
      start["duals"][1 + k] = inverseSoftplus(alphas[static_cast<std::size_t>(k)]);
    const torch::Tensor anchorRows = policyRows(c, named(start, "anchor.", online), b);
    const auto loss = [&](const LearnerState& state, const LearnerMetrics& m) {
      double sum = m.at("loss_policy") + test::spo(c).valueCoefficient * m.at("loss_value");
      const std::vector<double> kl = boundKls(policyRows(c, named(state, "online.", online), b), anchorRows);
      for (std::size_t k = 0; k < kBounds && test::spo(c).klConstraint; ++k) sum += alphas[k] * kl[k];
      return sum;
    };
    const LearnerState after = updated(c, start, b).after;
    for (std::size_t i = 0; i < online.trained(); ++i) {
      const torch::Tensor direction = randomDirection(online.tensors[i], static_cast<std::uint32_t>(i));
      // Adam's first moment after one step is (1 − β₁) times the gradient.
      const double slope = (after.at("adam.first." + online.names[i]) * direction).sum().item<double>() / 0.1;
      constexpr double kStep = 2e-3;
      LearnerState up = deepCopy(start), down = deepCopy(start);
      up["online." + online.names[i]].add_(direction, kStep);
      down["online." + online.names[i]].sub_(direction, kStep);
      const double numeric =
          (loss(up, updated(c, up, b).metrics) - loss(down, updated(c, down, b).metrics)) / (2 * kStep);
      QNEAR(slope, numeric, 4e-3 + 5e-3 * std::abs(numeric));
    }
  }

  void lossesAreThoseOfTheEquations() {
    const RunConfig c = config({"train.shards=3"});
    const WindowBatch b = batch(9);
    const ParameterSet online = parameters(c, 1);
    const ParameterSet target = parameters(c, 2);
    const torch::Tensor now = policyRows(c, online, b).to(torch::kFloat32).contiguous();
    const torch::Tensor old = policyRows(c, target, b).to(torch::kFloat32).contiguous();
    double policyLoss = 0.0;
    for (std::size_t s = 0; s < 30; ++s) {
      const float* mine = now.data_ptr<float>() + s * 2 * kDims;
      const float* theirs = old.data_ptr<float>() + s * 2 * kDims;
      const std::array meanOnline{mine[0], mine[1], theirs[2], theirs[3]};
      const std::array spreadOnline{theirs[0], theirs[1], mine[2], mine[3]};
      for (std::size_t n = 4 * s; n < 4 * s + 4; ++n) {
        std::array<float, kDims> atom{};
        std::memcpy(atom.data(), &b.rootActions[n * sizeof atom], sizeof atom);
        policyLoss -=
            static_cast<double>(b.weights[n]) / 30 *
            (SquashedGaussian::logDensity(meanOnline, atom) + SquashedGaussian::logDensity(spreadOnline, atom));
      }
    }
    const LearnerMetrics m = updated(c, startOf(c, online, target), b).metrics;
    QNEAR(m.at("loss_policy"), policyLoss, 2e-5);
    const std::vector<double> kl = boundKls(now, old);
    QNEAR(m.at("kl_anchor_mu"), (kl[0] + kl[1]) / 2, 1e-6);
    QNEAR(m.at("kl_anchor_sigma"), (kl[2] + kl[3]) / 2, 1e-6);
  }

  // Only the mean of dimension 1 and the spread of dimension 0 differ from the anchor: their bounds are broken, so
  // their α rise; the others fall. Adam's first step is the learning rate, to the side of −gradient.
  void everyDualMovesAsItsOwnBoundSays() {
    const RunConfig c = config();
    const ParameterSet online = parameters(c, 1);
    ParameterSet anchor = online.clone();
    for (std::size_t i = 0; i < anchor.names.size(); ++i) {
      if (anchor.names[i] != "policy.output.bias") continue;
      anchor.tensors[i][1] += 0.8;
      anchor.tensors[i][2] -= 0.5;
    }
    const LearnerState start = startOf(c, online, anchor);
    const Updated u = updated(c, start, batch(1));
    const std::vector<double> kl = boundKls(policyRows(c, online, batch(1)), policyRows(c, anchor, batch(1)));
    const std::array rises{false, true, true, false};
    for (std::int64_t k = 0; k < kBounds; ++k) {
      const auto at = static_cast<std::size_t>(k);
      const double epsilon = at < kDims ? test::spo(c).epsilonMu : test::spo(c).epsilonSigma;
      QCOMPARE(kl[at] > epsilon, rises[at]);
      QNEAR(rawAlpha(u.after, k) - rawAlpha(start, k), (rises[at] ? 1.0 : -1.0) * test::spo(c).dualLearningRate,
            0.03 * test::spo(c).dualLearningRate);
      const double gradient = (epsilon - kl[at]) * softplusSlope(rawAlpha(start, k));
      QNEAR(u.after.at("duals.first")[1 + k].item<double>() / 0.1, gradient, 1e-6 + 1e-5 * std::abs(gradient));
    }
  }

  void sameBitsForAnyWorkerCount_data() {
    QTest::addColumn<bool>("shared");
    QTest::newRow("shared torso") << true;
    QTest::newRow("separate networks") << false;
  }
  void sameBitsForAnyWorkerCount() {
    QFETCH(bool, shared);
    const RunConfig c = config({shared ? "network.shared_torso=true" : "network.shared_torso=false"});
    const auto make = [&] {
      return std::make_unique<SpoLearner>(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    };
    QVERIFY(workersDoNotMatter(make, [](std::uint32_t k) { return batch(k); }));
  }

  void separateNetworksAreClippedApart() {
    const RunConfig c = config({"network.shared_torso=false", "learner.max_grad_norm=0.01"});
    const ParameterSet online = parameters(c, 1);
    const LearnerState after = updated(c, startOf(c, online, parameters(c, 2)), batch(1)).after;
    double actor = 0.0, critic = 0.0;
    for (const std::string& name : online.names) {
      const double squares = (after.at("adam.first." + name) / 0.1).square().sum().item<double>();
      (name.starts_with("critic.") || name.starts_with("value.") ? critic : actor) += squares;
    }
    QNEAR(std::sqrt(actor), 0.01, 1e-5);
    QNEAR(std::sqrt(critic), 0.01, 1e-5);
  }

  // A step on which the simulation broke down teaches nothing, whatever its numbers are, and its state stands for
  // nothing in the means. (The first of a window, so that no other step's target reads its value.)
  void brokenStepsAreNotLearnedFrom() {
    const RunConfig c = config();
    constexpr std::size_t kBroken = 10;
    const auto learned = [&](float number, float weight, bool failed) {
      WindowBatch b = batch(1);
      b.failed[kBroken] = failed ? 1 : 0;
      b.ended[kBroken] = 1;
      b.rewards[kBroken] = number;
      for (std::size_t k = 0; k < 4; ++k) {
        b.dualAdvantages[kBroken * 4 + k] = number * static_cast<float>(k);
        b.weights[kBroken * 4 + k] = weight;
        std::memcpy(&b.observations[(kBroken * 4 + k) * sizeof number], &number, sizeof number);
      }
      for (std::size_t k = 0; k < 4 * kDims; ++k) {
        std::memcpy(&b.rootActions[(kBroken * 4 * kDims + k) * sizeof number], &number, sizeof number);
      }
      return updated(c, startOf(c, parameters(c, 1), parameters(c, 2)), b).after;
    };
    QVERIFY(sameState(learned(0.0f, 0.25f, true), learned(0.9f, 0.5f, true)));
    QVERIFY(!sameState(learned(0.0f, 0.25f, true), learned(0.0f, 0.25f, false)));
  }

  // Statistics of the observations: taken over at the start of an iteration, by all three parameter sets, and moved by
  // nothing else.
  void statisticsAreCountedNotTrained() {
    const RunConfig c = config({"network.normalise=true"});
    SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    WorkerPool pool(1);
    const WindowBatch b = batch(4);
    const auto statistic = [&](const char* set, const char* which) {
      return learner.save().at(std::string(set) + ".observation." + which).clone();
    };
    learner.beginIteration(1.0);  // nothing seen yet
    QVERIFY(torch::equal(statistic("online", "mean"), torch::zeros({4})));
    QVERIFY(torch::equal(statistic("online", "scale"), torch::ones({4})));
    learner.absorb(b.observations);
    QVERIFY(torch::equal(statistic("online", "mean"), torch::zeros({4})));  // not in the middle of a rollout
    learner.beginIteration(1.0);
    const torch::Tensor seen =
        torch::from_blob(const_cast<std::byte*>(b.observations.data()), {30, 4}).to(torch::kFloat64);
    for (const char* set : {"online", "target", "anchor"}) {
      const torch::Tensor mean = statistic(set, "mean"), scale = statistic(set, "scale");
      for (std::int64_t i = 0; i < 4; ++i) {
        QNEAR(mean[i].item<double>(), seen.select(1, i).mean().item<double>(), 1e-6);
        QNEAR(scale[i].item<double>(), 1 / std::sqrt(seen.select(1, i).var(false).item<double>() + 1e-4), 1e-5);
      }
    }
    const torch::Tensor before = statistic("online", "scale");
    static_cast<void>(learner.update(b, pool));
    for (const char* set : {"online", "target", "anchor"}) QVERIFY(torch::equal(statistic(set, "scale"), before));
    QCOMPARE(learner.save().contains("adam.first.observation.scale"), false);
    QVERIFY(!torch::equal(learner.save().at("online.policy.output.bias"), parameters(c, 1).tensors.back()));
  }

  // Saved in the middle of an iteration and restored into another learner: the same bits from there on.
  void restoredLearnerGoesOnAlike() {
    const RunConfig c = config({"network.normalise=true", "network.shared_torso=false", "learner.anchor=iteration"});
    SpoLearner one(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    SpoLearner two(*spoSettings(*c.learner), c, spec(), parameters(c, 7), torch::kCPU);
    WorkerPool pool(1);
    const auto iterate = [&](SpoLearner& learner, std::uint32_t k) {
      learner.absorb(batch(k).observations);
      learner.beginIteration(0.5);
      for (std::uint32_t g = 0; g < 2; ++g) static_cast<void>(learner.update(batch(10 * k + g), pool));
    };
    for (std::uint32_t k = 0; k < 3; ++k) iterate(one, k);
    two.beginIteration(0.5);
    two.restore(deepCopy(one.save()));
    QVERIFY(sameState(one.save(), two.save()));
    QCOMPARE(one.temperature(), two.temperature());
    static_cast<void>(one.update(batch(50), pool));
    static_cast<void>(two.update(batch(50), pool));
    QVERIFY(sameState(one.save(), two.save()));
    for (std::uint32_t k = 3; k < 6; ++k) iterate(one, k), iterate(two, k);
    QVERIFY(sameState(one.save(), two.save()));
  }

  void restoreChecksWhatItGets() {
    const RunConfig c = config({"network.normalise=true"});
    SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    for (const char* name : {"moments", "duals", "online.observation.mean", "target.observation.scale"}) {
      LearnerState missing = deepCopy(learner.save());
      QCOMPARE(missing.erase(name), 1u);
      QVERIFY_THROWS_EXCEPTION(Error, learner.restore(missing));
    }
    LearnerState discrete = deepCopy(learner.save());
    discrete["duals"] = torch::zeros({2}, torch::kFloat64);  // one bound
    QVERIFY_THROWS_EXCEPTION(Error, learner.restore(discrete));
  }

  // Parameters of an agent: its statistics stand for many observations, so a few new ones hardly move them.
  void startsFromAnAgent() {
    const RunConfig c = config({"network.normalise=true"});
    ParameterSet agent = parameters(c, 5);
    agent.tensors[agent.trained()].fill_(3.0);
    agent.tensors[agent.trained() + 1].fill_(0.5);
    SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    learner.startFrom(agent);
    for (const char* set : {"online.", "target.", "anchor."}) {
      const ParameterSet held = named(learner.save(), set, agent);
      for (std::size_t i = 0; i < agent.tensors.size(); ++i) QVERIFY(torch::equal(held.tensors[i], agent.tensors[i]));
    }
    learner.absorb(batch(1).observations);
    learner.beginIteration(1.0);
    const ParameterSet& now = learner.parameters();
    QNEAR((now.tensors[agent.trained()] - 3.0).abs().max().item<double>(), 0.0, 5e-3);
    QNEAR((now.tensors[agent.trained() + 1] - 0.5).abs().max().item<double>(), 0.0, 5e-3);
    QVERIFY(!torch::equal(now.tensors[agent.trained()], agent.tensors[agent.trained()]));
  }

  void nonFiniteNumbersAreRefused() {
    const RunConfig c = config();
    SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    const LearnerState before = deepCopy(learner.save());
    WorkerPool pool(1);
    WindowBatch b = batch(1);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    std::memcpy(&b.rootActions[12], &nan, sizeof nan);
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(learner.update(b, pool)));
    QVERIFY(sameState(before, learner.save()));
  }
};

QTEST_APPLESS_MAIN(SpoBoxLearnerTest)
#include "spo_box_learner_test.moc"
