#include "app/studio/number_box.h"

#include <algorithm>
#include <cmath>

#include <QLineEdit>
#include <QWheelEvent>

namespace spolab {
namespace {

/// Below this, whole numbers step by one.
constexpr double kSmallWhole = 32.0;

/// One step of about a tenth, at one significant digit: 0.0003 → 0.00003, 250 → 20.
double stepOf(double value) {
  const double size = std::max(std::abs(value), 1e-6);
  return std::pow(10.0, std::floor(std::log10(size * 1.0001)) - 1.0) * 2.0;
}

}  // namespace

NumberBox::NumberBox(const Field& field, QWidget* parent)
    : QAbstractSpinBox(parent),
      whole_(std::holds_alternative<std::int64_t*>(field.value)),
      minimum_(field.minimum),
      maximum_(field.maximum) {
  setButtonSymbols(NoButtons);
  setAlignment(Qt::AlignRight);
  setKeyboardTracking(false);
  setFocusPolicy(Qt::StrongFocus);
  connect(this, &QAbstractSpinBox::editingFinished, this, [this] { Q_EMIT entered(valueText()); });
}

void NumberBox::setValueText(const QString& text) {
  lineEdit()->setText(text);
  lineEdit()->setCursorPosition(0);  // of a number too long for the box the first digits matter
}

QString NumberBox::lineEditText() const { return lineEdit()->text().trimmed(); }

double NumberBox::number() const { return lineEditText().toDouble(); }

void NumberBox::stepBy(int steps) {
  const double value = number();
  const double step =
      whole_ ? (std::abs(value) < kSmallWhole ? 1.0 : std::max(1.0, std::floor(stepOf(value)))) : stepOf(value);
  double next = value + steps * step;
  // Fractions walk on a grid of their own step and never through zero by accident.
  if (!whole_) next = value > 0.0 && next <= 0.0 && minimum_ >= 0.0 ? value / 2.0 : std::round(next / step) * step;
  next = std::clamp(next, minimum_, maximum_);
  setValueText(whole_ ? QString::number(static_cast<qint64>(next)) : QString::number(next, 'g', 6));
  Q_EMIT entered(valueText());
}

QValidator::State NumberBox::validate(QString& /*input*/, int& /*position*/) const { return QValidator::Acceptable; }

QAbstractSpinBox::StepEnabled NumberBox::stepEnabled() const {
  if (isReadOnly()) return StepNone;
  StepEnabled enabled = StepNone;
  if (number() < maximum_) enabled |= StepUpEnabled;
  if (number() > minimum_) enabled |= StepDownEnabled;
  return enabled;
}

/// The wheel scrolls the form; it changes a number only where a person has clicked into it.
void NumberBox::wheelEvent(QWheelEvent* event) {
  if (hasFocus())
    QAbstractSpinBox::wheelEvent(event);
  else
    event->ignore();
}

}  // namespace spolab
