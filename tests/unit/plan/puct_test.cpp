// Known answers of the PUCT search: its equations by themselves, then the planner on small tables.
#include <array>
#include <cmath>
#include <vector>

#include <QTest>

#include "core/base/error.h"
#include "core/plan/puct/puct_math.h"
#include "core/plan/puct/puct_planner.h"
#include "tests/support/box_bandit.h"
#include "tests/support/near.h"
#include "tests/support/search.h"

using namespace spolab;
using namespace spolab::test;

namespace {

std::vector<float> scoresOf(int visits, float value, std::vector<std::int32_t> counts, std::vector<float> values,
                            std::vector<float> prior, double leastRange = 1e-8) {
  std::vector<float> scores(counts.size());
  puctScores({visits, value, counts, values, prior}, {1.25, 19652.0, leastRange}, scores);
  return scores;
}

int best(const std::vector<float>& scores) {
  return static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

PuctSettings plainTree(std::int64_t simulations) {
  PuctSettings settings;
  settings.simulations = simulations;
  settings.rootNoise = 0.0;
  settings.gamma = 0.9;
  return settings;
}

struct Result {
  Decisions decisions;
  SearchTrace trace;
};

Result search(const PuctSettings& settings, const TableEnv& env, int node = 0, std::uint64_t seed = 1) {
  PuctPlanner planner(settings, env);
  TableEvaluator evaluator(env);
  WorkerPool pool(1);
  Result result;
  std::vector<SearchTrace> traces(1);
  const std::uint32_t zero = 0;
  planner.plan({TableEnv::stateAt(node), seed, {&zero, 1}, {&zero, 1}}, evaluator, pool, result.decisions, traces);
  result.trace = traces[0];
  return result;
}

}  // namespace

class PuctTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // §4.1, first row: N = 4, V = .2, n = (2, 1, 0), Q = (.5, −.1, ·).
  void scoresOfAKnownNode() {
    const auto scores = scoresOf(4, 0.2f, {2, 1, 0}, {0.5f, -0.1f, 0.0f}, {0.5f, 0.3f, 0.2f});
    QNEAR(scores[0], 1.416751, 1e-6);
    QNEAR(scores[1], 0.375076, 1e-6);
    QNEAR(scores[2], 0.500102, 1e-6);
    QCOMPARE(best(scores), 0);
  }

  // §4.1, second row; with the root of the sum of n in place of N the second action would win.
  void nodeVisitsCountNotTheirSum() {
    const auto scores = scoresOf(4, -0.2f, {1, 2, 0}, {-0.4f, -0.1f, 0.0f}, {0.3f, 0.2f, 0.5f});
    QNEAR(scores[0], 0.375076, 1e-6);
    QNEAR(scores[1], 1.166701, 1e-6);
    QNEAR(scores[2], 1.250254, 1e-6);
    QCOMPARE(best(scores), 2);
    const auto wrong = scoresOf(3, -0.2f, {1, 2, 0}, {-0.4f, -0.1f, 0.0f}, {0.3f, 0.2f, 0.5f});
    QNEAR(wrong[1], 1.144361, 5e-5);  // c's logarithm has N too, so the last digits differ
    QCOMPARE(best(wrong), 1);
  }

  // §4.1: at a fresh root the prior alone decides.
  void freshRootFollowsThePrior() {
    const auto scores = scoresOf(1, 0.7f, {0, 0, 0}, {0, 0, 0}, {0.5f, 0.3f, 0.2f});
    QNEAR(scores[0], 0.625051, 1e-6);
    QNEAR(scores[1], 0.375031, 1e-6);
    QNEAR(scores[2], 0.250020, 1e-6);
  }

  // Values that lie close together are not stretched further than the least range.
  void smallDifferencesMayStaySmall() {
    const auto stretched = scoresOf(4, 0.2f, {1, 1, 0}, {0.21f, 0.2f, 0.0f}, {0.2f, 0.2f, 0.6f});
    const auto kept = scoresOf(4, 0.2f, {1, 1, 0}, {0.21f, 0.2f, 0.0f}, {0.2f, 0.2f, 0.6f}, 0.5);
    QNEAR(stretched[0] - stretched[1], 1.0, 1e-6);
    QNEAR(kept[0] - kept[1], 0.02, 1e-6);
    QCOMPARE(best(kept), 2);
    QCOMPARE(scoresOf(4, 0.0f, {1, 1}, {0.0f, 2.0f}, {0.5f, 0.5f}, 0.5),
             scoresOf(4, 0.0f, {1, 1}, {0.0f, 2.0f}, {0.5f, 0.5f}));
  }

  void illegalActionsHaveNoScore() {
    const auto scores = scoresOf(5, 0.0f, {0, 4}, {0, -1.0f}, {-1.0f, 1.0f});
    QVERIFY(std::isinf(scores[0]) && scores[0] < 0);
    QVERIFY(std::isfinite(scores[1]));
  }

  // §4.1: visits (10, 5, 1) as a target, and for acting at T = ½.
  void visitsBecomeADistribution() {
    const std::array<std::int32_t, 3> visits{10, 5, 1};
    std::array<float, 3> shares{};
    visitShares(visits, 1.0, shares);
    QNEAR(shares[0], 0.625, 1e-6);
    QNEAR(shares[1], 0.3125, 1e-6);
    QNEAR(shares[2], 0.0625, 1e-6);
    visitShares(visits, 0.5, shares);
    QNEAR(shares[0], 0.793651, 1e-6);
    QNEAR(shares[1], 0.198413, 1e-6);
    QNEAR(shares[2], 0.007937, 1e-6);
    visitShares(visits, 0.01, shares);  // 10¹⁰⁰: nothing overflows
    QNEAR(shares[0], 1.0, 1e-6);
  }

  // §4.1's backup: root .2, a leaf of .5 (edge 0), then a leaf of 1 below it (edge .1), γ = .9.
  void meansGoUp() {
    // One action, so that the walk goes 0 → 1 → 2.
    const TableEnv env({{0.2f, {0}, {{1, 0.0f}}}, {0.5f, {0}, {{2, 0.1f}}}, {1.0f, {0}, {{2, 0.0f}}}});
    QNEAR(search(plainTree(1), env).decisions.searchValues[0], 0.325, 1e-6);
    const Result two = search(plainTree(2), env);
    QNEAR(two.decisions.searchValues[0], 0.516667, 1e-6);
    QNEAR(two.trace.value[two.trace.at(0, 0)], 0.75, 1e-6);
    QCOMPARE(two.trace.visits[two.trace.at(0, 0)], 2);
    QCOMPARE(two.trace.depths, 2);
    QNEAR(two.decisions.values[0], 0.2, 1e-7);
  }

  // The end of an episode backs up its reward and no value, however often it is visited.
  void endsAreWorthTheirReward() {
    const TableEnv env({{0.0f, {0, 0}, {{1, 1.0f, true}, {1, -1.0f, true}}}, {50.0f, {0, 0}, {{1}, {1}}}});
    const Result result = search(plainTree(40), env);
    QCOMPARE(result.trace.depths, 1);
    QCOMPARE(result.trace.countAt(0), 2);
    double total = 0.0;
    for (int n = 0; n < 2; ++n) {
      const std::size_t at = result.trace.at(0, n);
      QCOMPARE(result.trace.value[at], 0.0f);
      total += static_cast<double>(result.trace.reward[at]) * result.trace.visits[at];
    }
    QNEAR(result.decisions.searchValues[0], total / 41.0, 1e-5);
    QVERIFY(result.trace.qhat[0] > 0.8f);
  }

  // A body cut off by time keeps the network's value of its last state.
  // What broke is worth nothing, is told apart from what ended, and counts once however often it is visited.
  void brokenSimulationsAreCounted() {
    const Edge breaks{1, 0.0f, true, false, false, true}, ends{1, 0.0f, true};
    const TableEnv env({{0, {0, 0, 0}, {breaks, ends, breaks}}, {0, {0, 0, 0}, {ends, ends, ends}}});
    const Result result = search(plainTree(24), env);
    QCOMPARE(result.decisions.broken[0], 2);
    int broke = 0, ended = 0;
    for (int n = 0; n < result.trace.countAt(0); ++n) {
      const Fate fate = static_cast<Fate>(result.trace.dead[result.trace.at(0, n)]);
      broke += fate == Fate::kBroke ? 1 : 0;
      ended += fate == Fate::kEnded ? 1 : 0;
    }
    QCOMPARE(broke, 2);
    QCOMPARE(ended, 1);
  }

  void cutOffsKeepTheirValue() {
    const TableEnv env({{0.0f, {0}, {{1, 0.0f, false, true}}}, {1.0f, {0}, {{1}}}});
    const Result result = search(plainTree(3), env);
    QCOMPARE(result.trace.depths, 1);
    QNEAR(result.decisions.searchValues[0], 3 * 0.9 / 4.0, 1e-6);
  }

  void walksEndAtTheGreatestDepth() {
    const TableEnv env({{0.0f, {0, 0}, {{0, 0.0f}, {0, 0.0f}}}});
    PuctSettings settings = plainTree(50);
    settings.maxDepth = 3;
    const Result result = search(settings, env);
    QCOMPARE(result.trace.depths, 3);
    QVERIFY(result.trace.countAt(2) <= 8);
  }

  // Where everything is equal the visits are spread evenly, and which action comes first is drawn.
  void equalsAreDrawnFrom() {
    const TableEnv env({{0.0f, {0, 0, 0}, {{0, 0.0f}, {0, 0.0f}, {0, 0.0f}}}});
    std::array<int, 3> first{};
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      const Result result = search(plainTree(1), env, 0, seed);
      for (std::size_t a = 0; a < 3; ++a) first[a] += result.trace.qhat[a] > 0.5f ? 1 : 0;
    }
    for (const int count : first) QVERIFY2(count > 60 && count < 140, qPrintable(QString::number(count)));
    const Result many = search(plainTree(300), env);
    for (const float share : many.trace.qhat) QNEAR(share, 1.0 / 3.0, 0.02);
  }

  // With more simulations the visits move to the better action, whatever the prior says.
  void visitsFindTheBetterAction() {
    const TableEnv env({{0.0f, logits({0.9, 0.1}), {{1, 0.0f}, {2, 0.0f}}},
                        {0.0f, {0, 0}, {{3, 0.0f, true}, {3, 0.0f, true}}},
                        {0.0f, {0, 0}, {{3, 0.0f, true}, {3, 1.0f, true}}},
                        {0.0f, {0, 0}, {{3}, {3}}}});
    const double few = qhatOf(search(plainTree(4), env).decisions, 0, 1);
    const Result many = search(plainTree(400), env);
    QVERIFY(few < 0.5);
    QVERIFY(qhatOf(many.decisions, 0, 1) > 0.8);
    QVERIFY(many.decisions.klToPrior[0] > 1.0f);
  }

  void rootNoiseMovesThePriorOnlyAtTheRoot() {
    const TableEnv env({{0.0f, logits({0.5, 0.3, 0.2}), {{0, 0.0f}, {0, 0.0f}, {0, 0.0f}}}});
    PuctSettings settings = plainTree(60);
    settings.rootNoise = 0.5;
    const Result result = search(settings, env);
    QNEAR(result.trace.prior[0], 0.5, 1e-6);
    QVERIFY(std::abs(result.trace.proposal[0] - 0.5f) > 1e-3f);
    double sum = 0.0;
    for (const float p : result.trace.proposal) sum += static_cast<double>(p);
    QNEAR(sum, 1.0, 1e-5);
    QVERIFY(result.trace.depths > 1);
    for (int n = 0; n < result.trace.countAt(1); ++n) {
      const std::size_t at = result.trace.at(1, n);
      std::int32_t action = 0;
      std::memcpy(&action, &result.trace.action[at * sizeof action], sizeof action);
      QNEAR(result.trace.edgePrior[at], (std::array{0.5, 0.3, 0.2})[static_cast<std::size_t>(action)], 1e-6);
    }
  }

  // Acting at T: drawn in proportion to visits^(1/T), while q̂ stays the visits.
  void colderActionsFollowTheVisitsMoreClosely() {
    const TableEnv env({{0.0f, logits({0.6, 0.4}), {{0, 0.0f}, {0, 0.0f}}}});
    const auto rate = [&](double temperature) {
      PuctSettings settings = plainTree(10);
      settings.visitTemperature = temperature;
      PuctPlanner planner(settings, env);
      TableEvaluator evaluator(env);
      WorkerPool pool(1);
      Decisions decisions;
      int first = 0;
      for (std::uint32_t k = 0; k < 2000; ++k) {
        planner.plan({TableEnv::stateAt(0), 3, {&k, 1}, {&k, 1}}, evaluator, pool, decisions);
        std::int32_t action = 0;
        std::memcpy(&action, decisions.chosenActions.data(), sizeof action);
        first += action == 0 ? 1 : 0;
      }
      return std::pair(first / 2000.0, qhatOf(decisions, 0, 0));
    };
    const auto [warm, q] = rate(1.0);
    QNEAR(warm, q, 0.045);  // 4σ
    const auto [cold, same] = rate(0.5);
    QCOMPARE(same, q);
    QNEAR(cold, q * q / (q * q + (1 - q) * (1 - q)), 0.045);
  }

  void boxesAreRefused() {
    const BoxBandit env({0.5f, -0.4f});
    QVERIFY_THROWS_EXCEPTION(Error, PuctPlanner(plainTree(4), env));
  }
};

QTEST_APPLESS_MAIN(PuctTest)
#include "puct_test.moc"
