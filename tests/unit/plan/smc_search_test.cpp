// Known answers of the SMC search (SPO), through the planner itself on small tables. Values come from
// specs: the sections of the known-answers page are named beside each test.
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <QTest>

#include "core/plan/exact_target.h"
#include "core/plan/smc/smc_math.h"
#include "tests/support/near.h"
#include "tests/support/search.h"

using namespace spolab;
using namespace spolab::test;

namespace {

constexpr double kTolerance = 2e-6;

/// One step from node 0: proposal `policy`, rewards η·log(factor), then the end.
TableEnv bandit(std::initializer_list<double> policy, std::vector<double> factors, double eta) {
  Node root{0, logits(policy), {}};
  Node end{0, std::vector<float>(factors.size(), 0.0f), std::vector<Edge>(factors.size(), Edge{1})};
  for (const double f : factors) root.edges.push_back({1, static_cast<float>(eta * std::log(f)), true});
  return TableEnv({root, end});
}

/// A corridor of nodes 0, 1, … with given values; action 0 leads on with the given reward. The policy always takes it.
TableEnv corridor(const std::vector<float>& values, const std::vector<float>& rewards, bool endsAtLast) {
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool last = i + 2 == values.size();
    const int next = static_cast<int>(std::min(i + 1, values.size() - 1));
    const Edge edge{next, i < rewards.size() ? rewards[i] : 0.0f, endsAtLast && last};
    nodes.push_back({values[i], {60, -60}, {edge, edge}});
  }
  return TableEnv(nodes);
}

/// Ẑ: product over weight periods of the mean un-normalised weight.
double evidence(const SearchTrace& trace) {
  double product = 1.0;
  for (int d = 0; d < trace.depths; ++d) {
    const bool closes =
        trace.resampling[static_cast<std::size_t>(d)] == ResampleEvent::kApplied || d + 1 == trace.depths;
    if (!closes) continue;
    double sum = 0.0;
    for (int n = 0; n < trace.particles; ++n) sum += std::exp(static_cast<double>(trace.logWeight[trace.at(d, n)]));
    product *= sum / trace.particles;
  }
  return product;
}

}  // namespace

class SmcSearchTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // §1.4: many particles reach q_2 whatever the period; the named mistakes are refused.
  void twoStepLimit_data() {
    QTest::addColumn<int>("period");
    QTest::newRow("resampled in between") << 1;
    QTest::newRow("never resampled") << 2;
  }
  void twoStepLimit() {
    QFETCH(int, period);
    const TableEnv env = twoStepTable();
    Searches searches(plainSearch(10000, 2, period), env);
    Moments q;
    for (std::uint64_t k = 0; k < 20; ++k) q.add(qhatOf(searches.run(1, k), 0, 0));
    QNEAR(q.mean(), 0.486308, 0.0065);  // 4σ of the mean of 20 searches
    for (const double wrong : {0.501366, 0.451519, 0.586783, 0.388224, 0.378221}) QFAR(q.mean(), wrong, 0.009);
  }

  // §1.4: exact expectations of the N-particle search.
  void twoStepExpectation_data() {
    QTest::addColumn<int>("particles");
    QTest::addColumn<int>("period");
    QTest::addColumn<double>("expected");
    QTest::newRow("N 2, period 1") << 2 << 1 << 0.544746;
    QTest::newRow("N 2, period 2") << 2 << 2 << 0.547713;
    QTest::newRow("N 3, period 1") << 3 << 1 << 0.529995;
    QTest::newRow("N 3, period 2") << 3 << 2 << 0.538350;
  }
  void twoStepExpectation() {
    QFETCH(int, particles);
    QFETCH(int, period);
    QFETCH(double, expected);
    const TableEnv env = twoStepTable();
    Searches searches(plainSearch(particles, 2, period), env);
    Moments q;
    Moments sum;
    constexpr std::size_t kRoots = 20000;
    for (std::uint64_t batch = 0; batch < 25; ++batch) {
      const Decisions& decisions = searches.run(kRoots, 11);
      for (std::size_t r = 0; r < kRoots; ++r) {
        q.add(qhatOf(decisions, r, 0));
        sum.add(qhatOf(decisions, r, 0) + qhatOf(decisions, r, 1));
      }
    }
    QVERIFY(q.error() < 8e-4);
    QNEAR(q.mean(), expected, 4 * q.error());
    QNEAR(sum.mean(), 1.0, 1e-6);
  }

  /// The search's value of its root: what the paths of its final particles earned, read off the trace by their parents.
  void theSearchesValueIsThatOfItsPaths_data() {
    QTest::addColumn<int>("period");
    QTest::addColumn<QString>("weighting");
    QTest::newRow("resampled in between") << 1 << "advantage";
    QTest::newRow("never resampled") << 3 << "advantage";
    QTest::newRow("weighed by Q") << 1 << "q";
  }
  void theSearchesValueIsThatOfItsPaths() {
    QFETCH(int, period);
    QFETCH(QString, weighting);
    const TableEnv env({{0.3f, logits({0.6, 0.4}), {{1, 0.5f}, {2, 0.2f}}},
                        {-0.4f, logits({0.5, 0.5}), {{0, 0.5f}, {3, -0.5f, true}}},
                        {0.7f, logits({0.9, 0.1}), {{0, 0.1f}, {1, 1.0f}}},
                        {2.0f, {0, 0}, {{3, 0.0f}, {3, 0.0f}}}});
    SmcSettings settings = plainSearch(6, 3, period);
    settings.gamma = 0.9;
    settings.weighting = weighting.toStdString();
    Searches searches(settings, env);
    const Decisions& decisions = searches.run(50, 5, true);
    Moments difference;
    for (std::size_t r = 0; r < 50; ++r) {
      const SearchTrace& trace = searches.traces()[r];
      double expected = 0.0;
      for (int n = 0; n < trace.particles; ++n) {
        double earned = 0.0;
        int at = n;
        for (int d = trace.depths - 1; d >= 0; --d) {
          const std::size_t here = trace.at(d, at);
          const double next = d + 1 == trace.depths ? trace.value[here] : earned;
          earned = trace.reward[here] + 0.9 * next;  // both 0 once it has ended
          at = trace.parent[here];
        }
        expected += static_cast<double>(trace.weights[static_cast<std::size_t>(n)]) * earned;
      }
      QNEAR(decisions.searchValues[r], expected, 1e-5);
      difference.add(decisions.searchValues[r] - decisions.values[r]);
    }
    QVERIFY(std::abs(difference.mean()) > 0.01);  // it is not the critic's
  }

  // §1.1, §1.4: Ẑ·q̂ is exactly unbiased for every N and period.
  void unbiasedEvidence_data() { twoStepExpectation_data(); }
  void unbiasedEvidence() {
    QFETCH(int, particles);
    QFETCH(int, period);
    const TableEnv env = twoStepTable();
    Searches searches(plainSearch(particles, 2, period), env);
    std::array<Moments, 2> product;
    Moments evidences;
    constexpr std::size_t kRoots = 4000;
    for (std::uint64_t batch = 0; batch < 20; ++batch) {
      const Decisions& decisions = searches.run(kRoots, 12, true);
      for (std::size_t r = 0; r < kRoots; ++r) {
        const double z = evidence(searches.traces()[r]);
        evidences.add(z);
        for (std::int32_t a = 0; a < 2; ++a) product[static_cast<std::size_t>(a)].add(z * qhatOf(decisions, r, a));
      }
    }
    QNEAR(product[0].mean(), 0.925848, 4 * product[0].error());
    QNEAR(product[1].mean(), 0.977984, 4 * product[1].error());
    QNEAR(evidences.mean(), 1.903832, 4 * evidences.error());
  }

  // §1.1: the error of q̂ falls as 1/√N.
  void errorFallsWithTheRootOfN_data() { twoStepLimit_data(); }
  void errorFallsWithTheRootOfN() {
    QFETCH(int, period);
    const TableEnv env = twoStepTable();
    FutureTree futures(env, TableEnv::stateAt(0), 2, 100);
    TableEvaluator evaluator(env);
    QVERIFY(futures.evaluate(evaluator));
    const double exact = futures.target(plainSearch(16, 2, period)).qhat[0];
    constexpr std::size_t kRoots = 700;
    std::vector<double> x, y;
    for (const std::int64_t particles : {16, 64, 256, 1024}) {
      Searches searches(plainSearch(particles, 2, period), env);
      const Decisions& decisions = searches.run(kRoots, 13);
      double squares = 0.0;
      for (std::size_t r = 0; r < kRoots; ++r) squares += std::pow(qhatOf(decisions, r, 0) - exact, 2);
      x.push_back(std::log(static_cast<double>(particles)));
      y.push_back(0.5 * std::log(squares / kRoots));
    }
    double meanX = 0, meanY = 0, xy = 0, xx = 0;
    for (std::size_t i = 0; i < x.size(); ++i) meanX += x[i] / 4, meanY += y[i] / 4;
    for (std::size_t i = 0; i < x.size(); ++i) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
    }
    QNEAR(xy / xx, -0.5, 0.15);
  }

  // §1.4, dual: period 2 sees δ0+δ1, period 1 sees δ0 alone. Averaged over many particles of one search.
  void dualSeesOneWeightPeriod() {
    const TableEnv env = twoStepTable();
    for (const int period : {1, 2}) {
      Searches searches(plainSearch(200, 2, period), env);
      const Decisions& decisions = searches.run(2000, 14);
      std::vector<float> all(decisions.dualAdvantages);
      const TemperatureDual dual = temperatureDual(all, {}, 0.5, 0.5);
      if (period == 2) {
        QNEAR(0.5 - dual.gradient, 0.395177, 0.01);
        QNEAR(dual.loss, 0.571934, 0.01);
        QNEAR(dual.gradient, 0.104823, 0.01);
      } else {
        QNEAR(0.5 - dual.gradient, 0.019861, 0.002);
      }
    }
    // The same numbers exactly, from the four paths and their probabilities .3, .3, .36, .04.
    const std::vector<float> x{0.5f, -0.5f, 0.2f, 1.2f};
    std::vector<float> ratios;
    for (const double p : {0.3, 0.3, 0.36, 0.04}) ratios.push_back(static_cast<float>(std::log(4 * p)));
    const TemperatureDual exact = temperatureDual(x, ratios, 0.5, 0.5);
    QNEAR(exact.loss, 0.571934, kTolerance);
    QNEAR(exact.gradient, 0.104823, kTolerance);
    // Period 1 sees δ0 alone.
    const TemperatureDual first = temperatureDual(
        std::vector<float>{0.0f, 0.2f},
        std::vector<float>{static_cast<float>(std::log(2 * 0.6)), static_cast<float>(std::log(2 * 0.4))}, 0.5, 0.5);
    QNEAR(0.5 - first.gradient, 0.019861, kTolerance);
  }

  // §1.4: the root action's KL is far below the trajectory's, which ε_η bounds.
  void theRootActionMovesLessThanTheTrajectory() {
    const TableEnv env = twoStepTable();
    const SmcSettings settings = plainSearch(4000, 2, 2);
    const auto root = TableEnv::stateAt(0);
    FutureTree tree(env, root, 2, 100);
    TableEvaluator evaluator(env);
    QVERIFY(tree.evaluate(evaluator));
    const std::vector<float> prior{0.6f, 0.4f};
    QNEAR(klDivergence(tree.target(settings).qhat, prior), 0.026338, kTolerance);
    Searches searches(settings, env);
    const Decisions& decisions = searches.run(200, 18);
    Moments kl;
    for (const float ofRoot : decisions.klToPrior) kl.add(static_cast<double>(ofRoot));
    QNEAR(kl.mean(), 0.026338, 0.002);
  }

  // §1.5: weights after the last depth are reported, never resampled once more.
  void reportedBeforeAnyLastResampling_data() {
    QTest::addColumn<int>("particles");
    QTest::addColumn<double>("expected");
    QTest::newRow("N 2") << 2 << 0.625000;
    QTest::newRow("N 4") << 4 << 0.693750;
    QTest::newRow("N 16") << 16 << 0.737713;
  }
  void reportedBeforeAnyLastResampling() {
    QFETCH(int, particles);
    QFETCH(double, expected);
    const TableEnv env = bandit({0.5, 0.5}, {3, 1}, 0.5);
    Searches searches(plainSearch(particles, 1, 1), env);
    Moments q, added;  // what one more resampling would add to the variance
    constexpr std::size_t kRoots = 20000;
    for (int batch = 0; batch < 10; ++batch) {
      const Decisions& decisions = searches.run(kRoots, 15);
      for (std::size_t r = 0; r < kRoots; ++r) {
        const double w = qhatOf(decisions, r, 0);
        q.add(w);
        added.add(w * (1.0 - w) / particles);
      }
    }
    QNEAR(q.mean(), expected, 4 * q.error());
    if (particles == 2) {
      QNEAR(q.variance(), 0.140625, 0.002);
      QFAR(q.variance(), 0.187500, 0.02);  // survivors of one more resampling
      QNEAR(added.mean(), 0.046875, 4 * added.error());
    }
    static_cast<void>(searches.run(1, 1, true));
    QVERIFY(searches.traces()[0].resampling.back() == ResampleEvent::kReported);
  }

  // §1.6 through the planner: a tiny concentration makes the noise one-hot; roots where it hit action 1 are kept.
  void rootNoise_data() {
    QTest::addColumn<bool>("corrected");
    QTest::addColumn<double>("expected");
    QTest::newRow("not corrected") << false << 0.509434;
    QTest::newRow("corrected") << true << 0.818182;
  }
  void rootNoise() {
    QFETCH(bool, corrected);
    QFETCH(double, expected);
    const TableEnv env = bandit({0.9, 0.1}, {1, 2}, 0.5);
    SmcSettings settings = plainSearch(2000, 1, 1);
    settings.rootNoise = 0.25;
    settings.rootNoiseAlpha = 1e-4;
    settings.rootNoiseCorrect = corrected;
    Searches searches(settings, env);
    const Decisions& decisions = searches.run(400, 16, true);
    Moments q;
    for (std::size_t r = 0; r < 400; ++r) {
      const SearchTrace& trace = searches.traces()[r];
      QNEAR(trace.prior[0], 0.9, kTolerance);
      if (trace.proposal[0] > 0.675001f) continue;  // noise elsewhere
      QNEAR(trace.proposal[0], 0.675, kTolerance);
      QNEAR(trace.proposal[1], 0.325, kTolerance);
      q.add(qhatOf(decisions, r, 0));
      for (std::size_t n = r * 2000; n < (r + 1) * 2000; ++n) {
        std::int32_t action = 0;
        std::memcpy(&action, &decisions.rootActions[n * sizeof action], sizeof action);
        const double ratio = corrected ? (action == 0 ? 1.333333 : 0.307692) : 1.0;
        QNEAR(std::exp(decisions.logRatios[n]), ratio, kTolerance);
        QVERIFY(std::exp(decisions.logRatios[n]) <= 1 / (1 - 0.25f) + 1e-5f);
      }
    }
    QVERIFY(q.count() > 100);
    QNEAR(q.mean(), expected, 4 * q.error() + 1e-4);
    QFAR(q.mean(), 0.801853, 0.01);
  }

  // §1.7: the critic's discount gives δ = 0 on optimal moves of a puzzle whose critic is perfect.
  void discountInTheSearch_data() {
    QTest::addColumn<double>("gamma");
    QTest::addColumn<QVector<float>>("values");
    QTest::addColumn<QVector<double>>("deltas");
    const QVector<float> optimal{0.9801f, 0.99f, 1.0f, 0.0f};
    const QVector<float> detour{1.0f, 0.99f, 1.0f, 0.0f};
    QTest::newRow("optimal, critic's") << 0.99 << optimal << QVector<double>{0, 0, 0};
    QTest::newRow("optimal, undiscounted") << 1.0 << optimal << QVector<double>{0.0099, 0.01, 0};
    QTest::newRow("detour, critic's") << 0.99 << detour << QVector<double>{-0.0199, 0, 0};
    QTest::newRow("detour, undiscounted") << 1.0 << detour << QVector<double>{-0.01, 0.01, 0};
  }
  void discountInTheSearch() {
    QFETCH(double, gamma);
    QFETCH(QVector<float>, values);
    QFETCH(QVector<double>, deltas);
    const TableEnv env = corridor({values.begin(), values.end()}, {0, 0, 1}, true);
    SmcSettings settings = plainSearch(4, 3, 3);
    settings.gamma = gamma;
    Searches searches(settings, env);
    const Decisions& decisions = searches.run(1, 1, true);
    double sum = 0.0;
    for (int d = 0; d < 3; ++d) {
      QNEAR(searches.traces()[0].advantage[searches.traces()[0].at(d, 1)], deltas[d], kTolerance);
      sum += deltas[d];
    }
    QNEAR(decisions.dualAdvantages[1], sum, kTolerance);
    if (gamma == 0.99) QFAR(searches.traces()[0].advantage[searches.traces()[0].at(1, 0)], 0.0099, 1e-3);
  }

  void advantagesAddUpWithoutDiscount() {
    const TableEnv env = corridor({0, 0, 0, 0}, {0.1f, 0.2f, -0.1f}, false);
    SmcSettings settings = plainSearch(4, 3, 3);
    settings.gamma = 0.99;
    Searches searches(settings, env);
    const Decisions& decisions = searches.run(1, 1, true);
    QNEAR(decisions.dualAdvantages[0], 0.2, kTolerance);
    QFAR(decisions.dualAdvantages[0], 0.199646, 1e-4);
    QFAR(decisions.dualAdvantages[0], 0.199990, 5e-6);
    // The dual sees what the weights use.
    QNEAR(searches.traces()[0].logWeight[searches.traces()[0].at(2, 0)] * 0.5f, 0.2, kTolerance);
  }

  // algos §0a.4: the reference code's sum for the temperature's dual, with γλ = .9405.
  void theDualMayBeDiscounted_data() {
    QTest::addColumn<int>("period");
    QTest::newRow("one period") << 3;
    QTest::newRow("resampled each depth") << 1;
  }
  void theDualMayBeDiscounted() {
    QFETCH(int, period);
    SmcSettings settings = plainSearch(4, 3, period);
    settings.gamma = 0.99;
    settings.dual = "discounted";
    const auto dualOf = [&](const TableEnv& env) { return Searches(settings, env).run(1, 1).dualAdvantages[0]; };
    const TableEnv lives = corridor({0, 0, 0, 0}, {0.1f, 0.2f, -0.1f}, false);
    QNEAR(dualOf(lives), 0.199646, kTolerance);
    QFAR(dualOf(lives), 0.2, 1e-4);
    // A death counts where it is the first step, and nothing later on.
    QNEAR(dualOf(corridor({0.6f, 0.0f}, {1.0f}, true)), 0.4, kTolerance);
    QNEAR(dualOf(corridor({0, 0, 0}, {0.1f, 1.0f}, true)), 0.1, kTolerance);
    const TableEnv timeOut({{0, {60, -60}, {{1, 0.1f}, {1, 0.1f}}},
                            {0, {60, -60}, {{2, 1.0f, false, true}, {2, 1.0f, false, true}}},
                            {0.5f, {60, -60}, {{2, 0.0f}, {2, 0.0f}}}});
    QNEAR(dualOf(timeOut), 0.1, kTolerance);
    settings.dualLambda = 0.0;
    QNEAR(dualOf(lives), 0.1, kTolerance);
    settings.dual = "weights";
    QNEAR(dualOf(lives), period == 1 ? 0.1 : 0.2, kTolerance);
  }

  /// After a resampling the sum stays with the place, whoever has been copied there.
  void theDiscountedDualBelongsToPlaces() {
    const TableEnv env = twoStepTable();
    SmcSettings settings = plainSearch(64, 2, 1);
    settings.dual = "discounted";
    settings.dualLambda = 0.5;
    Searches searches(settings, env);
    const Decisions& decisions = searches.run(1, 5, true);
    const SearchTrace& trace = searches.traces()[0];
    bool moved = false;
    for (int n = 0; n < 64; ++n) {
      const double own = trace.advantage[trace.at(0, n)], later = trace.advantage[trace.at(1, n)];
      QNEAR(decisions.dualAdvantages[static_cast<std::size_t>(n)], own + 0.5 * later, kTolerance);
      moved = moved || trace.parent[trace.at(1, n)] != n;
    }
    QVERIFY2(moved, "somebody was copied to another place");
  }

  // §1.8: a particle that has ended keeps its weight and its reward.
  void deadParticles_data() {
    QTest::addColumn<int>("period");
    QTest::newRow("one period") << 4;
    QTest::newRow("resampled on the way") << 2;
    QTest::newRow("resampled each depth") << 1;
  }
  void deadParticles() {
    QFETCH(int, period);
    const TableEnv env = corridor({0.6f, 0.0f}, {1.0f}, true);
    Searches searches(plainSearch(4, 4, period), env);
    const Decisions& decisions = searches.run(1, 1, true);
    const SearchTrace& trace = searches.traces()[0];
    for (int d = 0; d < 4; ++d) {
      const double expected = d < period ? 0.4 : 0.0;  // reset with all other weights
      QNEAR(trace.logWeight[trace.at(d, 2)] * 0.5f, expected, kTolerance);
      QCOMPARE(trace.dead[trace.at(d, 2)], std::uint8_t{1});
      QNEAR(trace.reward[trace.at(d, 2)], d == 0 ? 1.0 : 0.0, 0.0);
    }
    QNEAR(decisions.dualAdvantages[2], 0.4, kTolerance);
    QFAR(decisions.dualAdvantages[2], 0.0, 0.1);
  }

  // A simulation that broke down says nothing about its action. As a death without reward it would be the best that can
  // happen where V(s) = −5.
  void brokenSimulationsWeighNothing_data() {
    QTest::addColumn<int>("period");
    QTest::addColumn<bool>("late");
    for (const int period : {1, 2})
      for (const bool late : {false, true})
        QTest::addRow("period %d, %s", period, late ? "at the second depth" : "at once") << period << late;
  }
  void brokenSimulationsWeighNothing() {
    QFETCH(int, period);
    QFETCH(bool, late);
    const Edge breaks{3, 0.0f, true, false, false, true}, sound{2, 0.0f};
    const Edge leadsThere{1, 0.0f};
    const TableEnv env({{-5, {0, 0}, {late ? leadsThere : breaks, sound}},
                        {-5, {0, 0}, {breaks, breaks}},
                        {-5, {0, 0}, {sound, sound}},
                        {0, {0, 0}, {sound, sound}}});
    Searches searches(plainSearch(64, 2, period), env);
    const Decisions& decisions = searches.run(50, 19, true);
    for (std::size_t r = 0; r < 50; ++r) {
      QCOMPARE(qhatOf(decisions, r, 0), 0.0);
      QNEAR(qhatOf(decisions, r, 1), 1.0, kTolerance);
      // To the dual the others are all alike: no KL.
      const TemperatureDual dual = temperatureDual(std::span(decisions.dualAdvantages).subspan(r * 64, 64),
                                                   std::span(decisions.logRatios).subspan(r * 64, 64), 0.5, 0.5);
      QNEAR(dual.gradient, 0.5, kTolerance);
      QNEAR(dual.loss, 0.25, kTolerance);
      // The trace says of each particle what became of it, and each break counts once.
      const SearchTrace& trace = searches.traces()[r];
      int broke = 0;
      for (int n = 0; n < trace.particles; ++n) {
        bool brokeBefore = false;
        for (int depth = 0; depth < trace.depths; ++depth) {
          const std::size_t at = trace.at(depth, n);
          if (period == 2) {  // particle n goes on as particle n
            const ActionView first = ActionView(trace.action).subspan(trace.at(0, n) * trace.actionBytes);
            const bool wrongWay = discreteAction(first) == 0;
            QCOMPARE(trace.broke(at), wrongWay && (depth == 1 || !late));
            broke += trace.broke(at) && !brokeBefore ? 1 : 0;
            brokeBefore = trace.broke(at);
          }
          QCOMPARE(static_cast<Fate>(trace.dead[at]) != Fate::kGoesOn, trace.broke(at));
        }
      }
      if (period == 2) QCOMPARE(decisions.broken[r], broke);
    }
  }

  // Where all broke and were drawn again, they have not ended meanwhile.
  void brokenStaysBroken() {
    const Edge breaks{1, 0.0f, true, false, false, true};
    const TableEnv env({{-5, {0, 0}, {breaks, breaks}}, {0, {0, 0}, {breaks, breaks}}});
    Searches searches(plainSearch(16, 3, 1), env);
    const Decisions& decisions = searches.run(1, 20, true);
    const SearchTrace& trace = searches.traces().front();
    for (int depth = 0; depth < 3; ++depth)
      for (int n = 0; n < 16; ++n) QVERIFY(trace.broke(trace.at(depth, n)));
    QCOMPARE(decisions.broken[0], 16);
  }

  void whereEverythingBreaksAllWeighTheSame() {
    const Edge breaks{1, 0.0f, true, false, false, true};
    const TableEnv env({{-5, {0, 0}, {breaks, breaks}}, {0, {0, 0}, {breaks, breaks}}});
    for (const int period : {1, 3}) {
      Searches searches(plainSearch(16, 3, period), env);
      const Decisions& decisions = searches.run(20, 20);
      for (const float weight : decisions.weights) QCOMPARE(weight, 1.0f / 16);
      const TemperatureDual dual = temperatureDual(decisions.dualAdvantages, decisions.logRatios, 0.5, 0.5);
      QNEAR(dual.gradient, 0.5, kTolerance);
    }
  }

  void rewardOfALateEndCounts() {
    // Ends at depth 2: a factor 0^depth would lose the reward in the dual.
    const TableEnv env = corridor({0, 0, 0.6f, 0}, {0, 0, 1.0f}, true);
    Searches searches(plainSearch(4, 4, 4), env);
    const Decisions& decisions = searches.run(1, 1);
    QNEAR(decisions.dualAdvantages[0], 1.0, kTolerance);
    QFAR(decisions.dualAdvantages[0], 0.0, 0.1);
  }

  void truncatedBodyBootstrapsOnceThenFreezes() {
    const TableEnv env(
        {{0.6f, {0, 0}, {{1, 0.1f, false, true}, {1, 0.1f, false, true}}}, {0.5f, {0, 0}, {{1, 7.0f}, {1, 7.0f}}}});
    SmcSettings settings = plainSearch(4, 3, 3);
    settings.gamma = 0.9;
    Searches searches(settings, env);
    const Decisions& decisions = searches.run(1, 1, true);
    const SearchTrace& trace = searches.traces()[0];
    QNEAR(trace.advantage[trace.at(0, 0)], -0.05, kTolerance);
    for (int d = 0; d < 3; ++d) QNEAR(trace.logWeight[trace.at(d, 0)] * 0.5f, -0.05, kTolerance);
    QNEAR(trace.advantage[trace.at(1, 0)], 0.0, 0.0);
    QNEAR(decisions.dualAdvantages[0], -0.05, kTolerance);
  }

  // Every setting's upper end works: resampling draws more numbers than one Rng may yield.
  void manyParticlesCanBeResampled() {
    const TableEnv env = twoStepTable();
    Searches searches(plainSearch(9000, 2, 1), env);
    QNEAR(qhatOf(searches.run(1, 1), 0, 0), 0.486308, 0.03);
  }
};

QTEST_APPLESS_MAIN(SmcSearchTest)
#include "smc_search_test.moc"
