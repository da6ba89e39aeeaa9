#include "core/run/statistics.h"

#include <cmath>
#include <vector>

#include <QTest>

#include "core/base/rng.h"
#include "tests/support/near.h"

using namespace spolab;

class StatisticsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // The middle half, with fractional shares of the scores at its edges (n/4 are cut off at each end).
  void interquartileMeans_data() {
    QTest::addColumn<QVector<float>>("scores");
    QTest::addColumn<double>("expected");
    QTest::newRow("one") << QVector<float>{7} << 7.0;
    QTest::newRow("two") << QVector<float>{1, 3} << 2.0;
    QTest::newRow("three") << QVector<float>{0, 10, 100} << (0.25 * 0 + 10 + 0.25 * 100) / 1.5;
    QTest::newRow("four, unsorted") << QVector<float>{100, 2, -50, 4} << 3.0;
    QTest::newRow("five") << QVector<float>{0, 1, 2, 3, 1000} << (0.75 * 1 + 2 + 0.75 * 3) / 2.5;
    QTest::newRow("six") << QVector<float>{0, 1, 2, 3, 4, 600} << (0.5 * 1 + 2 + 3 + 0.5 * 4) / 3.0;
    QTest::newRow("eight") << QVector<float>{-9, 0, 1, 2, 3, 4, 50, 60} << 2.5;
  }
  void interquartileMeans() {
    QFETCH(QVector<float>, scores);
    QFETCH(double, expected);
    QNEAR(interquartileMean({scores.data(), static_cast<std::size_t>(scores.size())}), expected, 1e-6);
  }

  void emptyIsNaN() {
    QVERIFY(std::isnan(mean({})) && std::isnan(interquartileMean({})));
    QVERIFY(std::isnan(bootstrapMean({}, 1).low) && std::isnan(bootstrapMean({}, 1).high));
  }

  void means() {
    const std::vector<float> x{1, 2, 6};
    QNEAR(mean(x), 3.0, 1e-12);
  }

  // For many scores the percentile bootstrap nears mean ± 1.96 σ/√n.
  void bootstrapInterval() {
    std::vector<float> x;
    Rng rng(1, Stream::kTest);
    for (int k = 0; k < 1000; ++k) x.push_back(static_cast<float>(5 + 2 * rng.normal()));
    double variance = 0.0;
    for (const float v : x) variance += std::pow(static_cast<double>(v) - mean(x), 2) / 999;
    const double half = 1.96 * std::sqrt(variance / 1000);
    const Interval interval = bootstrapMean(x, 7);
    QNEAR(interval.low, mean(x) - half, 0.1 * half);
    QNEAR(interval.high, mean(x) + half, 0.1 * half);
    QCOMPARE(bootstrapMean(x, 7).low, interval.low);
    QVERIFY(bootstrapMean(x, 8).low != interval.low);
  }

  void bootstrapOfEqualScores() {
    const std::vector<float> x(10, 0.25f);
    QCOMPARE(bootstrapMean(x, 1).low, 0.25);
    QCOMPARE(bootstrapMean(x, 1).high, 0.25);
  }

  // Two scores 0 and 1: a resample's mean is 0 or 1 with probability ¼ each, so the 95 % interval is [0, 1].
  void bootstrapOfTwo() {
    const std::vector<float> x{0, 1};
    QCOMPARE(bootstrapMean(x, 1).low, 0.0);
    QCOMPARE(bootstrapMean(x, 1).high, 1.0);
  }

  void moreScoresThanOneStreamYields() {
    const std::vector<float> x(9000, 2.0f);
    QCOMPARE(bootstrapMean(x, 1, 5).high, 2.0);
  }
};

QTEST_APPLESS_MAIN(StatisticsTest)
#include "statistics_test.moc"
