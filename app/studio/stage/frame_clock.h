#pragma once

#include <chrono>
#include <vector>

namespace spolab {

/// Durations from the start of painting to the end of the swap. Single-threaded.
class FrameClock {
 public:
  using Clock = std::chrono::steady_clock;

  void painting() { begin_ = Clock::now(); }
  void swapped();
  /// Keeps every duration from now on, for benchmarks.
  void record() {
    durations_.clear();
    recording_ = true;
  }
  [[nodiscard]] const std::vector<double>& durations() const { return durations_; }
  /// Smoothed milliseconds per frame.
  [[nodiscard]] double milliseconds() const { return smoothed_; }
  /// Milliseconds of the last frame.
  [[nodiscard]] double latest() const { return latest_; }
  [[nodiscard]] long frames() const { return frames_; }

 private:
  Clock::time_point begin_{};
  std::vector<double> durations_;
  bool recording_ = false;
  double smoothed_ = 0.0;
  double latest_ = 0.0;
  long frames_ = 0;
};

/// Chooses how many pixels a software renderer draws so that a moving frame stays near its budget: changes by steps and
/// only when clearly too slow or clearly fast enough, so that it does not hunt. Single-threaded.
class ResolutionGovernor {
 public:
  explicit ResolutionGovernor(double budgetMilliseconds) : budget_(budgetMilliseconds) {}
  /// Takes the time of a moving frame; returns the scale for the next one, [0.5, 1].
  float next(double milliseconds);
  [[nodiscard]] float scale() const { return scale_; }

 private:
  double budget_;
  double smoothed_ = 0.0;
  int settled_ = 0;
  float scale_ = 1.0f;
};

}  // namespace spolab
