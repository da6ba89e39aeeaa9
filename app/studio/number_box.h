#pragma once

#include <QAbstractSpinBox>

#include "core/base/settings.h"

namespace spolab {

/// A number of the settings schema: typed, or changed with arrow keys and wheel (while focused). Whole numbers step by
/// one, large ones and fractions by about a tenth of themselves. Anything may be typed; the schema judges it.
class NumberBox : public QAbstractSpinBox {
  Q_OBJECT

 public:
  NumberBox(const Field& field, QWidget* parent);

  void setValueText(const QString& text);
  [[nodiscard]] QString valueText() const { return lineEditText(); }

  void stepBy(int steps) override;
  QValidator::State validate(QString& input, int& position) const override;

 Q_SIGNALS:
  /// A person finished entering `text`.
  void entered(const QString& text);

 protected:
  [[nodiscard]] StepEnabled stepEnabled() const override;
  void wheelEvent(QWheelEvent* event) override;

 private:
  [[nodiscard]] QString lineEditText() const;
  [[nodiscard]] double number() const;

  bool whole_;
  double minimum_, maximum_;
};

}  // namespace spolab
