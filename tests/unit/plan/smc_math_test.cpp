#include "core/plan/smc/smc_math.h"

#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include <QTest>

#include "tests/support/near.h"

using namespace spolab;

namespace {

constexpr double kTolerance = 2e-6;

std::vector<float> softmaxOf(std::vector<float> logits) {
  std::vector<float> out(logits.size());
  softmax(logits, out);
  return out;
}

/// log(K·π): with these as log-ratios the mean over K atoms is the expectation under π.
std::vector<float> asAtoms(const std::vector<double>& policy) {
  std::vector<float> logRatios;
  for (const double p : policy)
    logRatios.push_back(static_cast<float>(std::log(p * static_cast<double>(policy.size()))));
  return logRatios;
}

/// One EM iteration without sampling: the proposal by mixRootNoise with noise of mean ½ and no spread, then the target.
std::array<double, 2> exactIteration(std::array<double, 2> policy, std::array<double, 2> factor, bool corrected) {
  const std::array prior{static_cast<float>(policy[0]), static_cast<float>(policy[1])};
  std::array<float, 2> proposal{};
  Rng rng(1, Stream::kTest);
  mixRootNoise(prior, 0.25, 1e15, rng, proposal);
  std::array<double, 2> q{};
  for (std::size_t a = 0; a < 2; ++a) {
    const double ratio = corrected ? static_cast<double>(prior[a]) / static_cast<double>(proposal[a]) : 1.0;
    q[a] = static_cast<double>(proposal[a]) * ratio * factor[a];
  }
  const double sum = q[0] + q[1];
  return {q[0] / sum, q[1] / sum};
}

}  // namespace

class SmcMathTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // Known answers §1.2. π = (.5, .3, .2), A = (1, 0, −1), η = .5.
  void banditTarget() {
    const std::vector<double> policy{0.5, 0.3, 0.2};
    const std::vector<float> advantages{1, 0, -1};
    const double eta = 0.5;
    std::vector<float> logits(3);
    for (std::size_t a = 0; a < 3; ++a) {
      logits[a] = static_cast<float>(std::log(policy[a]) + static_cast<double>(advantages[a]) / eta);
    }
    const std::vector<float> q = softmaxOf(logits);
    QNEAR(q[0], 0.918672, kTolerance);
    QNEAR(q[1], 0.074597, kTolerance);
    QNEAR(q[2], 0.006730, kTolerance);
    QNEAR(logSumExp(logits), 1.391679, kTolerance);
    const std::array prior{0.5f, 0.3f, 0.2f};
    QNEAR(klDivergence(q, prior), 0.432205, kTolerance);
    const TemperatureDual dual = temperatureDual(advantages, asAtoms(policy), eta, 0.5);
    QNEAR(dual.loss, 0.945839, kTolerance);
    QNEAR(dual.gradient, 0.067795, kTolerance);
  }

  void banditOptimalTemperature() {
    const std::vector<float> advantages{1, 0, -1};
    const std::vector<float> ratios = asAtoms({0.5, 0.3, 0.2});
    double low = 0.01;
    double high = 10.0;
    for (int k = 0; k < 100; ++k) {  // the dual is convex: its slope grows
      const double middle = 0.5 * (low + high);
      (temperatureDual(advantages, ratios, middle, 0.5).gradient > 0 ? high : low) = middle;
    }
    QNEAR(low, 0.414979, kTolerance);
    const std::vector<float> q =
        softmaxOf({static_cast<float>(std::log(0.5) + 1 / low), static_cast<float>(std::log(0.3)),
                   static_cast<float>(std::log(0.2) - 1 / low)});
    QNEAR(q[0], 0.945957, kTolerance);
    QNEAR(q[1], 0.050989, kTolerance);
    QNEAR(q[2], 0.003054, kTolerance);
    const double expected = static_cast<double>(q[0]) - static_cast<double>(q[2]);
    QNEAR(expected, 0.942903, kTolerance);
    QNEAR(temperatureDual(advantages, ratios, low, 0.5).loss, expected, kTolerance);  // strong duality
  }

  // Known answers §1.3.
  void empiricalDual() {
    const std::vector<float> x{0.4f, 0.1f, 0.0f, -0.3f};
    std::vector<float> logits;
    for (const float v : x) logits.push_back(v / 0.2f);
    const std::vector<float> w = softmaxOf(logits);
    const std::array expected{0.720117, 0.160680, 0.097457, 0.021746};
    for (std::size_t n = 0; n < 4; ++n) QNEAR(w[n], expected[n], kTolerance);
    const std::array uniform{0.25f, 0.25f, 0.25f, 0.25f};
    QNEAR(klDivergence(w, uniform), 0.545909, kTolerance);
    const TemperatureDual dual = temperatureDual(x, {}, 0.2, 0.5);
    QNEAR(dual.loss, 0.288409, kTolerance);
    QFAR(dual.loss, 0.565668, 0.1);  // without −log N
    QNEAR(dual.gradient, -0.045909, kTolerance);
    QNEAR(effectiveSampleSize(w), 1.803890, kTolerance);
    const std::array<std::int32_t, 4> actions{0, 1, 2, 1};
    std::array<float, 3> qhat{};
    groupByAction(actions, w, qhat);
    QNEAR(qhat[0], 0.720117, kTolerance);
    QNEAR(qhat[1], 0.182426, kTolerance);
    QNEAR(qhat[2], 0.097457, kTolerance);
  }

  void dualSlopeIsTheDerivative_data() {
    QTest::addColumn<double>("eta");
    QTest::addColumn<bool>("ratios");
    for (const double eta : {0.05, 0.2, 1.0, 10.0}) {
      QTest::addRow("eta %g", eta) << eta << false;
      QTest::addRow("eta %g, corrected noise", eta) << eta << true;
    }
  }
  void dualSlopeIsTheDerivative() {
    QFETCH(double, eta);
    QFETCH(bool, ratios);
    const std::vector<float> x{0.4f, 0.1f, 0.0f, -0.3f};
    const std::vector<float> logRatios = ratios ? std::vector<float>{0.28f, -1.2f, 0.1f, 0.28f} : std::vector<float>{};
    const double step = 1e-5 * eta;
    const double slope =
        (temperatureDual(x, logRatios, eta + step, 0.3).loss - temperatureDual(x, logRatios, eta - step, 0.3).loss) /
        (2 * step);
    QNEAR(temperatureDual(x, logRatios, eta, 0.3).gradient, slope, 1e-6);
  }

  void equalAdvantagesGiveSlopeEpsilon() {
    const std::vector<float> x(16, 0.7f);
    QNEAR(temperatureDual(x, {}, 0.3, 0.25).gradient, 0.25, 1e-12);
  }

  void empiricalKlIsBounded() {
    // KL ≤ log(N / number of maxima); reached as η → 0.
    const std::vector<float> one{1, 0, 0, 0};
    const std::vector<float> two{1, 1, 0, 0};
    QNEAR(0.0 - temperatureDual(one, {}, 1e-3, 0.0).gradient, 1.386294, kTolerance);
    QNEAR(0.0 - temperatureDual(two, {}, 1e-3, 0.0).gradient, std::log(2.0), kTolerance);
    std::vector<float> sixteen(16, 0.0f);
    sixteen[3] = 1;
    QNEAR(0.0 - temperatureDual(sixteen, {}, 1e-3, 0.0).gradient, 2.772589, kTolerance);
  }

  void dualTakesTheNoiseCorrection() {
    // Known answers §1.6: log((1/N) Σ (π/π̃)_n e^{X_n/η}).
    const std::vector<float> x{0.3f, -0.2f};
    const std::vector<float> logRatios{static_cast<float>(std::log(4.0 / 3)), static_cast<float>(std::log(4.0 / 13))};
    const double eta = 0.5;
    const double mean = 0.5 * (4.0 / 3 * std::exp(0.3 / eta) + 4.0 / 13 * std::exp(-0.2 / eta));
    QNEAR(temperatureDual(x, logRatios, eta, 0.5).loss, eta * (0.5 + std::log(mean)), kTolerance);
  }

  void extremeExponentsStayFinite() {
    const std::vector<float> x{1000.0f, -1000.0f};
    const TemperatureDual dual = temperatureDual(x, {}, 1e-3, 0.5);
    QVERIFY(std::isfinite(dual.loss));
    QNEAR(dual.loss, 1000.0, 1e-3);
    QNEAR(dual.gradient, 0.5 - std::log(2.0), 1e-6);
    QVERIFY(std::isinf(logSumExp(std::vector<float>{-INFINITY, -INFINITY})));
    const std::vector<float> w = softmaxOf({-INFINITY, 3.0f});
    QCOMPARE(w[0], 0.0f);
    QCOMPARE(w[1], 1.0f);
  }

  // Known answers §1.6: noise mixes probabilities. π = (.9, .1), ν one-hot by a tiny concentration, f = .25.
  void rootNoiseMixesProbabilities() {
    const std::array prior{0.9f, 0.1f};
    int second = 0;
    for (std::uint32_t k = 0; k < 200; ++k) {
      Rng rng(5, Stream::kTest, k);
      std::array<float, 2> proposal{};
      mixRootNoise(prior, 0.25, 1e-4, rng, proposal);
      QFAR(proposal[0], 0.801853, 1e-4);  // noise in the logits
      if (proposal[0] > 0.8f) continue;
      ++second;
      QNEAR(proposal[0], 0.675, kTolerance);
      QNEAR(proposal[1], 0.325, kTolerance);
    }
    QVERIFY(second > 60 && second < 140);
  }

  void rootNoiseSparesIllegalActions() {
    const std::array prior{0.0f, 0.6f, 0.0f, 0.4f, 0.0f};
    for (std::uint32_t k = 0; k < 100; ++k) {
      Rng rng(6, Stream::kTest, k);
      std::array<float, 5> proposal{};
      mixRootNoise(prior, 0.5, 0.3, rng, proposal);
      QCOMPARE(proposal[0] + proposal[2] + proposal[4], 0.0f);
      QVERIFY(proposal[1] >= 0.3f && proposal[3] >= 0.2f);
      QNEAR(proposal[1] + proposal[3], 1.0, 1e-6);
    }
  }

  void expectationMaximisationUnderNoise() {
    std::array<double, 2> plain{0.9, 0.1};
    std::array<double, 2> corrected = plain;
    plain = exactIteration(plain, {1, 1}, false);
    QNEAR(plain[0], 0.8, kTolerance);
    for (int k = 1; k < 10; ++k) plain = exactIteration(plain, {1, 1}, false);
    QNEAR(plain[0], 0.522525, kTolerance);
    for (int k = 0; k < 10; ++k) corrected = exactIteration(corrected, {1, 1}, true);
    QNEAR(corrected[0], 0.9, kTolerance);

    plain = corrected = {0.9, 0.1};
    for (int k = 0; k < 60; ++k) {
      plain = exactIteration(plain, {2, 1}, false);
      corrected = exactIteration(corrected, {2, 1}, true);
    }
    QNEAR(plain[0], 0.879153, kTolerance);
    QNEAR(corrected[0], 1.0, kTolerance);
  }

  void resamplingFrequencies_data() {
    QTest::addColumn<bool>("systematic");
    QTest::newRow("multinomial") << false;
    QTest::newRow("systematic") << true;
  }
  void resamplingFrequencies() {
    QFETCH(bool, systematic);
    const std::array weights{0.5f, 0.0f, 0.3f, 0.15f, 0.05f};
    std::array<double, 5> counts{};
    constexpr int kRounds = 4000;
    for (std::uint32_t k = 0; k < kRounds; ++k) {
      Rng rng(7, Stream::kTest, k);
      std::array<std::int32_t, 10> indices{};
      (systematic ? resampleSystematic : resampleMultinomial)(weights, rng, indices);
      std::array<int, 5> here{};
      for (const std::int32_t i : indices) ++here[static_cast<std::size_t>(i)];
      for (std::size_t i = 0; i < 5; ++i) {
        counts[i] += here[i];
        const double wanted = 10 * static_cast<double>(weights[i]);
        if (systematic) QVERIFY(here[i] >= std::floor(wanted - 1e-5) && here[i] <= std::ceil(wanted + 1e-5));
      }
    }
    for (std::size_t i = 0; i < 5; ++i) {
      const double w = static_cast<double>(weights[i]);
      QNEAR(counts[i] / (10 * kRounds), w, 4 * std::sqrt(w * (1 - w) / (10 * kRounds)) + 1e-9);
    }
  }

  void entropyOfWeights() {
    const std::array uniform{0.25f, 0.25f, 0.25f, 0.25f};
    const std::array one{1.0f, 0.0f};
    QNEAR(entropy(uniform), std::log(4.0), 1e-6);
    QNEAR(entropy(one), 0.0, 1e-12);
    QNEAR(effectiveSampleSize(uniform), 4.0, 1e-6);
    QNEAR(effectiveSampleSize(one), 1.0, 1e-6);
  }

  void searchAdvantageRow() { QNEAR(searchAdvantage(0.1f, 0.9f, 0.5f, 0.6f), -0.05, kTolerance); }
};

QTEST_APPLESS_MAIN(SmcMathTest)
#include "smc_math_test.moc"
