#include <QDir>
#include <QFileInfo>
#include <QStatusBar>

#include "app/episode/episode_table.h"
#include "app/episode/search_table.h"
#include "app/studio/compare/compare_controller.h"
#include "app/studio/compare/compare_table.h"
#include "app/studio/main_window.h"
#include "app/studio/race/race_controller.h"
#include "app/studio/race/race_table.h"
#include "app/studio/save_file.h"
#include "app/studio/stage/stage_window.h"
#include "core/base/error.h"
#include "core/run/safetensors.h"

// What is on screen as tables of numbers, to be worked with elsewhere.

namespace spolab {
namespace {

constexpr int kMessageMilliseconds = 15000;

}  // namespace

void MainWindow::connectTables() {
  connect(actions_.saveTable, &QAction::triggered, this, [this] { saveTable(); });
  connect(actions_.saveEpisode, &QAction::triggered, this, [this] { saveEpisode(); });
}

/// The menu says what the table of a mode holds.
void MainWindow::nameTable(Mode mode) {
  actions_.saveTable->setText(mode == Mode::kCompare ? tr("Save comparison as &table…")
                              : mode == Mode::kRace  ? tr("Save races as &table…")
                                                     : tr("Save search as &table…"));
}

/// What the mode on screen shows: the contenders, the races before, or all particles of the search.
void MainWindow::saveTable() {
  if (side_->mode() == Mode::kCompare) {
    const auto result = compare_->result();
    keepTable(tr("Save comparison as table"), QStringLiteral("comparison"),
              result ? compareTable(*result) : std::string(), tr("Nothing has been compared yet"));
  } else if (side_->mode() == Mode::kRace) {
    const std::vector<RaceResult>& races = race_->history().results();
    keepTable(tr("Save races as table"), QStringLiteral("races"), races.empty() ? std::string() : raceTable(races),
              tr("There are no races before"));
  } else {
    const Moment moment = stage_->playhead().at(stage_->now());
    const bool searched = moment.view && moment.frame && moment.frame->trace.depths > 0;
    keepTable(tr("Save search as table"), QStringLiteral("search"),
              searched ? searchTable(moment.frame->trace, moment.view->env->spec()) : std::string(),
              tr("No search is on screen"));
  }
}

/// Every step of the line on screen.
void MainWindow::saveEpisode() {
  const auto view = stage_->playhead().at(stage_->now()).view;
  keepTable(tr("Save episode as CSV"), QStringLiteral("episode"),
            view && !view->frames.empty() ? episodeTable(*view) : std::string(), tr("No step has been made yet"));
}

/// Asks where and writes, beginning where the last table went. `table` was made before the dialog covers what it is of;
/// where it is empty, `nothing` is said instead.
void MainWindow::keepTable(const QString& title, const QString& name, const std::string& table,
                           const QString& nothing) {
  if (table.empty()) {
    statusBar()->showMessage(nothing, kMessageMilliseconds);
    return;
  }
  const QString folder = tablesFolder_.isEmpty() ? QDir::homePath() : tablesFolder_;
  const QString file = askWhereToSave(this, title, QStringLiteral("%1/%2.csv").arg(folder, name), tr("Tables (*.csv)"),
                                      QStringLiteral(".csv"));
  if (file.isEmpty()) return;
  try {
    writeFileAtomically(file.toStdString(), table);
    tablesFolder_ = QFileInfo(file).absolutePath();
    statusBar()->showMessage(tr("Saved %1").arg(file), kMessageMilliseconds);
  } catch (const Error& error) {
    report(tr("The table was not saved"), QString::fromUtf8(error.what()), tr("Choose another folder."));
  }
}

}  // namespace spolab
