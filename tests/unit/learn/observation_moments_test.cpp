#include "core/learn/observation_moments.h"

#include <cmath>
#include <cstring>

#include <QTest>

#include "core/base/rng.h"
#include "tests/support/near.h"

using namespace spolab;

namespace {

constexpr std::size_t kFloats = 3;
constexpr std::size_t kBytes = kFloats * sizeof(float) + 5;  // five tokens, which do not count

/// Rows of floats around offset[i] with spread[i]; the tokens are noise.
std::vector<std::byte> observations(std::size_t rows, const std::array<double, kFloats>& offset,
                                    const std::array<double, kFloats>& spread, std::uint32_t seed = 1) {
  std::vector<std::byte> out(rows * kBytes);
  for (std::size_t row = 0; row < rows; ++row) {
    Rng rng(seed, Stream::kTest, static_cast<std::uint32_t>(row));
    for (std::size_t i = 0; i < kFloats; ++i) {
      const auto x = static_cast<float>(offset[i] + spread[i] * rng.normal());
      std::memcpy(&out[row * kBytes + i * sizeof x], &x, sizeof x);
    }
    for (std::size_t k = kFloats * sizeof(float); k < kBytes; ++k)
      out[row * kBytes + k] = static_cast<std::byte>(rng.below(256));
  }
  return out;
}

double at(const std::vector<std::byte>& rows, std::size_t row, std::size_t i) {
  float x = 0.0f;
  std::memcpy(&x, &rows[row * kBytes + i * sizeof x], sizeof x);
  return static_cast<double>(x);
}

struct Written {
  std::array<float, kFloats> mean{}, scale{};
  explicit Written(const ObservationMoments& moments) {
    moments.writeMean(mean);
    moments.writeScale(scale);
  }
};

}  // namespace

class ObservationMomentsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void twoPasses_data() {
    QTest::addColumn<double>("offset");
    QTest::addColumn<double>("spread");
    QTest::newRow("ordinary") << 0.3 << 1.7;
    QTest::newRow("far from zero") << 30000.0 << 0.5;  // Σx² − (Σx)²/n in 32 bits would be lost here
    QTest::newRow("tiny") << 0.0 << 1e-3;
  }
  void twoPasses() {
    QFETCH(double, offset);
    QFETCH(double, spread);
    const auto rows = observations(1000, {offset, -offset, 2 * offset}, {spread, 2 * spread, 0.5 * spread});
    ObservationMoments moments(kFloats, kBytes);
    moments.absorb(rows);
    QCOMPARE(moments.count(), 1000.0);
    const Written written(moments);
    for (std::size_t i = 0; i < kFloats; ++i) {
      double mean = 0.0;
      for (std::size_t row = 0; row < 1000; ++row) mean += at(rows, row, i) / 1000;
      double variance = 0.0;
      for (std::size_t row = 0; row < 1000; ++row) variance += std::pow(at(rows, row, i) - mean, 2) / 1000;
      QNEAR(written.mean[i], mean, 1e-7 * (1.0 + std::abs(mean)));
      const double scale = 1.0 / std::sqrt(variance + 1e-4);
      QNEAR(written.scale[i], scale, 1e-6 * scale);
      QNEAR(moments.values()[1 + kFloats + i], 1000 * variance, 1e-9 * (1.0 + 1000 * variance));
    }
  }

  // A number that never changes is not blown up: 1/√1e-4.
  void constantsKeepAFiniteScale() {
    ObservationMoments moments(kFloats, kBytes);
    moments.absorb(observations(50, {4.0, 0.0, -1e6}, {0.0, 0.0, 0.0}));
    const Written written(moments);
    QCOMPARE(written.mean, (std::array{4.0f, 0.0f, -1e6f}));
    for (const float scale : written.scale) QNEAR(scale, 100.0, 1e-4);
  }

  void nothingSeen() {
    const ObservationMoments moments(kFloats, kBytes);
    QCOMPARE(moments.count(), 0.0);
    const Written written(moments);
    for (std::size_t i = 0; i < kFloats; ++i) {
      QCOMPARE(written.mean[i], 0.0f);
      QNEAR(written.scale[i], 1.0, 1e-4);
    }
  }

  // One piece or many: the same bits. Another order: the same up to rounding.
  void orderIsTheOrderGiven() {
    const auto rows = observations(97, {1.0, -2.0, 300.0}, {1.0, 0.1, 5.0});
    ObservationMoments whole(kFloats, kBytes), pieces(kFloats, kBytes), backwards(kFloats, kBytes);
    whole.absorb(rows);
    for (std::size_t row = 0; row < 97;) {
      const std::size_t count = std::min<std::size_t>(1 + row % 7, 97 - row);
      pieces.absorb(std::span(rows).subspan(row * kBytes, count * kBytes));
      row += count;
    }
    pieces.absorb({});
    for (std::size_t row = 97; row-- > 0;) backwards.absorb(std::span(rows).subspan(row * kBytes, kBytes));
    QVERIFY(std::ranges::equal(whole.values(), pieces.values()));
    QVERIFY(!std::ranges::equal(whole.values(), backwards.values()));
    for (std::size_t k = 0; k < whole.values().size(); ++k) {
      QNEAR(backwards.values()[k], whole.values()[k], 1e-10 * (1.0 + std::abs(whole.values()[k])));
    }
  }

  // Statistics written and started from come back as they were, whatever the count they stand for.
  void startFromWhatWasWritten() {
    ObservationMoments first(kFloats, kBytes);
    first.absorb(observations(500, {1.0, -2.0, 0.0}, {1.0, 0.3, 1e-3}));
    const Written before(first);
    for (const double count : {1.0, 1e5}) {
      ObservationMoments second(kFloats, kBytes);
      second.absorb(observations(10, {9.0, 9.0, 9.0}, {3.0, 3.0, 3.0}));  // forgotten
      second.startFrom(before.mean, before.scale, count);
      QCOMPARE(second.count(), count);
      const Written after(second);
      for (std::size_t i = 0; i < kFloats; ++i) {
        QCOMPARE(after.mean[i], before.mean[i]);
        QNEAR(after.scale[i], before.scale[i], 1e-5 * static_cast<double>(before.scale[i]));
      }
    }
  }

  // 300 observations stood for by their statistics, then 100 more: as though all 400 had been seen.
  void goesOnFromGivenStatistics() {
    const auto rows = observations(400, {1.0, -2.0, 5.0}, {1.0, 0.3, 2.0});
    ObservationMoments whole(kFloats, kBytes), before(kFloats, kBytes), resumed(kFloats, kBytes);
    whole.absorb(rows);
    before.absorb(std::span(rows).first(300 * kBytes));
    const Written given(before);
    resumed.startFrom(given.mean, given.scale, 300.0);
    resumed.absorb(std::span(rows).subspan(300 * kBytes));
    QCOMPARE(resumed.count(), 400.0);
    const Written expected(whole);
    const Written found(resumed);
    for (std::size_t i = 0; i < kFloats; ++i) {
      QNEAR(found.mean[i], expected.mean[i], 1e-6 * (1.0 + std::abs(static_cast<double>(expected.mean[i]))));
      QNEAR(found.scale[i], expected.scale[i], 1e-5 * static_cast<double>(expected.scale[i]));
    }
  }

  // A scale that no variance could have made (above 1/√1e-4) stands for a constant.
  void impossibleScalesStandForConstants() {
    ObservationMoments moments(kFloats, kBytes);
    const std::array mean{0.0f, 1.0f, 2.0f};
    const std::array scale{1000.0f, 100.0f, 1.0f};
    moments.startFrom(mean, scale, 10.0);
    const Written written(moments);
    QNEAR(written.scale[0], 100.0, 1e-3);
    QNEAR(written.scale[1], 100.0, 1e-3);
    QNEAR(written.scale[2], 1.0, 1e-5);
  }

  void copiesOfTheNumbersGoOnAlike() {
    const auto rows = observations(60, {1.0, -2.0, 5.0}, {1.0, 0.3, 2.0});
    ObservationMoments one(kFloats, kBytes), two(kFloats, kBytes);
    one.absorb(std::span(rows).first(30 * kBytes));
    std::ranges::copy(one.values(), two.values().begin());
    one.absorb(std::span(rows).subspan(30 * kBytes));
    two.absorb(std::span(rows).subspan(30 * kBytes));
    QVERIFY(std::ranges::equal(one.values(), two.values()));
  }
};

QTEST_APPLESS_MAIN(ObservationMomentsTest)
#include "observation_moments_test.moc"
