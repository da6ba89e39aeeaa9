#include "app/studio/lines/strip_scale.h"

#include <algorithm>
#include <cmath>

namespace spolab {
namespace {

/// Wider episodes than this are not laid out for their whole length at once.
constexpr int kWholeEpisode = 64;

}  // namespace

StripScale StripScale::of(const PlayerView& view, double width) {
  std::size_t longest = view.frames.size();
  for (const PlayerLine& line : view.lines) longest = std::max(longest, line.frames.size());
  const int played = static_cast<int>(longest);
  const int limit = view.env->spec().stepLimit;
  if (limit <= kWholeEpisode) return {std::max({1, limit, played}), width};
  int room = kWholeEpisode;
  while (room < played) room *= 2;
  return {std::max(std::min(room, limit), played), width};
}

int StripScale::column(double x) const {
  return static_cast<int>(std::floor((x - kEdge) * columns / std::max(1.0, width - 2.0 * kEdge)));
}

}  // namespace spolab
