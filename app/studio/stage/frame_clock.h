#pragma once

#include <chrono>
#include <vector>

namespace spolab {

/// Durations from the start of painting to the end of the swap, of frames and of pictures. A picture takes one frame,
/// or two where a software renderer draws the world in one and the panels in the next. Single-threaded.
class FrameClock {
 public:
  using Clock = std::chrono::steady_clock;

  /// A frame begins: the first of a picture, or another one.
  void painting(bool first);
  /// It was shown; `complete`: and its picture with it.
  void swapped(bool complete);
  /// Keeps every duration from now on, for benchmarks.
  void record() {
    durations_.clear();
    pictureDurations_.clear();
    recording_ = true;
  }
  /// Milliseconds of each frame.
  [[nodiscard]] const std::vector<double>& durations() const { return durations_; }
  /// Milliseconds from the start of each picture's first frame to the end of its last.
  [[nodiscard]] const std::vector<double>& pictureDurations() const { return pictureDurations_; }
  /// Smoothed milliseconds of painting per picture.
  [[nodiscard]] double milliseconds() const { return smoothed_; }
  /// Milliseconds of painting of the last picture.
  [[nodiscard]] double latest() const { return latest_; }
  /// Complete pictures so far.
  [[nodiscard]] long pictures() const { return pictures_; }
  /// Pictures begun so far.
  [[nodiscard]] long begun() const { return begun_; }
  /// Nothing is left to draw of the last picture.
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  Clock::time_point begin_{};
  Clock::time_point pictureBegin_{};
  std::vector<double> durations_;
  std::vector<double> pictureDurations_;
  bool recording_ = false;
  bool complete_ = true;
  double painted_ = 0.0;  ///< milliseconds of this picture's frames so far
  double smoothed_ = 0.0;
  double latest_ = 0.0;
  long pictures_ = 0;
  long begun_ = 0;
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
