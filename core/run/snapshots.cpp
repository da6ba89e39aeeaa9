#include "core/run/snapshots.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace spolab {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "iteration-";
constexpr std::string_view kSuffix = ".safetensors";

std::optional<std::int64_t> iterationOf(const std::string& name) {
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return std::nullopt;
  const char* begin = name.data() + kPrefix.size();
  const char* end = name.data() + name.size() - kSuffix.size();
  std::int64_t iteration = 0;
  const auto [stop, error] = std::from_chars(begin, end, iteration);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return iteration;
}

/// The one that is missed least; 0 when only two are left.
std::size_t leastMissed(const std::vector<Snapshot>& snapshots) {
  std::size_t best = 0;
  std::int64_t smallest = 0;
  for (std::size_t i = 1; i + 1 < snapshots.size(); ++i) {
    const std::int64_t gap = snapshots[i + 1].iteration - snapshots[i - 1].iteration;
    if (best != 0 && gap >= smallest) continue;
    best = i;
    smallest = gap;
  }
  return best;
}

}  // namespace

fs::path snapshotFile(const fs::path& runFolder, std::int64_t iteration) {
  return runFolder / "snapshots" / fmt::format("{}{:09d}{}", kPrefix, iteration, kSuffix);
}

std::vector<Snapshot> listSnapshots(const fs::path& runFolder) {
  std::vector<Snapshot> snapshots;
  std::error_code code;
  fs::directory_iterator entry(runFolder / "snapshots", code);
  for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
    const auto iteration = iterationOf(entry->path().filename().string());
    std::error_code unreadable;
    const std::uintmax_t bytes = entry->file_size(unreadable);
    if (iteration && !unreadable) snapshots.push_back({entry->path(), *iteration, bytes});
  }
  std::sort(snapshots.begin(), snapshots.end(),
            [](const Snapshot& a, const Snapshot& b) { return a.iteration < b.iteration; });
  return snapshots;
}

std::vector<Snapshot> snapshotsToDrop(std::vector<Snapshot> snapshots, std::size_t mostFiles,
                                      std::uintmax_t mostBytes) {
  std::vector<Snapshot> dropped;
  std::uintmax_t bytes =
      std::accumulate(snapshots.begin(), snapshots.end(), std::uintmax_t{0},
                      [](std::uintmax_t sum, const Snapshot& snapshot) { return sum + snapshot.bytes; });
  while (snapshots.size() > 1 && (snapshots.size() > mostFiles || bytes > mostBytes)) {
    const auto least = snapshots.begin() + static_cast<std::ptrdiff_t>(leastMissed(snapshots));
    bytes -= least->bytes;
    dropped.push_back(*least);
    snapshots.erase(least);
  }
  return dropped;
}

}  // namespace spolab
