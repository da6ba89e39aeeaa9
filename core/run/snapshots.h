#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace spolab {

/// An agent as it stood at one evaluation of a run: <run>/snapshots/iteration-<n>.safetensors.
struct Snapshot {
  std::filesystem::path file;
  std::int64_t iteration = 0;
  std::uintmax_t bytes = 0;
};

/// Where a run keeps the snapshot of an iteration.
std::filesystem::path snapshotFile(const std::filesystem::path& runFolder, std::int64_t iteration);

/// The snapshots of a run by rising iteration; empty where there are none or they cannot be read. Other files in the
/// folder are left out.
std::vector<Snapshot> listSnapshots(const std::filesystem::path& runFolder);

/// Which of `snapshots` (by rising iteration) to give up so that at most `mostFiles` and `mostBytes` stay. The first
/// and the newest stay as long as two may; of the others always the one goes whose neighbours are nearest to each
/// other, the earliest among equals: what is left covers the whole run evenly, to a factor of two.
std::vector<Snapshot> snapshotsToDrop(std::vector<Snapshot> snapshots, std::size_t mostFiles, std::uintmax_t mostBytes);

}  // namespace spolab
