#include <algorithm>
#include <optional>

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QPushButton>
#include <QUrl>

#include "app/studio/runs/runs_window.h"
#include "app/studio/runs/undo_bar.h"
#include "core/base/error.h"

// What can be done with the selected runs.

namespace spolab {
namespace {

QString pathOf(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }

}  // namespace

bool RunsWindow::one() const { return table_->selected().size() == 1; }

bool RunsWindow::canRename() const { return one() && table_->selected().front().state != RunState::kForeign; }

bool RunsWindow::some() const { return !table_->selected().empty(); }

bool RunsWindow::canOpen() const {
  const auto runs = table_->selected();
  return runs.size() == 1 && runs.front().usable();
}

bool RunsWindow::canResume() const {
  return !busy_ && canOpen() && table_->selected().front().state == RunState::kResumable;
}

void RunsWindow::updateCommands() {
  for (const Command& command : commands_) command.button->setEnabled((this->*command.possible)());
}

void RunsWindow::openSelected() {
  const auto runs = table_->selected();
  if (runs.size() != 1) return;
  if (!runs.front().usable()) {
    bar_->say(tr("“%1” cannot be opened: %2")
                  .arg(QString::fromStdString(runs.front().name), QString::fromStdString(runs.front().problem)));
    return;
  }
  Q_EMIT openWanted(runs.front().folder);
}

void RunsWindow::resumeSelected() {
  if (canResume()) Q_EMIT resumeWanted(table_->selected().front().folder);
}

void RunsWindow::renameSelected() { table_->editName(); }

/// Those that may go, go; of the first that may not is said why.
void RunsWindow::deleteSelected() {
  struct Move {
    std::filesystem::path from, to;
  };
  std::vector<Move> moves;
  QString refusal, only;
  for (const RunInfo& run : table_->selected()) {
    const QString problem = deletionProblem(run);
    if (!problem.isEmpty()) {
      if (refusal.isEmpty()) refusal = problem;
      continue;
    }
    try {
      moves.push_back({run.folder, moveToTrash(run.folder)});
      only = QString::fromStdString(run.name);
      Q_EMIT moved(moves.back().from, moves.back().to);
    } catch (const Error& error) {
      report(tr("The run was not deleted"), QString::fromUtf8(error.what()));
    }
  }
  if (moves.empty()) {
    if (!refusal.isEmpty()) bar_->say(refusal);
    return;
  }
  QString done = moves.size() == 1 ? tr("Deleted “%1”.").arg(only) : tr("Deleted %1 runs.").arg(moves.size());
  if (!refusal.isEmpty()) done += QLatin1Char(' ') + refusal;
  std::vector<RunInfo> left = list_.runs();
  std::erase_if(left, [&](const RunInfo& run) {
    return std::any_of(moves.begin(), moves.end(), [&](const Move& move) { return move.from == run.folder; });
  });
  list_.setRuns(left);
  if (table_->currentIndex().isValid()) table_->selectRow(table_->currentIndex().row());  // the keyboard goes on there
  bar_->offer(done, [this, moves] {
    std::optional<Error> problem;
    for (const Move& move : moves) try {
        restoreFromTrash(move.to, move.from);
        Q_EMIT moved(move.to, move.from);
      } catch (const Error& error) {  // the others come back all the same
        if (!problem) problem = error;
      }
    if (problem) throw *problem;
  });
  refresh();
}

void RunsWindow::showInFiles() {
  if (!one()) return;
  const QString path = pathOf(table_->selected().front().folder);
  if (!QDesktopServices::openUrl(QUrl::fromLocalFile(path)))
    bar_->say(tr("No file manager answered. The folder is %1").arg(path));
}

void RunsWindow::copyPath() {
  QStringList paths;
  for (const RunInfo& run : table_->selected()) paths << pathOf(run.folder);
  if (paths.isEmpty()) return;
  QGuiApplication::clipboard()->setText(paths.join(QLatin1Char('\n')));
  bar_->say(paths.size() == 1 ? tr("Copied %1").arg(paths.front()) : tr("Copied %1 paths.").arg(paths.size()));
}

void RunsWindow::emptyTrash() {
  if (!ask_({tr("Delete for good?"),
             tr("%1 deleted runs (%2) would be gone, with their curves, checkpoints and agents. This cannot be undone.")
                 .arg(trash_.runs)
                 .arg(bytesText(trash_.bytes)),
             tr("Delete for good"), tr("Keep them")}))
    return;
  bar_->forget();
  reader_.emptyTrash();
}

void RunsWindow::report(const QString& what, const QString& why) {
  Q_EMIT failed(what, why, tr("Nothing else was changed."));
  refresh();
}

}  // namespace spolab
