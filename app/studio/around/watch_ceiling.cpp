#include "app/studio/around/watch_ceiling.h"

#include <algorithm>

namespace spolab {
namespace {

/// Of the ceiling: below this share there is room again.
constexpr double kRoom = 0.75;
/// A step up is smaller than one down.
constexpr double kFaster = 1.15;
/// One measurement changes the rate by at most this factor.
constexpr double kLargestCut = 0.5;

}  // namespace

void WatchGovernor::release() {
  frames_ = kMostFrames;
  scale_ = 1.0;
  pace_ = 1.0;
}

void WatchGovernor::setCeiling(double share) {
  ceiling_ = share;
  if (share <= 0.0) release();
}

void WatchGovernor::measured(double share, bool training) {
  if (!training || ceiling_ <= 0.0) {
    release();
    return;
  }
  if (share > limit()) {
    const double cut = std::max(kLargestCut, limit() / share);
    if (frames_ > kFewestFrames)
      frames_ = std::max(kFewestFrames, frames_ * cut);
    else if (pixelsCount_ && scale_ > kFewestPixels)
      scale_ = std::max(kFewestPixels, scale_ * cut);
    else
      pace_ = std::max(kSlowestEpisode, pace_ * cut);
  } else if (share < kRoom * limit()) {
    if (pace_ < 1.0)
      pace_ = std::min(1.0, pace_ * kFaster);
    else if (scale_ < 1.0)
      scale_ = std::min(1.0, scale_ * kFaster);
    else
      frames_ = std::min(kMostFrames, frames_ * kFaster);
  }
}

}  // namespace spolab
