#pragma once

#include <chrono>

namespace spolab {

/// What watching costs: processor time of the window's thread, the player and a software renderer's threads, as a share
/// of all the processor time this process may use. Linux: read from /proc. Single-threaded.
class WatchMeter {
 public:
  /// Share in [0, 1] since the previous call, smoothed; 0 before the second call.
  double sample();

 private:
  std::chrono::steady_clock::time_point last_{};
  double seconds_ = 0.0;
  double share_ = 0.0;
};

/// Processor seconds spent so far by threads of this process that draw or play.
double watchingSeconds();

}  // namespace spolab
