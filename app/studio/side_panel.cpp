#include "app/studio/side_panel.h"

#include <limits>

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/studio/compare/compare_panel.h"
#include "app/studio/compare/contender_presets.h"
#include "app/studio/look.h"
#include "app/studio/play/play_panel.h"
#include "app/studio/race/race_panel.h"
#include "app/studio/settings_form.h"

namespace spolab {
namespace {

/// Settings that mean something for playing: the search, the world and how the network is asked, not its shape.
bool actsOnPlay(const Field& field) {
  const bool plays = field.key.starts_with("planner.") || field.key.starts_with("env.");
  return (plays || field.key == "network.symmetries") && !field.shapesNetwork;
}

}  // namespace

SidePanel::SidePanel(QWidget* parent)
    : QWidget(parent), modeBar_(new QWidget(this)), modes_(new QButtonGroup(this)), pages_(new QStackedWidget(this)) {
  watch_ = addMode(Mode::kWatch, tr("Watch"), tr("See the agent think, and change its search while it plays (Ctrl+1)"));
  play_ = addMode(Mode::kPlay, tr("Play"), tr("Take the moves yourself, with the agent beside you (Ctrl+2)"));
  race_ = addMode(Mode::kRace, tr("Race"), tr("You and an agent from the same start, side by side (Ctrl+3)"));
  compare_ = addMode(Mode::kCompare, tr("Compare"),
                     tr("Hold a decision, turn its search and see q̂ change, or let several search it (Ctrl+4)"));
  learn_ = addMode(Mode::kLearn, tr("Learn"), tr("Train an agent and follow its curves (Ctrl+5)"));
  watchForm_ = new SettingsForm(tr("The settings of the playing agent appear here as soon as its network is loaded."),
                                actsOnPlay, this);
  watchForm_->showSliders();
  learnForm_ = new SettingsForm(tr("Choose a world, a method and a preset above."), {}, this);
  QWidget* watchPage = makePage(tr("Viewed episode"), watchSeed_, tr("Same seed, same episodes"), watchForm_);
  addMethodRow(watchPage);
  pages_->addWidget(watchPage);
  playPanel_ = new PlayPanel(this);
  racePanel_ = new RacePanel(this);
  comparePanel_ = new ComparePanel(this);
  for (QWidget* page :
       {static_cast<QWidget*>(playPanel_), static_cast<QWidget*>(racePanel_), static_cast<QWidget*>(comparePanel_)})
    pages_->addWidget(page);
  pages_->addWidget(makePage(tr("Next training"), learnSeed_, tr("Same seed and settings, same training"), learnForm_));
  auto* bar = new QHBoxLayout(modeBar_);
  bar->setContentsMargins(0, 0, 0, 0);
  bar->setSpacing(4);
  bar->addWidget(watch_, 1);
  for (QToolButton* button : {play_, race_, compare_}) bar->addWidget(button, 1);
  bar->addWidget(learn_, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 8, 0, 0);
  column->setSpacing(8);
  column->addWidget(pages_, 1);
  connect(modes_, &QButtonGroup::idClicked, this, [this](int id) { setMode(static_cast<Mode>(id)); });
  watch_->setChecked(true);
}

QToolButton* SidePanel::addMode(Mode mode, const QString& name, const QString& help) {
  auto* button = new QToolButton(modeBar_);
  button->setText(name);
  button->setToolTip(help);
  button->setCheckable(true);
  button->setProperty("flat", true);
  button->setToolButtonStyle(Qt::ToolButtonTextOnly);
  button->setProperty("mode", true);
  button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  button->setFocusPolicy(Qt::TabFocus);
  modes_->addButton(button, static_cast<int>(mode));
  return button;
}

QWidget* SidePanel::modeButton(Mode mode) const { return modes_->button(static_cast<int>(mode)); }

QWidget* SidePanel::makePage(const QString& heading, QSpinBox*& seed, const QString& seedHelp, SettingsForm* form) {
  auto* page = new QWidget(this);
  auto* title = new QLabel(heading, page);
  title->setProperty("role", "title");
  auto* name = new QLabel(tr("seed"), page);
  name->setProperty("role", "dim");
  seed = new QSpinBox(page);
  seed->setRange(0, std::numeric_limits<int>::max());
  seed->setValue(1);
  seed->setButtonSymbols(QAbstractSpinBox::NoButtons);
  seed->setAlignment(Qt::AlignRight);
  seed->setKeyboardTracking(false);
  seed->setToolTip(seedHelp);
  seed->setAccessibleName(tr("Seed, %1").arg(heading));
  seed->setMaximumWidth(84);
  name->setBuddy(seed);
  auto* top = new QHBoxLayout;
  top->setContentsMargins(12, 0, 12, 0);
  top->addWidget(title, 1);
  top->addWidget(name);
  top->addWidget(seed);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  column->addLayout(top);
  column->addWidget(form, 1);
  return page;
}

/// Below the title: which method searches.
void SidePanel::addMethodRow(QWidget* page) {
  watchMethod_ = makeMethodList(page);
  auto* name = new QLabel(tr("search by"), page);
  name->setProperty("role", "dim");
  name->setBuddy(watchMethod_);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(12, 0, 12, 0);
  row->addWidget(name);
  row->addWidget(watchMethod_, 1);
  static_cast<QVBoxLayout*>(page->layout())->insertLayout(1, row);
}

Mode SidePanel::mode() const { return static_cast<Mode>(pages_->currentIndex()); }

void SidePanel::setMode(Mode mode) {
  modes_->button(static_cast<int>(mode))->setChecked(true);
  if (mode == this->mode()) return;
  pages_->setCurrentIndex(static_cast<int>(mode));
  Q_EMIT modeChanged(mode);
}

void SidePanel::setLook(const Theme& theme, double scale) {
  playPanel_->setLook(theme, scale);
  for (QSpinBox* seed : {watchSeed_, learnSeed_}) seed->setMaximumWidth(qRound(84 * scale));
}

void SidePanel::focusSearch() {
  SettingsForm* form = mode() == Mode::kCompare ? comparePanel_->form()
                       : mode() == Mode::kLearn ? learnForm_
                                                : watchForm_;
  form->focusSearch();
}

}  // namespace spolab
