#include "app/studio/main_window.h"

#include <utility>

#include <QApplication>
#include <QDockWidget>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QScreen>
#include <QSpinBox>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>
#include <QVBoxLayout>

#include "app/studio/around/surroundings.h"
#include "app/studio/compare/compare_controller.h"
#include "app/studio/compare/contender_presets.h"
#include "app/studio/curves_panel.h"
#include "app/studio/decision_files.h"
#include "app/studio/dock_title.h"
#include "app/studio/error_dialog.h"
#include "app/studio/film_dialog.h"
#include "app/studio/keys/keys_controller.h"
#include "app/studio/lines/ghost_worlds.h"
#include "app/studio/look.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/race/race_controller.h"
#include "app/studio/record_button.h"
#include "app/studio/runs/runs_controller.h"
#include "app/studio/settings_form.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/tools/oracle.h"
#include "app/studio/transport_bar.h"
#include "app/studio/watch_controller.h"
#include "core/base/error.h"

namespace spolab {
namespace {

constexpr int kFirstWidth = 1280;
constexpr int kFirstHeight = 800;
constexpr int kSmallestWidth = 560;
constexpr int kSmallestHeight = 400;
constexpr int kMeterMilliseconds = 1000;
constexpr int kMessageMilliseconds = 12000;

/// As the browser of runs names it, wherever the program was started.
std::filesystem::path wholePath(const std::filesystem::path& path) {
  const std::filesystem::path whole = std::filesystem::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

bool askWithBox(QWidget* parent, const Question& question) {
  QMessageBox box(QMessageBox::Question, question.title, question.title, QMessageBox::NoButton, parent);
  box.setInformativeText(question.text);
  QPushButton* yes = box.addButton(question.yes, QMessageBox::AcceptRole);
  QPushButton* no = box.addButton(question.no, QMessageBox::RejectRole);
  box.setDefaultButton(no);
  box.setEscapeButton(no);
  box.exec();
  return box.clickedButton() == yes;
}

QDockWidget* makeDock(const QString& title, const QString& name, QWidget* content, QMainWindow* window) {
  auto* dock = new QDockWidget(title, window);
  dock->setObjectName(name);
  dock->setWidget(content);
  dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable |
                    QDockWidget::DockWidgetFloatable);
  return dock;
}

}  // namespace

MainWindow::MainWindow(bool software) : preferences_(Preferences::load()) {
  setObjectName("studio");
  setWindowTitle(tr("SPO Lab"));
  setMinimumSize(kSmallestWidth, kSmallestHeight);
  ask_ = [this](const Question& question) { return askWithBox(this, question); };
  manners_ = std::make_unique<FocusManners>(*this);
  build(software);
  watch_ = std::make_unique<WatchController>(*stage_, *transport_, *side_->watchForm(), nullptr);
  compare_ = std::make_unique<CompareController>(*stage_, *watch_, *side_->comparePanel(), nullptr);
  learn_ = std::make_unique<LearnController>(*bar_, *side_->learnForm(), *side_->learnSeed(), *curves_, nullptr);
  keys_ = std::make_unique<KeysController>(*this, *actions_.keys);
  play_ = std::make_unique<PlayController>(*side_->playPanel(), *watch_, *stage_, keys_->map(), nullptr);
  race_ = std::make_unique<RaceController>(*side_->racePanel(), *watch_, *play_, *stage_, nullptr);
  learn_->setAsk([this](const Question& question) { return ask_(question); });
  runs_ = std::make_unique<RunsController>(*this, *learn_, *watch_, *curves_, *actions_.recent);
  runs_->setAsk([this](const Question& question) { return ask_(question); });
  connectParts();
  connectMenus();
  connectRuns();
  connectDecisions();
  connectTables();
  oracle_ = std::make_unique<Oracle>(*watch_, *stage_, nullptr);
  surroundings_ = std::make_unique<Surroundings>(*this, actions_, preferences_);
  applyPreferences();
}

/// What films the view ends before the view does.
MainWindow::~MainWindow() { delete recorder_; }

void MainWindow::build(bool software) {
  actions_ = makeMenus(*this);
  bar_ = new TopBar(this);
  auto* toolBar = new QToolBar(tr("Training"), this);
  toolBar->setObjectName("topBar");
  toolBar->setMovable(false);
  toolBar->addWidget(bar_);
  toolBar->toggleViewAction()->setEnabled(false);
  addToolBar(Qt::TopToolBarArea, toolBar);

  StageOptions options;
  options.dark = preferences_.dark;
  options.uiScale = preferences_.uiScale;
  options.panels = preferences_.panels;
  options.futures = preferences_.futures;
  options.hiddenFaces = preferences_.hiddenFaces;
  options.motion = preferences_.motion;
  options.software = software;
  stage_ = new StageWindow(options);
  container_ = QWidget::createWindowContainer(stage_, this);
  container_->setMinimumSize(240, 160);
  container_->setFocusPolicy(Qt::NoFocus);
  container_->setAccessibleName(tr("World and search"));
  transport_ = new TransportBar(this);
  auto* centre = new QWidget(this);
  auto* column = new QVBoxLayout(centre);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(container_, 1);
  column->addWidget(transport_);
  tabs_ = new QTabWidget(this);
  tabs_->setDocumentMode(true);
  tabs_->addTab(centre, tr("World"));
  tabs_->tabBar()->hide();
  setCentralWidget(tabs_);

  side_ = new SidePanel(this);
  curves_ = new CurvesPanel(this);
  sideDock_ = makeDock(tr("Settings"), "settings", side_, this);
  curvesDock_ = makeDock(tr("Learning"), "learning", curves_, this);
  sideTitle_ = new DockTitle(side_->modeBar(), sideDock_);
  curvesTitle_ = new DockTitle(curves_->header(), curvesDock_);
  setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
  setDockOptions(AnimatedDocks | AllowTabbedDocks);
  status_ = new QLabel(this);
  hint_ = new QLabel(this);
  hint_->setContentsMargins(12, 0, 0, 0);
  hint_->setProperty("role", "dim");
  hint_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  statusBar()->addWidget(hint_, 1);
  status_->setContentsMargins(0, 0, 12, 0);
  statusBar()->addPermanentWidget(status_);
  memory_ = new QLabel(this);
  memory_->setContentsMargins(0, 0, 12, 0);
  memory_->setProperty("role", "dim");
  memory_->setToolTip(tr(
      "What the searches one can go back to hold. Beyond the bound (View menu) the oldest are forgotten first; states, "
      "actions and values never are."));
  statusBar()->addPermanentWidget(memory_);
  recorder_ = new RecordButton(*stage_, *actions_.recordView, this);
  statusBar()->addPermanentWidget(recorder_);
  statusBar()->setSizeGripEnabled(false);
  errors_ = new ErrorDialog(this);
  films_ = new FilmDialog(this);
  // All of it is seen, with the frame that a window manager puts around it.
  const QSize frame(0, style()->pixelMetric(QStyle::PM_TitleBarHeight));
  resize(QSize(kFirstWidth, kFirstHeight).boundedTo(screen()->availableSize() - frame));
  placeDocks();
}

void MainWindow::connectParts() {
  connect(side_, &SidePanel::modeChanged, this, &MainWindow::applyMode);
  connect(side_->watchSeed(), &QSpinBox::valueChanged, this,
          [this](int seed) { watch_->setSeed(static_cast<quint64>(seed)); });
  connect(compare_.get(), &CompareController::ended, this, [this] { side_->setMode(Mode::kWatch); });
  connect(transport_, &TransportBar::speedChanged, this, [this](int position) { preferences_.speed = position; });
  connect(stage_, &StageWindow::wayChosen, watch_.get(), &WatchController::goThisWay);
  connect(stage_, &StageWindow::sharesChanged, this,
          [this](const StageShares& shares) { preferences_.shares = shares; });
  connect(stage_, &StageWindow::depthsScrolled, watch_.get(), &WatchController::scrub);
  connect(stage_, &StageWindow::keyPressed, this, &MainWindow::handleKey);
  connect(stage_, &StageWindow::keyReleased, this, &MainWindow::releaseKey);
  connect(play_.get(), &PlayController::adviceChosen, this, [this](Advice advice) { preferences_.advice = advice; });
  connect(stage_, &StageWindow::failed, this, [this](const QString& why) {
    report(tr("OpenGL could not draw"), why,
           tr("Training goes on. Update the graphics driver, or set LIBGL_ALWAYS_SOFTWARE=1."));
  });
  connect(race_.get(), &RaceController::failed, this,
          [this](const QString& what, const QString& why) { report(what, why, tr("Choose another opponent.")); });
  connect(watch_.get(), &WatchController::failed, this, &MainWindow::report);
  connect(watch_.get(), &WatchController::agentLoaded, this, [this] {
    fillMethodList(side_->watchMethod(), watch_->played()->makeRules()->spec(), watch_->played()->algorithm);
    side_->watchMethod()->setEnabled(side_->watchMethod()->count() > 1);
    // News of a world chosen just before may come first.
    const std::string& env = watch_->played()->envId;
    if (env != learn_->choice().env && std::exchange(opened_, false)) learn_->follow(env);
  });
  connect(watch_.get(), &WatchController::rests, this, [this] {
    const QString text =
        tr("The episode has ended. Go on to the next (Space, N); Undo (Ctrl+Z) brings its lines back.");
    statusBar()->showMessage(keys_->map().reworded(text, {}), kMessageMilliseconds);
  });
  connect(watch_.get(), &WatchController::personToMove, this, [this] {
    const QString text = tr("You have the moves: make one, or hand over (A).");
    statusBar()->showMessage(keys_->map().reworded(text, {}), kMessageMilliseconds);
  });
  connect(watch_.get(), &WatchController::racingChanged, this, &MainWindow::updateActions);
  connect(side_->watchMethod(), &QComboBox::activated, this,
          [this] { watch_->search(side_->watchMethod()->currentData().toString().toStdString()); });
  connect(watch_.get(), &WatchController::agentLoaded, learn_.get(), &LearnController::showDevices,
          Qt::SingleShotConnection);
  LearnController* learn = learn_.get();
  connect(learn, &LearnController::failed, this, &MainWindow::report);
  connect(learn, &LearnController::noted, this,
          [this](const QString& what) { statusBar()->showMessage(what, kMessageMilliseconds); });
  connect(learn, &LearnController::worldChosen, this, &MainWindow::showWorld);
  connect(learn, &LearnController::chosenAgain, this, [this] {
    if (const auto view = watch_->view(); view && view->env->spec().id != learn_->choice().env) showWorld();
  });
  connect(learn, &LearnController::trainingStarted, this, [this] {
    side_->setMode(Mode::kLearn);
    if (!narrow_) curvesDock_->show();
  });
  connect(learn, &LearnController::agentPublished, this,
          [this](const std::shared_ptr<const Agent>& agent, bool first) { watch_->offer(agent, first); });
  connect(learn, &LearnController::trainingFinished, this, [this](const QString& folder) {
    statusBar()->showMessage(tr("Saved in %1").arg(folder), kMessageMilliseconds);
  });
  connect(learn, &LearnController::statusChanged, this, [this] {
    showStatus();
    updateActions();
  });
  connect(&learn->session(), &Session::stateChanged, this, [this](SessionState state) {
    StageOptions options = stage_->options();
    options.thrifty = state == SessionState::kRunning;
    stage_->setOptions(options);
    watch_->setSeveralCores(!options.thrifty);
    race_->setSeveralCores(!options.thrifty);
    waitForTraining();
  });
  connect(curves_, &CurvesPanel::failed, this, &MainWindow::report);
  connect(curves_, &CurvesPanel::saved, this,
          [this](const QString& file) { statusBar()->showMessage(tr("Saved %1").arg(file), kMessageMilliseconds); });
  connect(watch_.get(), &WatchController::viewChanged, films_, [this] { films_->follow(watch_->view()); });
  connect(recorder_, &RecordButton::failed, this, &MainWindow::report);
  connect(recorder_, &RecordButton::saved, this,
          [this](const QString& file) { statusBar()->showMessage(tr("Saved %1").arg(file), kMessageMilliseconds); });
  connect(recorder_, &RecordButton::done, this, [this](bool saved) {
    if (std::exchange(closesAfterFilm_, false) && saved) close();
  });
  connect(films_, &FilmDialog::failed, this, &MainWindow::report);
  connect(films_, &FilmDialog::saved, this,
          [this](const QString& file) { statusBar()->showMessage(tr("Saved %1").arg(file), kMessageMilliseconds); });
  meterTimer_.setInterval(kMeterMilliseconds);
  connect(&meterTimer_, &QTimer::timeout, this, [this] {
    bar_->setWatchShare(surroundings_->watched(meter_.sample()));
    showMemory();
  });
}

void MainWindow::applyPreferences() {
  setDark(preferences_.dark);
  transport_->setSpeed(preferences_.speed);
  setMemory(preferences_.historyMegabytes);
  actions_.panels->setChecked(preferences_.panels);
  actions_.futures->setChecked(preferences_.futures);
  actions_.hiddenFaces->setChecked(preferences_.hiddenFaces);
  actions_.motion->setChecked(preferences_.motion);
  sideDock_->setVisible(preferences_.settingsShown);
  play_->setAdvice(preferences_.advice);
  side_->setMode(preferences_.mode);
  applyMode(side_->mode());
  if (!preferences_.geometry.isEmpty()) restoreGeometry(preferences_.geometry);
  if (!preferences_.docks.isEmpty()) restoreState(preferences_.docks);
}

void MainWindow::open(const StudioOptions& options) {
  show();
  meterTimer_.start();
  Choice choice = preferences_.choice;
  if (!options.env.empty()) choice.env = options.env;
  bar_->setChoice(choice);  // falls back to what exists
  try {
    learn_->usePreset(bar_->choice());
  } catch (const Error& error) {
    report(tr("The preset could not be read"), QString::fromUtf8(error.what()), tr("Choose another preset."));
  }
  if (!options.run.empty())
    openRun(wholePath(options.run));
  else if (!options.agent.empty())
    openAgent(options.agent);
  else
    showWorld();
  if (options.train && options.run.empty()) learn_->train();
  if (options.train && !options.run.empty()) learn_->resume();
  updateActions();
  setFocus();  // the keys of the episode work at once
}

void MainWindow::showWorld() {
  opened_ = false;
  if (!side_->learnForm()->hasConfig()) return;
  watch_->showWorld(side_->learnForm()->config(), shippedAgent(learn_->choice().env));
}

/// Parameters that a person has chosen stay until they let go: those of a running training wait.
void MainWindow::openAgent(const std::filesystem::path& file) {
  if (learn_->session().active()) transport_->setPinned(true);
  runs_->agentOpened(file);
  opened_ = true;
  playAgent(file);
}

void MainWindow::playAgent(const std::filesystem::path& file) {
  if (!watch_->view() && side_->learnForm()->hasConfig()) {
    // The world stands on screen while the file is read, and stays when it is bad.
    watch_->showWorld(side_->learnForm()->config(), file);
    return;
  }
  watch_->playFile(file);
}

void MainWindow::openRun(const std::filesystem::path& folder) {
  std::error_code code;
  const std::filesystem::path best = folder / "agent.safetensors";
  const std::filesystem::path latest = folder / "latest.safetensors";
  if (const QString why = runs_->whyNotOpen(); !why.isEmpty()) {
    report(tr("The run was not opened"), why, tr("Stop the training first (Ctrl+.), or compare runs (Ctrl+R)."));
    return;
  }
  try {
    if (!learn_->openRun(folder)) return;
  } catch (const Error& error) {
    report(tr("The run could not be opened"), QString::fromUtf8(error.what()),
           tr("Choose the folder of a run: it holds config.toml and metrics.csv."));
    if (!watch_->view()) showWorld();
    return;
  }
  side_->setMode(Mode::kLearn);
  runs_->runOpened(folder);
  const std::filesystem::path& agent = std::filesystem::exists(best, code) ? best : latest;
  const auto view = watch_->view();
  if (view && view->env->spec().id == learn_->choice().env)
    playAgent(agent);
  else
    watch_->showWorld(side_->learnForm()->config(), agent);
  updateActions();
}

void MainWindow::setAsk(Ask ask) { ask_ = std::move(ask); }

void MainWindow::setDark(bool dark) {
  preferences_.dark = dark;
  const Theme& theme = Theme::of(dark);
  const double scale = preferences_.uiScale;
  applyLook(theme, scale);
  bar_->setLook(theme, scale);
  side_->setLook(theme, scale);
  transport_->setLook(theme, scale);
  curves_->setLook(theme, scale);
  runs_->setLook(theme, scale);
  surroundings_->setLook(theme, scale);
  sideTitle_->setLook(theme, scale);
  curvesTitle_->setLook(theme, scale);
  StageOptions options = stage_->options();
  options.dark = dark;
  options.uiScale = scale;
  options.panels = preferences_.panels;
  options.futures = preferences_.futures;
  options.shares = preferences_.shares;
  options.leastShare = static_cast<float>(preferences_.leastPercent) / 100.0f;
  options.hiddenFaces = preferences_.hiddenFaces;
  options.motion = preferences_.motion;
  stage_->setOptions(options);
  for (QAction* action : actions_.leastShares) action->setChecked(action->data().toInt() == preferences_.leastPercent);
  actions_.dark->setChecked(dark);
  for (QAction* action : actions_.scales) action->setChecked(action->data().toDouble() == scale);
}

void MainWindow::setScale(double scale) {
  const double ratio = scale / preferences_.uiScale;
  preferences_.uiScale = scale;
  setDark(preferences_.dark);
  fitWidth();
  if (narrow_) return;
  resizeDocks({sideDock_}, {qRound(sideDock_->width() * ratio)}, Qt::Horizontal);
  resizeDocks({curvesDock_}, {qRound(curvesDock_->height() * ratio)}, Qt::Vertical);
}

void MainWindow::applyMode(Mode mode) {
  preferences_.mode = mode;
  showHint(mode);
  nameTable(mode);
  play_->setActive(mode == Mode::kPlay);
  const bool curves = mode == Mode::kLearn ? preferences_.curvesInLearn : preferences_.curvesInWatch;
  if (narrow_)
    curvesShown_ = curves;
  else
    curvesDock_->setVisible(curves);
  QAction* const chosen[] = {actions_.watch, actions_.play, actions_.race, actions_.compare, actions_.learn};
  chosen[static_cast<int>(mode)]->setChecked(true);
  compare_->setActive(mode == Mode::kCompare);
  race_->setActive(mode == Mode::kRace);
  ghosts_->setMode(mode);
  oracle_->setActive(mode == Mode::kWatch || mode == Mode::kLearn);
}

/// Below 900 points the side panels fold into tabs beside the world.
void MainWindow::arrange(bool narrow) {
  if (narrow == narrow_) return;
  narrow_ = narrow;
  arranging_ = true;
  if (narrow) {
    sideShown_ = !sideDock_->isHidden();
    curvesShown_ = !curvesDock_->isHidden();
    foldIntoTab(tr("Settings"), side_->modeBar(), side_);
    foldIntoTab(tr("Learning"), curves_->header(), curves_);
  } else {
    sideTitle_->take(side_->modeBar());
    curvesTitle_->take(curves_->header());
    sideDock_->setWidget(side_);
    curvesDock_->setWidget(curves_);
    while (tabs_->count() > 1) {
      QWidget* page = tabs_->widget(1);
      tabs_->removeTab(1);
      page->deleteLater();
    }
  }
  for (const QDockWidget* dock : {sideDock_, curvesDock_}) dock->toggleViewAction()->setEnabled(!narrow);  // empty now
  sideDock_->setVisible(!narrow && sideShown_);
  curvesDock_->setVisible(!narrow && curvesShown_);
  tabs_->tabBar()->setVisible(narrow);
  arranging_ = false;
}

void MainWindow::foldIntoTab(const QString& name, QWidget* header, QWidget* content) {
  auto* page = new QWidget(tabs_);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 4, 0, 0);
  column->setSpacing(0);
  auto* top = new QHBoxLayout;
  top->setContentsMargins(8, 0, 8, 4);
  top->addWidget(header);
  column->addLayout(top);
  column->addWidget(content, 1);
  header->show();
  content->show();
  tabs_->addTab(page, name);
}

void MainWindow::updateActions() {
  const Session& session = learn_->session();
  actions_.train->setEnabled(session.canStart());
  actions_.pause->setEnabled(session.canPause());
  actions_.stop->setEnabled(session.canStop());
  actions_.resume->setEnabled(learn_->canResume());
  for (QAction* action : {actions_.undo, actions_.redo, actions_.pastePosition, actions_.restart, actions_.another,
                          actions_.branch, actions_.depth, actions_.phase})
    action->setEnabled(!watch_->racing());
}

void MainWindow::report(const QString& what, const QString& why, const QString& advice) {
  errors_->report(what, why, keys_->map().reworded(advice, {}));
}

}  // namespace spolab
