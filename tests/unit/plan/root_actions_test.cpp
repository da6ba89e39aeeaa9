#include "core/plan/root_actions.h"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <vector>

#include <QTest>

#include "core/plan/squashed_gaussian.h"
#include "tests/support/near.h"
#include "tests/support/search.h"

using namespace spolab;
using test::Moments;

namespace {

constexpr int kDraws = 60000;

EnvSpec boxSpec(int dims) {
  EnvSpec spec;
  spec.id = "box";
  spec.actionDims = dims;
  return spec;
}

EnvSpec discreteSpec(int actions) {
  EnvSpec spec;
  spec.id = "discrete";
  for (int a = 0; a < actions; ++a) spec.actionNames.push_back(std::to_string(a));
  return spec;
}

/// Room for one root with this policy.
std::unique_ptr<RootActions> rootOf(const EnvSpec& spec, const RootNoise& noise, const std::vector<float>& row) {
  auto root = makeRootActions(spec, noise);
  root->resize(1);
  Rng rng(1, Stream::kRootNoise);
  if (!root->setPolicy(0, row, {}, rng)) return nullptr;
  return root;
}

/// Draw number k and the log π/π̃ that came with it.
std::pair<std::vector<float>, float> drawBox(const RootActions& root, std::size_t dims, std::uint32_t k) {
  Rng rng(7, Stream::kPropose, k);
  std::vector<float> atom(dims);
  const float logRatio = root.draw(0, rng, std::as_writable_bytes(std::span(atom)));
  return {atom, logRatio};
}

/// Φ of the standard normal.
double normalCdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

/// Atoms after a search, as a planner hands them over.
template <typename T>
RootActions::Atoms atomsOf(const std::vector<T>& actions, const std::vector<float>& weights,
                           const std::vector<std::int32_t>& ancestors) {
  return {std::as_bytes(std::span(actions)), weights, ancestors};
}

}  // namespace

class RootActionsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // P(a_d < x) = (1 − f)·Φ((atanh x − μ)/σ) + f·(x + 1)/2 in every dimension.
  void boxProposalIsTheMixture_data() {
    QTest::addColumn<double>("fraction");
    QTest::newRow("no noise") << 0.0;
    QTest::newRow("a quarter") << 0.25;
    QTest::newRow("noise only") << 1.0;
  }
  void boxProposalIsTheMixture() {
    QFETCH(double, fraction);
    const std::vector<float> row{0.6f, -1.2f, 0.3f, 0.5f};
    const auto root = rootOf(boxSpec(2), {fraction, 0.03, false}, row);
    const std::array edges{-0.9, -0.8, 0.0, 0.3, 0.5, 0.7};
    std::array<std::array<int, edges.size()>, 2> below{};
    std::array<Moments, 2> moments;
    for (std::uint32_t k = 0; k < kDraws; ++k) {
      const auto [atom, logRatio] = drawBox(*root, 2, k);
      QCOMPARE(logRatio, 0.0f);  // not asked for
      for (std::size_t d = 0; d < 2; ++d) {
        QVERIFY(std::abs(atom[d]) <= 1.0f);
        moments[d].add(static_cast<double>(atom[d]));
        for (std::size_t e = 0; e < edges.size(); ++e) below[d][e] += static_cast<double>(atom[d]) < edges[e] ? 1 : 0;
      }
    }
    for (std::size_t d = 0; d < 2; ++d) {
      const auto mean = static_cast<double>(row[d]);
      const auto deviation = static_cast<double>(row[2 + d]);
      double expectedMean = 0.0;  // of tanh(μ + σ z), by the midpoint rule; noise has mean 0
      for (int k = 0; k < 4000; ++k) {
        const double z = -8.0 + 16.0 * (k + 0.5) / 4000;
        expectedMean +=
            std::tanh(mean + deviation * z) * std::exp(-0.5 * z * z) / std::sqrt(2 * std::acos(-1.0)) * 16.0 / 4000;
      }
      QNEAR(moments[d].mean(), (1.0 - fraction) * expectedMean, 4.0 * moments[d].error());
      for (std::size_t e = 0; e < edges.size(); ++e) {
        const double p =
            (1.0 - fraction) * normalCdf((std::atanh(edges[e]) - mean) / deviation) + fraction * (edges[e] + 1) / 2;
        QNEAR(below[d][e] / static_cast<double>(kDraws), p, 4.0 * std::sqrt(p * (1.0 - p) / kDraws) + 1e-5);
      }
    }
  }

  // One atom is noise in all of its dimensions or in none: far from a narrow π both coordinates stray together.
  void noiseTakesWholeAtoms() {
    constexpr double kFraction = 0.3;
    const auto root = rootOf(boxSpec(2), {kFraction, 0.03, false}, {0.0f, 0.0f, 0.01f, 0.01f});
    int first = 0, second = 0, both = 0;
    for (std::uint32_t k = 0; k < kDraws; ++k) {
      const auto [atom, logRatio] = drawBox(*root, 2, k);
      first += std::abs(atom[0]) > 0.1f ? 1 : 0;
      second += std::abs(atom[1]) > 0.1f ? 1 : 0;
      both += std::abs(atom[0]) > 0.1f && std::abs(atom[1]) > 0.1f ? 1 : 0;
    }
    const auto near = [](int count, double p) {
      return std::abs(count / static_cast<double>(kDraws) - p) < 4.0 * std::sqrt(p * (1.0 - p) / kDraws);
    };
    QVERIFY(near(first, 0.9 * kFraction) && near(second, 0.9 * kFraction) && near(both, 0.81 * kFraction));
    QVERIFY(!near(both, 0.81 * kFraction * kFraction));  // dimensions mixed one by one
  }

  // log π/π̃ = −log((1 − f) + f·2^{−D}/π), at most −log(1 − f), and E_π̃[π/π̃] = 1.
  void boxRatios_data() {
    QTest::addColumn<double>("fraction");
    QTest::newRow("a little") << 0.05;
    QTest::newRow("a quarter") << 0.25;
    QTest::newRow("most") << 0.9;
  }
  void boxRatios() {
    QFETCH(double, fraction);
    const std::vector<float> row{0.4f, -0.3f, 0.7f, 0.4f};
    const auto root = rootOf(boxSpec(2), {fraction, 0.03, true}, row);
    const auto bound = static_cast<float>(-std::log(1.0 - fraction));
    Moments ratios;
    float largest = -INFINITY;
    for (std::uint32_t k = 0; k < kDraws; ++k) {
      const auto [atom, logRatio] = drawBox(*root, 2, k);
      const double prior = std::exp(SquashedGaussian::logDensity(row, atom));
      QNEAR(logRatio, std::log(prior / ((1.0 - fraction) * prior + fraction * 0.25)),
            1e-5 * (1.0 + std::abs(static_cast<double>(logRatio))));
      QVERIFY(logRatio <= bound);
      largest = std::max(largest, logRatio);
      ratios.add(std::exp(static_cast<double>(logRatio)));
    }
    QNEAR(ratios.mean(), 1.0, 4.0 * ratios.error());
    QVERIFY(largest > 0.3f * bound);  // the bound is of use
  }

  // A draw of noise that π could hardly have made keeps a finite ratio: log π/ν − log f. With few particles such atoms
  // may be all there are, and weights of e^{−∞} would be 0/0.
  void ratiosFarFromThePriorStayFinite() {
    constexpr std::size_t kDims = 17;
    std::vector<float> row(2 * kDims, 0.05f);
    std::fill_n(row.begin(), kDims, 0.5f);
    const auto root = rootOf(boxSpec(kDims), {0.5, 0.03, true}, row);
    float smallest = 0.0f;
    for (std::uint32_t k = 0; k < 200; ++k) {
      const auto [atom, logRatio] = drawBox(*root, kDims, k);
      QVERIFY(std::isfinite(logRatio));
      if (logRatio > -100.0f) continue;
      const double expected = SquashedGaussian::logDensity(row, atom) + kDims * std::log(2.0) - std::log(0.5);
      QNEAR(logRatio, expected, 1e-5 * std::abs(expected));
      smallest = std::min(smallest, logRatio);
    }
    QVERIFY(smallest < -1000.0f);
  }

  void boxRatiosOfNoiseAlone() {
    const std::vector<float> row{0.4f, 0.7f};
    const auto root = rootOf(boxSpec(1), {1.0, 0.03, true}, row);
    for (std::uint32_t k = 0; k < 100; ++k) {
      const auto [atom, logRatio] = drawBox(*root, 1, k);
      QNEAR(logRatio, SquashedGaussian::logDensity(row, atom) + std::log(2.0), 1e-5);
    }
  }

  void badRowsAreRefused() {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (const std::vector<float>& row : std::vector<std::vector<float>>{
             {nan, 0, 1, 1}, {0, 0, 1, nan}, {INFINITY, 0, 1, 1}, {0, 0, INFINITY, 1}, {0, 0, 1, 0}, {0, 0, -1, 1}}) {
      QVERIFY(rootOf(boxSpec(2), {}, row) == nullptr);
    }
    QVERIFY(rootOf(boxSpec(2), {}, {0, -9, 1e-3f, 9}) != nullptr);
    QVERIFY(rootOf(discreteSpec(2), {}, {0, nan}) == nullptr);
  }

  // Known answers §1.6: π = (.9, .1). The noise itself is drawn; the ratio is always π/π̃ and never above 1/(1 − f).
  void discreteProposalAndRatios() {
    const EnvSpec spec = discreteSpec(3);
    constexpr double kFraction = 0.25;
    for (std::uint32_t seed = 0; seed < 20; ++seed) {
      const auto root = makeRootActions(spec, {kFraction, 0.3, true});
      root->resize(1);
      Rng noise(seed, Stream::kRootNoise);
      const std::array<std::uint8_t, 3> mask{1, 1, 0};
      const std::array row{std::log(0.9f), std::log(0.1f), 40.0f};
      QVERIFY(root->setPolicy(0, row, mask, noise));
      SearchTrace trace;
      const std::vector<std::int32_t> one{0};
      root->record(0, atomsOf(one, {1.0f}, {0}), trace);
      QNEAR(trace.prior[0], 0.9, 1e-6);
      QNEAR(trace.prior[1], 0.1, 1e-6);
      QVERIFY(trace.prior[2] == 0.0f && trace.proposal[2] == 0.0f);
      QNEAR(std::accumulate(trace.proposal.begin(), trace.proposal.end(), 0.0), 1.0, 1e-6);
      std::array<int, 3> counts{};
      constexpr int kFew = 4000;
      for (std::uint32_t k = 0; k < kFew; ++k) {
        Rng rng(7, Stream::kPropose, k);
        std::int32_t action = -1;
        const float logRatio = root->draw(0, rng, std::as_writable_bytes(std::span(&action, 1)));
        const auto a = static_cast<std::size_t>(action);
        QNEAR(logRatio, std::log(trace.prior[a] / trace.proposal[a]), 1e-5);
        QVERIFY(logRatio <= static_cast<float>(-std::log(1.0 - kFraction)) + 1e-6f);
        ++counts[a];
      }
      for (std::size_t a = 0; a < 2; ++a) {
        const auto p = static_cast<double>(trace.proposal[a]);
        QNEAR(counts[a] / static_cast<double>(kFew), p, 5.0 * std::sqrt(p * (1.0 - p) / kFew) + 1e-9);
      }
      QCOMPARE(counts[2], 0);
    }
  }

  // Four final particles of three draws: draw 2 appears twice, so it is the heaviest though no particle of its is.
  void boxDecisions() {
    const auto root = rootOf(boxSpec(2), {}, {0, 0, 1, 1});
    const std::vector<float> actions{-0.5f, 0.1f, 0.3f, 0.2f, 0.9f, -0.7f, 0.3f, 0.2f};
    const std::vector<float> weights{0.15f, 0.3f, 0.35f, 0.2f};
    const std::vector<std::int32_t> ancestors{0, 2, 3, 2};
    const RootActions::Atoms atoms = atomsOf(actions, weights, ancestors);
    float kl = 0.0f;
    const auto decide = [&](ActionChoice choice, std::uint32_t k) {
      std::array<float, 2> chosen{};
      Rng rng(3, Stream::kAct, k);
      kl = root->decide(0, atoms, choice, rng, std::as_writable_bytes(std::span(chosen)));
      return chosen;
    };
    QCOMPARE(decide(ActionChoice::kGreedy, 0), (std::array{0.3f, 0.2f}));
    // Σ w log(N w) over draws: .15 log .6 + .5 log 2 + .35 log 1.4; particle by particle it would be .051209.
    QNEAR(kl, 0.387715, 2e-6);
    const auto mean = decide(ActionChoice::kMean, 0);
    QNEAR(mean[0], -0.075 + 0.15 + 0.315, 1e-6);
    QNEAR(mean[1], 0.015 + 0.1 - 0.245, 1e-6);
    std::array<int, 3> counts{};
    for (std::uint32_t k = 0; k < kDraws; ++k) {
      const auto chosen = decide(ActionChoice::kSample, k);
      ++counts[chosen[0] < 0.0f ? 0 : chosen[0] < 0.5f ? 1 : 2];
    }
    const std::array expected{0.15, 0.5, 0.35};
    for (std::size_t k = 0; k < 3; ++k) {
      QNEAR(counts[k] / static_cast<double>(kDraws), expected[k],
            4.0 * std::sqrt(expected[k] * (1 - expected[k]) / kDraws));
    }
  }

  // N equal weights of N draws are π's own: KL 0. All weight on one draw: log N, however many particles share it.
  void limitsOfTheBoxKl() {
    const auto root = rootOf(boxSpec(1), {}, {0, 1});
    const std::vector<float> actions{0.1f, 0.2f, 0.3f, 0.4f};
    float chosen = 0.0f;
    Rng rng(1, Stream::kAct);
    const auto kl = [&](const std::vector<float>& weights, const std::vector<std::int32_t>& ancestors) {
      return root->decide(0, atomsOf(actions, weights, ancestors), ActionChoice::kGreedy, rng,
                          std::as_writable_bytes(std::span(&chosen, 1)));
    };
    QNEAR(kl({0.25f, 0.25f, 0.25f, 0.25f}, {0, 1, 2, 3}), 0.0, 1e-7);
    QNEAR(kl({0.0f, 1.0f, 0.0f, 0.0f}, {0, 1, 2, 3}), std::log(4.0), 1e-6);
    QNEAR(kl({0.25f, 0.25f, 0.25f, 0.25f}, {2, 2, 2, 2}), std::log(4.0), 1e-6);
    QNEAR(kl({0.25f, 0.25f, 0.25f, 0.25f}, {0, 0, 3, 3}), std::log(2.0), 1e-6);
  }

  // q̂ = (.15, .5, .35) against π = softmax(0, log 2, 0) = (.25, .5, .25): .15 log .6 + .35 log 1.4 = .041141.
  void discreteDecisions() {
    const auto root = rootOf(discreteSpec(3), {}, {0.0f, std::log(2.0f), 0.0f});
    const std::vector<std::int32_t> actions{0, 1, 2, 1};
    const std::vector<float> weights{0.15f, 0.3f, 0.35f, 0.2f};
    const std::vector<std::int32_t> ancestors{0, 1, 2, 3};
    const RootActions::Atoms atoms = atomsOf(actions, weights, ancestors);
    float kl = 0.0f;
    const auto decide = [&](ActionChoice choice, std::uint32_t k) {
      std::int32_t chosen = -1;
      Rng rng(3, Stream::kAct, k);
      kl = root->decide(0, atoms, choice, rng, std::as_writable_bytes(std::span(&chosen, 1)));
      return chosen;
    };
    QCOMPARE(decide(ActionChoice::kGreedy, 0), 1);
    QNEAR(kl, 0.041141, 2e-6);
    QCOMPARE(decide(ActionChoice::kMean, 0), 1);
    std::array<int, 3> counts{};
    for (std::uint32_t k = 0; k < kDraws; ++k) ++counts[static_cast<std::size_t>(decide(ActionChoice::kSample, k))];
    const std::array expected{0.15, 0.5, 0.35};
    for (std::size_t k = 0; k < 3; ++k) {
      QNEAR(counts[k] / static_cast<double>(kDraws), expected[k],
            4.0 * std::sqrt(expected[k] * (1 - expected[k]) / kDraws));
    }
    SearchTrace trace;
    root->record(0, atoms, trace);
    for (std::size_t k = 0; k < 3; ++k) QNEAR(trace.qhat[k], expected[k], 1e-6);
    QVERIFY(trace.policyRow.empty() && trace.rootLogDensities.empty());
    QCOMPARE(trace.proposal, trace.prior);
  }

  void boxRecord() {
    const std::vector<float> row{0.2f, -0.4f, 0.5f, 0.7f};
    const auto root = rootOf(boxSpec(2), {0.25, 0.03, true}, row);
    const std::vector<float> actions{-0.5f, 0.1f, 1.0f, 0.2f};
    SearchTrace trace;
    for (int again = 0; again < 2; ++again) root->record(0, atomsOf(actions, {0.5f, 0.5f}, {0, 1}), trace);
    QCOMPARE(trace.policyRow, row);
    QCOMPARE(trace.rootLogDensities.size(), 2u);
    for (std::size_t n = 0; n < 2; ++n) {
      QNEAR(trace.rootLogDensities[n], SquashedGaussian::logDensity(row, std::span(actions).subspan(2 * n, 2)), 1e-5);
    }
    QVERIFY(trace.prior.empty() && trace.proposal.empty() && trace.qhat.empty());
  }

  void rootsKeepApart() {
    const auto root = makeRootActions(boxSpec(1), {});
    root->resize(3);
    Rng noise(1, Stream::kRootNoise);
    const std::array<std::array<float, 2>, 3> rows{{{-2.0f, 1e-3f}, {0.0f, 1e-3f}, {2.0f, 1e-3f}}};
    for (std::size_t r = 0; r < 3; ++r) QVERIFY(root->setPolicy(r, rows[r], {}, noise));
    for (std::size_t r = 0; r < 3; ++r) {
      float atom = 0.0f;
      Rng rng(1, Stream::kPropose);
      static_cast<void>(root->draw(r, rng, std::as_writable_bytes(std::span(&atom, 1))));
      QNEAR(atom, std::tanh(rows[r][0]), 0.01);
    }
  }
};

QTEST_APPLESS_MAIN(RootActionsTest)
#include "root_actions_test.moc"
