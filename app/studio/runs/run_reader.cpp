#include "app/studio/runs/run_reader.h"

#include <algorithm>
#include <system_error>

#include "core/base/error.h"

namespace spolab {
namespace {

namespace fs = std::filesystem;

constexpr int kDebounceMilliseconds = 300;

/// Folders that may be runs; hidden ones are ours or somebody's tool's.
std::vector<fs::path> foldersIn(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code code;
  fs::directory_iterator entry(folder, code);
  for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
    std::error_code unreadable;
    if (!entry->path().filename().string().starts_with('.') && entry->is_directory(unreadable))
      found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

RunReader::RunReader(fs::path folder, QObject* parent) : QObject(parent), folder_(std::move(folder)) {
  debounce_.setSingleShot(true);
  debounce_.setInterval(kDebounceMilliseconds);
  connect(&debounce_, &QTimer::timeout, this, &RunReader::refresh);
  connect(&watcher_, &QFileSystemWatcher::directoryChanged, this, [this] {
    if (!debounce_.isActive()) debounce_.start();
  });
}

RunReader::~RunReader() { quit_ = true; }

void RunReader::refresh() {
  if (reading_) {
    again_ = true;
    return;
  }
  reading_ = true;
  watch();
  background_.run([this] { read(); });
}

void RunReader::read() {
  std::map<fs::path, RunInfo> now;
  std::vector<RunInfo> runs;
  for (const fs::path& folder : foldersIn(folder_)) {
    if (quit_) return;
    const auto before = known_.find(folder);
    runs.push_back(readRun(folder, before == known_.end() ? nullptr : &before->second));
    now.emplace(folder, runs.back());
  }
  known_ = std::move(now);
  const TrashContent trash = trashOf(folder_);
  QMetaObject::invokeMethod(
      this, [this, runs = std::move(runs), trash] { onRead(runs, trash); }, Qt::QueuedConnection);
}

void RunReader::onRead(const std::vector<RunInfo>& runs, const TrashContent& trash) {
  reading_ = false;
  Q_EMIT arrived(runs, trash);
  if (!again_) return;
  again_ = false;
  refresh();
}

/// The nearest folder that exists, until the runs folder does.
void RunReader::watch() {
  fs::path place = folder_;
  std::error_code code;
  while (!fs::is_directory(place, code) && place.has_relative_path()) place = place.parent_path();
  const QString wanted = QString::fromStdString(place.string());
  if (watcher_.directories() == QStringList{wanted}) return;
  if (!watcher_.directories().isEmpty()) watcher_.removePaths(watcher_.directories());
  watcher_.addPath(wanted);
}

void RunReader::emptyTrash() {
  background_.run([this] {
    QString why;
    try {
      spolab::emptyTrash(folder_);
    } catch (const Error& error) {
      why = QString::fromUtf8(error.what());
    }
    QMetaObject::invokeMethod(
        this,
        [this, why] {
          if (!why.isEmpty()) Q_EMIT failed(why);
          refresh();
        },
        Qt::QueuedConnection);
  });
}

}  // namespace spolab
