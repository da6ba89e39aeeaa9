// Search and learner together, on the smallest world with a box of actions.
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include <QTest>

#include "core/learn/spo/spo_learner.h"
#include "core/nn/torch_evaluator.h"
#include "core/nn/torch_setup.h"
#include "core/plan/smc/smc_planner.h"
#include "tests/support/box_bandit.h"
#include "tests/support/near.h"
#include "tests/support/settings.h"

using namespace spolab;
using namespace spolab::test;

namespace {

/// Where a mean of spread `deviation` stops moving on the bandit: argmax_μ E[e^{R/η}] of tanh(μ + σε), squashed. Not
/// the optimum itself, as tanh bends: what lies beyond it costs less per σ.
double restingPoint(double optimum, double deviation, double eta) {
  double best = -1.0, at = 0.0;
  for (double mean = -1.5; mean < 1.5; mean += 0.01) {
    double sum = 0.0;
    for (double e = -5.0; e < 5.0; e += 0.05) {
      sum += std::exp(-0.5 * e * e - std::pow(std::tanh(mean + deviation * e) - optimum, 2) / eta);
    }
    if (sum > best) best = sum, at = mean;
  }
  return std::tanh(at);
}

}  // namespace

class SpoBoxBanditTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { useOneThread(); }

  // The whole circle: plan, learn, plan again. Reward 1 − |a − a*|²; the spread shrinks and the mean comes to rest
  // where it should for that spread, with and without (corrected) noise.
  void learnsABoxBandit_data() {
    QTest::addColumn<float>("first");
    QTest::addColumn<float>("second");
    QTest::addColumn<bool>("noise");
    QTest::newRow("inside the box") << 0.5f << -0.4f << false;
    QTest::newRow("at an edge") << 1.0f << -0.2f << false;
    QTest::newRow("with corrected noise") << -0.6f << 0.3f << true;
  }
  void learnsABoxBandit() {
    QFETCH(float, first);
    QFETCH(float, second);
    QFETCH(bool, noise);
    const BoxBandit env({first, second});
    RunConfig c("rubiks-cube", "spo");  // its settings only
    c.applyOverrides({"network.width=16", "network.layers=1", "network.head_width=0",
                      "learner.adaptive_temperature=false", "planner.temperature=0.2", "planner.horizon=1",
                      "planner.particles=16", "train.learning_rate=3e-3", "learner.target_rate=0.05",
                      "learner.dual_learning_rate=1e-2", "learner.max_grad_norm=1e6", "learner.initial_alpha_mu=1",
                      "learner.initial_alpha_sigma=1", noise ? "planner.root_noise=0.25" : "planner.root_noise=0"});
    const Network net(NetworkShape(env.spec(), c.network));
    SpoLearner learner(*spoSettings(*c.learner), c, env.spec(), net.initialise(1), torch::kCPU);
    SmcPlanner planner(test::smc(c), env);
    WorkerPool pool(1);
    TorchEvaluator evaluator(net, learner.parameters(), torch::kCPU, nullptr);
    constexpr std::size_t kEnvs = 32;
    const BoxBandit::Episodes start = env.episodes(kEnvs);
    std::vector<std::uint32_t> environment(kEnvs), step(kEnvs);
    std::iota(environment.begin(), environment.end(), 0u);
    Decisions decisions;
    for (std::uint32_t k = 0; k < 200; ++k) {
      std::fill(step.begin(), step.end(), k);
      planner.plan({start.states, 5, environment, step}, evaluator, pool, decisions);
      learner.beginIteration(1.0);
      static_cast<void>(learner.update(env.batchOf(start, decisions), pool));
    }
    std::array<float, 4> row{};
    float value = 0.0f;
    evaluator.evaluate(std::span(start.observations).first(env.spec().observationBytes()), {row, {&value, 1}, {}});
    if (first == 1.0f) {
      QVERIFY2(std::tanh(row[0]) > 0.97f, qPrintable(QString::number(row[0])));
    } else {
      QNEAR(std::tanh(row[0]), restingPoint(static_cast<double>(first), static_cast<double>(row[2]), 0.2), 0.05);
    }
    QNEAR(std::tanh(row[1]), restingPoint(static_cast<double>(second), static_cast<double>(row[3]), 0.2), 0.05);
    QVERIFY2(row[3] < 0.35f, qPrintable(QString::number(row[3])));  // from .694
    QNEAR(value, 0.92, 0.1);
  }
};

QTEST_APPLESS_MAIN(SpoBoxBanditTest)
#include "spo_box_bandit_test.moc"
