#include "app/studio/runs/run_info.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>
#include <system_error>

#include "core/base/error.h"
#include "core/base/translate.h"
#include "core/config/run_config.h"
#include "core/run/metrics_file.h"
#include "core/run/run_place.h"

namespace spolab {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 200;
constexpr std::uintmax_t kLargestConfig = 1u << 20;

bool isThere(const fs::path& file) {
  std::error_code code;
  return fs::exists(file, code);
}

std::string readText(const fs::path& file, std::uintmax_t most) {
  const FileStamp stamp = stampOf(file);
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error("a file that can be read", "none", file.string());
  if (stamp.bytes > most)
    throw Error("at most " + std::to_string(most) + " bytes", std::to_string(stamp.bytes), file.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string nameOf(const fs::path& folder) {
  std::ifstream stream(folder / kNameFile);
  std::string name;
  if (stream && std::getline(stream, name) && !name.empty() && name.size() <= kLongestName) return name;
  return folder.filename().string();
}

std::string methodTitle(const std::string& algorithm) {
  for (const AlgorithmEntry& entry : algorithmRegistry())
    if (entry.id == algorithm) return translate("methods", entry.shortTitle().c_str());
  return algorithm;
}

void readSettings(RunInfo& run) {
  const fs::path file = run.folder / "config.toml";
  RunConfig config = RunConfig::fromToml(readText(file, kLargestConfig), file.string());
  run.env = config.envId;
  run.algorithm = config.algorithm;
  run.preset = config.preset;
  run.seed = config.seed;
  run.world = translate("worlds", findEnv(config.envId).title.c_str());
  run.method = methodTitle(config.algorithm);
  const Schema schema = config.schema();
  for (const Field& field : schema.fields()) run.settings.emplace_back(field.key, field.text());
}

void readProgress(RunInfo& run) {
  const std::vector<MetricsRow> rows = readMetrics(run.folder / "metrics.csv");
  const auto value = [](const MetricsRow& row, const char* name) {
    return row.values[static_cast<std::size_t>(metricColumn(name))];
  };
  for (const MetricsRow& row : rows) {
    const double evaluation = value(row, "eval_return");
    if (!std::isfinite(evaluation) || (run.bestReturn && evaluation < *run.bestReturn)) continue;
    run.bestReturn = evaluation;
    const double solved = value(row, "eval_solve_rate");
    run.bestSolveRate = std::isfinite(solved) ? std::optional(solved) : std::nullopt;
  }
  if (rows.empty()) return;
  const auto whole = [](double number) { return std::isfinite(number) ? std::llround(number) : 0LL; };
  run.iterations = whole(value(rows.back(), "iteration"));
  run.steps = whole(value(rows.back(), "env_steps"));
  const double seconds = value(rows.back(), "seconds");
  run.seconds = std::isfinite(seconds) ? seconds : 0.0;
}

std::int64_t secondsOf(const fs::file_time_type& time) {
  const auto system = std::chrono::file_clock::to_sys(time);
  return std::chrono::duration_cast<std::chrono::seconds>(system.time_since_epoch()).count();
}

bool hasCheckpoint(const fs::path& folder) {
  std::error_code code;
  fs::directory_iterator entry(folder / "checkpoints", code);
  for (; !code && entry != fs::directory_iterator(); entry.increment(code))
    if (entry->path().extension() == ".safetensors") return true;
  return false;
}

/// Settings and progress: what changes only when the two files do.
void readFiles(RunInfo& run) {
  try {
    readSettings(run);
    readProgress(run);
  } catch (const std::exception& error) {
    run.problem = error.what();
  }
}

RunState stateOf(const RunInfo& run) {
  if (!run.problem.empty()) return RunState::kDamaged;
  if (runIsLocked(run.folder)) return RunState::kRunning;
  return hasCheckpoint(run.folder) ? RunState::kResumable : RunState::kEnded;
}

/// No config.toml: either no run, or one that is being made this moment.
void describeWithoutSettings(RunInfo& run) {
  std::error_code code;
  fs::directory_iterator entries(run.folder, code);
  const bool looksLikeOne = isThere(run.folder / "metrics.csv") || isThere(run.folder / "checkpoints");
  run.state = looksLikeOne ? RunState::kDamaged : RunState::kForeign;
  if (code)
    run.problem = "the folder cannot be read: " + code.message();
  else if (runIsLocked(run.folder))
    run.problem = "its training is just starting";
  else
    run.problem = looksLikeOne ? "its config.toml is missing" : "this is no run: it has no config.toml";
}

}  // namespace

FileStamp stampOf(const fs::path& file) {
  std::error_code code;
  FileStamp stamp;
  const auto bytes = fs::file_size(file, code);
  if (!code) stamp.bytes = bytes;
  const auto time = fs::last_write_time(file, code);
  if (!code) stamp.time = time;
  return stamp;
}

std::string RunInfo::settingGroup() const {
  std::string key = env + '\n' + algorithm;
  for (const auto& [setting, value] : settings) key += '\n' + setting + '=' + value;
  return key;
}

RunInfo readRun(const fs::path& folder, const RunInfo* before) {
  RunInfo run;
  const FileStamp config = stampOf(folder / "config.toml"), metrics = stampOf(folder / "metrics.csv");
  if (before != nullptr && before->configStamp == config && before->metricsStamp == metrics &&
      isThere(folder / "config.toml")) {
    run = *before;
  } else {
    run.folder = folder;
    run.configStamp = config;
    run.metricsStamp = metrics;
    if (isThere(folder / "config.toml")) readFiles(run);
  }
  run.name = nameOf(folder);
  run.bytes = bytesBelow(folder);
  if (isThere(folder / "config.toml")) {
    run.started = secondsOf(config.time);
    run.state = stateOf(run);
  } else {
    std::error_code code;
    const auto time = fs::last_write_time(folder, code);
    if (!code) run.started = secondsOf(time);
    describeWithoutSettings(run);
  }
  run.agent.reset();
  for (const char* file : {"agent.safetensors", "latest.safetensors"})
    if (!run.agent && isThere(folder / file)) run.agent = folder / file;
  return run;
}

std::uintmax_t bytesBelow(const fs::path& folder) {
  std::uintmax_t bytes = 0;
  std::error_code code;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, code);
  for (; !code && entry != fs::recursive_directory_iterator(); entry.increment(code)) {
    std::error_code unreadable;
    if (!entry->is_symlink(unreadable) && entry->is_regular_file(unreadable)) {
      const auto size = entry->file_size(unreadable);
      if (!unreadable) bytes += size;
    }
  }
  return bytes;
}

}  // namespace spolab
