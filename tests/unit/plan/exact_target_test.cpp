// The exact target against numbers worked out by hand (sections of the known-answers page are named), against SMC with
// many particles, and how it says that a problem is too large or that it was stopped.
#include "core/plan/exact_target.h"

#include <array>
#include <cmath>
#include <vector>

#include <QTest>

#include "core/plan/uniform_evaluator.h"
#include "envs/registry.h"
#include "tests/support/near.h"
#include "tests/support/search.h"

using namespace spolab;
using namespace spolab::test;

namespace {

constexpr double kTolerance = 2e-6;
constexpr std::int64_t kMostRows = 200000;

ExactTarget targetOf(const TableEnv& env, const SmcSettings& settings, std::span<const float> rootPolicy = {}) {
  FutureTree tree(env, TableEnv::stateAt(0), static_cast<int>(settings.horizon), kMostRows);
  TableEvaluator evaluator(env);
  if (!tree.evaluate(evaluator)) return {};
  return tree.target(settings, rootPolicy);
}

/// A graph in which paths meet, some end, some are cut off and some actions are illegal.
TableEnv crossroads() {
  return TableEnv({{0.3f, {0.2f, -0.4f, 0.9f}, {{1, 0.1f}, {2, 0.0f}, {3, -0.2f}}},
                   {0.5f, {0.0f, 0.7f, 0.1f}, {{2, 0.3f}, {3, 0.0f, true}, {1, 0.0f}}},
                   {-0.2f, {1.1f, 0.0f, 0.0f}, {{3, 0.4f}, {0, 0.0f}, {2, 0.0f, false, false, true}}},
                   {0.8f, {0.3f, 0.3f, -1.0f}, {{1, 0.0f}, {2, -0.5f}, {3, 1.0f, false, true}}}});
}

}  // namespace

class ExactTargetTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // §1.2: one step. Rewards stand for the advantages, all values are zero.
  void oneStepBandit() {
    const TableEnv env({{0, logits({0.5, 0.3, 0.2}), {{1, 1.0f, true}, {1, 0.0f, true}, {1, -1.0f, true}}},
                        {0, {0, 0, 0}, {{1}, {1}, {1}}}});
    const ExactTarget target = targetOf(env, plainSearch(1, 1, 1));
    QNEAR(target.qhat[0], 0.918672, kTolerance);
    QNEAR(target.qhat[1], 0.074597, kTolerance);
    QNEAR(target.qhat[2], 0.006730, kTolerance);
    QNEAR(target.logEvidence, 1.391679, kTolerance);
  }

  // §1.4: two steps, with the named wrong values refused.
  void twoSteps() {
    const ExactTarget target = targetOf(twoStepTable(), plainSearch(1, 2, 1));
    QNEAR(target.qhat[0], 0.486308, kTolerance);
    QNEAR(target.qhat[1], 0.513692, kTolerance);
    QNEAR(std::exp(target.logEvidence), 1.903832, kTolerance);
    for (const double wrong : {0.501366, 0.451519, 0.586783, 0.388224, 0.378221}) QFAR(target.qhat[0], wrong, 1e-3);
    // Depth ignored is what horizon 1 gives.
    QNEAR(targetOf(twoStepTable(), plainSearch(1, 1, 1)).qhat[0], 0.501366, kTolerance);
  }

  // §1.6: noise in the proposal moves the target unless it is corrected for.
  void rootNoise() {
    const TableEnv env({{0, logits({0.9, 0.1}), {{1, 0.0f, true}, {1, static_cast<float>(0.5 * std::log(2.0)), true}}},
                        {0, {0, 0}, {{1}, {1}}}});
    const std::vector<float> proposal{0.675f, 0.325f};
    QNEAR(targetOf(env, plainSearch(1, 1, 1)).qhat[0], 0.818182, kTolerance);
    QNEAR(targetOf(env, plainSearch(1, 1, 1), proposal).qhat[0], 0.509434, kTolerance);
  }

  void searchTendsToIt_data() {
    QTest::addColumn<int>("horizon");
    QTest::addColumn<int>("period");
    QTest::addColumn<QString>("weighting");
    for (const int horizon : {1, 2, 5})
      for (const int period : {1, 2, 64})
        QTest::addRow("horizon %d, period %d", horizon, period) << horizon << period << "advantage";
    QTest::newRow("q values") << 3 << 64 << "q";
  }
  void searchTendsToIt() {
    QFETCH(int, horizon);
    QFETCH(int, period);
    QFETCH(QString, weighting);
    const TableEnv env = crossroads();
    SmcSettings settings = plainSearch(2000, horizon, period);
    settings.gamma = 0.9;
    settings.temperature = 0.7;
    settings.weighting = weighting.toStdString();
    const ExactTarget target = targetOf(env, settings);
    QNEAR(target.qhat[0] + target.qhat[1] + target.qhat[2], 1.0, 1e-6);
    Searches searches(settings, env);
    std::array<Moments, 3> q;
    for (std::uint64_t k = 0; k < 24; ++k) {
      const Decisions& decisions = searches.run(1, 100 + k);
      for (std::int32_t action = 0; action < 3; ++action)
        q[static_cast<std::size_t>(action)].add(qhatOf(decisions, 0, action));
    }
    for (std::size_t action = 0; action < 3; ++action)
      QNEAR(q[action].mean(), target.qhat[action], 5 * q[action].error() + 1e-3);
  }

  void repeatedStatesAreEvaluatedOnce() {
    const TableEnv env = crossroads();
    FutureTree tree(env, TableEnv::stateAt(0), 12, kMostRows);
    QCOMPARE(tree.extent(), FutureTree::Extent::kComplete);
    QCOMPARE(tree.sequences(), std::pow(3.0, 12));
    // Four nodes, and the one that time cuts off, whose state knows that it is finished.
    QCOMPARE(tree.rows(), std::int64_t{5});
    TableEvaluator evaluator(env);
    QVERIFY(tree.evaluate(evaluator));
    QCOMPARE(evaluator.counts().asked, std::uint64_t{5});
    QVERIFY(tree.evaluate(evaluator));
    QCOMPARE(evaluator.counts().asked, std::uint64_t{5});
  }

  /// Two turns of one face meet, and so do turns of opposite faces: fewer states than sequences.
  void cubeOfTwoTurns() {
    const auto env = findEnv("rubiks-cube").config()->make();
    std::vector<std::byte> state(env->spec().stateBytes);
    env->parse("R U2 F' L D B2 R'", state);
    FutureTree tree(*env, state, 2, kMostRows);
    QCOMPARE(tree.sequences(), 324.0);
    // The start again, 18 turns and 243 pairs; the step counter keeps the start and the first turns apart from later.
    QVERIFY(tree.rows() > 243 && tree.rows() < 1 + 18 + 324);
    UniformEvaluator uniform(env->spec());
    QVERIFY(tree.evaluate(uniform));
    SmcSettings settings = plainSearch(1, 2, 2);
    for (const float q : tree.target(settings).qhat) QNEAR(q, 1.0 / 18, 1e-6);
  }

  void tooLargeIsSaid() {
    const auto env = findEnv("rubiks-cube").config()->make();
    std::vector<std::byte> state(env->spec().stateBytes);
    env->parse("R U2 F' L D B2 R'", state);
    const FutureTree tree(*env, state, 8, 5000);
    QCOMPARE(tree.extent(), FutureTree::Extent::kTooLarge);
    QVERIFY(tree.rows() > 5000 && tree.rows() < 5100);
    QNEAR(tree.sequences() / std::pow(18.0, 8), 1.0, 1e-12);
  }

  void stopsAndGoesOn() {
    const auto env = findEnv("rubiks-cube").config()->make();
    std::vector<std::byte> state(env->spec().stateBytes);
    env->parse("R U2 F' L D B2 R'", state);
    QCOMPARE(FutureTree(*env, state, 4, kMostRows, [] { return true; }).extent(), FutureTree::Extent::kCancelled);
    FutureTree tree(*env, state, 3, kMostRows);
    UniformEvaluator uniform(env->spec());
    int asked = 0;
    QVERIFY(!tree.evaluate(uniform, [&] { return ++asked > 2; }));
    const std::int64_t done = tree.evaluatedRows();
    QVERIFY(done > 0 && done < tree.rows());
    QVERIFY(tree.evaluate(uniform));
    QCOMPARE(uniform.counts().asked, static_cast<std::uint64_t>(tree.rows()));
  }

  void whatCannotBeEnumeratedIsSaid() {
    EnvSpec spec;
    spec.actionNames = {"a", "b"};
    SmcSettings settings;
    QVERIFY(whyNotEnumerable(spec, settings).empty());
    spec.deterministic = false;
    QVERIFY(whyNotEnumerable(spec, settings).empty());  // chance in the state: one future
    settings.resampleChance = true;
    QVERIFY(!whyNotEnumerable(spec, settings).empty());
    spec.actionDims = 2;
    settings.resampleChance = false;
    QVERIFY(!whyNotEnumerable(spec, settings).empty());
  }
};

QTEST_APPLESS_MAIN(ExactTargetTest)
#include "exact_target_test.moc"
