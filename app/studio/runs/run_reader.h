#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <vector>

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include "app/studio/background.h"
#include "app/studio/runs/run_files.h"
#include "app/studio/runs/run_info.h"

namespace spolab {

/// Reads a folder of runs on a background thread: on demand, and by itself when something is added, removed or renamed
/// there. Many changes in a short time are one reading. Lives on the window's thread.
class RunReader : public QObject {
  Q_OBJECT

 public:
  /// The folder need not exist yet.
  RunReader(std::filesystem::path folder, QObject* parent);
  ~RunReader() override;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Reads as soon as the reading under way has ended.
  void refresh();
  /// Deletes for good what is in the trash, then reads again.
  void emptyTrash();

 Q_SIGNALS:
  /// Everything there is, sorted by folder. A reading has ended.
  void arrived(const std::vector<spolab::RunInfo>& runs, const spolab::TrashContent& trash);
  /// The message of an Error.
  void failed(const QString& why);

 private:
  void read();
  void onRead(const std::vector<RunInfo>& runs, const TrashContent& trash);
  void watch();

  std::filesystem::path folder_;
  QFileSystemWatcher watcher_;
  QTimer debounce_;
  bool reading_ = false;
  bool again_ = false;
  std::map<std::filesystem::path, RunInfo> known_;  ///< the background thread's
  std::atomic<bool> quit_{false};
  Background background_;  ///< last, so that its thread ends while the rest lives
};

}  // namespace spolab
