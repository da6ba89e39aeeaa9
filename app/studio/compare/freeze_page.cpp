#include "app/studio/compare/freeze_page.h"

#include <limits>

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/studio/compare/contender_presets.h"
#include "app/studio/number_text.h"
#include "app/studio/settings_form.h"

namespace spolab {
namespace {

constexpr int kFewestRepeats = 2, kMostRepeats = 500, kUsualRepeats = 20;
constexpr int kEditorWidth = 112;
constexpr int kMargin = 12;

bool actsOnSearch(const Field& field) { return field.key.starts_with("planner.") && field.key != "planner.action"; }

}  // namespace

FreezePage::FreezePage(QWidget* parent)
    : QWidget(parent),
      a_(new QLabel(this)),
      method_(makeMethodList(this)),
      seed_(new QSpinBox(this)),
      seedBack_(new QToolButton(this)),
      form_(new SettingsForm(tr("The knobs of the search appear here as soon as a decision is held."), actsOnSearch,
                             this)),
      spread_(new QCheckBox(tr("Spread over seeds"), this)),
      repeats_(new QSpinBox(this)),
      use_(new QPushButton(tr("Use B for the viewed episode"), this)),
      used_(new QLabel(this)) {
  form_->showSliders();
  form_->setStandardText(tr("B is as A"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 8);
  column->setSpacing(8);
  auto* head = new QWidget(this);
  auto* grid = new QGridLayout(head);
  grid->setContentsMargins(kMargin, 0, kMargin, 0);
  grid->setHorizontalSpacing(4);
  grid->setVerticalSpacing(4);
  buildHead();
  auto* method = new QLabel(tr("method of B"), head);
  method->setBuddy(method_);
  auto* seed = new QLabel(tr("seed of B"), head);
  seed->setBuddy(seed_);
  grid->addWidget(a_, 0, 0, 1, 3);
  grid->addWidget(method, 1, 0);
  grid->addWidget(method_, 1, 1);
  grid->addWidget(seed, 2, 0);
  grid->addWidget(seed_, 2, 1);
  grid->addWidget(seedBack_, 2, 2);
  grid->setColumnStretch(0, 1);
  column->addWidget(head);
  column->addWidget(form_, 1);
  column->addWidget(makeSpread());
  auto* foot = new QVBoxLayout;
  foot->setContentsMargins(kMargin, 0, kMargin, 0);
  foot->setSpacing(4);
  foot->addWidget(use_);
  foot->addWidget(used_);
  column->addLayout(foot);
  connect(form_, &SettingsForm::changed, this, &FreezePage::onChanged);
  connect(method_, &QComboBox::activated, this, &FreezePage::onMethod);
  connect(seed_, &QSpinBox::valueChanged, this, &FreezePage::onChanged);
  connect(seedBack_, &QToolButton::clicked, this, &FreezePage::resetSeed);
  connect(use_, &QPushButton::clicked, this, &FreezePage::useRequested);
}

void FreezePage::buildHead() {
  a_->setWordWrap(true);
  a_->setProperty("role", "dim");
  method_->setFixedWidth(kEditorWidth);
  seed_->setRange(0, std::numeric_limits<int>::max());
  seed_->setAlignment(Qt::AlignRight);
  seed_->setKeyboardTracking(false);
  seed_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  seed_->setFixedWidth(kEditorWidth);
  seed_->setToolTip(tr("Random numbers of B's search; the same seed and settings search the same way"));
  seed_->setAccessibleName(tr("Seed of B"));
  seedBack_->setProperty("flat", true);
  seedBack_->setProperty("tiny", true);
  seedBack_->setText(QStringLiteral("↺"));
  seedBack_->setToolTip(tr("Back to the seed of A"));
  seedBack_->setAccessibleName(tr("Reset seed of B"));
  QSizePolicy keep = seedBack_->sizePolicy();
  keep.setRetainSizeWhenHidden(true);
  seedBack_->setSizePolicy(keep);
  use_->setToolTip(tr("The viewed episode goes on with B's settings; its seed stays"));
  use_->setEnabled(false);
  used_->setProperty("role", "dim");
  used_->setText(QStringLiteral(" "));  // its line is kept: nothing jumps when it speaks
}

QWidget* FreezePage::makeSpread() {
  auto* line = new QWidget(this);
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(kMargin, 0, kMargin, 0);
  row->setSpacing(4);
  spread_->setToolTip(
      tr("Searches A and B again with other random numbers and shows where q̂ lies for 90 of 100 seeds"));
  spread_->setAccessibleName(tr("Spread over seeds"));
  repeats_->setRange(kFewestRepeats, kMostRepeats);
  repeats_->setValue(kUsualRepeats);
  repeats_->setAlignment(Qt::AlignRight);
  repeats_->setKeyboardTracking(false);
  repeats_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  repeats_->setFixedWidth(kEditorWidth / 2);
  repeats_->setToolTip(tr("How many seeds"));
  repeats_->setAccessibleName(tr("Seeds of the spread"));
  row->addWidget(spread_, 1);
  row->addWidget(repeats_);
  connect(spread_, &QCheckBox::toggled, this, &FreezePage::changed);
  connect(repeats_, &QSpinBox::valueChanged, this, [this] {
    if (spread_->isChecked()) Q_EMIT changed();
  });
  return line;
}

void FreezePage::hold(const HeldDecision& held) {
  const bool other = held.decider != held_.decider || held.env != held_.env;
  const bool turnedSeed = held_.env && static_cast<std::uint64_t>(seed_->value()) != held_.seed;
  held_ = held;
  if (other) {
    // B keeps its method where the held world has it.
    fillMethodList(method_, held.env->spec(), method().empty() ? held.decider->config.algorithm : method());
    form_->setConfig(held.decider->config.withAlgorithm(method()), true);
  }
  if (!turnedSeed) resetSeed();
  const RunConfig& config = held.decider->config;
  QString search = QString::fromStdString(config.planner->summary());
  if (config.number("planner.temperature")) search += tr(", η %1").arg(shortText(config.planner->temperature()));
  a_->setText(tr("A: %1, seed %2").arg(search).arg(held.seed));
  onChanged();
}

void FreezePage::resetSeed() { seed_->setValue(static_cast<int>(held_.seed)); }

void FreezePage::fill(CompareRequest& request) const {
  Contender a{"A", {}, {}, held_.seed, true};
  Contender b{"B", method(), form_->changes(), static_cast<std::uint64_t>(seed_->value()), true};
  request.contenders = {std::move(a), std::move(b)};
  request.budget = Budget::kAsSet;
  request.repeats = spread_->isChecked() ? repeats_->value() : 0;
}

std::vector<std::string> FreezePage::turned() const { return form_->changes(); }

std::string FreezePage::method() const { return method_->currentData().toString().toStdString(); }

/// The other method's settings take their place; those that both have keep a person's changes.
void FreezePage::onMethod() {
  if (!held_.env) return;
  form_->setConfig(held_.decider->config.withAlgorithm(method()), true);
  onChanged();
}

void FreezePage::confirmUse() {
  used_->setText(tr("The viewed episode uses B now."));
  use_->setEnabled(false);
}

void FreezePage::onChanged() {
  seedBack_->setVisible(held_.env && static_cast<std::uint64_t>(seed_->value()) != held_.seed);
  use_->setEnabled(held_.env && (!form_->changes().empty() || method() != held_.decider->config.algorithm));
  used_->setText(QStringLiteral(" "));
  if (held_.env) Q_EMIT changed();
}

}  // namespace spolab
