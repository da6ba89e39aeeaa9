#include "app/studio/tools/sokoban_tools.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QListView>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSignalBlocker>
#include <QTimer>
#include <QUrl>

#include "app/studio/play/play_controller.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/tools/level_editor.h"
#include "app/studio/tools/level_list.h"
#include "app/studio/watch_controller.h"
#include "core/base/error.h"
#include "core/config/run_config.h"
#include "envs/sokoban/board_view.h"
#include "envs/sokoban/level_text.h"
#include "envs/sokoban/lurd.h"

namespace spolab {
namespace {

constexpr int kLeastMoves = 1000;  // a person gets so many for a level, whatever the agent was trained with
constexpr std::size_t kMostLevels = 200'000;
constexpr std::size_t kMostPositions = 300'000;

sokoban::Level levelOf(const Env& env, StateView state) { return sokoban::parseMoment(env.print(state)).level; }

std::vector<sokoban::Level> readBounded(const std::filesystem::path& path) {
  std::vector<sokoban::Level> levels;
  sokoban::readLevels(path, [&](sokoban::Level& level, const sokoban::LevelPlace& place) {
    if (levels.size() == kMostLevels)
      throw Error::usage("at most " + std::to_string(kMostLevels) + " levels at once", "more", place.text());
    levels.push_back(std::move(level));
  });
  return levels;
}

QString droppedPath(const QMimeData* data) {
  if (!data || data->urls().size() != 1) return {};
  return data->urls().front().toLocalFile();
}

bool mayHoldLevels(const QString& path) {
  const QFileInfo info(path);
  if (path.isEmpty() || !info.exists()) return false;
  const QString suffix = info.suffix().toLower();
  return info.isDir() || suffix == QLatin1String("xsb") || suffix == QLatin1String("sok") ||
         suffix == QLatin1String("txt");
}

/// A folder of something else, a run say, is for others to take.
bool isDropOfLevels(const QString& path) {
  if (!QFileInfo(path).isDir()) return mayHoldLevels(path);
  const QStringList kinds{QStringLiteral("*.xsb"), QStringLiteral("*.sok"), QStringLiteral("*.txt")};
  return !QDir(path).entryList(kinds, QDir::Files).isEmpty();
}

}  // namespace

SokobanTools::SokobanTools(PlayController& play, WatchController& watch, QWidget* parent)
    : QWidget(parent),
      play_(play),
      watch_(watch),
      stage_(&play.stage()),
      best_(BestSolutions::standardFile()),
      list_(new LevelList(best_, this)) {
  build();
  refreshLook();
  connect(&watch_, &WatchController::viewChanged, this, &SokobanTools::onView);
  stage_->installEventFilter(this);
  play_.onPaste(this, [this](const QString& text) { return takeCollection(text); });
  QTimer::singleShot(0, this, [this] {  // in the window by then
    window()->setAcceptDrops(true);
    window()->installEventFilter(this);
    onView();
  });
  if (collections_.current().isEmpty() || !openLevels(collections_.current())) openOwn();
}

SokobanTools::~SokobanTools() {
  if (stage_) stage_->setMarks({});
}

void SokobanTools::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  // The stage learns of another theme after the widgets.
  if (event->type() == QEvent::StyleChange || event->type() == QEvent::PaletteChange)
    QTimer::singleShot(0, this, &SokobanTools::refreshLook);
}

bool SokobanTools::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove || event->type() == QEvent::Drop) {
    auto* drop = static_cast<QDropEvent*>(event);
    const QString path = droppedPath(drop->mimeData());
    if (!path.isEmpty() && isDropOfLevels(path)) {
      drop->acceptProposedAction();
      if (event->type() == QEvent::Drop) openLevels(path);
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

void SokobanTools::fail(const QString& what, const QString& why) {
  Q_EMIT watch_.failed(what, why, tr("What was there stays."));
}

QString SokobanTools::ownLevels() {
  try {
    return QString::fromStdString(findAsset("levels/spolab.xsb").string());
  } catch (const Error&) {  // no assets: other collections can still be opened
    return {};
  }
}

void SokobanTools::openOwn() {
  if (const QString own = ownLevels(); !own.isEmpty()) openLevels(own);
}

bool SokobanTools::openLevels(const QString& path) {
  if (!mayHoldLevels(path)) return false;
  background_.run([this, path] {
    std::vector<sokoban::Level> levels;
    QString why;
    try {
      levels = readBounded(path.toStdString());
    } catch (const std::exception& error) {
      why = QString::fromUtf8(error.what());
    }
    QMetaObject::invokeMethod(
        this,
        [this, path, why, read = std::move(levels)]() mutable {
          if (why.isEmpty())
            takeLevels(path, std::move(read));
          else {
            if (list_->rowCount() == 0 && path != ownLevels()) openOwn();
            showCollections();  // back to the one that is there
            fail(tr("The levels were not opened"), why);
          }
        },
        Qt::QueuedConnection);
  });
  return true;
}

void SokobanTools::takeLevels(const QString& path, std::vector<sokoban::Level> levels) {
  const int count = static_cast<int>(levels.size());
  list_->setLevels(std::move(levels));
  rows_->setAccessibleDescription(QFileInfo(path).fileName());
  opened_ = path == ownLevels() ? QString() : QFileInfo(path).absoluteFilePath();
  collections_.use(opened_);
  showCollections();
  showProgress();
  row_ = -1;
  showCounters();
  Q_EMIT levelsOpened(count);
}

/// The program's own, then those that were opened, the last one first.
void SokobanTools::showCollections() {
  const QSignalBlocker quiet(collection_);
  collection_->clear();
  collection_->addItem(tr("SPO Lab"), QString());
  for (const QString& path : collections_.paths()) {
    const QFileInfo info(path);
    collection_->addItem(info.isDir() ? info.fileName() + QLatin1Char('/') : info.completeBaseName(), path);
    collection_->setItemData(collection_->count() - 1, QDir::toNativeSeparators(path), Qt::ToolTipRole);
  }
  collection_->setCurrentIndex(std::max(0, collection_->findData(opened_)));
  forget_->setEnabled(!opened_.isEmpty());
}

void SokobanTools::chooseCollection(int row) {
  const QString path = collection_->itemData(row).toString();
  if (path.isEmpty()) return openOwn();
  if (openLevels(path)) return;
  collections_.forget(path);  // the file has gone meanwhile
  showCollections();
  fail(tr("The levels were not opened"), tr("expected a level file, found nothing at %1").arg(path));
}

void SokobanTools::forgetCollection() {
  collections_.forget(opened_);
  openOwn();
}

void SokobanTools::showProgress() {
  const QString count = tr("%L1 levels").arg(list_->rowCount());
  const int solved = list_->solved();
  progress_->setText(solved < 0 ? count : tr("%1 · %L2 solved by you").arg(count).arg(solved));
}

void SokobanTools::chooseFile() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Open levels"), {},
                                                    tr("Sokoban levels (*.xsb *.sok *.txt);;All files (*)"));
  if (!file.isEmpty() && !openLevels(file))
    fail(tr("The levels were not opened"), tr("expected a level file (.xsb, .sok, .txt), found %1").arg(file));
}

void SokobanTools::playRow(int row) {
  if (row < 0 || row >= list_->rowCount()) return;
  row_ = row;
  playXsb(QString::fromStdString(sokoban::printLevel(list_->level(row))));
}

void SokobanTools::playXsb(const QString& xsb) {
  waiting_.clear();
  const int limit = env_ ? env_->spec().stepLimit : 0;
  watch_.startFrom(xsb, {"env.step_limit=" + std::to_string(std::max(limit, kLeastMoves))});
}

void SokobanTools::playLine(const QString& lurd) {
  if (!env_) return;
  const std::string text = lurd.toStdString();
  try {
    play_.perform(sokoban::parseLurd(level_, text));
  } catch (const Error& here) {
    try {
      (void)sokoban::parseLurd(levelOf(*env_, start_), text);
      restartWith(lurd);
    } catch (const Error&) {
      fail(tr("The line was not played"), QString::fromUtf8(here.what()));
    }
  }
}

void SokobanTools::restartWith(const QString& lurd) {
  waiting_ = lurd;
  if (shown_ == start_) return onPosition();
  watch_.restart();
}

void SokobanTools::pasteLine() {
  const QString text = QGuiApplication::clipboard()->text().trimmed();
  if (text.isEmpty())
    fail(tr("The line was not played"), tr("expected a line in LURD on the clipboard, found no text"));
  else
    playLine(text);
}

/// Several levels are kept as a collection of their own. Anything else, wrong levels too, is left to who reads
/// positions.
bool SokobanTools::takeCollection(const QString& text) {
  int count = 0;
  try {
    sokoban::readLevelText(text.toStdString(), "the clipboard",
                           [&](sokoban::Level&, const sokoban::LevelPlace&) { ++count; });
  } catch (const Error&) {
    return false;
  }
  if (count < 2) return false;
  const QFileInfo place(QFileInfo(BestSolutions::standardFile()).absolutePath() + QStringLiteral("/pasted levels.xsb"));
  QDir().mkpath(place.absolutePath());
  QSaveFile file(place.filePath());
  if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0 || !file.commit()) {
    fail(tr("The levels were not kept"),
         tr("expected to write %1, found: %2").arg(place.filePath(), file.errorString()));
    return true;
  }
  return openLevels(place.filePath());
}

void SokobanTools::copyLine() { QGuiApplication::clipboard()->setText(lurd_); }

void SokobanTools::replayByMoves() {
  if (const BestOfLevel best = best_.of(key_); best.byMoves) restartWith(best.byMoves->lurd);
}

void SokobanTools::replayByPushes() {
  if (const BestOfLevel best = best_.of(key_); best.byPushes) restartWith(best.byPushes->lurd);
}

void SokobanTools::onView() {
  const auto view = watch_.view();
  if (!view || view->env->spec().id != "sokoban") return;
  const bool sameStart = view->env == env_ && view->start == start_;
  const std::vector<std::byte>& present = presentOf(*view);
  solve_->setEnabled(!view->finished);
  if (sameStart && present == shown_ && (view->frames.empty() == lurd_.isEmpty())) return;
  env_ = view->env;
  start_ = view->start;
  shown_ = present;
  level_ = levelOf(*env_, shown_);
  if (!sameStart) onStart();
  std::vector<std::int32_t> actions;
  for (const auto& frame : view->frames) actions.push_back(discreteAction(frame->action));
  lurd_ = QString::fromStdString(env_->printActions(start_, actions));
  if (view->frames.empty()) peeked_ = false;  // another try
  onPosition();
  if (view->success) keepSolution();
}

void SokobanTools::onStart() {
  peeked_ = false;
  key_ = levelKey(levelOf(*env_, start_));
  row_ = list_->rowOf(key_, row_);
}

/// Everything that depends on the position.
void SokobanTools::onPosition() {
  solution_.clear();
  playSolution_->setEnabled(false);
  stage_->setMarks({});
  line_->setPlainText(lurd_);
  showCounters();
  const auto view = watch_.view();
  if (view->finished) {
    verdict_->setText(view->success ? tr("Solved.") : tr("Over: no moves are left."));
    return;
  }
  verdict_->setText(tr("Nothing speaks against it."));
  lookForLoss();
  if (shown_ == start_ && !waiting_.isEmpty()) playLine(std::exchange(waiting_, {}));
}

void SokobanTools::showCounters() {
  const bool known = row_ >= 0 && row_ < list_->rowCount();
  name_->setText(known ? list_->titleOf(row_) : tr("Another level"));
  const LevelSolution line = LevelSolution::of(lurd_);
  const QString place = known ? tr("Level %1 of %2 · ").arg(row_ + 1).arg(list_->rowCount()) : QString();
  counters_->setText(place + tr("moves %1, pushes %2").arg(line.moves).arg(line.pushes));
  const BestOfLevel best = best_.of(key_);
  bestText_->setText(best.byMoves
                         ? tr("Your fewest: %1 moves, %2 pushes").arg(best.byMoves->moves).arg(best.byPushes->pushes)
                         : tr("Not solved by you yet"));
  byMoves_->setEnabled(best.byMoves.has_value());
  byPushes_->setEnabled(best.byPushes.has_value());
  previous_->setEnabled(row_ > 0 || (row_ < 0 && list_->rowCount() > 0));
  next_->setEnabled(row_ + 1 < list_->rowCount());
  rows_->setCurrentIndex(known ? list_->index(row_) : QModelIndex());
}

/// Only what a person played alone counts.
void SokobanTools::keepSolution() {
  if (peeked_) return;
  const auto view = watch_.view();
  for (const auto& frame : view->frames)
    if (frame->by != Actor::kPerson) return;
  try {
    if (!best_.offer(key_, lurd_)) return;
  } catch (const Error& error) {
    fail(tr("The solution was not kept"), QString::fromUtf8(error.what()));
  }
  list_->refresh(key_);
  showProgress();
  showCounters();
}

void SokobanTools::lookForLoss() {
  background_.run([this, state = shown_, level = level_] {
    const sokoban::Loss loss = sokoban::findLoss(level);
    QMetaObject::invokeMethod(
        this, [this, state, loss] { showLoss(state, loss); }, Qt::QueuedConnection);
  });
}

void SokobanTools::showLoss(const std::vector<std::byte>& state, const sokoban::Loss& loss) {
  if (state != shown_ || !loss.proven) return;
  const std::size_t count = loss.boxes.size();
  verdict_->setText(count == 0 ? tr("Lost: more boxes than targets they can still come to. Undo leads back.")
                    : count == 1
                        ? tr("Lost: the framed box can never come to a target. Undo leads back.")
                        : tr("Lost: the %1 framed boxes can never all come to targets. Undo leads back.").arg(count));
  stage_->setMarks([state, boxes = loss.boxes, columns = level_.columns](StateView at, Scene& scene) {
    if (!std::equal(at.begin(), at.end(), state.begin(), state.end())) return;
    const sokoban::Board board(columns);  // a state's level has the size of the board
    for (const std::size_t box : boxes) {
      const int cell = static_cast<int>(box);
      sokoban::addMark(board, cell / columns, cell % columns, sokoban::Mark::kLost, scene);
    }
  });
}

void SokobanTools::solveHere() {
  if (!env_ || !solve_->isEnabled()) return;
  verdict_->setText(tr("Searching…"));
  background_.run([this, state = shown_, level = level_] {
    const sokoban::Solution solution = sokoban::solve(level, {kMostPositions});
    QMetaObject::invokeMethod(
        this, [this, state, solution] { showSolution(state, solution); }, Qt::QueuedConnection);
  });
}

void SokobanTools::showSolution(const std::vector<std::byte>& state, const sokoban::Solution& solution) {
  if (state != shown_) return;
  if (solution.outcome == sokoban::SolveOutcome::kUnsolvable) {
    verdict_->setText(tr("Proved: it cannot be solved from here. Undo leads back."));
  } else if (solution.outcome == sokoban::SolveOutcome::kGaveUp) {
    verdict_->setText(
        tr("Not decided within %L1 positions; at least %2 pushes.").arg(kMostPositions).arg(solution.pushesAtLeast));
  } else {
    solution_ = QString::fromStdString(solution.lurd);
    playSolution_->setEnabled(true);
    verdict_->setText(
        tr("Yes: %1 more pushes, the fewest there are; %2 moves.").arg(solution.pushes).arg(solution.moves));
  }
}

void SokobanTools::playSolution() {
  if (solution_.isEmpty()) return;
  peeked_ = true;
  playLine(solution_);
}

void SokobanTools::edit() {
  if (!editor_) {
    editor_ = new LevelEditor(Theme::of(stage_->options().dark), this);
    connect(editor_, &LevelEditor::failed, this, &SokobanTools::fail);
    connect(editor_, &LevelEditor::playRequested, this, [this](const QString& xsb) {
      row_ = -1;
      playXsb(xsb);
    });
  }
  if (env_ && !editor_->isVisible()) {
    sokoban::Level level = playedPart(levelOf(*env_, start_));
    if (row_ >= 0) level.title = list_->level(row_).title;
    editor_->setLevel(level);
  }
  editor_->show();
  editor_->raise();
}

}  // namespace spolab
