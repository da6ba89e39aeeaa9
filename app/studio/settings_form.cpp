#include "app/studio/settings_form.h"

#include <algorithm>
#include <utility>

#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include "app/studio/setting_row.h"
#include "app/studio/setting_slider.h"
#include "core/base/error.h"

namespace spolab {
namespace {

std::string groupOf(const std::string& key) { return key.substr(0, key.find('.')); }

QString groupTitle(const std::string& name) {
  QString title = name == "env" ? SettingsForm::tr("World") : settingName(name);
  if (!title.isEmpty()) title[0] = title[0].toUpper();
  return title;
}

}  // namespace

SettingsForm::SettingsForm(QString emptyText, Wanted wanted, QWidget* parent)
    : QWidget(parent),
      emptyText_(std::move(emptyText)),
      standardText_(tr("As in the preset")),
      wanted_(std::move(wanted)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(12, 0, 0, 8);
  layout->setSpacing(8);
  search_ = new QLineEdit(this);
  search_->setPlaceholderText(tr("Find a setting"));
  search_->setClearButtonEnabled(true);
  search_->setAccessibleName(tr("Find a setting"));
  connect(search_, &QLineEdit::textChanged, this, &SettingsForm::filter);
  scroll_ = new QScrollArea(this);
  scroll_->setWidgetResizable(true);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll_->setFrameShape(QFrame::NoFrame);
  footer_ = new QLabel(this);
  footer_->setProperty("role", "dim");
  resetAll_ = new QPushButton(tr("Reset all"), this);
  connect(resetAll_, &QPushButton::clicked, this, &SettingsForm::resetAll);
  auto* searchLine = new QHBoxLayout;
  searchLine->setContentsMargins(0, 0, 12, 0);
  searchLine->addWidget(search_);
  auto* bottom = new QHBoxLayout;
  bottom->setContentsMargins(0, 0, 12, 0);
  bottom->addWidget(footer_, 1);
  bottom->addWidget(resetAll_);
  layout->addLayout(searchLine);
  layout->addWidget(scroll_, 1);
  layout->addLayout(bottom);
  rebuild();
}

void SettingsForm::setConfig(const RunConfig& config, bool keepChanges) {
  const std::vector<std::string> kept =
      keepChanges && config_ && config_->envId == config.envId ? changes() : std::vector<std::string>{};
  config_ = std::make_unique<RunConfig>(config.clone());
  for (const std::string& change : kept) {
    try {
      config_->applyOverrides({change});
    } catch (const Error&) {  // a setting or a choice that another method does not have
    }
  }
  standard_ = std::make_unique<RunConfig>(config.clone());
  rebuild();
}

std::vector<std::string> SettingsForm::changes() const {
  std::vector<std::string> changed;
  for (const auto& [key, row] : rows_)
    if (row->changed()) changed.push_back(key + '=' + config_->schema().find(key)->text());
  return changed;
}

void SettingsForm::setChanges(const std::vector<std::string>& changes) {
  auto config = std::make_unique<RunConfig>(standard_->clone());
  config->applyOverrides(changes);
  config_ = std::move(config);
  const Schema schema = config_->schema();
  for (const auto& [key, row] : rows_) present(schema.at(key, "the settings form"));
  updateFooter();
}

void SettingsForm::setStandardText(const QString& text) {
  standardText_ = text;
  updateFooter();
}

void SettingsForm::resetAll() {
  for (const auto& [key, row] : rows_) row->reset();
}

SettingRow* SettingsForm::row(const std::string& key) const {
  const auto found = rows_.find(key);
  return found == rows_.end() ? nullptr : found->second;
}

void SettingsForm::enter(const std::string& key, const QString& value) {
  if (row(key) && QString::fromStdString(config_->schema().at(key, "the settings form").text()) != value)
    apply(key, value);
}

void SettingsForm::focusSearch() {
  search_->setFocus();
  search_->selectAll();
}

void SettingsForm::rebuild() {
  rows_.clear();
  sliders_.clear();
  groups_.clear();
  auto* content = new QWidget;
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(0, 0, 12, 0);
  layout->setSpacing(4);
  std::vector<std::pair<std::string, std::vector<const Field*>>> groups;
  Schema schema = config_ ? config_->schema() : Schema{};
  for (const Field& field : schema.fields()) {
    if (field.idle || (wanted_ && !wanted_(field))) continue;
    if (groups.empty() || groups.back().first != groupOf(field.key)) groups.push_back({groupOf(field.key), {}});
    groups.back().second.push_back(&field);
  }
  // What can be turned comes first.
  if (sliding_) std::ranges::stable_partition(groups, [](const auto& group) { return group.first == "planner"; });
  for (const auto& [name, fields] : groups) addGroup(layout, name, fields);
  if (groups.empty()) {
    auto* empty = new QLabel(emptyText_, content);
    empty->setWordWrap(true);
    empty->setProperty("role", "dim");
    layout->addWidget(empty);
  }
  layout->addStretch(1);
  scroll_->setWidget(content);  // deletes the one before
  scroll_->setMinimumWidth(content->minimumSizeHint().width() + scroll_->verticalScrollBar()->sizeHint().width());
  filter(search_->text());
  updateFooter();
}

void SettingsForm::addGroup(QVBoxLayout* layout, const std::string& name, const std::vector<const Field*>& fields) {
  auto* box = new QGroupBox(groupTitle(name));
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(0, 4, 0, 4);
  column->setSpacing(4);
  const Schema standard = standard_->schema();
  for (const Field* field : fields) {
    auto* row = new SettingRow(*field, QString::fromStdString(standard.find(field->key)->text()), box);
    connect(row, &SettingRow::requested, this, &SettingsForm::apply);
    rows_[field->key] = row;
    column->addWidget(row);
    if (sliding_ && field->key.starts_with("planner.") && SettingSlider::fits(*field)) {
      auto* slider = new SettingSlider(*standard.find(field->key), row);
      slider->present(QString::fromStdString(field->text()));
      connect(slider, &SettingSlider::requested, this,
              [this, key = field->key](const QString& value) { apply(key, value); });
      row->addBelow(slider);
      sliders_[field->key] = slider;
    }
  }
  groups_.push_back(box);
  layout->addWidget(box);
}

/// Shows the value as the schema has it.
void SettingsForm::present(const Field& field) {
  const QString text = QString::fromStdString(field.text());
  if (SettingRow* editor = row(field.key)) editor->present(text);
  if (const auto slider = sliders_.find(field.key); slider != sliders_.end()) slider->second->present(text);
}

void SettingsForm::apply(const std::string& key, const QString& value) {
  SettingRow* editor = row(key);
  if (!editor) return;
  try {
    const Schema schema = config_->schema();
    const Field& field = schema.at(key, "the settings form");
    field.set(value.toStdString(), "");
    present(field);
  } catch (const Error& error) {
    editor->refuse(QString::fromUtf8(error.what()));
    return;
  }
  updateFooter();
  Q_EMIT changed();
}

void SettingsForm::filter(const QString& text) {
  for (QWidget* group : groups_) {
    bool any = false;
    for (SettingRow* row : group->findChildren<SettingRow*>(Qt::FindDirectChildrenOnly)) {
      const bool matches = text.trimmed().isEmpty() || row->matches(text.trimmed());
      row->setVisible(matches);
      any = any || matches;
    }
    group->setVisible(any);
  }
}

void SettingsForm::updateFooter() {
  const int count = static_cast<int>(changes().size());
  footer_->setText(count == 0 ? standardText_ : tr("%n changed", nullptr, count));
  resetAll_->setEnabled(count > 0);
}

}  // namespace spolab
