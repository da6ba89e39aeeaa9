#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spolab {

/// What can be done with a folder of the runs folder.
enum class RunState {
  kRunning,    ///< a process is writing it now
  kResumable,  ///< at rest, with a checkpoint: training can go on
  kEnded,      ///< at rest, without a checkpoint
  kDamaged,    ///< a run, but its settings or metrics cannot be read
  kForeign     ///< no run at all
};

/// When and how large a file was when it was read.
struct FileStamp {
  std::filesystem::file_time_type time;
  std::uintmax_t bytes = 0;
  bool operator==(const FileStamp&) const = default;
};
/// Zero where the file cannot be read.
FileStamp stampOf(const std::filesystem::path& file);

/// One run folder at a glance. A value, filled on a background thread.
struct RunInfo {
  std::filesystem::path folder;
  std::string name;  ///< for people: what name.txt says, else the folder's name
  RunState state = RunState::kForeign;
  std::string problem;  ///< why it cannot be used, for people; empty when it can
  std::string env, algorithm, preset;
  std::string world, method;  ///< titles of env and algorithm, the latter in short: "SPO"
  std::uint64_t seed = 0;
  std::vector<std::pair<std::string, std::string>> settings;  ///< key and value of every setting, seed left out
  std::int64_t iterations = 0, steps = 0;
  double seconds = 0.0;                        ///< of training
  std::optional<double> bestReturn;            ///< of the evaluations; empty before the first
  std::optional<double> bestSolveRate;         ///< of the same evaluation, where the world is about solving
  std::int64_t started = 0;                    ///< seconds since 1970
  std::uintmax_t bytes = 0;                    ///< on disk
  std::optional<std::filesystem::path> agent;  ///< the best agent, else the latest
  FileStamp configStamp, metricsStamp;

  [[nodiscard]] bool usable() const { return state <= RunState::kEnded; }
  /// Equal for runs that differ in nothing but the seed.
  [[nodiscard]] std::string settingGroup() const;
  bool operator==(const RunInfo&) const = default;
};

/// The display name of a run lives in this file of its folder, so that renaming is safe while the run is written.
inline constexpr const char* kNameFile = "name.txt";
/// Deleted runs wait here, inside the runs folder: the same disk, so deleting and undoing are one rename.
inline constexpr const char* kTrashFolder = ".trash";

/// Reads one folder; never throws: what is wrong is said in `problem`. `before` is what an earlier call returned for
/// it, or null: unchanged files are not read again. Thread-safe.
RunInfo readRun(const std::filesystem::path& folder, const RunInfo* before = nullptr);

/// Bytes of the files below `folder`, links not followed; what cannot be read counts nothing.
std::uintmax_t bytesBelow(const std::filesystem::path& folder);

}  // namespace spolab
