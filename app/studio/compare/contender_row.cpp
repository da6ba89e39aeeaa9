#include "app/studio/compare/contender_row.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>

namespace spolab {

ContenderRow::ContenderRow(const std::vector<ContenderPreset>& presets, QWidget* parent)
    : QWidget(parent), choose_(new QToolButton(this)), presets_(new QComboBox(this)), remove_(new QToolButton(this)) {
  for (const ContenderPreset& preset : presets) {
    names_.push_back(QString::fromStdString(preset.name));
    presets_->addItem(names_.back());
  }
  presets_->setFocusPolicy(Qt::StrongFocus);
  presets_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  presets_->setToolTip(tr("What this contender is; its settings can be changed below"));
  choose_->setCheckable(true);
  choose_->setProperty("flat", true);
  choose_->setToolTip(tr("Show the settings of this contender below"));
  remove_->setProperty("flat", true);
  remove_->setProperty("tiny", true);
  remove_->setText(QStringLiteral("×"));
  remove_->setToolTip(tr("Take this contender away; two stay at least"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  row->addWidget(choose_);
  row->addWidget(presets_, 1);
  row->addWidget(remove_);
  connect(choose_, &QToolButton::clicked, this, &ContenderRow::chosen);
  connect(presets_, &QComboBox::activated, this, &ContenderRow::presetChosen);
  connect(remove_, &QToolButton::clicked, this, &ContenderRow::removed);
}

void ContenderRow::present(int number, int preset, bool edited, bool chosen, bool removable) {
  const QSignalBlocker quiet(presets_);
  for (std::size_t i = 0; i < names_.size(); ++i)
    presets_->setItemText(static_cast<int>(i),
                          static_cast<int>(i) == preset && edited ? tr("%1, changed").arg(names_[i]) : names_[i]);
  presets_->setCurrentIndex(preset);
  presets_->setAccessibleName(tr("Contender %1").arg(number));
  choose_->setText(QString::number(number));
  choose_->setChecked(chosen);
  choose_->setAccessibleName(tr("Settings of contender %1").arg(number));
  remove_->setEnabled(removable);
  remove_->setAccessibleName(tr("Remove contender %1").arg(number));
}

}  // namespace spolab
