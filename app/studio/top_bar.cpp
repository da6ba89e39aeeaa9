#include "app/studio/top_bar.h"

#include <QActionGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QToolButton>

#include "app/studio/core_text.h"
#include "app/studio/look.h"
#include "app/studio/number_text.h"
#include "core/base/error.h"
#include "core/config/run_config.h"
#include "envs/registry.h"

namespace spolab {
namespace {

constexpr int kNarrowWidth = 1080;
constexpr int kTinyWidth = 760;

QComboBox* makeCombo(const QString& name, const QString& help, QWidget* parent) {
  auto* combo = new QComboBox(parent);
  combo->setAccessibleName(name);
  combo->setToolTip(help);
  combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  return combo;
}

QLabel* makeNumber(const QString& name, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setAccessibleName(name);
  label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  return label;
}

std::vector<PresetEntry> presetsOrNone() {
  try {
    return listPresets();
  } catch (const Error&) {  // no assets: struct defaults still train
    return {};
  }
}

void select(QComboBox* combo, const std::string& data) {
  const int index = combo->findData(QString::fromStdString(data));
  if (index >= 0 && combo->model()->flags(combo->model()->index(index, 0)).testFlag(Qt::ItemIsEnabled))
    combo->setCurrentIndex(index);
}

}  // namespace

TopBar::TopBar(QWidget* parent)
    : QFrame(parent),
      world_(makeCombo(tr("World"), tr("The environment to play and train in"), this)),
      method_(makeCombo(tr("Method"), tr("The algorithm: a planner and a learner"), this)),
      preset_(makeCombo(tr("Preset"), tr("Settings known to work; change any of them in Learn"), this)),
      train_(new QPushButton(tr("Train"), this)),
      pause_(new QPushButton(tr("Pause"), this)),
      stop_(new QPushButton(tr("Stop"), this)),
      rate_(makeNumber(tr("Training speed"), this)),
      watch_(new QToolButton(this)),
      device_(makeNumber(tr("Device"), this)) {
  setProperty("role", "bar");
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  for (QPushButton* button : {train_, pause_, stop_}) button->setFocusPolicy(Qt::TabFocus);
  train_->setProperty("primary", true);
  train_->setObjectName("train");
  pause_->setObjectName("pause");
  stop_->setObjectName("stop");
  train_->setToolTip(tr("Train a fresh agent with these settings (Ctrl+T)"));
  pause_->setToolTip(tr("Pause or continue the training (Ctrl+P)"));
  stop_->setToolTip(tr("Finish the iteration, save a checkpoint and the agent (Ctrl+.)"));
  rate_->setToolTip(tr("Environment steps per second of the training, learning included"));
  watch_->setAccessibleName(tr("Cost of watching"));
  watch_->setObjectName("watch");
  watch_->setProperty("flat", true);
  watch_->setFocusPolicy(Qt::TabFocus);
  watch_->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Ignored);  // as high as what stands beside it
  watch_->setPopupMode(QToolButton::InstantPopup);
  fillCeilings();
  setWatchNote({});
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 6, 12, 6);
  row->setSpacing(6);
  const auto add = [&](const QString& caption, QComboBox* combo) {
    auto* label = new QLabel(caption, this);
    label->setProperty("role", "dim");
    label->setBuddy(combo);
    captions_.push_back(label);
    row->addWidget(label);
    row->addWidget(combo);
    row->addSpacing(6);
  };
  add(tr("World"), world_);
  add(tr("Method"), method_);
  add(tr("Preset"), preset_);
  for (QPushButton* button : {train_, pause_, stop_}) row->addWidget(button);
  row->addStretch(1);
  for (QWidget* number :
       {static_cast<QWidget*>(rate_), static_cast<QWidget*>(watch_), static_cast<QWidget*>(device_)}) {
    row->addWidget(number);
    row->addSpacing(8);
  }
  fillWorlds();
  connect(world_, &QComboBox::activated, this, [this] {
    fillMethods();
    announce();
  });
  connect(method_, &QComboBox::activated, this, [this] {
    fillPresets();
    announce();
  });
  connect(preset_, &QComboBox::activated, this, [this] { announce(); });
  connect(train_, &QPushButton::clicked, this, &TopBar::trainPressed);
  connect(pause_, &QPushButton::clicked, this, &TopBar::pausePressed);
  connect(stop_, &QPushButton::clicked, this, &TopBar::stopPressed);
  setRate(0.0, false);
  setWatchShare(0.0);
  setDevice(tr("CPU"), tr("Networks run on the processor"));
  setState(SessionState::kIdle);
}

void TopBar::fillWorlds() {
  for (const EnvEntry& entry : envRegistry())
    world_->addItem(coreText("worlds", entry.title), QString::fromStdString(entry.id));
  auto* model = qobject_cast<QStandardItemModel*>(world_->model());
  for (const MissingEnv& missing : missingEnvs()) {
    world_->addItem(coreText("worlds", missing.title), QString::fromStdString(missing.id));
    const int row = world_->count() - 1;
    world_->setItemData(row, coreText("worlds", missing.reason), Qt::ToolTipRole);
    if (model != nullptr) model->item(row)->setEnabled(false);
  }
  world_->setMaxVisibleItems(world_->count());
  fillMethods();
}

void TopBar::fillMethods() {
  const std::string before = method_->currentData().toString().toStdString();
  method_->clear();
  const std::string env = world_->currentData().toString().toStdString();
  if (env.empty()) return;
  const EnvSpec spec = findEnv(env).config()->make()->spec();
  for (const AlgorithmEntry& entry : algorithmRegistry()) {
    if (!entry.actsIn(spec)) continue;
    method_->addItem(coreText("methods", entry.shortTitle()), QString::fromStdString(entry.id));
    method_->setItemData(method_->count() - 1, coreText("methods", entry.title), Qt::ToolTipRole);
  }
  select(method_, before);
  fillPresets();
}

void TopBar::fillPresets() {
  const std::string before = preset_->count() > 0 ? preset_->currentData().toString().toStdString() : "laptop";
  preset_->clear();
  const std::string env = world_->currentData().toString().toStdString();
  const std::string method = method_->currentData().toString().toStdString();
  for (const PresetEntry& entry : presetsOrNone()) {
    if (entry.env != env || entry.algorithm != method) continue;
    preset_->addItem(QString::fromStdString(entry.name), QString::fromStdString(entry.name));
    preset_->setItemData(preset_->count() - 1, coreText("presets", entry.title), Qt::ToolTipRole);
  }
  if (preset_->count() == 0) preset_->addItem(tr("defaults"), QString());
  select(preset_, before);
}

void TopBar::announce() { Q_EMIT chosen(choice()); }

Choice TopBar::choice() const {
  return {world_->currentData().toString().toStdString(), method_->currentData().toString().toStdString(),
          preset_->currentData().toString().toStdString()};
}

void TopBar::setChoice(const Choice& choice) {
  select(world_, choice.env);
  fillMethods();
  select(method_, choice.algorithm);
  fillPresets();
  select(preset_, choice.preset);
}

void TopBar::setState(SessionState state) {
  state_ = state;
  const bool active = state != SessionState::kIdle && state != SessionState::kFailed;
  const bool canPause =
      state == SessionState::kStarting || state == SessionState::kRunning || state == SessionState::kPaused;
  train_->setEnabled(!active);
  pause_->setEnabled(canPause);
  stop_->setEnabled(canPause);
  const QString pause = state == SessionState::kPaused ? tr("Resume") : tr("Pause");
  pause_->setText(narrow_ ? QString() : pause);
  pause_->setAccessibleName(pause);
  stop_->setText(narrow_ ? QString() : tr("Stop"));
  stop_->setAccessibleName(tr("Stop"));
  // While one trains another may be chosen: whoever listens asks first.
  const bool free = !active || state == SessionState::kRunning || state == SessionState::kPaused;
  for (QComboBox* combo : {world_, method_, preset_}) combo->setEnabled(free);
  setLook(*theme_, scale_);
}

void TopBar::setRate(double stepsPerSecond, bool training) {
  rate_->setEnabled(training);
  rate_->setText(training ? tr("%1 steps/s").arg(countText(stepsPerSecond)) : tr("not training"));
}

void TopBar::setWatchShare(double share) { watch_->setText(tr("watch %1 %").arg(qRound(share * 100.0))); }

void TopBar::fillCeilings() {
  auto* menu = new QMenu(watch_);
  auto* choices = new QActionGroup(menu);
  menu->setToolTipsVisible(true);
  for (const int percent : {5, 10, 15, 25, 50, 0}) {
    QAction* action = menu->addAction(percent > 0 ? tr("at most %1 % while training").arg(percent) : tr("no limit"));
    action->setCheckable(true);
    action->setData(percent);
    choices->addAction(action);
    connect(action, &QAction::triggered, this, [this, percent] { Q_EMIT ceilingChosen(percent); });
  }
  watch_->setMenu(menu);
}

void TopBar::setWatchCeiling(int percent) {
  for (QAction* action : watch_->menu()->actions()) action->setChecked(action->data().toInt() == percent);
}

void TopBar::setWatchNote(const QString& note) {
  const QString what = tr(
      "Share of this computer's processor time that drawing and playing the viewed episode take. Click to limit it; in "
      "Learn, where the episode is beside the point, it takes less.");
  watch_->setToolTip(note.isEmpty() ? what : what + QStringLiteral("\n") + note);
}

void TopBar::setDevice(const QString& name, const QString& detail) {
  device_->setText(name);
  device_->setToolTip(detail);
}

void TopBar::setLook(const Theme& theme, double scale) {
  theme_ = &theme;
  scale_ = scale;
  const QColor disabled = qcolour(mix(theme.textDim, theme.surface[1], 0.5f));
  train_->setIcon(glyphIcon(Glyph::kTrain, qcolour(theme.accentText), disabled, scale));
  pause_->setIcon(glyphIcon(state_ == SessionState::kPaused ? Glyph::kPlay : Glyph::kPause, theme, scale));
  stop_->setIcon(glyphIcon(Glyph::kStop, theme, scale));
  pause_->setFixedWidth(qRound((narrow_ ? 44 : 96) * scale));
  rate_->setMinimumWidth(qRound((narrow_ ? 92 : 104) * scale));
  watch_->setMinimumWidth(qRound(76 * scale));
}

void TopBar::resizeEvent(QResizeEvent* event) {
  QFrame::resizeEvent(event);
  const bool narrow = width() < kNarrowWidth * scale_;
  const bool tiny = width() < kTinyWidth * scale_;
  if (narrow == narrow_ && tiny == tiny_) return;
  narrow_ = narrow;
  tiny_ = tiny;
  for (QLabel* caption : captions_) caption->setVisible(!narrow);
  device_->setVisible(!narrow);
  watch_->setVisible(!tiny);
  setState(state_);
}

}  // namespace spolab
