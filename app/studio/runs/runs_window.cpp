#include "app/studio/runs/runs_window.h"

#include <algorithm>

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/studio/runs/compare_view.h"
#include "app/studio/runs/undo_bar.h"

namespace spolab {
namespace {

constexpr int kSelectionMilliseconds = 80;
constexpr int kRunningMilliseconds = 3000;

QString pathOf(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }

bool isCopyPath(const QKeyEvent& key) {
  return key.key() == Qt::Key_C && key.modifiers() == (Qt::ControlModifier | Qt::ShiftModifier);
}

}  // namespace

RunsWindow::RunsWindow(std::filesystem::path folder, QWidget* parent)
    : QWidget(parent, Qt::Window), list_(this), reader_(std::move(folder), this) {
  setObjectName("runs");
  setWindowTitle(tr("Runs"));
  setMinimumSize(640, 400);
  ask_ = [](const Question&) { return true; };
  table_ = new RunTable(list_, this);
  table_->setEmptyText(tr("No run yet. Train starts one; it is kept here with its curves, its checkpoints and its "
                          "agents.\n\nRuns live in %1")
                           .arg(pathOf(reader_.folder())));
  bar_ = new UndoBar(table_);
  comparison_ = new CompareView(this);
  auto* upper = new QWidget(this);
  auto* column = new QVBoxLayout(upper);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeTop());
  column->addWidget(table_, 1);
  column->addWidget(makeCommands());
  splitter_ = new QSplitter(Qt::Vertical, this);
  splitter_->setHandleWidth(4);
  splitter_->setChildrenCollapsible(false);
  splitter_->addWidget(upper);
  splitter_->addWidget(comparison_);
  splitter_->setStretchFactor(0, 3);
  splitter_->setStretchFactor(1, 2);
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->addWidget(splitter_);
  resize(1180, 720);
  splitter_->setSizes({400, 320});
  restoreGeometry(QSettings(QStringLiteral("spolab"), QStringLiteral("studio")).value("runs/geometry").toByteArray());
  connectParts();
  updateCommands();
}

RunsWindow::~RunsWindow() = default;

QWidget* RunsWindow::makeTop() {
  auto* top = new QWidget(this);
  auto* row = new QHBoxLayout(top);
  row->setContentsMargins(12, 8, 12, 8);
  row->setSpacing(12);
  search_ = new QLineEdit(top);
  search_->setPlaceholderText(tr("Search names, worlds, methods, dates, states"));
  search_->setClearButtonEnabled(true);
  search_->setAccessibleName(tr("Search runs"));
  search_->setToolTip(tr("Shows the runs in which every word occurs (Ctrl+F)"));
  search_->setMinimumWidth(200);
  search_->setMaximumWidth(360);
  count_ = new QLabel(top);
  count_->setProperty("role", "dim");
  trashButton_ = new QToolButton(top);
  trashButton_->setText(tr("Trash"));
  trashButton_->setAccessibleName(tr("Empty the trash"));
  connect(trashButton_, &QToolButton::clicked, this, &RunsWindow::emptyTrash);
  row->addWidget(search_, 2);
  row->addStretch(1);
  row->addWidget(count_);
  row->addWidget(trashButton_);
  return top;
}

QWidget* RunsWindow::makeCommands() {
  commands_ = {{tr("Open"), tr("Enter"), tr("Shows its curves, and its best agent plays"), &RunsWindow::canOpen,
                &RunsWindow::openSelected},
               {tr("Go on"),
                {},
                tr("Training goes on from the last checkpoint"),
                &RunsWindow::canResume,
                &RunsWindow::resumeSelected},
               {tr("Rename"), QStringLiteral("F2"), tr("Changes the name shown here; the folder keeps its own"),
                &RunsWindow::canRename, &RunsWindow::renameSelected},
               {tr("Delete"), tr("Del"), tr("Moves the selected runs to the trash; Ctrl+Z brings them back"),
                &RunsWindow::some, &RunsWindow::deleteSelected},
               {tr("Show folder"),
                {},
                tr("Opens the run's folder in the file manager"),
                &RunsWindow::one,
                &RunsWindow::showInFiles},
               {tr("Copy path"), QStringLiteral("Ctrl+Shift+C"), tr("Copies the paths of the selected runs' folders"),
                &RunsWindow::some, &RunsWindow::copyPath}};
  auto* line = new QWidget(this);
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(12, 8, 12, 8);
  row->setSpacing(8);
  for (Command& command : commands_) {
    command.button = new QPushButton(command.text, line);
    command.button->setToolTip(command.keys.isEmpty() ? command.help
                                                      : QStringLiteral("%1 (%2)").arg(command.help, command.keys));
    command.button->setAccessibleName(command.text);
    connect(command.button, &QPushButton::clicked, this, command.run);
    row->addWidget(command.button);
    buttons_.push_back(command.button);
  }
  commands_.front().button->setProperty("primary", true);
  row->addStretch(1);
  compare_ = new QToolButton(line);
  compare_->setText(tr("Compare"));
  compare_->setProperty("flat", true);
  compare_->setCheckable(true);
  compare_->setChecked(true);
  compare_->setAccessibleName(tr("Compare"));
  compare_->setToolTip(tr("Lays the curves of the selected runs over one another, below"));
  connect(compare_, &QToolButton::toggled, comparison_, &QWidget::setVisible);
  row->addWidget(compare_);
  return line;
}

void RunsWindow::connectParts() {
  connect(&reader_, &RunReader::arrived, this, &RunsWindow::onArrived);
  connect(&reader_, &RunReader::failed, this,
          [this](const QString& why) { report(tr("The trash could not be emptied"), why); });
  connect(search_, &QLineEdit::textChanged, table_, &RunTable::search);
  connect(search_, &QLineEdit::returnPressed, this, [this] { table_->setFocus(); });
  selectionTimer_.setSingleShot(true);
  selectionTimer_.setInterval(kSelectionMilliseconds);
  connect(table_, &RunTable::selectionSettled, this, [this] {
    updateCommands();
    selectionTimer_.start();
  });
  connect(&selectionTimer_, &QTimer::timeout, this, [this] {
    std::vector<RunInfo> runs = table_->selected();
    std::erase_if(runs, [](const RunInfo& run) { return !run.usable(); });
    comparison_->setRuns(runs);
  });
  runningTimer_.setInterval(kRunningMilliseconds);
  connect(&runningTimer_, &QTimer::timeout, this, [this] {
    const auto& runs = list_.runs();
    if (std::any_of(runs.begin(), runs.end(), [](const RunInfo& run) { return run.state == RunState::kRunning; }))
      refresh();
  });
  connect(table_, &RunTable::openWanted, this, &RunsWindow::openSelected);
  connect(table_, &RunTable::deleteWanted, this, &RunsWindow::deleteSelected);
  connect(&list_, &RunList::refused, this, [this](const QString& sentence) { bar_->say(sentence); });
  connect(&list_, &RunList::failed, this, [this](const QString& why) { report(tr("The run was not renamed"), why); });
  connect(&list_, &RunList::renamed, this,
          [this](const std::filesystem::path& folder, const QString& before, const QString& after) {
            bar_->offer(tr("Renamed “%1” to “%2”.").arg(before, after),
                        [folder, before] { renameRun(folder, before); });
            selectionTimer_.start();
          });
  connect(bar_, &UndoBar::undone, this, &RunsWindow::refresh);
  connect(bar_, &UndoBar::failed, this, [this](const QString& why) { report(tr("It could not be taken back"), why); });
  connect(comparison_, &CompareView::failed, this,
          [this](const QString& what, const QString& why) { report(what, why); });
  connect(comparison_, &CompareView::saved, this, [this](const QString& file) { bar_->say(tr("Saved %1").arg(file)); });
}

void RunsWindow::open() {
  show();
  raise();
  activateWindow();
  table_->setFocus();
  refresh();
}

void RunsWindow::onArrived(const std::vector<RunInfo>& runs, const TrashContent& trash) {
  list_.setRuns(runs);
  trash_ = trash;
  if (!table_->currentIndex().isValid() && table_->order().rowCount() > 0)
    table_->setCurrentIndex(table_->order().index(0, 0));
  updateCount();
  updateCommands();
  if (isVisible()) selectionTimer_.start();  // those on screen may have grown
}

void RunsWindow::updateCount() {
  std::uintmax_t bytes = 0;
  for (const RunInfo& run : list_.runs()) bytes += run.bytes;
  const int count = list_.rowCount();
  count_->setText(count == 0
                      ? QString()
                      : tr("%1  ·  %2").arg(count == 1 ? tr("1 run") : tr("%1 runs").arg(count), bytesText(bytes)));
  trashButton_->setEnabled(trash_.runs > 0);
  trashButton_->setText(trash_.runs > 0 ? tr("Empty trash (%1)").arg(bytesText(trash_.bytes)) : tr("Trash is empty"));
  trashButton_->setToolTip(trash_.runs > 0 ? tr("Deletes what is in the trash for good: %1 runs").arg(trash_.runs)
                                           : tr("Deleted runs wait here, until they are deleted for good"));
}

void RunsWindow::setBusy(bool busy) {
  busy_ = busy;
  updateCommands();
}

/// The studio's own keys of the same name wait while this window has the keyboard.
bool RunsWindow::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    auto* key = static_cast<QKeyEvent*>(event);
    const bool mine = isCopyPath(*key) || key->key() == Qt::Key_F2 || key->key() == Qt::Key_Delete ||
                      key->matches(QKeySequence::Find) || key->matches(QKeySequence::Undo) ||
                      key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (mine) {
      event->accept();
      return true;
    }
  }
  return QWidget::event(event);
}

void RunsWindow::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Find)) {
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
  } else if (event->matches(QKeySequence::Undo)) {
    bar_->undo();
  } else if (event->key() == Qt::Key_F2) {
    renameSelected();
  } else if (event->key() == Qt::Key_Escape) {
    search_->text().isEmpty() ? hide() : search_->clear();
  } else if (isCopyPath(*event)) {
    copyPath();
  } else {
    QWidget::keyPressEvent(event);
  }
}

void RunsWindow::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  runningTimer_.start();
}

void RunsWindow::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  runningTimer_.stop();
  QSettings(QStringLiteral("spolab"), QStringLiteral("studio")).setValue("runs/geometry", saveGeometry());
}

void RunsWindow::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  menu.setToolTipsVisible(true);
  for (const Command& command : commands_) {
    QAction* action =
        menu.addAction(command.keys.isEmpty() ? command.text : command.text + QLatin1Char('\t') + command.keys);
    action->setToolTip(command.help);
    action->setEnabled((this->*command.possible)());
    connect(action, &QAction::triggered, this, command.run);
  }
  menu.addSeparator();
  QAction* undo = menu.addAction(tr("Undo") + QStringLiteral("\tCtrl+Z"));
  undo->setEnabled(bar_->canUndo());
  connect(undo, &QAction::triggered, bar_, &UndoBar::undo);
  menu.exec(event->globalPos());
}

void RunsWindow::setLook(const Theme& theme, double scale) {
  table_->setLook(theme, scale);
  bar_->setLook(theme, scale);
  comparison_->setLook(theme, scale);
}

}  // namespace spolab
