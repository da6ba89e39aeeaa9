#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/studio/runs/run_info.h"
#include "core/run/engine.h"

namespace spolab {

/// One curve: x rises strictly, both have the same size, all values are finite.
struct Series {
  std::vector<double> x, y;
};

/// A column of a run's metrics over another one; rows in which either is missing are left out. `smoothing` in [0, 1) is
/// the weight of the past in an exponential mean.
Series seriesOf(std::span<const MetricsRow> rows, int xColumn, int yColumn, double smoothing);

/// Several curves at one x.
struct BandPoint {
  double x, mean, low, high;
  int runs;  ///< how many curves reach this x
};
/// From this many curves on a band is the middle half (first to third quartile), below it reaches from the smallest to
/// the largest value.
inline constexpr std::size_t kQuartilesFrom = 4;
/// Mean and band of curves at every x that one of them has, thinned to at most `mostPoints`. Between its own points a
/// curve is straight; outside of its first and last point it does not count. Quartiles interpolate linearly between
/// order statistics.
std::vector<BandPoint> bandOf(std::span<const Series> curves, std::size_t mostPoints = 1000);

/// Runs that differ in nothing but the seed.
struct RunGroup {
  std::string key;                   ///< equal settings, equal key
  std::string title;                 ///< what tells this group from the others
  std::vector<std::size_t> members;  ///< positions in the list they came from
};
/// Groups in the order in which their first runs stand in `runs`. A group of one run is titled with the run's name; a
/// larger one with world, method and preset, and the settings in which it differs from the other groups of the same.
std::vector<RunGroup> groupRuns(std::span<const RunInfo> runs);

/// A colour index per group: groups that had one keep it, newcomers get the smallest free one.
std::map<std::string, int> assignColours(const std::map<std::string, int>& before, std::span<const RunGroup> groups);

}  // namespace spolab
