#include "app/studio/setting_slider.h"

#include <algorithm>
#include <cmath>

#include <QSignalBlocker>
#include <QWheelEvent>

#include "app/studio/core_text.h"
#include "app/studio/setting_row.h"

namespace spolab {
namespace {

/// A value is looked for within this factor of the standard one.
constexpr double kSpan = 100.0;
/// Whole numbers whose range ends here move in ones.
constexpr double kFewWhole = 64.0;
constexpr double kShortest = 16.0;
constexpr int kFactorSteps = 96;
constexpr int kEvenSteps = 100;

double numberOf(const Field& field) { return QString::fromStdString(field.text()).toDouble(); }

bool isWhole(const Field& field) { return std::holds_alternative<std::int64_t*>(field.value); }

/// Two digits that count: 0.0123 → 0.012.
double rounded(double value) { return value == 0.0 ? 0.0 : QString::number(value, 'g', 2).toDouble(); }

}  // namespace

std::vector<double> sliderValues(const Field& field) {
  const double standard = numberOf(field);
  const bool whole = isWhole(field);
  std::vector<double> values{standard};
  if (whole && field.maximum <= kFewWhole) {
    const double end = std::min(field.maximum, std::max(kShortest, 4.0 * standard));
    for (double value = field.minimum; value <= end; ++value) values.push_back(value);
  } else if (field.minimum >= 0.0 && field.maximum <= 1.0) {
    for (int k = 0; k <= kEvenSteps; ++k)
      values.push_back(field.minimum + (field.maximum - field.minimum) * k / kEvenSteps);
  } else {
    const double middle = standard > 0.0 ? standard : 1.0;
    const double low = std::max(field.minimum, middle / kSpan), high = std::min(field.maximum, middle * kSpan);
    for (int k = 0; k <= kFactorSteps; ++k) {
      const double value = low * std::pow(high / low, static_cast<double>(k) / kFactorSteps);
      values.push_back(std::clamp(whole ? std::round(value) : rounded(value), field.minimum, field.maximum));
    }
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

bool SettingSlider::fits(const Field& field) { return isWhole(field) || std::holds_alternative<double*>(field.value); }

SettingSlider::SettingSlider(const Field& standard, QWidget* parent)
    : QSlider(Qt::Horizontal, parent), whole_(isWhole(standard)), values_(sliderValues(standard)) {
  setRange(0, static_cast<int>(values_.size()) - 1);
  setPageStep(std::max(1, maximum() / 10));
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(settingName(standard.key));
  setAccessibleDescription(coreText("settings", standard.help));
  connect(this, &QSlider::valueChanged, this, [this](int place) {
    const double value = values_[static_cast<std::size_t>(place)];
    Q_EMIT requested(whole_ ? QString::number(static_cast<qint64>(value)) : QString::number(value, 'g', 6));
  });
}

void SettingSlider::present(const QString& text) {
  const double value = text.toDouble();
  const auto nearest = std::min_element(values_.begin(), values_.end(), [value](double a, double b) {
    return std::abs(a - value) < std::abs(b - value);
  });
  const QSignalBlocker quiet(this);
  setValue(static_cast<int>(nearest - values_.begin()));
}

/// The wheel scrolls the form; it moves the handle only where a person has clicked into it.
void SettingSlider::wheelEvent(QWheelEvent* event) {
  if (hasFocus())
    QSlider::wheelEvent(event);
  else
    event->ignore();
}

}  // namespace spolab
