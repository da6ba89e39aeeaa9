#include "app/studio/number_text.h"

#include <cmath>

#include "app/episode/plain_numbers.h"

namespace spolab {

QString numberText(double value) { return QString::fromStdString(plainNumber(value)); }

QString shortText(double value) {
  if (!std::isfinite(value)) return QStringLiteral("–");
  const double size = std::abs(value);
  if (size >= 1e6) return QString::number(value / 1e6, 'f', size >= 1e7 ? 0 : 1) + QLatin1Char('M');
  if (size >= 1e3) return QString::number(value / 1e3, 'f', size >= 1e4 ? 0 : 1) + QLatin1Char('k');
  if (size >= 10.0) return QString::number(value, 'f', size >= 100.0 ? 0 : 1);
  return size >= 0.005 || size == 0.0 ? QString::number(value, 'f', 2) : QString::number(value, 'g', 1);
}

QString tickText(double value) {
  const double size = std::abs(value);
  if (size >= 1e6) return QString::number(value / 1e6, 'g', 4) + QLatin1Char('M');
  if (size >= 1e4) return QString::number(value / 1e3, 'g', 4) + QLatin1Char('k');
  return QString::number(size < 1e-9 ? 0.0 : value, 'g', 4);
}

QString countText(double value) { return QString::fromStdString(plainCount(value)); }

QString durationText(double seconds) {
  const auto total = static_cast<long long>(std::llround(std::max(0.0, seconds)));
  const long long hours = total / 3600;
  const long long minutes = total / 60 % 60;
  if (hours > 0) return QStringLiteral("%1 h %2 min").arg(hours).arg(minutes, 2, 10, QLatin1Char('0'));
  if (minutes > 0) return QStringLiteral("%1 min %2 s").arg(minutes).arg(total % 60, 2, 10, QLatin1Char('0'));
  return QStringLiteral("%1 s").arg(total);
}

}  // namespace spolab
