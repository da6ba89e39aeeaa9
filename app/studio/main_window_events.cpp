#include <algorithm>
#include <array>

#include <QClipboard>
#include <QCloseEvent>
#include <QDialog>
#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QStatusBar>
#include <QTabWidget>
#include <QTimer>
#include <QVBoxLayout>

#include "app/studio/around/guide_window.h"
#include "app/studio/around/help_dialogs.h"
#include "app/studio/around/key_hints.h"
#include "app/studio/around/shortcut_sheet.h"
#include "app/studio/around/surroundings.h"
#include "app/studio/error_dialog.h"
#include "app/studio/film_dialog.h"
#include "app/studio/keys/keys_controller.h"
#include "app/studio/lines/ghost_worlds.h"
#include "app/studio/main_window.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/race/race_controller.h"
#include "app/studio/record_button.h"
#include "app/studio/runs/runs_controller.h"
#include "app/studio/save_file.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/transport_bar.h"
#include "app/studio/watch_controller.h"

// What the window does when something happens to it: menus, keys, sizes, closing.

namespace spolab {
namespace {

constexpr int kNarrowWidth = 900;
constexpr int kSideWidth = 272;
constexpr int kCurvesHeight = 190;
constexpr float kCameraKeyStep = 40.0f;
constexpr float kBorderStep = 24.0f;  ///< points
constexpr int kMessageMilliseconds = 8000;
/// A training that takes longer to end than this may be left to its last checkpoint.
constexpr int kPatienceMilliseconds = 5000;

/// Keys of the view that are nobody's with Shift. Signs may need it to be written.
bool shiftMeansNothing(int key) {
  constexpr std::array kPlain{Qt::Key_Space, Qt::Key_End, Qt::Key_S, Qt::Key_C, Qt::Key_Z,
                              Qt::Key_X,     Qt::Key_B,   Qt::Key_R, Qt::Key_N};
  return std::find(kPlain.begin(), kPlain.end(), key) != kPlain.end();
}

/// As if the world were dragged with the right button.
bool panByArrow(StageWindow& stage, int key) {
  switch (key) {
    case Qt::Key_Right:
      stage.panBy(kCameraKeyStep, 0.0f);
      return true;
    case Qt::Key_Left:
      stage.panBy(-kCameraKeyStep, 0.0f);
      return true;
    case Qt::Key_Up:
      stage.panBy(0.0f, -kCameraKeyStep);
      return true;
    case Qt::Key_Down:
      stage.panBy(0.0f, kCameraKeyStep);
      return true;
    default:
      return false;
  }
}

}  // namespace

void MainWindow::connectMenus() {
  const auto on = [this](QAction* action, auto body) { connect(action, &QAction::triggered, this, body); };
  on(actions_.openAgent, [this] { chooseAgent(); });
  on(actions_.openRun, [this] { chooseRun(); });
  on(actions_.savePicture, [this] { savePicture(); });
  on(actions_.copyPicture, [this] { copyPicture(); });
  on(actions_.exportEpisode, [this] { exportEpisode(); });
  on(actions_.quit, [this] { close(); });
  on(actions_.watch, [this] { side_->setMode(Mode::kWatch); });
  on(actions_.play, [this] { side_->setMode(Mode::kPlay); });
  on(actions_.race, [this] { side_->setMode(Mode::kRace); });
  on(actions_.compare, [this] { side_->setMode(Mode::kCompare); });
  on(actions_.learn, [this] { side_->setMode(Mode::kLearn); });
  on(actions_.undo, [this] { play_->undo(); });
  on(actions_.redo, [this] { play_->redo(); });
  on(actions_.copyPosition, [this] { play_->copyPosition(); });
  on(actions_.pastePosition, [this] { play_->pastePosition(); });
  on(actions_.restart, [this] { watch_->restart(); });
  on(actions_.another, [this] { watch_->next(); });
  on(actions_.panels, [this](bool on_) {
    preferences_.panels = on_;
    setDark(preferences_.dark);
  });
  on(actions_.futures, [this](bool on_) {
    preferences_.futures = on_;
    setDark(preferences_.dark);
  });
  for (QAction* action : actions_.leastShares) {
    on(action, [this, action] {
      preferences_.leastPercent = action->data().toInt();
      setDark(preferences_.dark);
    });
  }
  on(actions_.hiddenFaces, [this](bool on_) {
    preferences_.hiddenFaces = on_;
    setDark(preferences_.dark);
  });
  on(actions_.dark, [this](bool on_) { setDark(on_); });
  on(actions_.motion, [this](bool on_) {
    preferences_.motion = on_;
    setDark(preferences_.dark);
  });
  on(actions_.fullScreen, [this](bool on_) { on_ ? showFullScreen() : showNormal(); });
  const std::pair<QAction*, float> edges[]{{actions_.moreBelow, -kBorderStep}, {actions_.lessBelow, kBorderStep}};
  for (const auto& [action, by] : edges)
    on(action, [this, step = by] { stage_->moveBorder(StageBorder::kBelow, step); });
  const std::pair<QAction*, float> sides[]{{actions_.moreBeside, -kBorderStep}, {actions_.lessBeside, kBorderStep}};
  for (const auto& [action, by] : sides)
    on(action, [this, step = by] { stage_->moveBorder(StageBorder::kBeside, step); });
  on(actions_.resetCamera, [this] { stage_->resetCamera(); });
  on(actions_.resetLayout, [this] {
    placeDocks();
    sideShown_ = true;
    sideDock_->setVisible(!narrow_);
    preferences_.curvesInLearn = true;
    preferences_.curvesInWatch = false;
    preferences_.shares = {};
    setDark(preferences_.dark);
    applyMode(side_->mode());
  });
  on(actions_.train, [this] { learn_->train(); });
  on(actions_.resume, [this] { learn_->resume(); });
  on(actions_.pause, [this] {
    Session& session = learn_->session();
    session.setPaused(session.state() != SessionState::kPaused);
  });
  on(actions_.stop, [this] { learn_->session().stop(); });
  on(actions_.find, [this] {
    if (narrow_)
      tabs_->setCurrentIndex(1);
    else
      sideDock_->show();
    side_->focusSearch();
  });
  on(actions_.depth, [this] { watch_->depth(); });
  on(actions_.phase, [this] { watch_->phase(); });
  on(actions_.branch, [this] { watch_->branch(); });
  on(actions_.guide, [this] {
    if (!showGuide(this))
      report(tr("The guide is not here"), tr("expected docs/GUIDE.md beside the program's data, found none"),
             tr("It is in the docs folder of the source."));
  });
  connect(&keys_->map(), &KeyMap::keysChanged, this, [this] { showHint(side_->mode()); });
  on(actions_.shortcuts, [this] {
    if (shortcuts_) shortcuts_->deleteLater();  // the world may have become another
    const auto view = watch_->view();
    shortcuts_ = makeShortcutSheet(this, *menuBar(), view ? &view->env->spec() : nullptr, play_->controls(),
                                   keys_->map(), *actions_.keys);
    shortcuts_->show();
    shortcuts_->raise();
  });
  on(actions_.about, [this] {
    if (!about_) about_ = makeAboutDialog(this);
    about_->show();
    about_->raise();
  });
  for (QAction* scale : actions_.scales) on(scale, [this, scale] { setScale(scale->data().toDouble()); });
  for (QAction* memory : actions_.memories) on(memory, [this, memory] { setMemory(memory->data().toInt()); });
  actions_.view->insertAction(actions_.panels, sideDock_->toggleViewAction());
  actions_.view->insertAction(actions_.panels, curvesDock_->toggleViewAction());
  connect(curvesDock_->toggleViewAction(), &QAction::triggered, this, [this](bool shown) {
    (side_->mode() == Mode::kLearn ? preferences_.curvesInLearn : preferences_.curvesInWatch) = shown;
  });
  connect(sideDock_->toggleViewAction(), &QAction::triggered, this,
          [this](bool shown) { preferences_.settingsShown = shown; });
}

void MainWindow::connectRuns() {
  RunsController* runs = runs_.get();
  runs->drop().watch(stage_);  // a window of its own, that covers the centre
  connect(runs, &RunsController::openRunWanted, this, &MainWindow::openRun);
  connect(runs, &RunsController::openAgentWanted, this, &MainWindow::openAgent);
  connect(runs, &RunsController::failed, this, &MainWindow::report);
  connect(actions_.runs, &QAction::triggered, runs, &RunsController::showBrowser);
  ghosts_ = std::make_unique<GhostWorlds>(actions_, preferences_, *watch_, *stage_, *runs_, nullptr);
  connect(ghosts_.get(), &GhostWorlds::failed, this,
          [this](const QString& what, const QString& why) { report(what, why, tr("The snapshot plays on alone.")); });
  SnapshotTrack* track = &runs->snapshots();
  connect(actions_.newest, &QAction::triggered, track, &SnapshotTrack::backToNewest);
  connect(track, &SnapshotTrack::listed, this,
          [this, track] { race_->setSnapshots(track->world(), track->snapshots()); });
}

void MainWindow::chooseAgent() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Open agent"), {}, tr("Agents (*.safetensors)"));
  if (!file.isEmpty()) openAgent(file.toStdString());
}

void MainWindow::chooseRun() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Open run"));
  if (!folder.isEmpty()) openRun(folder.toStdString());
}

QImage MainWindow::picture() {
  const QPixmap widgets = grab();
  QImage image = widgets.toImage().convertToFormat(QImage::Format_RGB32);
  const QImage world = stage_->picture();
  QPainter painter(&image);
  painter.drawImage(container_->mapTo(this, QPoint(0, 0)), world);
  return image;
}

void MainWindow::savePicture() {
  const QImage image = picture();  // before the file dialog covers it
  const QString file = askWhereToSave(this, tr("Save picture"), QDir::homePath() + QStringLiteral("/spolab.png"),
                                      tr("Pictures (*.png)"), QStringLiteral(".png"));
  if (file.isEmpty()) return;
  if (image.save(file))
    statusBar()->showMessage(tr("Saved %1").arg(file), kMessageMilliseconds);
  else
    report(tr("The picture was not saved"), tr("expected a file that can be written, found none, at %1").arg(file),
           tr("Choose another folder."));
}

void MainWindow::copyPicture() {
  QGuiApplication::clipboard()->setImage(stage_->picture());
  statusBar()->showMessage(tr("The picture is on the clipboard"), kMessageMilliseconds);
}

void MainWindow::exportEpisode() {
  const Playhead& head = stage_->playhead();
  films_->offer(head.live() ? -1 : head.step(), [this] { return stage_->style(); });
}

/// What was pressed may be a person's own keys for what the program calls otherwise.
bool MainWindow::handleKey(int key, Qt::KeyboardModifiers modifiers) {
  constexpr Qt::KeyboardModifiers kCommands = Qt::ControlModifier | Qt::MetaModifier;
  const auto inPlay = keys_->map().meant(play_->keyLayers(), key, modifiers);
  const auto inView = keys_->map().meant({QStringLiteral("view")}, key, modifiers);
  pressed_[key] = {inPlay ? int{inPlay->key()} : 0, inView ? int{inView->key()} : 0};
  const bool plain = inPlay && (inPlay->keyboardModifiers() & kCommands) == Qt::NoModifier;
  if (plain && play_->press(inPlay->key(), inPlay->keyboardModifiers())) return true;
  if (stage_->hand().holding()) {  // with Ctrl, which is the hand's then
    const auto underHand = keys_->map().meant({QStringLiteral("view")}, key, modifiers & ~kCommands);
    if (underHand == QKeyCombination(Qt::Key_Space)) return handleViewKey(Qt::Key_Space, Qt::NoModifier);
  }
  if (!inView || (inView->keyboardModifiers() & kCommands) != Qt::NoModifier) return false;
  return handleViewKey(inView->key(), inView->keyboardModifiers());
}

bool MainWindow::handleViewKey(int key, Qt::KeyboardModifiers modifiers) {
  if (modifiers & Qt::AltModifier) return panByArrow(*stage_, key);
  const bool shift = modifiers & Qt::ShiftModifier;
  if (shift && shiftMeansNothing(key)) return false;
  switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (side_->mode() == Mode::kRace) race_->start();
      return side_->mode() == Mode::kRace;
    case Qt::Key_Escape:
      return stage_->dropCarried() || stage_->stopExplaining() || stage_->clearSelection() || ghosts_->escape();
    case Qt::Key_Space:
      watch_->togglePlay();
      return true;
    case Qt::Key_Right:
      shift ? stage_->orbitBy(kCameraKeyStep, 0) : watch_->stepForward();
      return true;
    case Qt::Key_Left:
      shift ? stage_->orbitBy(-kCameraKeyStep, 0) : watch_->stepBack();
      return true;
    case Qt::Key_Up:
      if (shift) stage_->orbitBy(0, -kCameraKeyStep);
      return shift;
    case Qt::Key_Down:
      if (shift) stage_->orbitBy(0, kCameraKeyStep);
      return shift;
    case Qt::Key_PageUp:
      shift ? stage_->scrollRows(-1) : stage_->zoomBy(1.0f);
      return true;
    case Qt::Key_PageDown:
      shift ? stage_->scrollRows(1) : stage_->zoomBy(-1.0f);
      return true;
    case Qt::Key_End:
      watch_->lookAt(-1);
      return true;
    case Qt::Key_D:
      shift ? watch_->phase() : watch_->depth();
      return true;
    case Qt::Key_S:
      watch_->scrub(-1);
      return true;
    case Qt::Key_BracketRight:
    case Qt::Key_BracketLeft:
      stage_->selectAction(key == Qt::Key_BracketRight ? 1 : -1);
      return true;
    case Qt::Key_Period:
    case Qt::Key_Comma:
      stage_->selectParticle(key == Qt::Key_Period ? 1 : -1);
      return true;
    case Qt::Key_C:
      stage_->nextColour();
      return true;
    case Qt::Key_V:
      stage_->nextTab(shift ? -1 : 1);
      return true;
    case Qt::Key_T:
      stage_->sortTable(shift);
      return true;
    case Qt::Key_G:
      stage_->pinDepth(shift ? -1 : 1);
      return true;
    case Qt::Key_E:
      stage_->explain(shift ? -1 : 1);
      return true;
    case Qt::Key_Z:
      peek(true);
      return true;
    case Qt::Key_X:
      if (!surroundings_->keyHints().shown()) surroundings_->keyHints().show();
      return true;
    case Qt::Key_B:
      watch_->branch();
      return true;
    case Qt::Key_R:
      watch_->restart();
      return true;
    case Qt::Key_N:
      watch_->next();
      return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      transport_->nudgeSpeed(1);
      return true;
    case Qt::Key_Minus:
      transport_->nudgeSpeed(-1);
      return true;
    default:
      return false;
  }
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
  if (!handleKey(event->key(), event->modifiers())) QMainWindow::keyPressEvent(event);
}

void MainWindow::keyReleaseEvent(QKeyEvent* event) {
  if (event->isAutoRepeat() || !releaseKey(event->key())) QMainWindow::keyReleaseEvent(event);
}

/// A key ends what its press began, whatever it would mean now.
bool MainWindow::releaseKey(int key) {
  const auto pressed = pressed_.find(key);
  const MeantKeys meant = pressed == pressed_.end() ? MeantKeys{key, key} : pressed->second;
  pressed_.erase(key);
  if (meant.inView == Qt::Key_Z) peek(false);
  if (meant.inView == Qt::Key_X) surroundings_->keyHints().hide();
  return play_->release(meant.inPlay) || meant.inView == Qt::Key_Z || meant.inView == Qt::Key_X;
}

/// While Z is held the world stands alone: no panels, no futures.
void MainWindow::peek(bool held) {
  StageOptions options = stage_->options();
  options.panels = !held && preferences_.panels;
  options.futures = !held && preferences_.futures;
  if (options.panels == stage_->options().panels && options.futures == stage_->options().futures) return;
  stage_->setOptions(options);
}

/// Where they are at first; hidden ones stay hidden.
void MainWindow::placeDocks() {
  for (QDockWidget* dock : {sideDock_, curvesDock_}) dock->setFloating(false);
  addDockWidget(Qt::LeftDockWidgetArea, sideDock_);
  addDockWidget(Qt::BottomDockWidgetArea, curvesDock_);
  resizeDocks({sideDock_}, {qRound(kSideWidth * preferences_.uiScale)}, Qt::Horizontal);
  resizeDocks({curvesDock_}, {qRound(kCurvesHeight * preferences_.uiScale)}, Qt::Vertical);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  fitWidth();
}

void MainWindow::fitWidth() {
  if (!arranging_) arrange(width() < kNarrowWidth * preferences_.uiScale);
}

void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  if (event->type() == QEvent::WindowStateChange && watch_) {
    updateVisibility();
    actions_.fullScreen->setChecked(isFullScreen());  // also where the desktop has done it
  }
  if (event->type() == QEvent::ActivationChange && stage_ && !isActiveWindow()) peek(false);
}

void MainWindow::showEvent(QShowEvent* event) {
  QMainWindow::showEvent(event);
  updateVisibility();
}

void MainWindow::hideEvent(QHideEvent* event) {
  QMainWindow::hideEvent(event);
  updateVisibility();
}

/// A window nobody sees plays and draws nothing.
void MainWindow::updateVisibility() {
  if (!watch_) return;
  const bool visible = isVisible() && !isMinimized();
  watch_->setVisible(visible);
  race_->setVisible(visible);
  stage_->setDrawing(visible);
}

void MainWindow::rememberLayout() {
  preferences_.choice = learn_->choice();
  preferences_.geometry = saveGeometry();
  if (!narrow_) preferences_.docks = saveState();
  preferences_.save();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  rememberLayout();
  if (recorder_->recording().busy()) {  // its file is completed first, and says how far it is
    closesAfterFilm_ = true;
    recorder_->stop();
    event->ignore();
    return;
  }
  Session& session = learn_->session();
  if (!session.active()) {
    event->accept();
    return;
  }
  event->ignore();
  if (session.state() != SessionState::kStopping &&
      !ask_({tr("A training is running"),
             tr("Closing ends it. Its checkpoint and agent are saved first; you can go on with it later."),
             tr("Stop, save and close"), tr("Keep training")}))
    return;
  stopAndClose();
}

void MainWindow::stopAndClose() {
  Session& session = learn_->session();
  session.stop();
  if (!session.active()) {
    close();
    return;
  }
  if (closing_) return;
  closing_ = new QDialog(this);
  closing_->setObjectName("closing");
  closing_->setWindowTitle(tr("Closing"));
  closing_->setModal(true);
  auto* column = new QVBoxLayout(closing_);
  column->setContentsMargins(20, 16, 20, 16);
  column->setSpacing(12);
  column->addWidget(new QLabel(tr("Finishing the iteration, then writing the checkpoint and the agent…"), closing_));
  auto* busy = new QProgressBar(closing_);
  busy->setRange(0, 0);
  busy->setTextVisible(false);
  column->addWidget(busy);
  auto* leave = new QPushButton(tr("Leave now, keep the last checkpoint"), closing_);
  leave->hide();
  // Everything on disk is complete at any moment, so the process may simply end.
  connect(leave, &QPushButton::clicked, this, [] { std::_Exit(0); });
  column->addWidget(leave);
  QTimer::singleShot(kPatienceMilliseconds, leave, &QWidget::show);
  closing_->show();
}

void MainWindow::waitForTraining() {
  updateActions();
  if (!closing_ || learn_->session().active()) return;
  closing_->hide();
  closing_->deleteLater();
  closing_ = nullptr;
  QTimer::singleShot(0, this, &QWidget::close);
}

}  // namespace spolab
