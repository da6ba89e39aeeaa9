#include "app/studio/watch_meter.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <unistd.h>

#include "core/base/worker_pool.h"

namespace spolab {
namespace {

namespace fs = std::filesystem;

/// A thread's name and its processor seconds, from /proc/self/task/ID/stat: "id (name) state …", times in fields
/// 14, 15.
bool watches(const fs::path& task, const std::string& stat, const std::string& mainId) {
  if (task.filename() == mainId) return true;
  const std::size_t open = stat.find('(');
  const std::size_t close = stat.rfind(')');
  if (open == std::string::npos || close == std::string::npos) return false;
  const std::string name = stat.substr(open + 1, close - open - 1);
  static const std::set<std::string> kOwn{"spolab-player", "spolab-compare", "spolab-oracle",
                                          "spolab-way",    "spolab-film",    "spolab-view"};
  return kOwn.count(name) > 0 || name.starts_with("llvmpipe") || name.find(":gdrv") != std::string::npos ||
         name.starts_with("QXcb") || name.starts_with("QWayland");
}

double processorSeconds(const std::string& stat) {
  std::size_t at = stat.rfind(')');
  for (int field = 2; field < 14 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
  if (at == std::string::npos) return 0.0;
  const std::size_t next = stat.find(' ', at + 1);
  if (next == std::string::npos) return 0.0;
  const double ticks = std::strtod(stat.c_str() + at, nullptr) + std::strtod(stat.c_str() + next, nullptr);
  return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

double watchingSeconds() {
  const std::string mainId = std::to_string(getpid());
  double seconds = 0.0;
  std::error_code gone;
  for (const auto& task : fs::directory_iterator("/proc/self/task", gone)) {
    std::ifstream file(task.path() / "stat");
    std::string stat;
    if (std::getline(file, stat) && watches(task.path(), stat, mainId)) seconds += processorSeconds(stat);
  }
  return seconds;
}

double WatchMeter::sample() {
  const auto now = std::chrono::steady_clock::now();
  const double seconds = watchingSeconds();
  const bool first = last_ == std::chrono::steady_clock::time_point{};
  const double elapsed = std::chrono::duration<double>(now - last_).count();
  if (!first && elapsed > 0.0) {
    const double share = std::clamp((seconds - seconds_) / (elapsed * availableCores()), 0.0, 1.0);
    share_ = share_ == 0.0 ? share : 0.6 * share_ + 0.4 * share;
  }
  last_ = now;
  seconds_ = seconds;
  return share_;
}

}  // namespace spolab
