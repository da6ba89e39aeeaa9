#include "core/learn/spo/spo_learner.h"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include <QTest>

#include "core/base/error.h"
#include "core/learn/returns.h"
#include "core/learn/spo/spo_losses.h"
#include "core/nn/torch_setup.h"
#include "core/plan/smc/smc_math.h"
#include "tests/support/learning.h"
#include "tests/support/near.h"
#include "tests/support/settings.h"

using namespace spolab;
using namespace spolab::test;

namespace {

constexpr double kTolerance = 2e-6;

EnvSpec spec() {
  EnvSpec s;
  s.id = "numbers";
  s.stateBytes = 8;
  s.floatCount = 4;
  s.actionNames = {"a", "b", "c"};
  return s;
}

/// Settings of a run with a small network; the environment named in them is not used.
RunConfig config(const std::vector<std::string>& overrides = {}) {
  RunConfig c("rubiks-cube", "spo");
  c.applyOverrides({"network.width=10", "network.layers=1", "network.head_width=0", "learner.max_grad_norm=1e6",
                    "planner.temperature=0.2", "train.learning_rate=1e-3"});
  c.applyOverrides(overrides);
  return c;
}

ParameterSet parameters(const RunConfig& c, std::uint64_t seed) {
  ParameterSet set = Network(NetworkShape(spec(), c.network)).initialise(seed);
  for (torch::Tensor& t : set.tensors) t = t * 1.5 + 0.05;  // policies that disagree, biases that matter
  return set;
}

WindowBatch batch(std::uint32_t seed) { return randomBatch(spec(), seed); }

torch::Tensor logitsOf(std::initializer_list<double> p) {
  return torch::tensor(std::vector<double>(p), torch::kFloat64).log().unsqueeze(0);
}

}  // namespace

class SpoLearnerTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { useOneThread(); }

  // Known answers §1.3: ∂L_π/∂logits = π − q̂.
  void policyGradient() {
    const torch::Tensor logits = logitsOf({0.5, 0.3, 0.2}).requires_grad_(true);
    const torch::Tensor qhat = torch::tensor({{0.720117, 0.182426, 0.097457}}, torch::kFloat64);
    const torch::Tensor gradient = torch::autograd::grad({weightedLogLikelihood(logits, qhat).sum()}, {logits})[0];
    const std::array expected{-0.220117, 0.117574, 0.102543};
    for (std::int64_t a = 0; a < 3; ++a) {
      QNEAR(gradient[0][a].item<double>(), expected[static_cast<std::size_t>(a)], kTolerance);
    }
  }

  // Known answers §1.3: the raw temperature and its slope.
  void rawTemperature() {
    const double raw = inverseSoftplus(0.2);
    QNEAR(raw, -1.507772, kTolerance);
    const std::vector<float> x{0.4f, 0.1f, 0.0f, -0.3f};
    QNEAR(temperatureDual(x, {}, 0.2, 0.5).gradient * softplusSlope(raw), -0.008322, kTolerance);
  }

  // Known answers §1.9.
  void klPenaltyAndItsDual() {
    const torch::Tensor anchor = logitsOf({0.7, 0.3});
    const torch::Tensor online = logitsOf({0.6, 0.4}).requires_grad_(true);
    const torch::Tensor kl = categoricalKl(anchor, online).sum();
    QNEAR(kl.item<double>(), 0.021601, kTolerance);
    QFAR(kl.item<double>(), 0.022582, 1e-4);  // the other direction
    const torch::Tensor gradient = torch::autograd::grad({kl}, {online})[0];
    QNEAR(gradient[0][0].item<double>(), 0.6 - 0.7, kTolerance);
    QNEAR(0.5 * kl.item<double>(), 0.010800, kTolerance);
    const double raw = inverseSoftplus(0.5);
    QNEAR(raw, -0.432752, kTolerance);
    const AlphaDual dual = alphaDual(raw, kl.item<double>(), 0.001);
    QNEAR(dual.loss, -0.010300, kTolerance);
    QNEAR(dual.rawGradient, -0.008106, kTolerance);
  }

  void softplusRows() {
    QNEAR(inverseSoftplus(3), 2.948931, kTolerance);
    QNEAR(inverseSoftplus(10), 9.999955, kTolerance);
    QNEAR(inverseSoftplus(500), 500.0, 1e-9);
    QNEAR(softplus(500), 500.0, 1e-9);
    QNEAR(softplus(0.5), 0.974077, kTolerance);  // a raw .5 taken for the value .5
    QNEAR(softplus(3), 3.048587, kTolerance);
    QNEAR(softplus(-18) * 1e8, 1.522998, kTolerance);
    QCOMPARE(projectRawDual(-25), -18.0);
    QCOMPARE(projectRawDual(-1), -1.0);
    for (const double raw : {-30.0, -2.0, 0.0, 1.0, 40.0}) {
      QNEAR(softplusSlope(raw), (softplus(raw + 1e-5) - softplus(raw - 1e-5)) / 2e-5, 1e-6);
    }
  }

  void initialDualsAreValues() {
    const RunConfig c = config({"planner.temperature=0.5", "learner.initial_alpha=0.5"});
    SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    QNEAR(learner.temperature(), 0.5, 1e-6);
    QFAR(learner.temperature(), 0.974077, 0.1);
    WorkerPool pool(1);
    QNEAR(learner.update(batch(1), pool).at("alpha"), 0.5, 1e-6);
  }

  // θ 1, gradients .5 and −.25, step .1: m .05, .02; v 2.5e-4, 3.1225e-4; both bias-corrected.
  void adamByHand() {
    torch::Tensor x = torch::ones({1}, torch::kFloat64);
    Adam adam({x});
    adam.beginStep();
    adam.update(0, x, torch::tensor({0.5}, torch::kFloat64), 0.1);
    QNEAR(x.item<double>(), 0.900001999960, 1e-9);
    adam.beginStep();
    adam.update(0, x, torch::tensor({-0.25}, torch::kFloat64), 0.1);
    QNEAR(x.item<double>(), 0.873368974, 1e-7);
    QNEAR(adam.firstMoments()[0].item<double>(), 0.02, 1e-12);
    QNEAR(adam.secondMoments()[0].item<double>(), 3.1225e-4, 1e-12);
    QCOMPARE(adam.step(), 2);
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

  // The whole loss L_π + c·L_V + α·KL against central differences along random directions.
  void gradientOfTheWholeLoss_data() {
    QTest::addColumn<QStringList>("overrides");
    QTest::newRow("shared torso") << QStringList{};
    QTest::newRow("separate networks") << QStringList{"network.shared_torso=false"};
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
    WorkerPool pool(1);
    const ParameterSet online = parameters(c, 1);
    const ParameterSet other = parameters(c, 2);
    LearnerState start = deepCopy(SpoLearner(*spoSettings(*c.learner), c, spec(), online, torch::kCPU).save());
    for (std::size_t i = 0; i < online.names.size(); ++i) {
      start["target." + online.names[i]] = other.tensors[i].clone();
      start["anchor." + online.names[i]] = other.tensors[i].clone();
    }
    const auto loss = [&](const LearnerState& state, LearnerState* after) {
      SpoLearner learner(*spoSettings(*c.learner), c, spec(), online, torch::kCPU);
      learner.restore(state);
      const LearnerMetrics m = learner.update(b, pool);
      if (after != nullptr) *after = deepCopy(learner.save());
      return m.at("loss_policy") + test::spo(c).valueCoefficient * m.at("loss_value") +
             (test::spo(c).klConstraint ? m.at("alpha") * m.at("kl_anchor") : 0.0);
    };
    LearnerState after;
    static_cast<void>(loss(start, &after));
    for (std::size_t i = 0; i < online.names.size(); ++i) {
      const torch::Tensor direction = randomDirection(online.tensors[i], static_cast<std::uint32_t>(i));
      // Adam's first moment after one step is (1 − β₁) times the gradient.
      const double slope = (after["adam.first." + online.names[i]] * direction).sum().item<double>() / 0.1;
      constexpr double kStep = 2e-3;
      LearnerState up = deepCopy(start), down = deepCopy(start);
      up["online." + online.names[i]].add_(direction, kStep);
      down["online." + online.names[i]].sub_(direction, kStep);
      const double numeric = (loss(up, nullptr) - loss(down, nullptr)) / (2 * kStep);
      QNEAR(slope, numeric, 2e-3 + 5e-3 * std::abs(numeric));
    }
  }

  // Losses against their equations, with V(next) from the true next observation at every step; the batch is
  // consistent: inside an episode the next observation is the one of the next step.
  void lossesAreThoseOfTheEquations() {
    const RunConfig c = config({"train.shards=3"});
    const ParameterSet online = parameters(c, 1);
    const ParameterSet target = parameters(c, 2);
    SpoLearner learner(*spoSettings(*c.learner), c, spec(), online, torch::kCPU);
    LearnerState state = deepCopy(learner.save());
    for (std::size_t i = 0; i < online.names.size(); ++i)
      state["target." + online.names[i]] = target.tensors[i].clone();
    learner.restore(state);
    WindowBatch b = batch(9);
    const std::size_t width = spec().observationBytes();
    for (std::size_t i = 0; i < 30; ++i) {
      if (i % 5 == 4 || b.ended[i] != 0 || b.truncated[i] != 0) continue;
      std::memcpy(&b.observationsNext[i * width], &b.observations[(i + 1) * width], width);
    }
    const Network network(NetworkShape(spec(), c.network));
    const auto rowsOf = [&](const ParameterSet& set, const std::vector<std::byte>& rows) {
      const torch::NoGradGuard guard;
      return network.forward(set, network.features(rows, 30, torch::kCPU));
    };
    const NetworkRows now = rowsOf(online, b.observations);
    const NetworkRows old = rowsOf(target, b.observations);
    const torch::Tensor next = rowsOf(target, b.observationsNext).value.contiguous();
    const torch::Tensor values = old.value.contiguous();
    double valueLoss = 0.0;
    for (std::size_t w = 0; w < 6; ++w) {
      std::array<float, 5> advantages{}, targets{};
      const std::size_t at = 5 * w;
      generalisedAdvantages({std::span(b.rewards).subspan(at, 5),
                             {values.data_ptr<float>() + at, 5},
                             {next.data_ptr<float>() + at, 5},
                             std::span(b.ended).subspan(at, 5),
                             std::span(b.truncated).subspan(at, 5)},
                            test::spo(c).gamma, test::spo(c).gaeLambda, advantages, targets);
      for (std::size_t t = 0; t < 5; ++t) {
        const auto row = static_cast<std::int64_t>(at + t);
        valueLoss += 0.5 / 30 * std::pow(now.value[row].item<double>() - static_cast<double>(targets[t]), 2);
      }
    }
    double policyLoss = 0.0;
    const torch::Tensor logPolicy = torch::log_softmax(now.policy, 1);
    for (std::size_t i = 0; i < 120; ++i) {
      std::int32_t action = 0;
      std::memcpy(&action, &b.rootActions[i * sizeof action], sizeof action);
      policyLoss -=
          static_cast<double>(b.weights[i]) * logPolicy[static_cast<std::int64_t>(i / 4)][action].item<double>() / 30;
    }
    WorkerPool pool(1);
    const LearnerMetrics m = learner.update(b, pool);
    QNEAR(m.at("loss_value"), valueLoss, 1e-5);
    QNEAR(m.at("loss_policy"), policyLoss, 1e-5);
    QNEAR(m.at("kl_anchor"), categoricalKl(old.policy, now.policy).mean().item<double>(), 1e-6);
    QNEAR(m.at("entropy"), -(logPolicy.exp() * logPolicy).sum(1).mean().item<double>(), 1e-5);
  }

  // A step on which the simulation broke down teaches nothing, whatever its numbers are.
  void brokenStepsAreNotLearnedFrom() {
    const RunConfig c = config();
    WorkerPool pool(1);
    const auto learned = [&](float reward, float weight) {
      WindowBatch b = batch(1);
      b.failed[7] = b.ended[7] = 1;
      b.rewards[7] = reward;
      b.dualAdvantages[7 * 4] = weight;
      for (std::size_t n = 0; n < 4; ++n) b.weights[7 * 4 + n] = n == 0 ? 1.0f : weight;
      SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
      static_cast<void>(learner.update(b, pool));
      return deepCopy(learner.save());
    };
    QVERIFY(sameState(learned(0.0f, 0.0f), learned(9.0f, 0.5f)));
  }

  // Illegal actions have probability 0: their logits neither matter nor move.
  void illegalActionsAreLeftOut() {
    const RunConfig c = config({"network.layers=0"});
    WorkerPool pool(1);
    WindowBatch b = batch(1);
    b.legal.assign(30 * 3, 1);
    for (std::size_t i = 0; i < 30; ++i) {
      b.legal[i * 3 + 2] = 0;
      for (std::size_t n = 0; n < 4; ++n) {  // a search never proposes them
        std::int32_t action = 0;
        auto* at = &b.rootActions[(i * 4 + n) * sizeof action];
        std::memcpy(&action, at, sizeof action);
        action %= 2;
        std::memcpy(at, &action, sizeof action);
      }
    }
    const auto metrics = [&](double bias) {
      ParameterSet set = parameters(c, 1);
      for (std::size_t i = 0; i < set.names.size(); ++i) {
        if (set.names[i] == "policy.output.bias") set.tensors[i][2] = bias;
      }
      SpoLearner learner(*spoSettings(*c.learner), c, spec(), set, torch::kCPU);
      const LearnerMetrics m = learner.update(b, pool);
      const LearnerState after = learner.save();
      if (after.at("online.policy.output.bias")[2].item<double>() != bias) return -1.0;  // it moved
      return m.at("loss_policy");
    };
    QVERIFY(metrics(0.0) > 0.0);
    QCOMPARE(metrics(0.0), metrics(5.0));
    b.legal.clear();
    SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    QVERIFY(std::abs(learner.update(b, pool).at("loss_policy") - metrics(0.0)) > 1e-3);
  }

  void gradientsAreClipped() {
    const RunConfig c = config({"learner.max_grad_norm=0.01"});
    SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    WorkerPool pool(1);
    QVERIFY(learner.update(batch(1), pool).at("grad_norm") > 0.02);
    double squares = 0.0;
    for (const auto& [name, tensor] : learner.save()) {
      if (name.starts_with("adam.first.")) squares += (tensor / 0.1).square().sum().item<double>();
    }
    QNEAR(std::sqrt(squares), 0.01, 1e-5);
  }

  void targetsFollowByPolyak() {
    const RunConfig c = config({"learner.target_rate=0.25"});
    SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    const LearnerState before = deepCopy(learner.save());
    WorkerPool pool(1);
    static_cast<void>(learner.update(batch(1), pool));
    const LearnerState after = learner.save();
    for (const std::string& name : learner.parameters().names) {
      const torch::Tensor expected = 0.75 * before.at("target." + name) + 0.25 * after.at("online." + name);
      QNEAR((after.at("target." + name) - expected).abs().max().item<double>(), 0.0, 1e-6);
    }
  }

  // Shards only split the work: any number of them gives the same gradient up to rounding.
  void shardsChangeRoundingOnly() {
    std::vector<LearnerState> states;
    for (const char* shards : {"train.shards=1", "train.shards=4", "train.shards=64"}) {
      const RunConfig c = config({shards});
      SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
      WorkerPool pool(1);
      static_cast<void>(learner.update(batch(1), pool));
      states.push_back(deepCopy(learner.save()));
    }
    for (const auto& [name, tensor] : states[0]) {
      if (!name.starts_with("adam.first.")) continue;
      for (const std::size_t k : {1ul, 2ul}) {
        QNEAR((tensor - states[k].at(name)).abs().max().item<double>(), 0.0, 1e-6);
      }
    }
  }

  void badNumbersAreRefused_data() {
    QTest::addColumn<int>("where");
    QTest::addColumn<QString>("quantity");
    QTest::newRow("weight") << 0 << "policy loss";
    QTest::newRow("reward") << 1 << "value loss";
  }
  void badNumbersAreRefused() {
    QFETCH(int, where);
    QFETCH(QString, quantity);
    const RunConfig c = config();
    SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    const LearnerState before = deepCopy(learner.save());
    WindowBatch b = batch(1);
    (where == 0 ? b.weights : b.rewards)[7] = std::numeric_limits<float>::quiet_NaN();
    WorkerPool pool(1);
    try {
      static_cast<void>(learner.update(b, pool));
      QFAIL("no error");
    } catch (const Error& error) {
      QVERIFY2(std::string(error.what()).find(quantity.toStdString()) != std::string::npos, error.what());
    }
    QVERIFY(sameState(before, learner.save()));
  }

  void nonFiniteDualInputsAreRefused() {
    const RunConfig c = config();
    SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    WindowBatch b = batch(1);
    b.dualAdvantages[3] = std::numeric_limits<float>::infinity();
    WorkerPool pool(1);
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(learner.update(b, pool)));
  }

  void restoreChecksWhatItGets() {
    const RunConfig c = config();
    SpoLearner learner(*spoSettings(*c.learner), c, spec(), parameters(c, 1), torch::kCPU);
    LearnerState missing = deepCopy(learner.save());
    missing.erase("duals");
    QVERIFY_THROWS_EXCEPTION(Error, learner.restore(missing));
    LearnerState shape = deepCopy(learner.save());
    shape["adam.first." + learner.parameters().names[0]] = torch::zeros({1});
    QVERIFY_THROWS_EXCEPTION(Error, learner.restore(shape));
  }
};

QTEST_APPLESS_MAIN(SpoLearnerTest)
#include "spo_learner_test.moc"
