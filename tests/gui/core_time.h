#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <unistd.h>

namespace spolab::test {

/// What the machine offered to the busiest thread of this process beside the window's, from the making of this object
/// on: on a busy machine rates per second of it can be compared, rates per second of the clock cannot.
class CoreTime {
 public:
  CoreTime() : before_(threads()) {}

  /// Seconds in which that thread ran or slept, and did not wait for another program to leave its core.
  [[nodiscard]] double offered() const {
    Share most;
    for (const auto& [thread, now] : threads()) {
      const auto found = before_.find(thread);
      const Share then = found == before_.end() ? Share{} : found->second;
      if (now.ran - then.ran > most.ran) most = {now.ran - then.ran, now.waited - then.waited};
    }
    const std::chrono::duration<double> clock = std::chrono::steady_clock::now() - begin_;
    return clock.count() - most.waited;
  }

 private:
  struct Share {
    double ran = 0.0;     ///< seconds on a core
    double waited = 0.0;  ///< seconds ready to run without one
  };

  static std::map<int, Share> threads() {
    constexpr double kNano = 1e-9;
    std::map<int, Share> all;
    std::error_code gone;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task", gone)) {
      const int thread = std::stoi(entry.path().filename().string());
      std::ifstream in(entry.path() / "schedstat");
      Share share;
      if (thread != getpid() && in >> share.ran >> share.waited)
        all[thread] = {share.ran * kNano, share.waited * kNano};
    }
    return all;
  }

  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::map<int, Share> before_;
};

}  // namespace spolab::test
