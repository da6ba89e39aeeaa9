#include "app/studio/runs/run_files.h"

#include <system_error>
#include <unistd.h>

#include <QCoreApplication>
#include <QSaveFile>

#include "core/base/error.h"
#include "core/run/run_place.h"

namespace spolab {
namespace {

namespace fs = std::filesystem;

constexpr int kLongestName = 80;

struct RunText {
  Q_DECLARE_TR_FUNCTIONS(RunText)
};

/// The lock of a run while it is moved, so that no training begins in it meanwhile.
class HeldLock {
 public:
  explicit HeldLock(const fs::path& folder) : descriptor_(lockRun(folder)) {}
  ~HeldLock() { ::close(descriptor_); }
  HeldLock(const HeldLock&) = delete;
  HeldLock& operator=(const HeldLock&) = delete;

 private:
  int descriptor_;
};

void moveFolder(const fs::path& from, const fs::path& to) {
  std::error_code code;
  fs::rename(from, to, code);
  if (code) throw Error("to move the folder to " + to.string(), code.message(), from.string());
}

}  // namespace

QString nameProblem(const QString& name, const fs::path& folder, std::span<const RunInfo> others) {
  if (name.size() > kLongestName)
    return RunText::tr("A name has at most %1 letters; this one has %2.").arg(kLongestName).arg(name.size());
  for (const QChar letter : name)
    if (!letter.isPrint() || letter == QLatin1Char('/'))
      return RunText::tr("A name is one line without slashes, so that it can also name a file.");
  for (const RunInfo& other : others)
    if (other.folder != folder && QString::fromStdString(other.name) == name)
      return RunText::tr("Another run is already called “%1”. Choose a name of its own.").arg(name);
  return {};
}

void renameRun(const fs::path& folder, const QString& name) {
  const fs::path file = folder / kNameFile;
  if (name.isEmpty() || name == QString::fromStdString(folder.filename().string())) {
    std::error_code code;
    fs::remove(file, code);
    if (code) throw Error("to remove the run's name", code.message(), file.string());
    return;
  }
  QSaveFile out(QString::fromStdString(file.string()));
  if (!out.open(QIODevice::WriteOnly) || out.write(name.toUtf8() + '\n') < 0 || !out.commit())
    throw Error("to write the run's name", out.errorString().toStdString(), file.string());
}

QString deletionProblem(const RunInfo& run) {
  const QString name = QString::fromStdString(run.name);
  if (run.state == RunState::kRunning || runIsLocked(run.folder))
    return RunText::tr("“%1” is being trained. Stop the training first, then delete it.").arg(name);
  if (run.state == RunState::kForeign)
    return RunText::tr("“%1” is no run. Use the file manager if it should go.").arg(name);
  return {};
}

fs::path moveToTrash(const fs::path& folder) {
  const HeldLock lock(folder);
  const fs::path trash = folder.parent_path() / kTrashFolder;
  std::error_code code;
  fs::create_directories(trash, code);
  if (code) throw Error("a trash folder that can be made", code.message(), trash.string());
  fs::path to = trash / folder.filename();
  for (int k = 2; fs::exists(to, code); ++k) to = trash / (folder.filename().string() + "-" + std::to_string(k));
  moveFolder(folder, to);
  return to;
}

void restoreFromTrash(const fs::path& trashed, const fs::path& folder) {
  std::error_code code;
  if (fs::exists(folder, code)) throw Error("a free place for the run", "another folder", folder.string());
  moveFolder(trashed, folder);
}

TrashContent trashOf(const fs::path& runsFolder) {
  TrashContent content;
  std::error_code code;
  fs::directory_iterator entry(runsFolder / kTrashFolder, code);
  for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
    ++content.runs;
    content.bytes += bytesBelow(entry->path());
  }
  return content;
}

void emptyTrash(const fs::path& runsFolder) {
  std::error_code code;
  const fs::path trash = runsFolder / kTrashFolder;
  fs::remove_all(trash, code);
  if (code) throw Error("to empty the trash", code.message(), trash.string());
}

}  // namespace spolab
