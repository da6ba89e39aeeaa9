#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include <QTimer>
#include <QWidget>

#include "app/studio/background.h"
#include "core/run/snapshots.h"
#include "envs/env.h"

class QLabel;
class QToolButton;

namespace spolab {

class CurvesPanel;

/// The past of the run whose curves are on screen: its snapshots as points of the learning curve, and buttons in the
/// curves' header that go through them. Choosing one says so by snapshotChosen(). Hidden while there are none. Lives on
/// the window's thread; files are listed in the background.
class SnapshotTrack : public QWidget {
  Q_OBJECT

 public:
  /// Borrows the curves, puts itself into their header.
  explicit SnapshotTrack(CurvesPanel& curves);
  ~SnapshotTrack() override;

  /// The run on screen; empty: none.
  void setRun(const std::filesystem::path& folder);
  [[nodiscard]] const std::filesystem::path& run() const { return run_; }
  /// The run has gone on: look for new snapshots, soon.
  void refresh();
  [[nodiscard]] const std::vector<Snapshot>& snapshots() const { return snapshots_; }
  /// The world of the run on screen, once its snapshots are known; null where its settings cannot be read.
  [[nodiscard]] const std::shared_ptr<const EnvSpec>& world() const { return world_; }
  /// Position of the snapshot that plays, −1 for the newest parameters.
  [[nodiscard]] int chosen() const { return chosen_; }
  void choose(int position);
  /// Back to the newest parameters.
  void backToNewest();
  /// Something else plays now.
  void forgetChoice();

 Q_SIGNALS:
  /// snapshots() may be others than before.
  void listed();
  void snapshotChosen(const std::filesystem::path& file);
  void newestWanted();
  /// No snapshot is chosen any more: something else plays, or another run is on screen.
  void choiceForgotten();

 private:
  void list();
  void onListed(const std::filesystem::path& run, std::shared_ptr<const EnvSpec> world,
                std::vector<Snapshot> snapshots);
  void showChoice();
  void openMenu(int position, const QPoint& at);

  CurvesPanel& curves_;
  std::filesystem::path run_;
  std::shared_ptr<const EnvSpec> world_;
  std::vector<Snapshot> snapshots_;
  int chosen_ = -1;
  std::int64_t chosenIteration_ = -1;
  QToolButton* before_;
  QToolButton* after_;
  QToolButton* newest_;
  QLabel* text_;
  QTimer soon_;
  Background background_;  ///< last, so that its thread ends while the rest lives
};

}  // namespace spolab
