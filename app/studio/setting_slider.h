#pragma once

#include <vector>

#include <QSlider>

#include "core/base/settings.h"

namespace spolab {

/// The places of a slider for one number of the settings schema: the range where a person would look for a value, in
/// even steps, or by equal factors where it spans two orders of magnitude. Always holds the standard value.
std::vector<double> sliderValues(const Field& standard);

/// A number of the settings schema as a slider, beside a box for typing any other value.
class SettingSlider : public QSlider {
  Q_OBJECT

 public:
  /// Whether a field is a number that a slider makes sense for.
  static bool fits(const Field& field);
  /// `standard` holds the value around which the slider spans.
  SettingSlider(const Field& standard, QWidget* parent);

  /// Moves the handle to the place nearest to `value`, without requested().
  void present(const QString& value);

 Q_SIGNALS:
  /// A person moved the handle here.
  void requested(const QString& value);

 protected:
  void wheelEvent(QWheelEvent* event) override;

 private:
  bool whole_;
  std::vector<double> values_;
};

}  // namespace spolab
