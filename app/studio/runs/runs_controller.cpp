#include "app/studio/runs/runs_controller.h"

#include <algorithm>
#include <cmath>
#include <system_error>

#include <QMainWindow>

#include "app/studio/runs/runs_window.h"
#include "app/studio/watch_controller.h"
#include "core/run/run_place.h"

namespace spolab {

namespace fs = std::filesystem;

RunsController::RunsController(QMainWindow& window, LearnController& learn, WatchController& watch, CurvesPanel& curves,
                               QMenu& recentMenu)
    : window_(window),
      learn_(learn),
      watch_(watch),
      drop_(this),
      recent_(recentMenu, this),
      snapshots_(new SnapshotTrack(curves)) {  // a child of the curves' header
  drop_.add({tr("an agent (.safetensors)"), looksLikeAgent, [this](const fs::path& file) { open(file); }});
  drop_.add({tr("the folder of a run"), looksLikeRun, [this](const fs::path& file) { open(runFolderOf(file)); }});
  drop_.watch(&window);
  connect(&drop_, &FileDrop::refused, this, &RunsController::failed);
  connect(&recent_, &RecentFiles::chosen, this, &RunsController::open);
  connect(snapshots_, &SnapshotTrack::snapshotChosen, this,
          [this](const fs::path& file) { watch_.playSnapshot(file); });
  connect(snapshots_, &SnapshotTrack::newestWanted, this, &RunsController::playNewest);
  connectTraining();
}

RunsController::~RunsController() = default;

/// A training under way brings snapshots of its own.
void RunsController::connectTraining() {
  Session& session = learn_.session();
  connect(&learn_, &LearnController::trainingStarted, this, [this] {
    newest_.reset();
    snapshots_->setRun({});
  });
  connect(&learn_, &LearnController::agentPublished, this,
          [this](const std::shared_ptr<const Agent>& agent) { newest_ = agent; });
  connect(&session, &Session::rowsArrived, this, [this](const std::vector<MetricsRow>& rows) {
    const auto evaluated = static_cast<std::size_t>(metricColumn("eval_return"));
    if (snapshots_->run() != learn_.session().status().folder) snapshots_->setRun(learn_.session().status().folder);
    if (std::any_of(rows.begin(), rows.end(),
                    [&](const MetricsRow& row) { return std::isfinite(row.values[evaluated]); }))
      snapshots_->refresh();
  });
  connect(&session, &Session::stateChanged, this, [this](SessionState state) {
    if (state == SessionState::kIdle || state == SessionState::kFailed) newest_.reset();
    if (!browser_) return;
    browser_->setBusy(learn_.session().active());
    browser_->refresh();
  });
}

RunsWindow& RunsController::browser() {
  if (browser_) return *browser_;
  browser_ = std::make_unique<RunsWindow>(defaultRunsFolder(), &window_);
  browser_->setLook(*theme_, scale_);
  browser_->setAsk(ask_);
  browser_->setBusy(learn_.session().active());
  connect(browser_.get(), &RunsWindow::openWanted, this, &RunsController::open);
  connect(browser_.get(), &RunsWindow::resumeWanted, this, &RunsController::resume);
  connect(browser_.get(), &RunsWindow::failed, this, &RunsController::failed);
  connect(browser_.get(), &RunsWindow::moved, this, [this](const fs::path& from, const fs::path& to) {
    if (snapshots_->run() == from) snapshots_->setRun(to);  // into the trash or back
  });
  return *browser_;
}

void RunsController::showBrowser() { browser().open(); }

QString RunsController::whyNotOpen() const {
  if (!learn_.session().active()) return {};
  return tr("expected no training under way, found one: its curves and its agent are on screen");
}

/// Of either kind, from the browser, the menu or a drop.
void RunsController::open(const fs::path& file) {
  std::error_code code;
  if (!fs::is_directory(file, code)) {
    Q_EMIT openAgentWanted(file);
    return;
  }
  if (openRun(file) && browser_) browser_->hide();
}

/// False when it could not be opened, which was said, or should not be after all.
bool RunsController::openRun(const fs::path& folder) {
  opened_.clear();
  Q_EMIT openRunWanted(folder);
  return opened_ == folder;
}

void RunsController::resume(const fs::path& folder) {
  if (!openRun(folder)) return;
  if (browser_) browser_->hide();
  learn_.resume();
}

void RunsController::runOpened(const fs::path& folder) {
  opened_ = folder;
  recent_.note(folder);
  snapshots_->setRun(folder);
}

void RunsController::agentOpened(const fs::path& file) {
  recent_.note(file);
  snapshots_->forgetChoice();
}

NewestParameters RunsController::newestParameters() const {
  if (learn_.session().active() && newest_) return {newest_, {}};
  if (snapshots_->run().empty()) return {};
  std::error_code code;
  const fs::path latest = snapshots_->run() / "latest.safetensors", best = snapshots_->run() / "agent.safetensors";
  return {nullptr, fs::exists(latest, code) ? latest : best};
}

void RunsController::playNewest() {
  const NewestParameters newest = newestParameters();
  if (newest.agent)
    watch_.backToNewest(newest.agent);
  else if (!newest.file.empty())
    watch_.playFile(newest.file, true);
}

void RunsController::setAsk(Ask ask) {
  ask_ = std::move(ask);
  if (browser_) browser_->setAsk(ask_);
}

void RunsController::setLook(const Theme& theme, double scale) {
  theme_ = &theme;
  scale_ = scale;
  if (browser_) browser_->setLook(theme, scale);
}

}  // namespace spolab
