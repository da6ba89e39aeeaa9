#include "app/studio/stage/frame_clock.h"

#include <algorithm>

namespace spolab {
namespace {

constexpr int kFramesBetweenChanges = 20;
constexpr float kSmallestScale = 0.5f;
constexpr float kStep = 0.8f;

}  // namespace

void FrameClock::swapped() {
  if (begin_ == Clock::time_point{}) return;
  const double milliseconds = std::chrono::duration<double, std::milli>(Clock::now() - begin_).count();
  begin_ = {};
  latest_ = milliseconds;
  smoothed_ = frames_ == 0 ? milliseconds : 0.9 * smoothed_ + 0.1 * milliseconds;
  ++frames_;
  if (recording_) durations_.push_back(milliseconds);
}

float ResolutionGovernor::next(double milliseconds) {
  smoothed_ = smoothed_ == 0.0 ? milliseconds : 0.85 * smoothed_ + 0.15 * milliseconds;
  if (++settled_ < kFramesBetweenChanges) return scale_;
  // Going up by one step costs 1/kStep² of the pixels: only when that would still fit well.
  if (smoothed_ > budget_ * 1.2 && scale_ > kSmallestScale)
    scale_ = std::max(kSmallestScale, scale_ * kStep);
  else if (smoothed_ < budget_ * 0.45 && scale_ < 1.0f)
    scale_ = std::min(1.0f, scale_ / kStep);
  else
    return scale_;
  settled_ = 0;
  return scale_;
}

}  // namespace spolab
