#include "core/run/run_folder.h"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/run/metrics_file.h"
#include "core/run/run_place.h"
#include "core/run/safetensors.h"
#include "core/run/snapshots.h"

namespace spolab {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSnapshots = 64;
constexpr std::uintmax_t kMaxSnapshotBytes = 256u << 20;

void append(const fs::path& file, const std::string& line) {
  std::ofstream out(file, std::ios::app | std::ios::binary);
  out << line << '\n';
  out.flush();
  if (!out) throw Error("to append a line", std::strerror(errno), file.string());
}

std::uint64_t sizeOf(const fs::path& file) {
  std::error_code code;
  const auto size = fs::file_size(file, code);
  return code ? 0 : size;
}

}  // namespace

fs::path RunFolder::defaultPath(const RunConfig& config) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  char date[32];
  std::strftime(date, sizeof date, "%Y%m%d-%H%M%S", &local);
  const std::string name = fmt::format("{}-{}-{}-{}", date, config.envId, config.algorithm, config.seed);
  const fs::path runs = defaultRunsFolder();
  fs::path folder = runs / name;
  for (int k = 2; fs::exists(folder); ++k) folder = runs / fmt::format("{}-{}", name, k);
  return folder;
}

RunFolder RunFolder::create(const fs::path& folder, const RunConfig& config) {
  std::error_code code;
  if (fs::exists(folder, code) && !(fs::is_directory(folder, code) && fs::is_empty(folder, code))) {
    throw Error::usage("a new folder for the run", "one that exists (use --resume to go on with a run)",
                       folder.string());
  }
  fs::create_directories(folder / "checkpoints", code);
  if (!code) fs::create_directories(folder / "snapshots", code);
  if (code) throw Error("a folder that can be created", code.message(), folder.string());
  RunFolder run(folder, lockRun(folder));
  try {
    writeFileAtomically(folder / "config.toml", config.toml());
    append(folder / "metrics.csv", metricsHeader());
  } catch (...) {
    run.discard();
    throw;
  }
  return run;
}

void RunFolder::discard() const {
  std::error_code code;
  for (const char* name : {"checkpoints", "snapshots", "config.toml", "metrics.csv", "events.jsonl", "lock"})
    fs::remove_all(path_ / name, code);
  fs::remove(path_, code);  // unless something else has come into it
}

RunFolder RunFolder::open(const fs::path& folder) {
  std::error_code code;
  if (!fs::exists(folder / "config.toml", code)) {
    const bool there = !code && fs::exists(folder, code);
    throw Error::usage("a run folder (one with a config.toml)",
                       code    ? code.message()
                       : there ? "none there"
                               : "no such folder",
                       folder.string());
  }
  RunFolder run(folder, lockRun(folder));
  for (const fs::path& place : {folder, folder / "checkpoints", folder / "snapshots"}) removeLeftovers(place);
  return run;
}

RunFolder::RunFolder(RunFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)), columns_(std::move(other.columns_)) {}

RunFolder::~RunFolder() {
  if (lock_ >= 0) ::close(lock_);
}

void RunFolder::appendMetrics(const MetricsRow& row) {
  const fs::path file = path_ / "metrics.csv";
  if (columns_.empty()) columns_ = metricsColumns(file);
  if (columns_.empty()) {  // somebody has taken the file away
    append(file, metricsHeader());
    columns_ = metricsColumns(file);
  }
  append(file, metricsLine(row, columns_));
}

void RunFolder::appendEvent(const std::string& json) { append(path_ / "events.jsonl", json); }

std::uint64_t RunFolder::metricsBytes() const { return sizeOf(path_ / "metrics.csv"); }
std::uint64_t RunFolder::eventsBytes() const { return sizeOf(path_ / "events.jsonl"); }

std::string RunFolder::newerEnding(std::int64_t iteration) { return fmt::format(".after-{:09d}", iteration); }

void RunFolder::keepNewer(std::int64_t iteration) const {
  std::error_code code;  // what cannot be kept is no reason not to go on
  for (const char* name : {"latest.safetensors", "agent.safetensors", "metrics.csv", "events.jsonl"})
    fs::copy_file(path_ / name, path_ / (name + newerEnding(iteration)), fs::copy_options::skip_existing, code);
}

void RunFolder::truncate(std::uint64_t metricsBytes, std::uint64_t eventsBytes) {
  std::error_code code;
  if (this->metricsBytes() > metricsBytes) fs::resize_file(path_ / "metrics.csv", metricsBytes, code);
  if (!code && this->eventsBytes() > eventsBytes) fs::resize_file(path_ / "events.jsonl", eventsBytes, code);
  if (code) throw Error("to cut the run's logs back to its checkpoint", code.message(), path_.string());
}

std::vector<MetricsRow> RunFolder::readMetrics() const {
  const fs::path file = path_ / "metrics.csv";
  return metricsColumns(file).empty() ? std::vector<MetricsRow>{} : spolab::readMetrics(file);
}

void RunFolder::thinSnapshots() const {
  std::error_code code;
  for (const Snapshot& snapshot : snapshotsToDrop(listSnapshots(path_), kMaxSnapshots, kMaxSnapshotBytes)) {
    fs::remove(snapshot.file, code);
  }
}

}  // namespace spolab
