#include "core/plan/distribution.h"

#include <array>
#include <cmath>
#include <limits>

#include <QTest>

#include "core/plan/squashed_gaussian.h"
#include "core/plan/uniform_evaluator.h"
#include "tests/support/near.h"

using namespace spolab;

class DistributionTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void frequencies_data() {
    QTest::addColumn<bool>("masked");
    QTest::newRow("all legal") << false;
    QTest::newRow("two illegal") << true;
  }
  void frequencies() {
    QFETCH(bool, masked);
    const std::array logits{1.0f, 3.0f, -0.5f, 2.0f};
    const std::array<std::uint8_t, 4> mask{1, 0, 1, 0};
    const std::span<const std::uint8_t> legal =
        masked ? std::span<const std::uint8_t>(mask) : std::span<const std::uint8_t>{};
    const Categorical categorical(4);
    std::array<float, 4> probabilities{};
    std::array<float, 4> logProbabilities{};
    QVERIFY(Categorical::probabilities(logits, legal, probabilities, logProbabilities));
    std::array<int, 4> counts{};
    constexpr int kDraws = 100000;
    for (std::uint32_t k = 0; k < kDraws; ++k) {
      Rng rng(3, Stream::kTest, k);
      std::int32_t action = -1;
      QVERIFY(categorical.sample(logits, legal, rng, std::as_writable_bytes(std::span(&action, 1))));
      ++counts[static_cast<std::size_t>(action)];
    }
    double normaliser = 0.0;
    for (std::size_t a = 0; a < 4; ++a)
      normaliser += masked && mask[a] == 0 ? 0.0 : std::exp(static_cast<double>(logits[a]));
    for (std::size_t a = 0; a < 4; ++a) {
      const bool illegal = masked && mask[a] == 0;
      const double p = illegal ? 0.0 : std::exp(static_cast<double>(logits[a])) / normaliser;
      QNEAR(probabilities[a], p, 1e-6);
      if (illegal) {
        QVERIFY(std::isinf(logProbabilities[a]) && logProbabilities[a] < 0);
        QCOMPARE(counts[a], 0);
      } else {
        QNEAR(logProbabilities[a], std::log(p), 2e-6);
        QNEAR(static_cast<double>(counts[a]) / kDraws, p, 4 * std::sqrt(p * (1 - p) / kDraws));
      }
    }
  }

  void nonFiniteRowsAreRefused_data() {
    QTest::addColumn<float>("bad");
    QTest::newRow("NaN") << std::numeric_limits<float>::quiet_NaN();
    QTest::newRow("infinity") << std::numeric_limits<float>::infinity();
    QTest::newRow("minus infinity") << -std::numeric_limits<float>::infinity();
  }
  void nonFiniteRowsAreRefused() {
    QFETCH(float, bad);
    const std::array logits{0.0f, bad, 1.0f};
    std::array<float, 3> probabilities{};
    std::int32_t action = 0;
    Rng rng(1, Stream::kTest);
    QVERIFY(!Categorical::probabilities(logits, {}, probabilities));
    QVERIFY(!Categorical(3).sample(logits, {}, rng, std::as_writable_bytes(std::span(&action, 1))));
  }

  void extremeLogitsStayFinite() {
    const std::array logits{1e30f, -1e30f, 1e30f};
    std::array<float, 3> probabilities{};
    QVERIFY(Categorical::probabilities(logits, {}, probabilities));
    QNEAR(probabilities[0], 0.5, 1e-7);
    QCOMPARE(probabilities[1], 0.0f);
  }

  // Known answers §6, tanh-Gaussian on [−1, 1].
  void squashedDensity() {
    QNEAR(SquashedGaussian::logDensity(0.2, 0.4, 0.5), -0.096262, 2e-6);
    QNEAR(SquashedGaussian::logDensity(0, 1, 0.998), -1.359385, 2e-6);
    for (const double side : {-1.0, 1.0}) QNEAR(SquashedGaussian::logDensity(0, 1, side), -2.627079, 2e-6);
    QNEAR(SquashedGaussian::logDensity(3, 0.5, 1), 4.002863, 2e-6);
    QNEAR(SquashedGaussian::logDensity(3, 0.5, -1), -89.112090, 2e-6);
    QVERIFY(std::isfinite(SquashedGaussian::logDensity(50, 0.001, -1)));
    const std::array row{0.2f, -1.0f, 0.4f, 0.7f};
    const std::array action{0.5f, -0.3f};
    QNEAR(SquashedGaussian::logDensity(row, action),
          SquashedGaussian::logDensity(0.2, 0.4, 0.5) + SquashedGaussian::logDensity(-1, 0.7, -0.3), 1e-6);
  }

  // Share of samples below each of several actions, against Φ((atanh a − μ) / σ).
  void squashedSamples() {
    EnvSpec spec;
    spec.actionDims = 2;
    const auto distribution = makeDistribution(spec);
    QCOMPARE(distribution->policySize(), 4);
    const std::array row{0.3f, -1.0f, 0.8f, 0.2f};
    constexpr int kDraws = 40000;
    const std::array edges{-0.8, -0.7, 0.0, 0.6};
    std::array<std::array<int, 4>, 2> below{};
    for (std::uint32_t k = 0; k < kDraws; ++k) {
      Rng rng(4, Stream::kTest, k);
      std::array<float, 2> action{};
      QVERIFY(distribution->sample(row, {}, rng, std::as_writable_bytes(std::span(action))));
      for (std::size_t d = 0; d < 2; ++d) {
        QVERIFY(std::abs(action[d]) <= 1.0f);
        for (std::size_t e = 0; e < edges.size(); ++e) below[d][e] += static_cast<double>(action[d]) < edges[e] ? 1 : 0;
      }
    }
    for (std::size_t d = 0; d < 2; ++d) {
      for (std::size_t e = 0; e < edges.size(); ++e) {
        const double z = (std::atanh(edges[e]) - static_cast<double>(row[d])) / static_cast<double>(row[2 + d]);
        const double p = 0.5 * std::erfc(-z / std::sqrt(2.0));
        QNEAR(below[d][e] / static_cast<double>(kDraws), p, 4.0 * std::sqrt(p * (1.0 - p) / kDraws) + 1e-4);
      }
    }
    const std::array bad{std::numeric_limits<float>::quiet_NaN(), 0.0f, 1.0f, 1.0f};
    std::array<float, 2> action{};
    Rng rng(1, Stream::kTest);
    QVERIFY(!distribution->sample(bad, {}, rng, std::as_writable_bytes(std::span(action))));
  }

  void uniformEvaluatorKnowsNothing() {
    EnvSpec discrete;
    discrete.actionNames = {"a", "b", "c"};
    UniformEvaluator evaluator(discrete);
    std::array<float, 6> policy{1, 1, 1, 1, 1, 1};
    std::array<float, 2> value{1, 1};
    evaluator.evaluate({}, {policy, value, {}});
    for (const float x : policy) QCOMPARE(x, 0.0f);
    for (const float x : value) QCOMPARE(x, 0.0f);
    EnvSpec box;
    box.actionDims = 2;
    UniformEvaluator body(box);
    QCOMPARE(body.outputs().policySize, 4);
    std::array<float, 4> row{};
    std::array<float, 1> one{};
    body.evaluate({}, {row, one, {}});
    QCOMPARE(row, (std::array{0.0f, 0.0f, 1.0f, 1.0f}));
  }
};

QTEST_APPLESS_MAIN(DistributionTest)
#include "distribution_test.moc"
