#pragma once

#include <atomic>
#include <pthread.h>
#include <string>
#include <vector>

#include <QObject>
#include <QTimer>

namespace spolab::test {

/// What went wrong during a monkey test, each kind once. Any thread.
class Findings {
 public:
  static void add(const std::string& text);
  [[nodiscard]] static std::vector<std::string> all();
};

/// The newest events by number, kept so that a signal handler can print them. One writer: the window's thread.
class EventLog {
 public:
  static void note(const std::string& text);
  [[nodiscard]] static int count();
  /// Prints the newest events to standard error. Also from a signal handler.
  static void print(int newest);
};

/// Prints events and call stack when the process dies, and turns Qt's warnings into findings.
void installCrashReport();

/// Notices when the window's thread takes no events for longer than `limit` seconds (those apart in which other
/// programs had its core), and says where it stands; ends
/// the process when it never comes back.
class Heartbeat : public QObject {
 public:
  explicit Heartbeat(double limit);
  ~Heartbeat() override;
  /// While true the window's thread may wait, for example for a checkpoint.
  void excuse(bool excused);
  /// The longest pause so far in seconds.
  [[nodiscard]] double longest() const { return longest_; }

 private:
  void watch();
  void judge(double seconds);

  double limit_;
  QTimer timer_;
  double waited_ = 0.0;  ///< for a core, until last_
  std::atomic<double> last_;
  std::atomic<double> longest_{0.0};
  std::atomic<bool> excused_{false};
  std::atomic<bool> over_{false};
  pthread_t windowThread_;
  pthread_t watcher_{};
};

/// Memory of this process in MiB.
double residentMegabytes();

}  // namespace spolab::test
