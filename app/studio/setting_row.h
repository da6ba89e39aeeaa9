#pragma once

#include <QWidget>

#include "core/base/settings.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace spolab {

class NumberBox;

/// One setting of the form: its name, the control that fits its type, its unit, a way back to the standard value and,
/// when a value was refused, the reason.
class SettingRow : public QWidget {
  Q_OBJECT

 public:
  /// `standard` is the value "reset" returns to.
  SettingRow(const Field& field, QString standard, QWidget* parent);

  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] bool changed() const { return value_ != standard_; }
  /// Key, help and choices contain `text`, whatever the case.
  [[nodiscard]] bool matches(const QString& text) const;

  /// Puts a second control for the same value below the name, across the row.
  void addBelow(QWidget* control);

  /// The value as the schema now has it; clears a refusal.
  void present(const QString& value);
  /// Keeps what was typed, marked, with the reason below it.
  void refuse(const QString& reason);
  void reset();

 Q_SIGNALS:
  /// A person asked for this value.
  void requested(const std::string& key, const QString& value);

 private:
  void build(const Field& field);
  QWidget* makeEditor(const Field& field);
  void request(const QString& value);
  void display(const QString& value);
  void mark(bool invalid);

  std::string key_;
  QString search_;
  QString standard_;
  QString value_;
  QLabel* name_ = nullptr;
  QLabel* reason_ = nullptr;
  QToolButton* back_ = nullptr;
  NumberBox* number_ = nullptr;
  QComboBox* choice_ = nullptr;
  QCheckBox* check_ = nullptr;
  QLineEdit* text_ = nullptr;
};

/// "root noise" from "planner.root_noise".
QString settingName(const std::string& key);

}  // namespace spolab
