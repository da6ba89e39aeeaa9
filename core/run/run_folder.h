#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/run/engine.h"

namespace spolab {

/// The folder of one run, see DESIGN.md §7: config.toml, metrics.csv, events.jsonl, checkpoints/, snapshots/,
/// agent.safetensors, latest.safetensors. Holds an flock while it lives, so a crash leaves nothing stale.
class RunFolder {
 public:
  /// A new folder; throws a usage Error when it exists and is not empty.
  static RunFolder create(const std::filesystem::path& folder, const RunConfig& config);
  /// An existing one; throws Error when it is no run or another process is writing it.
  static RunFolder open(const std::filesystem::path& folder);
  /// $XDG_DATA_HOME/spolab/runs/<date>-<env>-<algorithm>-<seed>, with -2, -3, … when that exists.
  static std::filesystem::path defaultPath(const RunConfig& config);

  RunFolder(RunFolder&& other) noexcept;
  RunFolder& operator=(RunFolder&&) = delete;
  RunFolder(const RunFolder&) = delete;
  ~RunFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Takes away a run that could not begin, so that its place can be used again.
  void discard() const;
  void appendMetrics(const MetricsRow& row);
  /// One JSON object per line; `json` without the final line break.
  void appendEvent(const std::string& json);
  /// Sizes in bytes, for checkpoints, and cutting back to them.
  [[nodiscard]] std::uint64_t metricsBytes() const;
  [[nodiscard]] std::uint64_t eventsBytes() const;
  void truncate(std::uint64_t metricsBytes, std::uint64_t eventsBytes);
  /// Before a run goes on from an older checkpoint: copies what newer ones had led to, the agents and logs, under names
  /// that end in newerEnding().
  void keepNewer(std::int64_t iteration) const;
  [[nodiscard]] static std::string newerEnding(std::int64_t iteration);
  /// Rows of metrics.csv as they stand; none where it is gone.
  [[nodiscard]] std::vector<MetricsRow> readMetrics() const;
  /// Keeps at most 64 files and 256 MiB in snapshots/, spread over the whole run; the newest stays.
  void thinSnapshots() const;

 private:
  RunFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::filesystem::path path_;
  int lock_ = -1;
  std::vector<int> columns_;  ///< of metrics.csv, which an earlier version may have begun; empty: not read yet
};

}  // namespace spolab
