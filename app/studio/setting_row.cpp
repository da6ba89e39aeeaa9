#include "app/studio/setting_row.h"

#include <algorithm>
#include <utility>

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStyle>
#include <QToolButton>

#include "app/studio/core_text.h"
#include "app/studio/number_box.h"

namespace spolab {
namespace {

constexpr int kEditorWidth = 112;
constexpr int kBelowLine = 1, kReasonLine = 2;

QString tooltipOf(const Field& field) {
  return QStringLiteral("<p style='white-space:pre-wrap'><b>%1</b><br>%2.<br>%3</p>")
      .arg(QString::fromStdString(field.key).toHtmlEscaped(), coreText("settings", field.help).toHtmlEscaped(),
           QString::fromStdString(field.expectation()).toHtmlEscaped());
}

}  // namespace

QString settingName(const std::string& key) {
  const auto dot = key.rfind('.');
  std::string name = dot == std::string::npos ? key : key.substr(dot + 1);
  std::replace(name.begin(), name.end(), '_', ' ');
  return coreText("settings", name);
}

SettingRow::SettingRow(const Field& field, QString standard, QWidget* parent)
    : QWidget(parent), key_(field.key), standard_(std::move(standard)) {
  search_ = QString::fromStdString(field.key + ' ' + field.help).toLower();
  search_ += ' ' + (settingName(field.key) + ' ' + coreText("settings", field.help)).toLower();
  for (const std::string& choice : field.choices) search_ += ' ' + QString::fromStdString(choice).toLower();
  build(field);
  present(QString::fromStdString(field.text()));
}

void SettingRow::build(const Field& field) {
  setToolTip(tooltipOf(field));
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(4);
  grid->setVerticalSpacing(2);
  name_ = new QLabel(settingName(field.key), this);
  QWidget* editor = makeEditor(field);
  editor->setAccessibleName(settingName(field.key));
  editor->setAccessibleDescription(coreText("settings", field.help));
  name_->setBuddy(editor);
  auto* unit = new QLabel(coreText("settings", field.unit), this);
  unit->setProperty("role", "dim");
  back_ = new QToolButton(this);
  back_->setProperty("flat", true);
  back_->setProperty("tiny", true);
  back_->setText(QStringLiteral("↺"));
  back_->setToolTip(tr("Back to %1").arg(standard_));
  back_->setAccessibleName(tr("Reset %1").arg(settingName(field.key)));
  QSizePolicy keep = back_->sizePolicy();
  keep.setRetainSizeWhenHidden(true);
  back_->setSizePolicy(keep);
  connect(back_, &QToolButton::clicked, this, &SettingRow::reset);
  reason_ = new QLabel(this);
  reason_->setProperty("role", "warning");
  reason_->setWordWrap(true);
  reason_->hide();
  grid->addWidget(name_, 0, 0);
  grid->addWidget(unit, 0, 1, Qt::AlignRight);
  grid->addWidget(editor, 0, 2);
  grid->addWidget(back_, 0, 3);
  grid->addWidget(reason_, kReasonLine, 0, 1, 4);
  grid->setColumnStretch(0, 1);
}

QWidget* SettingRow::makeEditor(const Field& field) {
  if (std::holds_alternative<bool*>(field.value)) {
    check_ = new QCheckBox(this);
    connect(check_, &QCheckBox::clicked, this, [this](bool on) { request(on ? "true" : "false"); });
    check_->setFixedWidth(kEditorWidth);
    return check_;
  }
  if (!field.choices.empty()) {
    choice_ = new QComboBox(this);
    for (const std::string& choice : field.choices) choice_->addItem(QString::fromStdString(choice));
    choice_->setFocusPolicy(Qt::StrongFocus);
    connect(choice_, &QComboBox::textActivated, this, &SettingRow::request);
    choice_->setFixedWidth(kEditorWidth);
    return choice_;
  }
  if (std::holds_alternative<std::string*>(field.value)) {
    text_ = new QLineEdit(this);
    connect(text_, &QLineEdit::editingFinished, this, [this] { request(text_->text()); });
    text_->setFixedWidth(kEditorWidth);
    return text_;
  }
  number_ = new NumberBox(field, this);
  connect(number_, &NumberBox::entered, this, &SettingRow::request);
  number_->setFixedWidth(kEditorWidth);
  return number_;
}

void SettingRow::addBelow(QWidget* control) {
  static_cast<QGridLayout*>(layout())->addWidget(control, kBelowLine, 0, 1, 3);
}

bool SettingRow::matches(const QString& text) const { return search_.contains(text.toLower()); }

void SettingRow::request(const QString& value) {
  if (value == value_ && reason_->isHidden()) return;
  Q_EMIT requested(key_, value);
}

void SettingRow::reset() {
  display(standard_);
  Q_EMIT requested(key_, standard_);
}

void SettingRow::present(const QString& value) {
  value_ = value;
  display(value);
  reason_->hide();
  mark(false);
  back_->setVisible(changed());
  QFont font = name_->font();
  font.setBold(changed());
  name_->setFont(font);
  name_->setText(changed() ? settingName(key_) + QStringLiteral(" •") : settingName(key_));
}

void SettingRow::refuse(const QString& reason) {
  reason_->setText(reason);
  reason_->show();
  back_->show();
  mark(true);
}

void SettingRow::display(const QString& value) {
  if (check_) check_->setChecked(value == QLatin1String("true"));
  if (choice_) choice_->setCurrentText(value);
  if (text_) text_->setText(value);
  if (number_) number_->setValueText(value);
}

void SettingRow::mark(bool invalid) {
  QWidget* editor = number_ ? static_cast<QWidget*>(number_) : text_;
  if (!editor || editor->property("invalid").toBool() == invalid) return;
  editor->setProperty("invalid", invalid);
  editor->style()->unpolish(editor);
  editor->style()->polish(editor);
}

}  // namespace spolab
