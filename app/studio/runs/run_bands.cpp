#include "app/studio/runs/run_bands.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

namespace spolab {
namespace {

/// More differences than this are not written out in a title.
constexpr std::size_t kMostDifferences = 3;

/// The value of a curve at `x`, straight between its points; nothing outside of them.
std::optional<double> valueAt(const Series& curve, double x) {
  if (curve.x.empty() || x < curve.x.front() || x > curve.x.back()) return std::nullopt;
  const auto above = std::lower_bound(curve.x.begin(), curve.x.end(), x);
  const auto i = static_cast<std::size_t>(above - curve.x.begin());
  if (curve.x[i] == x) return curve.y[i];
  const double share = (x - curve.x[i - 1]) / (curve.x[i] - curve.x[i - 1]);
  return curve.y[i - 1] + share * (curve.y[i] - curve.y[i - 1]);
}

/// `values` sorted; `share` in [0, 1].
double quantile(const std::vector<double>& values, double share) {
  const double position = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (position - static_cast<double>(below)) * (values[above] - values[below]);
}

BandPoint pointAt(std::span<const Series> curves, double x) {
  std::vector<double> values;
  for (const Series& curve : curves)
    if (const auto value = valueAt(curve, x)) values.push_back(*value);
  std::sort(values.begin(), values.end());
  const bool quartiles = curves.size() >= kQuartilesFrom;
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  return {x, mean, quartiles ? quantile(values, 0.25) : values.front(),
          quartiles ? quantile(values, 0.75) : values.back(), static_cast<int>(values.size())};
}

std::string familyOf(const RunInfo& run) {
  std::string title = run.world + " · " + run.method;
  return run.preset.empty() ? title : title + " · " + run.preset;
}

/// Keys whose values are not the same in all of `runs`.
std::set<std::string> differingKeys(const std::vector<const RunInfo*>& runs) {
  std::map<std::string, std::set<std::string>> values;
  for (const RunInfo* run : runs)
    for (const auto& [key, value] : run->settings) values[key].insert(value);
  std::set<std::string> keys;
  for (const auto& [key, seen] : values)
    if (seen.size() > 1) keys.insert(key);
  return keys;
}

std::string differencesOf(const RunInfo& run, const std::set<std::string>& keys) {
  std::string text;
  std::size_t written = 0;
  for (const auto& [key, value] : run.settings) {
    if (!keys.contains(key)) continue;
    if (written++ == kMostDifferences) return text + ", …";
    text += ", " + key.substr(key.find('.') + 1) + " " + value;
  }
  return text;
}

}  // namespace

Series seriesOf(std::span<const MetricsRow> rows, int xColumn, int yColumn, double smoothing) {
  Series series;
  for (const MetricsRow& row : rows) {
    const double x = row.values[static_cast<std::size_t>(xColumn)], y = row.values[static_cast<std::size_t>(yColumn)];
    if (!std::isfinite(x) || !std::isfinite(y)) continue;
    if (!series.x.empty() && x <= series.x.back()) continue;
    series.y.push_back(series.y.empty() ? y : smoothing * series.y.back() + (1.0 - smoothing) * y);
    series.x.push_back(x);
  }
  return series;
}

std::vector<BandPoint> bandOf(std::span<const Series> curves, std::size_t mostPoints) {
  std::vector<double> xs;
  for (const Series& curve : curves) xs.insert(xs.end(), curve.x.begin(), curve.x.end());
  std::sort(xs.begin(), xs.end());
  xs.erase(std::unique(xs.begin(), xs.end()), xs.end());
  const std::size_t stride = xs.size() / std::max<std::size_t>(mostPoints, 1) + 1;
  std::vector<BandPoint> points;
  for (std::size_t i = 0; i < xs.size(); i += stride) points.push_back(pointAt(curves, xs[i]));
  if (!xs.empty() && points.back().x != xs.back()) points.push_back(pointAt(curves, xs.back()));
  return points;
}

std::vector<RunGroup> groupRuns(std::span<const RunInfo> runs) {
  std::vector<RunGroup> groups;
  std::map<std::string, std::vector<const RunInfo*>> families;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string key = runs[i].settingGroup();
    auto group = std::find_if(groups.begin(), groups.end(), [&](const RunGroup& g) { return g.key == key; });
    if (group == groups.end()) group = groups.insert(groups.end(), {key, {}, {}});
    group->members.push_back(i);
    families[familyOf(runs[i])].push_back(&runs[i]);
  }
  for (RunGroup& group : groups) {
    const RunInfo& first = runs[group.members.front()];
    const std::string family = familyOf(first);
    group.title =
        group.members.size() == 1 ? first.name : family + differencesOf(first, differingKeys(families[family]));
  }
  return groups;
}

std::map<std::string, int> assignColours(const std::map<std::string, int>& before, std::span<const RunGroup> groups) {
  std::map<std::string, int> colours;
  std::set<int> taken;
  for (const RunGroup& group : groups)
    if (const auto kept = before.find(group.key); kept != before.end() && taken.insert(kept->second).second)
      colours[group.key] = kept->second;
  int next = 0;
  for (const RunGroup& group : groups) {
    if (colours.contains(group.key)) continue;
    while (taken.contains(next)) ++next;
    taken.insert(next);
    colours[group.key] = next;
  }
  return colours;
}

}  // namespace spolab
