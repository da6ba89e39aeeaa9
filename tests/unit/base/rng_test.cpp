#include "core/base/rng.h"

#include <array>
#include <cmath>
#include <functional>
#include <set>
#include <vector>

#include <QTest>

using namespace spolab;

namespace {

struct Moments {
  double mean = 0, variance = 0;
};

/// One Rng yields a limited number of words, so samples come from many, as they do in use.
Moments momentsOf(int samples, const std::function<double(Rng&)>& draw) {
  double sum = 0, squares = 0;
  for (int i = 0; i < samples; ++i) {
    Rng rng(21, Stream::kTest, static_cast<std::uint32_t>(i));
    const double x = draw(rng);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / samples;
  return {mean, squares / samples - mean * mean};
}

constexpr int kSamples = 40000;

/// Four standard errors of a mean.
double tolerance(double variance) { return 4.0 * std::sqrt(variance / kSamples); }

}  // namespace

class RngTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // Known answers published with Random123 (philox4x32, 10 rounds).
  void publishedBlocks() {
    using Words = std::array<std::uint32_t, 4>;
    constexpr std::uint32_t kOnes = 0xFFFFFFFF;
    QVERIFY((Rng::block({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    QVERIFY((Rng::block({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) ==
             Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    QVERIFY((Rng::block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
             Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
  }

  void coordinatesNameTheNumbers() {
    const auto first = [](auto... coordinates) { return Rng(5, coordinates...).nextU64(); };
    QCOMPARE(first(Stream::kAct, 1u, 2u, 3u, 4u), first(Stream::kAct, 1u, 2u, 3u, 4u));
    const std::set<std::uint64_t> different{first(Stream::kAct, 1u, 2u, 3u, 4u),
                                            first(Stream::kReset, 1u, 2u, 3u, 4u),
                                            first(Stream::kAct, 0u, 2u, 3u, 4u),
                                            first(Stream::kAct, 1u, 0u, 3u, 4u),
                                            first(Stream::kAct, 1u, 2u, 0u, 4u),
                                            first(Stream::kAct, 1u, 2u, 3u, 0u),
                                            Rng(6, Stream::kAct, 1, 2, 3, 4).nextU64(),
                                            Rng(5 + (std::uint64_t{1} << 32), Stream::kAct, 1, 2, 3, 4).nextU64()};
    QCOMPARE(different.size(), std::size_t{8});
  }

  void aCopyContinuesAlike() {
    Rng rng(1, Stream::kTest);
    rng.nextU32();
    Rng copy = rng;
    for (int i = 0; i < 100; ++i) QCOMPARE(rng.nextU32(), copy.nextU32());
  }

  void manyWordsDoNotRepeat() {
    Rng rng(1, Stream::kTest);
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 8000; ++i) seen.insert(rng.nextU64());
    QCOMPARE(seen.size(), std::size_t{8000});
  }

  void moments_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<double>("mean");
    QTest::addColumn<double>("variance");
    QTest::newRow("uniform") << 0 << 0.5 << 1.0 / 12.0;
    QTest::newRow("uniform, 53 bits") << 1 << 0.5 << 1.0 / 12.0;
    QTest::newRow("normal") << 2 << 0.0 << 1.0;
    QTest::newRow("gamma 0.3") << 3 << 0.3 << 0.3;
    QTest::newRow("gamma 1") << 4 << 1.0 << 1.0;
    QTest::newRow("gamma 7.5") << 5 << 7.5 << 7.5;
    QTest::newRow("die") << 6 << 2.5 << 35.0 / 12.0;
  }
  void moments() {
    QFETCH(int, which);
    QFETCH(double, mean);
    QFETCH(double, variance);
    const std::vector<std::function<double(Rng&)>> draws{
        [](Rng& r) { return r.uniform(); },  [](Rng& r) { return r.uniformDouble(); },
        [](Rng& r) { return r.normal(); },   [](Rng& r) { return r.gamma(0.3); },
        [](Rng& r) { return r.gamma(1.0); }, [](Rng& r) { return r.gamma(7.5); },
        [](Rng& r) { return r.below(6); }};
    const Moments found = momentsOf(kSamples, draws[static_cast<std::size_t>(which)]);
    QVERIFY2(std::abs(found.mean - mean) < tolerance(variance), qPrintable(QString::number(found.mean)));
    QVERIFY2(std::abs(found.variance / variance - 1.0) < 0.1, qPrintable(QString::number(found.variance)));
  }

  void rangesHold() {
    Rng rng(2, Stream::kTest);
    for (int i = 0; i < 5000; ++i) {
      const float x = rng.uniform();
      QVERIFY(x >= 0.0f && x < 1.0f);
      QVERIFY(rng.below(3) < 3);
    }
    QCOMPARE(rng.below(1), 0u);
  }

  void categoricalFollowsItsWeights() {
    const std::vector<float> weights{0.0f, 1.0f, 3.0f, 0.0f, 4.0f, 0.0f};
    std::vector<int> counts(weights.size());
    for (int i = 0; i < kSamples; ++i) {
      Rng rng(3, Stream::kTest, static_cast<std::uint32_t>(i));
      ++counts[static_cast<std::size_t>(rng.categorical(weights))];
    }
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double p = weights[i] / 8.0;
      QVERIFY(std::abs(counts[i] / double{kSamples} - p) <= tolerance(p * (1 - p)));
    }
    Rng rng(4, Stream::kTest);
    QCOMPARE(rng.categorical(std::vector<float>{2.0f}), 0);
  }

  void dirichletSumsToOne_data() {
    QTest::addColumn<double>("alpha");
    QTest::newRow("tiny") << 1e-3;
    QTest::newRow("sparse") << 0.03;
    QTest::newRow("usual") << 0.3;
    QTest::newRow("flat") << 10.0;
  }
  void dirichletSumsToOne() {
    QFETCH(double, alpha);
    constexpr int kSize = 18, kDraws = 2000;
    double first = 0, squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      Rng rng(5, Stream::kTest, static_cast<std::uint32_t>(i));
      std::vector<float> noise(kSize);
      dirichlet(rng, alpha, noise);
      double total = 0;
      for (const float x : noise) {
        QVERIFY(x >= 0.0f && x <= 1.0f + 1e-6f);
        total += x;
      }
      QVERIFY(std::abs(total - 1.0) < 1e-5);
      first += noise[0];
      squares += noise[0] * noise[0];
    }
    // Marginals are Beta(α, (K−1)α): mean 1/K, variance (K−1)/(K²(Kα+1)).
    const double variance = (kSize - 1.0) / (kSize * kSize * (kSize * alpha + 1.0));
    const double mean = first / kDraws;
    QVERIFY(std::abs(mean - 1.0 / kSize) < 4.0 * std::sqrt(variance / kDraws));
    QVERIFY(std::abs((squares / kDraws - mean * mean) / variance - 1.0) < 0.4);
  }
};

QTEST_APPLESS_MAIN(RngTest)
#include "rng_test.moc"
