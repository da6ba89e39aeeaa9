#include <algorithm>
#include <cstdlib>
#include <vector>

#include "core/base/error.h"
#include "core/config/run_config.h"

namespace spolab {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> assetRoots() {
  std::vector<fs::path> roots;
  if (const char* set = std::getenv("SPOLAB_ASSETS"); set != nullptr && *set != '\0') return {fs::path(set)};
  std::error_code code;
  const fs::path folder = fs::read_symlink("/proc/self/exe", code).parent_path();
  roots.push_back(folder / "assets");
  roots.push_back(folder / "../share/spolab");
  // A build tree: build/<preset>/bin beside the sources.
  for (fs::path up = folder; up.has_relative_path(); up = up.parent_path()) {
    if (fs::exists(up / "assets/presets", code)) roots.push_back(up / "assets");
  }
  return roots;
}

}  // namespace

std::filesystem::path findAsset(const std::string& name) {
  std::string looked;
  for (const fs::path& root : assetRoots()) {
    std::error_code code;
    if (fs::exists(root / name, code)) return fs::weakly_canonical(root / name, code);
    looked += (looked.empty() ? "" : ", ") + root.string();
  }
  throw Error("the asset '" + name + "'", "none", looked);
}

std::filesystem::path shippedAgent(const std::string& envId) {
  try {
    return findAsset("agents/" + envId + ".safetensors");
  } catch (const Error&) {
    return {};
  }
}

std::vector<fs::path> shippedAgents(const std::string& envId) {
  const fs::path first = shippedAgent(envId);
  if (first.empty()) return {};
  std::vector<fs::path> all;
  std::error_code code;
  for (const fs::directory_entry& entry : fs::directory_iterator(first.parent_path(), code))
    if (entry.path().extension() == ".safetensors" && entry.path().stem().string().starts_with(envId + "-"))
      all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  all.insert(all.begin(), first);
  return all;
}

}  // namespace spolab
