#include "core/base/fast_exp.h"

#include <bit>
#include <cmath>
#include <cstdlib>

#include <QTest>

using namespace spolab;

class FastExpTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // Every 97th float from −0 to −87 against the double-precision function.
  void withinTwoUnitsInTheLastPlace() {
    int worst = 0;
    for (std::uint32_t bits = 0x80000000u; std::bit_cast<float>(bits) > -87.0f; bits += 97) {
      const auto x = std::bit_cast<float>(bits);
      const auto expected = static_cast<float>(std::exp(static_cast<double>(x)));
      worst = std::max(worst, std::abs(std::bit_cast<int>(expMinus(x)) - std::bit_cast<int>(expected)));
    }
    QVERIFY2(worst <= 2, qPrintable(QString::number(worst)));
  }

  void ends() {
    QCOMPARE(expMinus(0.0f), 1.0f);
    for (const float x : {-88.0f, -1e30f}) QCOMPARE(expMinus(x), expMinus(-87.0f));
    QVERIFY(expMinus(-87.0f) > 0.0f && expMinus(-87.0f) < 2e-38f);
  }
};

QTEST_APPLESS_MAIN(FastExpTest)
#include "fast_exp_test.moc"
