#pragma once

#include <filesystem>
#include <span>
#include <string>

#include <QString>

#include "app/studio/runs/run_info.h"

namespace spolab {

/// Why a run cannot be called `name`, as a sentence for people; empty when it can. `others` are the runs in the list;
/// `folder`'s own entry among them does not count.
QString nameProblem(const QString& name, const std::filesystem::path& folder, std::span<const RunInfo> others);
/// Gives a run its display name; the folder's own name, or an empty one, removes the file. Safe while the run is being
/// written. Throws Error.
void renameRun(const std::filesystem::path& folder, const QString& name);

/// Why a run cannot be deleted, as a sentence; empty when it can.
QString deletionProblem(const RunInfo& run);
/// Moves a run into the trash beside it and returns where it is now. Throws Error, also when the run is being written.
std::filesystem::path moveToTrash(const std::filesystem::path& folder);
/// Puts a run back from the trash. Throws Error when something else stands there by now.
void restoreFromTrash(const std::filesystem::path& trashed, const std::filesystem::path& folder);

/// What waits in the trash of a runs folder.
struct TrashContent {
  int runs = 0;
  std::uintmax_t bytes = 0;
  bool operator==(const TrashContent&) const = default;
};
TrashContent trashOf(const std::filesystem::path& runsFolder);
/// Deletes what is in the trash for good. May take seconds: not for the window's thread. Throws Error.
void emptyTrash(const std::filesystem::path& runsFolder);

}  // namespace spolab
