#pragma once

#include <filesystem>
#include <memory>

#include <QObject>

#include "app/studio/learn_controller.h"
#include "app/studio/runs/file_drop.h"
#include "app/studio/runs/recent_files.h"
#include "app/studio/runs/snapshot_track.h"

class QMainWindow;
class QMenu;

namespace spolab {

class RunsWindow;
class WatchController;

/// Parameters of today: in memory while a training runs, else in a file. Both empty: there are none.
struct NewestParameters {
  std::shared_ptr<const Agent> agent;
  std::filesystem::path file;
};

/// Everything about runs beyond the one that trains: the browser of runs, what is dropped onto the window, what was
/// opened lately, and the snapshots of the run on screen. Lives on the window's thread.
class RunsController : public QObject {
  Q_OBJECT

 public:
  /// Borrows all of them; they outlive it, but for `window`, which may be its parent.
  RunsController(QMainWindow& window, LearnController& learn, WatchController& watch, CurvesPanel& curves,
                 QMenu& recentMenu);
  ~RunsController() override;

  /// The browser in front; made on the first call.
  void showBrowser();
  [[nodiscard]] RunsWindow& browser();
  /// Says why another run cannot be opened now; empty when it can.
  [[nodiscard]] QString whyNotOpen() const;
  /// The window shows this run now, or plays this agent.
  void runOpened(const std::filesystem::path& folder);
  void agentOpened(const std::filesystem::path& file);
  void setAsk(Ask ask);
  void setLook(const Theme& theme, double scale);

  [[nodiscard]] FileDrop& drop() { return drop_; }
  [[nodiscard]] RecentFiles& recent() { return recent_; }
  [[nodiscard]] SnapshotTrack& snapshots() { return *snapshots_; }
  /// Of the training under way, or of the run whose snapshots are on screen.
  [[nodiscard]] NewestParameters newestParameters() const;

 Q_SIGNALS:
  void openAgentWanted(const std::filesystem::path& file);
  void openRunWanted(const std::filesystem::path& folder);
  void failed(const QString& what, const QString& why, const QString& advice);

 private:
  void connectTraining();
  void open(const std::filesystem::path& file);
  void resume(const std::filesystem::path& folder);
  void playNewest();

  QMainWindow& window_;
  LearnController& learn_;
  WatchController& watch_;
  FileDrop drop_;
  bool openRun(const std::filesystem::path& folder);

  RecentFiles recent_;
  std::filesystem::path opened_;  ///< the run that was opened last
  SnapshotTrack* snapshots_;      ///< owned by the curves' header
  std::unique_ptr<RunsWindow> browser_;
  std::shared_ptr<const Agent> newest_;  ///< parameters of the training under way
  Ask ask_;
  const Theme* theme_ = &Theme::dark();
  double scale_ = 1.0;
};

}  // namespace spolab
