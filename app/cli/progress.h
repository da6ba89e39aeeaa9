#pragma once

#include <chrono>
#include <string>

namespace spolab::cli {

/// Progress of long work on standard error: a bar that rewrites its line on a terminal, a plain line now and then
/// elsewhere. Single-threaded.
class Progress {
 public:
  explicit Progress(std::string title);
  /// `fraction` ∈ [0, 1] or below 0 when unknown; `note` is short ("4,210 steps/s"); `secondsLeft` below 0: unknown.
  void update(double fraction, const std::string& note, double secondsLeft);
  /// Ends the bar's line.
  void finish();

 private:
  std::string title_;
  bool terminal_;
  bool open_ = false;
  std::chrono::steady_clock::time_point last_;
};

/// "2:05", "1:02:05".
std::string clockText(double seconds);
/// "1,234,567".
std::string groupedText(std::int64_t number);

}  // namespace spolab::cli
