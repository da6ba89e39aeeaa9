#include "app/studio/around/surroundings.h"

#include <initializer_list>

#include <QAction>
#include <QDesktopServices>
#include <QFileInfo>
#include <QStatusBar>
#include <QUrl>

#include "app/studio/around/attract.h"
#include "app/studio/around/key_hints.h"
#include "app/studio/around/machine_check_dialog.h"
#include "app/studio/around/tour.h"
#include "app/studio/around/training_notice.h"
#include "app/studio/keys/key_catalog.h"
#include "app/studio/keys/keys_controller.h"
#include "app/studio/log_file.h"
#include "app/studio/main_window.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"

namespace spolab {
namespace {

/// What a training loses for each share of the processor that watching takes: its workers wait for one another at the
/// end of every phase, so a core that is taken from one of two stops both for a while, and caches and memory are shared
/// as well. Measured with two cores: 1.6 to 1.8 (docs/RESULTS.md).
constexpr double kWholeCost = 1.75;

constexpr int kMessageMilliseconds = 15000;

/// The keys of what the GL view draws itself.
std::vector<KeyPlace> keyPlaces(const StageWindow& stage, const KeyMap& map) {
  const StageLayout areas = stage.areas();
  const double scale = stage.options().uiScale;
  std::vector<KeyPlace> places;
  const auto add = [&](const PanelArea& area, const QString& keys) {
    if (isEmpty(area) || keys.isEmpty()) return;
    places.push_back({QRectF(area.x * scale, area.y * scale, area.width * scale, area.height * scale).toRect(), keys});
  };
  const auto keys = [&](std::initializer_list<const char*> standards) {
    return namesOf(map, QStringLiteral("view"), standards);
  };
  // Four names are long: one, as long as nobody has changed them.
  const auto arrows = [&](const QString& all, std::initializer_list<const char*> standards) {
    return keys(standards) == namesOf(KeyMap(), QStringLiteral("view"), standards) ? all : keys(standards);
  };
  const QString turn =
      arrows(Surroundings::tr("Shift+arrows"), {"Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"});
  const QString move = arrows(Surroundings::tr("Alt+arrows"), {"Alt+Left", "Alt+Right", "Alt+Up", "Alt+Down"});
  add(areas.world, QString(turn + QStringLiteral("  ") + move).trimmed());
  add(areas.river, keys({"S", "C"}));
  add(areas.tabs, keys({"V"}));
  add(areas.decision, keys({"[", "]"}));
  add(areas.gauges, keys({"E"}));
  add(areas.table, keys({",", ".", "T"}));
  return places;
}

}  // namespace

Surroundings::Surroundings(MainWindow& window, const MenuActions& actions, Preferences& preferences)
    : window_(window),
      actions_(actions),
      preferences_(preferences),
      tour_(std::make_unique<Tour>(window, *actions.panels)),
      attract_(std::make_unique<Attract>(window)),
      notice_(std::make_unique<TrainingNotice>(window, window.learn().session())),
      keyHints_(std::make_unique<KeyHints>(window, window.stage(), window.keys().map())) {
  setCeiling(preferences.watchCeiling);
  keyHints_->setPlaces([this] { return keyPlaces(window_.stage(), window_.keys().map()); });
  connect(&window.topBar(), &TopBar::ceilingChosen, this, &Surroundings::setCeiling);
  connect(actions.tour, &QAction::triggered, this, [this] {
    attract_->setHeld(true);
    tour_->begin();
  });
  connect(tour_.get(), &Tour::ended, this, [this] { attract_->setHeld(false); });
  connect(actions.openLog, &QAction::triggered, this, &Surroundings::openLog);
  actions.notify->setChecked(preferences.notify);
  notice_->setEnabled(preferences.notify);
  connect(actions.notify, &QAction::toggled, this, [this](bool on) {
    preferences_.notify = on;
    notice_->setEnabled(on);
  });
  actions.attract->setChecked(preferences.attract);
  attract_->setEnabled(preferences.attract);
  connect(actions.attract, &QAction::toggled, this, [this](bool on) {
    preferences_.attract = on;
    attract_->setEnabled(on);
  });
  connect(actions.checkMachine, &QAction::triggered, this, &Surroundings::checkMachine);
}

Surroundings::~Surroundings() = default;

void Surroundings::begin() {
  attract_->watchFor();
  if (preferences_.tourSeen) return;
  // First the agent plays, then the cards speak of it.
  connect(&window_.stage(), &StageWindow::firstDecisionShown, this, [this] {
    preferences_.tourSeen = true;
    preferences_.save();
    actions_.tour->trigger();
  });
}

void Surroundings::setLook(const Theme& theme, double scale) {
  tour_->setLook(theme, scale);
  keyHints_->setLook(theme, scale);
}

void Surroundings::setCeiling(int percent) {
  preferences_.watchCeiling = percent;
  governor_.setCeiling(percent / 100.0);
  window_.topBar().setWatchCeiling(percent);
  hold();
}

double Surroundings::watched(double share) {
  const bool training = window_.learn().session().state() == SessionState::kRunning;
  const double cost = training ? std::min(1.0, kWholeCost * share) : share;
  governor_.setBeside(preferences_.mode == Mode::kLearn);
  governor_.setPixelsCount(window_.stage().options().software);
  // While nobody can see it there is nothing to learn about what watching costs.
  if (!training || window_.stage().drawn()) governor_.measured(cost, training);
  hold();
  return watchCost_ = cost;
}

/// Carries out what the governor has decided, and says so.
void Surroundings::hold() {
  StageOptions options = window_.stage().options();
  if (options.mostFrames != governor_.framesPerSecond() || options.worldScale != governor_.worldScale()) {
    options.mostFrames = governor_.framesPerSecond();
    options.worldScale = governor_.worldScale();
    window_.stage().setOptions(options);
  }
  window_.watch().setPace(governor_.episodePace());
  QString note;
  if (governor_.limits())
    note = tr("At most %1 frames/s now, to stay below %2 %.")
               .arg(qRound(governor_.framesPerSecond()))
               .arg(qRound(100.0 * governor_.limit()));
  if (governor_.worldScale() < 1.0) note += QLatin1Char(' ') + tr("A moving world is drawn with fewer pixels.");
  if (governor_.episodePace() < 1.0)
    note += QLatin1Char(' ') +
            tr("The viewed episode plays at %1 % of its speed.").arg(qRound(100.0 * governor_.episodePace()));
  window_.topBar().setWatchNote(note);
}

/// A desktop that opens no such files opens the folder, or gets the name.
void Surroundings::openLog() {
  logLine(tr("The log was opened from Help"));  // so that there is one
  for (const QString& place : {logFilePath(), QFileInfo(logFilePath()).absolutePath()})
    if (QDesktopServices::openUrl(QUrl::fromLocalFile(place))) return;
  window_.statusBar()->showMessage(tr("The log is %1").arg(logFilePath()), kMessageMilliseconds);
}

void Surroundings::checkMachine() {
  if (!check_) check_ = new MachineCheckDialog(&window_);
  check_->begin(glReport(), window_.learn().session().active());
}

}  // namespace spolab
