#include <algorithm>
#include <tuple>

#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/config/toml_reader.h"

namespace spolab {
namespace {

namespace fs = std::filesystem;

/// "laptop" for people: the first comment line of the file.
std::string titleOf(const fs::path& file) {
  const std::string text = readTextFile(file);
  if (!text.starts_with("# ")) return file.stem().string();
  return text.substr(2, text.find('\n') - 2);
}

}  // namespace

std::vector<PresetEntry> listPresets() {
  std::vector<PresetEntry> all;
  const fs::path root = findAsset("presets");
  for (const auto& file : fs::recursive_directory_iterator(root)) {
    if (file.path().extension() != ".toml") continue;
    const fs::path algorithm = file.path().parent_path();
    all.push_back({algorithm.parent_path().filename().string(), algorithm.filename().string(),
                   file.path().stem().string(), titleOf(file.path()), file.path()});
  }
  std::sort(all.begin(), all.end(), [](const PresetEntry& a, const PresetEntry& b) {
    return std::tie(a.env, a.algorithm, a.name) < std::tie(b.env, b.algorithm, b.name);
  });
  return all;
}

}  // namespace spolab
