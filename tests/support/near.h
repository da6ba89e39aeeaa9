#pragma once

#include <cmath>

#include <QTest>

/// |actual − expected| ≤ tolerance, with both numbers in the message. NaN never passes.
#define QNEAR(actual, expected, tolerance)                                                 \
  do {                                                                                     \
    const double near_actual = static_cast<double>(actual);                                \
    const double near_expected = static_cast<double>(expected);                            \
    const auto near_text = QString("%1 = %2, expected %3 within %4")                       \
                               .arg(QLatin1String(#actual))                                \
                               .arg(near_actual, 0, 'g', 9)                                \
                               .arg(near_expected, 0, 'g', 9)                              \
                               .arg(static_cast<double>(tolerance), 0, 'g', 3);            \
    QVERIFY2(std::abs(near_actual - near_expected) <= (tolerance), qPrintable(near_text)); \
  } while (false)

/// The value that a classical mistake yields is refused: |actual − wrong| > margin.
#define QFAR(actual, wrong, margin)                                                       \
  QVERIFY2(std::abs(static_cast<double>(actual) - static_cast<double>(wrong)) > (margin), \
           qPrintable(QString("%1 = %2 is the value of a known mistake").arg(QLatin1String(#actual)).arg(actual)))
