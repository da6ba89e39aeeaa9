#include "core/learn/spo/gaussian_losses.h"

#include <cmath>
#include <functional>
#include <numbers>

#include <QTest>

#include "core/base/rng.h"
#include "core/nn/torch_setup.h"
#include "core/plan/squashed_gaussian.h"
#include "tests/support/near.h"

using namespace spolab;

namespace {

torch::Tensor number(double x, torch::ScalarType type = torch::kFloat64) {
  return torch::full({1}, x, torch::TensorOptions(type));
}

double density(double mean, double deviation, double action, torch::ScalarType type = torch::kFloat64) {
  return squashedLogDensity(number(mean, type), number(deviation, type), number(action, type)).item<double>();
}

/// ∫ f over [low, high] by Simpson's rule.
double integral(double low, double high, const std::function<double(double)>& f) {
  constexpr int kPieces = 20000;
  const double width = (high - low) / kPieces;
  double sum = f(low) + f(high);
  for (int k = 1; k < kPieces; ++k) sum += (k % 2 == 1 ? 4.0 : 2.0) * f(low + k * width);
  return sum * width / 3.0;
}

double normalDensity(double x, double mean, double deviation) {
  const double standard = (x - mean) / deviation;
  return std::exp(-0.5 * standard * standard) / (deviation * std::sqrt(2.0 * std::numbers::pi));
}

/// KL(N(m, s²) ‖ N(m', s'²)) from its definition.
double klOfNormals(double m, double s, double mOther, double sOther) {
  return integral(m - 12 * s, m + 12 * s, [&](double x) {
    const double logRatio =
        std::log(sOther / s) - 0.5 * std::pow((x - m) / s, 2) + 0.5 * std::pow((x - mOther) / sOther, 2);
    return normalDensity(x, m, s) * logRatio;
  });
}

}  // namespace

class GaussianLossesTest : public QObject {
  Q_OBJECT

  static void densities() {
    QTest::addColumn<double>("mean");
    QTest::addColumn<double>("deviation");
    QTest::addColumn<double>("action");
  }

 private Q_SLOTS:
  void initTestCase() { useOneThread(); }

  // Known answers §6, tanh-Gaussian with an edge of 1e-3 (z = 3.800201).
  void knownDensities_data() {
    densities();
    QTest::addColumn<double>("expected");
    QTest::newRow("inside") << 0.2 << 0.4 << 0.5 << -0.096262;
    QTest::newRow("near the edge") << 0.0 << 1.0 << 0.998 << -1.359385;
    QTest::newRow("upper edge") << 0.0 << 1.0 << 1.0 << -2.627079;
    QTest::newRow("lower edge") << 0.0 << 1.0 << -1.0 << -2.627079;
    QTest::newRow("edge, mean beyond") << 3.0 << 0.5 << 1.0 << 4.002863;
    QTest::newRow("edge, mean on the other side") << 3.0 << 0.5 << -1.0 << -89.112090;
  }
  void knownDensities() {
    QFETCH(double, mean);
    QFETCH(double, deviation);
    QFETCH(double, action);
    QFETCH(double, expected);
    QNEAR(density(mean, deviation, action), expected, 2e-6);
    // In 32 bits the rounding of 1 − a² near the edge is what is left.
    QNEAR(density(mean, deviation, action, torch::kFloat32), expected, 2e-5 + 1e-6 * std::abs(expected));
  }

  // Both edges hold the mass beyond them, spread over kEdge each: everything together is one.
  void densitiesIntegrateToOne_data() {
    QTest::addColumn<double>("mean");
    QTest::addColumn<double>("deviation");
    QTest::newRow("central") << 0.0 << 0.7;
    QTest::newRow("aside") << -1.3 << 0.4;
    QTest::newRow("half beyond the edge") << 3.8 << 0.8;
    QTest::newRow("wide") << 0.4 << 2.5;
  }
  void densitiesIntegrateToOne() {
    QFETCH(double, mean);
    QFETCH(double, deviation);
    constexpr double kEdge = SquashedGaussian::kEdge;
    constexpr double kLimit = 1.0 - kEdge;
    const auto p = [&](double a) { return std::exp(density(mean, deviation, a)); };
    const torch::Tensor grid = torch::linspace(-kLimit * (1 - 1e-12), kLimit * (1 - 1e-12), 400001, torch::kFloat64);
    const torch::Tensor inside = squashedLogDensity(number(mean), number(deviation), grid).exp();
    const double mass = torch::trapezoid(inside, grid).item<double>();
    QNEAR(mass + kEdge * (p(-1.0) + p(1.0)), 1.0, 1e-6);
  }

  // Every combination in one call, so that an edge next to an inner action cannot poison it.
  void extremesStayFinite_data() {
    QTest::addColumn<int>("type");
    QTest::newRow("32 bits") << static_cast<int>(torch::kFloat32);
    QTest::newRow("64 bits") << static_cast<int>(torch::kFloat64);
  }
  void extremesStayFinite() {
    QFETCH(int, type);
    const auto options = torch::TensorOptions(static_cast<torch::ScalarType>(type));
    const torch::Tensor mean =
        torch::tensor({-50.0, -3.0, 0.0, 3.0, 50.0}, options).view({5, 1, 1}).requires_grad_(true);
    const torch::Tensor deviation = torch::tensor({1e-3, 0.5, 20.0}, options).view({3, 1}).requires_grad_(true);
    const torch::Tensor action =
        torch::tensor({-1.0, -0.99901, -0.999, -0.9, 0.0, 0.5, 0.998999, 0.9995, 1.0}, options);
    const torch::Tensor logDensity = squashedLogDensity(mean, deviation, action);
    QVERIFY(torch::isfinite(logDensity).all().item<bool>());
    // One combination at a time: a sum over all of them would hide a small gradient beside a large one.
    for (std::int64_t k = 0; k < logDensity.numel(); ++k) {
      const auto gradients = torch::autograd::grad({logDensity.view(-1)[k]}, {mean, deviation}, {}, true);
      for (const torch::Tensor& gradient : gradients) QVERIFY(torch::isfinite(gradient).all().item<bool>());
    }
  }

  void gradientsMatchFiniteDifferences_data() {
    densities();
    QTest::newRow("inside") << 0.2 << 0.4 << 0.5;
    QTest::newRow("far inside") << 3.0 << 0.5 << -0.9;
    QTest::newRow("upper edge") << 0.5 << 1.0 << 1.0;
    QTest::newRow("lower edge") << -0.5 << 1.5 << -1.0;
    QTest::newRow("within the edge") << 0.5 << 1.0 << 0.9995;
    QTest::newRow("edge, mean beyond") << 5.0 << 0.5 << 1.0;
    QTest::newRow("edge, mean on the other side") << 3.0 << 0.5 << -1.0;
    QTest::newRow("edge, mean far away") << 50.0 << 0.5 << -1.0;
  }
  void gradientsMatchFiniteDifferences() {
    QFETCH(double, mean);
    QFETCH(double, deviation);
    QFETCH(double, action);
    const torch::Tensor m = number(mean).requires_grad_(true);
    const torch::Tensor s = number(deviation).requires_grad_(true);
    const auto gradients = torch::autograd::grad({squashedLogDensity(m, s, number(action))}, {m, s});
    constexpr double kStep = 1e-5;
    const double inMean =
        (density(mean + kStep, deviation, action) - density(mean - kStep, deviation, action)) / (2 * kStep);
    const double inDeviation =
        (density(mean, deviation + kStep, action) - density(mean, deviation - kStep, action)) / (2 * kStep);
    QNEAR(gradients[0].item<double>(), inMean, 1e-6 * (1.0 + std::abs(inMean)));
    QNEAR(gradients[1].item<double>(), inDeviation, 1e-6 * (1.0 + std::abs(inDeviation)));
    if (std::abs(action) >= 0.999) QVERIFY(gradients[0].item<double>() * action > 0.0);  // more mass beyond the edge
  }

  // The planner's density (double, plain C++) and the learner's (LibTorch) are one distribution.
  void agreesWithThePlanner_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("32 bits") << static_cast<int>(torch::kFloat32) << 1e-4;
    QTest::newRow("64 bits") << static_cast<int>(torch::kFloat64) << 5e-6;
  }
  void agreesWithThePlanner() {
    QFETCH(int, type);
    QFETCH(double, tolerance);
    const auto scalar = static_cast<torch::ScalarType>(type);
    int edges = 0;
    for (std::uint32_t k = 0; k < 4000; ++k) {
      Rng rng(11, Stream::kTest, k);
      // The numbers of both sides are those of a float.
      const auto mean = static_cast<double>(static_cast<float>(3.0 * rng.normal()));
      const auto deviation = static_cast<double>(static_cast<float>(0.02 + rng.gamma(1.0)));
      const auto action = static_cast<double>(static_cast<float>(std::tanh(2.5 * rng.normal())));
      edges += std::abs(action) >= 1.0 - SquashedGaussian::kEdge ? 1 : 0;
      const double expected = SquashedGaussian::logDensity(mean, deviation, action);
      QNEAR(density(mean, deviation, action, scalar), expected, tolerance * (1.0 + std::abs(expected)));
    }
    QVERIFY(edges > 200);
  }

  // [S, 1, D] against [S, N, D].
  void shapesBroadcast() {
    const torch::Tensor mean = torch::tensor({0.1, 0.2, -0.4, 0.9}, torch::kFloat64).view({2, 1, 2});
    const torch::Tensor deviation = torch::tensor({0.5, 0.6, 0.7, 0.8}, torch::kFloat64).view({2, 1, 2});
    const torch::Tensor action = torch::linspace(-1.0, 1.0, 12, torch::kFloat64).view({2, 3, 2});
    const torch::Tensor all = squashedLogDensity(mean, deviation, action);
    QCOMPARE(all.sizes().vec(), (std::vector<std::int64_t>{2, 3, 2}));
    for (std::int64_t s = 0; s < 2; ++s) {
      for (std::int64_t n = 0; n < 3; ++n) {
        for (std::int64_t d = 0; d < 2; ++d) {
          QNEAR(
              all[s][n][d].item<double>(),
              density(mean[s][0][d].item<double>(), deviation[s][0][d].item<double>(), action[s][n][d].item<double>()),
              1e-12);
        }
      }
    }
  }

  // Known answers §1.9: anchor (.2, .5), online (.5, .4).
  void decoupledKl() {
    const double mean = meanKl(number(0.2), number(0.5), number(0.5)).item<double>();
    const double spread = spreadKl(number(0.5), number(0.4)).item<double>();
    QNEAR(mean, 0.180000, 2e-6);
    QFAR(mean, 0.281250, 1e-3);  // the online deviation under the mean's part
    QNEAR(spread, 0.058106, 2e-6);
    QFAR(spread, spreadKl(number(0.4), number(0.5)).item<double>(), 1e-3);  // the other direction
    QNEAR(klOfNormals(0.2, 0.5, 0.5, 0.4), 0.339356, 2e-6);
    QFAR(mean + spread, 0.339356, 1e-3);  // by design
  }

  // Each part alone is a whole KL: of normals that differ in the mean only, or in the spread only.
  void partsAreKlsOfTheirOwn() {
    for (const double other : {-1.1, 0.2, 0.9}) {
      QNEAR(meanKl(number(0.2), number(0.5), number(other)).item<double>(), klOfNormals(0.2, 0.5, other, 0.5), 1e-8);
    }
    for (const double other : {0.3, 0.5, 1.4}) {
      QNEAR(spreadKl(number(0.5), number(other)).item<double>(), klOfNormals(0.2, 0.5, 0.2, other), 1e-8);
    }
  }

  // Nothing pulls where nothing differs; elsewhere the slopes are (μ' − μ)/σ² and 1/σ' − σ²/σ'³.
  void slopesOfTheKl() {
    const auto slope = [](const torch::Tensor& loss, const torch::Tensor& variable) {
      return torch::autograd::grad({loss}, {variable})[0].item<double>();
    };
    torch::Tensor mean = number(0.2).requires_grad_(true);
    QCOMPARE(slope(meanKl(number(0.2), number(0.5), mean), mean), 0.0);
    mean = number(0.5).requires_grad_(true);
    QNEAR(slope(meanKl(number(0.2), number(0.5), mean), mean), 0.3 / 0.25, 1e-12);
    torch::Tensor deviation = number(0.5).requires_grad_(true);
    QNEAR(slope(spreadKl(number(0.5), deviation), deviation), 0.0, 1e-12);
    deviation = number(0.4).requires_grad_(true);
    QNEAR(slope(spreadKl(number(0.5), deviation), deviation), 1 / 0.4 - 0.25 / 0.064, 1e-12);
  }
};

QTEST_APPLESS_MAIN(GaussianLossesTest)
#include "gaussian_losses_test.moc"
