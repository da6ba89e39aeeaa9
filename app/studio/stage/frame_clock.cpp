#include "app/studio/stage/frame_clock.h"

#include <algorithm>
#include <utility>

namespace spolab {
namespace {

constexpr int kFramesBetweenChanges = 20;
constexpr float kSmallestScale = 0.5f;
constexpr float kStep = 0.8f;

}  // namespace

void FrameClock::painting(bool first) {
  begin_ = Clock::now();
  if (!first) return;
  pictureBegin_ = begin_;
  painted_ = 0.0;
  ++begun_;
}

void FrameClock::swapped(bool complete) {
  if (begin_ == Clock::time_point{}) return;
  const auto millisecondsSince = [now = Clock::now()](Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(now - begin).count();
  };
  const double frame = millisecondsSince(std::exchange(begin_, {}));
  painted_ += frame;
  complete_ = complete;
  if (recording_) durations_.push_back(frame);
  if (!complete) return;
  latest_ = painted_;
  smoothed_ = pictures_ == 0 ? latest_ : 0.9 * smoothed_ + 0.1 * latest_;
  ++pictures_;
  if (recording_) pictureDurations_.push_back(millisecondsSince(pictureBegin_));
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
