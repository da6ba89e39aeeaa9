#include "app/studio/compare/shoot_out_page.h"

#include <algorithm>

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/studio/compare/contender_row.h"
#include "app/studio/settings_form.h"

namespace spolab {
namespace {

constexpr int kMargin = 12;
constexpr int kTimeWidth = 76;
constexpr int kShortest = 1, kLongest = 10000, kUsual = 5;
/// "as held", "4 particles", "64 particles" of contenderPresets().
constexpr int kFirstPresets[] = {1, 0, 3};

bool actsOnSearch(const Field& field) { return field.key.starts_with("planner.") && field.key != "planner.action"; }

QString explain(Budget budget) {
  switch (budget) {
    case Budget::kAsSet:
      return ShootOutPage::tr("Each searches as it is set; compare what it cost.");
    case Budget::kTransitions:
      return ShootOutPage::tr("How many futures each follows is scaled until all make as many transitions.");
    case Budget::kMilliseconds:
      return ShootOutPage::tr("How many futures each follows is scaled until one search takes so long.");
  }
  return {};
}

}  // namespace

ShootOutPage::ShootOutPage(QWidget* parent)
    : QWidget(parent),
      budgets_(new QButtonGroup(this)),
      milliseconds_(new QSpinBox(this)),
      how_(new QLabel(this)),
      rows_(new QVBoxLayout),
      add_(new QToolButton(this)),
      editorTitle_(new QLabel(this)),
      method_(makeMethodList(this)),
      form_(new SettingsForm(tr("The settings of a contender appear here as soon as a decision is held."), actsOnSearch,
                             this)) {
  form_->setStandardText(tr("As held"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  column->addWidget(makeBudget());
  rows_->setContentsMargins(kMargin, 0, kMargin, 0);
  rows_->setSpacing(4);
  column->addLayout(rows_);
  add_->setText(tr("Add a contender"));
  add_->setToolTip(tr("Up to four stand side by side"));
  add_->setAccessibleName(tr("Add a contender"));
  auto* under = new QHBoxLayout;
  under->setContentsMargins(kMargin, 0, kMargin, 0);
  under->addWidget(add_);
  under->addStretch(1);
  column->addLayout(under);
  column->addWidget(makeEditor(), 1);
  connect(add_, &QToolButton::clicked, this, [this] {
    addContender(std::min(contenders() + 1, static_cast<int>(presets_.size()) - 1));
    edit(contenders() - 1);
    Q_EMIT changed();
  });
  connect(form_, &SettingsForm::changed, this, &ShootOutPage::onSettings);
  connect(method_, &QComboBox::activated, this, &ShootOutPage::onMethod);
}

QWidget* ShootOutPage::makeBudget() {
  auto* box = new QWidget(this);
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(kMargin, 0, kMargin, 0);
  column->setSpacing(4);
  auto* row = new QHBoxLayout;
  row->setSpacing(4);
  const auto choice = [&](Budget budget, const QString& name, const QString& help) {
    auto* button = new QToolButton(box);
    button->setText(name);
    button->setToolTip(help);
    button->setAccessibleName(name);
    button->setAccessibleDescription(help);
    button->setCheckable(true);
    button->setProperty("flat", true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    budgets_->addButton(button, static_cast<int>(budget));
    row->addWidget(button);
  };
  choice(Budget::kAsSet, tr("As set"), explain(Budget::kAsSet));
  choice(Budget::kTransitions, tr("= transitions"), explain(Budget::kTransitions));
  choice(Budget::kMilliseconds, tr("= time"), explain(Budget::kMilliseconds));
  budgetButton(Budget::kAsSet)->setChecked(true);
  milliseconds_->setRange(kShortest, kLongest);
  milliseconds_->setValue(kUsual);
  milliseconds_->setSuffix(tr(" ms"));
  milliseconds_->setAlignment(Qt::AlignRight);
  milliseconds_->setKeyboardTracking(false);
  milliseconds_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  milliseconds_->setFixedWidth(kTimeWidth);
  milliseconds_->setToolTip(tr("What one search may take when milliseconds are equal"));
  milliseconds_->setAccessibleName(tr("Milliseconds per search"));
  milliseconds_->setEnabled(false);
  how_->setWordWrap(true);
  how_->setProperty("role", "dim");
  how_->setText(explain(Budget::kAsSet));
  how_->setAlignment(Qt::AlignTop);
  auto* explanation = new QHBoxLayout;
  explanation->setSpacing(8);
  explanation->addWidget(how_, 1);
  explanation->addWidget(milliseconds_, 0, Qt::AlignTop);
  column->addLayout(row);
  column->addLayout(explanation);
  connect(budgets_, &QButtonGroup::idClicked, this, [this](int id) { setBudget(static_cast<Budget>(id)); });
  connect(milliseconds_, &QSpinBox::valueChanged, this, &ShootOutPage::changed);
  return box;
}

QWidget* ShootOutPage::makeEditor() {
  auto* box = new QWidget(this);
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(kMargin, 0, kMargin, 0);
  editorTitle_->setProperty("role", "value");
  row->addWidget(editorTitle_, 1);
  row->addWidget(method_);
  column->addLayout(row);
  column->addWidget(form_, 1);
  return box;
}

QToolButton* ShootOutPage::budgetButton(Budget budget) const {
  return static_cast<QToolButton*>(budgets_->button(static_cast<int>(budget)));
}

Budget ShootOutPage::budget() const { return static_cast<Budget>(budgets_->checkedId()); }

void ShootOutPage::setBudget(Budget budget) {
  budgetButton(budget)->setChecked(true);
  milliseconds_->setEnabled(budget == Budget::kMilliseconds);
  how_->setText(explain(budget));
  Q_EMIT changed();
}

void ShootOutPage::hold(const HeldDecision& held) {
  const bool other = held.decider != held_.decider || held.env != held_.env;
  held_ = held;
  if (!other) return;
  std::vector<ContenderPreset> presets = contenderPresets(held.decider->config);
  const bool sameOnes = std::ranges::equal(presets, presets_, {}, &ContenderPreset::name, &ContenderPreset::name);
  presets_ = std::move(presets);
  formMethod_.clear();
  if (!sameOnes) clear();  // another method is held, or another kind of world
  if (slots_.empty())
    for (const int preset : kFirstPresets) addContender(preset);
  // Presets speak about the held settings: those that nobody changed follow them.
  for (Slot& slot : slots_)
    if (!slot.edited) slot.contender.changes = presets_[static_cast<std::size_t>(slot.preset)].changes;
  edit(std::min(editing_, contenders() - 1));
}

void ShootOutPage::clear() {
  for (const Slot& slot : slots_) {
    slot.row->hide();
    slot.row->deleteLater();
  }
  slots_.clear();
  editing_ = 0;
}

void ShootOutPage::fill(CompareRequest& request) const {
  request.contenders.clear();
  for (const Slot& slot : slots_) {
    request.contenders.push_back(slot.contender);
    request.contenders.back().seed = held_.seed;
  }
  request.budget = budget();
  request.milliseconds = milliseconds_->value();
  request.repeats = 0;
}

int ShootOutPage::indexOf(const ContenderRow* row) const {
  const auto found = std::find_if(slots_.begin(), slots_.end(), [row](const Slot& slot) { return slot.row == row; });
  return static_cast<int>(found - slots_.begin());
}

void ShootOutPage::addContender(int preset) {
  if (contenders() >= kMost) return;
  auto* row = new ContenderRow(presets_, this);
  rows_->addWidget(row);
  slots_.push_back({row, {}, preset, false});
  connect(row, &ContenderRow::chosen, this, [this, row] { edit(indexOf(row)); });
  connect(row, &ContenderRow::removed, this, [this, row] { remove(indexOf(row)); });
  connect(row, &ContenderRow::presetChosen, this, [this, row](int chosen) {
    usePreset(indexOf(row), chosen);
    edit(indexOf(row));
    Q_EMIT changed();
  });
  usePreset(contenders() - 1, preset);
}

void ShootOutPage::usePreset(int index, int preset) {
  Slot& slot = slots_[static_cast<std::size_t>(index)];
  const ContenderPreset& chosen = presets_[static_cast<std::size_t>(preset)];
  slot.preset = preset;
  slot.edited = false;
  slot.contender = {chosen.name, chosen.method, chosen.changes, held_.seed, chosen.searches};
}

void ShootOutPage::remove(int index) {
  if (contenders() <= kFewest) return;
  slots_[static_cast<std::size_t>(index)].row->deleteLater();
  slots_[static_cast<std::size_t>(index)].row->hide();
  slots_.erase(slots_.begin() + index);
  edit(std::min(editing_, contenders() - 1));
  Q_EMIT changed();
}

/// Shows the settings of one contender in the form.
void ShootOutPage::edit(int index) {
  editing_ = index;
  const Contender& contender = slots_[static_cast<std::size_t>(index)].contender;
  const RunConfig& held = held_.decider->config;
  const std::string method = contender.method.empty() ? held.algorithm : contender.method;
  if (method != formMethod_) form_->setConfig(held.withAlgorithm(method));
  formMethod_ = method;
  form_->setChanges(contender.changes);
  form_->setEnabled(contender.searches);
  fillMethodList(method_, held_.env->spec(),
                 contender.method.empty() ? held_.decider->config.algorithm : contender.method);
  method_->setEnabled(contender.searches);
  present();
}

void ShootOutPage::onSettings() {
  if (slots_.empty()) return;
  Slot& slot = slots_[static_cast<std::size_t>(editing_)];
  const ContenderPreset& preset = presets_[static_cast<std::size_t>(slot.preset)];
  slot.contender.changes = form_->changes();
  form_->setChanges(preset.changes);
  slot.edited = form_->changes() != slot.contender.changes;
  form_->setChanges(slot.contender.changes);
  slot.contender.name =
      slot.edited ? tr("%1, changed").arg(QString::fromStdString(preset.name)).toStdString() : preset.name;
  present();
  Q_EMIT changed();
}

void ShootOutPage::onMethod() {
  Slot& slot = slots_[static_cast<std::size_t>(editing_)];
  const std::string method = method_->currentData().toString().toStdString();
  if (method == (slot.contender.method.empty() ? held_.decider->config.algorithm : slot.contender.method)) return;
  // The other method has settings of its own.
  const ContenderPreset& preset = presets_[static_cast<std::size_t>(slot.preset)];
  slot.contender.method = method;
  slot.contender.changes.clear();
  slot.contender.name = tr("%1, by %2").arg(QString::fromStdString(preset.name), method_->currentText()).toStdString();
  slot.edited = true;
  edit(editing_);
  Q_EMIT changed();
}

void ShootOutPage::present() {
  for (int i = 0; i < contenders(); ++i) {
    const Slot& slot = slots_[static_cast<std::size_t>(i)];
    slot.row->present(i + 1, slot.preset, slot.edited, i == editing_, contenders() > kFewest);
  }
  add_->setEnabled(contenders() < kMost);
  // Two lines whichever sentence stands there: nothing below may jump.
  how_->setMinimumHeight(2 * how_->fontMetrics().lineSpacing() + 2);
  editorTitle_->setText(tr("Settings of contender %1").arg(editing_ + 1));
}

}  // namespace spolab
