#include "core/run/checkpoint.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/config/toml_reader.h"

namespace spolab {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKept = 2;

/// Newest first.
std::vector<fs::path> checkpointFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder / "checkpoints", code)) {
    if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
  }
  std::sort(files.rbegin(), files.rend());
  return files;
}

std::uint64_t number(const TensorFile& file, const std::string& key) {
  const auto found = file.metadata.find(key);
  return found == file.metadata.end() ? 0 : std::strtoull(found->second.c_str(), nullptr, 10);
}

RunConfig configOf(const fs::path& folder) {
  const fs::path file = folder / "config.toml";
  return RunConfig::fromToml(readTextFile(file), file.string());
}

/// Another run's file may have been copied here: to go on with it would mix the two and cut this run's logs.
void requireOwn(const TensorFile& content, const std::string& settings, const fs::path& file) {
  const auto stored = content.metadata.find("spolab.config");
  if (stored == content.metadata.end() || !content.metadata.contains("metrics_bytes"))
    throw Error("a checkpoint of this program", "another .safetensors file", file.string());
  const RunConfig theirs = RunConfig::fromToml(stored->second, file.string());
  if (theirs.toml() != settings)
    throw Error("a checkpoint with the settings of this run's config.toml",
                fmt::format("one of {} with other settings or another seed ({})", theirs.envId, theirs.seed),
                file.string());
}

}  // namespace

void saveCheckpoint(const RunFolder& folder, std::int64_t iteration, TensorFile content) {
  content.metadata["metrics_bytes"] = std::to_string(folder.metricsBytes());
  content.metadata["events_bytes"] = std::to_string(folder.eventsBytes());
  const fs::path newest = folder.path() / "checkpoints" / fmt::format("iteration-{:09d}.safetensors", iteration);
  writeTensorFile(newest, content);
  // Those with higher numbers could neither be used nor set aside.
  std::vector<fs::path> files = checkpointFiles(folder.path());
  std::erase_if(files, [&](const fs::path& file) { return file > newest; });
  std::error_code code;
  for (std::size_t i = kKept; i < files.size(); ++i) fs::remove(files[i], code);
}

LoadedCheckpoint loadCheckpoint(const RunFolder& folder) {
  LoadedCheckpoint loaded;
  const std::string settings = configOf(folder.path()).toml();
  for (const fs::path& file : checkpointFiles(folder.path())) {
    try {
      loaded.content = readTensorFile(file);
      requireOwn(loaded.content, settings, file);
      loaded.file = file;
      loaded.metricsBytes = number(loaded.content, "metrics_bytes");
      loaded.eventsBytes = number(loaded.content, "events_bytes");
      return loaded;
    } catch (const Error& error) {
      loaded.damaged.emplace_back(error.what());
      loaded.unusable.push_back(file);
    }
  }
  throw Error("a good checkpoint", loaded.damaged.empty() ? "none" : "none (" + loaded.damaged.front() + ")",
              (folder.path() / "checkpoints").string());
}

void setUnusableAside(const LoadedCheckpoint& loaded) {
  std::error_code code;  // where it cannot be done they are looked at, and left out, again
  for (const fs::path& file : loaded.unusable) fs::rename(file, file.string() + ".unusable", code);
}

}  // namespace spolab
