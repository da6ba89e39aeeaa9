#include "app/studio/bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <numeric>
#include <optional>
#include <thread>
#include <unistd.h>
#include <vector>

#include <QEventLoop>
#include <QTemporaryDir>
#include <QTimer>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/studio/main_window.h"
#include "app/studio/run_until.h"
#include "app/studio/settings_form.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "core/base/error.h"
#include "core/base/machine.h"
#include "core/base/worker_pool.h"

namespace spolab {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kStartTimeout = 60'000;
constexpr int kTrainingTimeout = 180'000;
constexpr int kFramesMilliseconds = 12'000;
constexpr int kPeriodMilliseconds = 3'000;
constexpr int kPairs = 5;
/// Decisions per second while frames are measured: four, as a person watches attentively.
constexpr int kBusySpeed = kNormalSpeed + 4;

void runFor(int milliseconds) {
  QEventLoop loop;
  QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
  loop.exec();
}

/// Seconds since this process was started: field 22 of /proc/self/stat, in ticks since the machine booted.
double processAge() {
  std::ifstream file("/proc/self/stat");
  std::string stat;
  std::getline(file, stat);
  std::size_t at = stat.rfind(')');
  for (int field = 2; field < 22 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
  if (at == std::string::npos) return std::nan("");
  const double started = std::strtod(stat.c_str() + at, nullptr) / static_cast<double>(sysconf(_SC_CLK_TCK));
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec) - started;
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return std::nan("");
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

class StudioBench {
 public:
  StudioBench(MainWindow& window, bool quiet) : window_(window), quiet_(quiet) {}

  /// Throws Error when a part cannot be measured.
  std::vector<BenchResult> run() {
    std::vector<BenchResult> results;
    results.push_back({"studio.start_seconds", measureStart(), "s", false});
    startTraining();
    results.push_back({"studio.frame_p99_ms", measureFrames(), "ms", false});
    results.push_back({"studio.idle_window_cost", measureCost(), "share", false});
    window_.learn().session().stop();
    runUntil([this] { return !window_.learn().session().active(); }, kTrainingTimeout);
    return results;
  }

 private:
  void note(const std::string& what) const {
    if (!quiet_) std::cerr << "measuring " << what << '\n';
  }

  double measureStart() {
    note("start");
    double age = 0.0;
    QObject::connect(&window_.stage(), &StageWindow::firstDecisionShown, &window_, [&age] { age = processAge(); });
    StudioOptions options;
    options.env = "rubiks-cube";
    window_.open(options);
    window_.resize(1280, 800);
    if (!runUntil([&age] { return age > 0.0; }, kStartTimeout))
      throw Error("a frame of the playing agent within a minute", "none", "studio.start_seconds");
    return age;
  }

  void startTraining() {
    note("training at full speed");
    TrainingOptions options;
    options.folder = (folder_.path() + "/run").toStdString();
    window_.learn().session().start(window_.sidePanel().learnForm()->config(), options);
    window_.sidePanel().setMode(Mode::kLearn);
    if (!runUntil([this] { return session().status().iteration >= 2 || !session().active(); }, kTrainingTimeout) ||
        !session().active())
      throw Error("two iterations of training", session().error().toStdString(), "studio --bench");
  }

  double measureFrames() {
    note("frames while training");
    window_.watch().setSpeed(kBusySpeed);
    runFor(1000);
    window_.stage().frames().record();
    runFor(kFramesMilliseconds);
    const double p99 = percentile(window_.stage().frames().durations(), 0.99);
    window_.watch().setSpeed(kNormalSpeed);
    return p99;
  }

  /// Environment steps per second between two ends of iterations at least a period apart.
  double rate() {
    nextIteration();
    const double steps = static_cast<double>(session().status().envSteps);
    const auto begin = Clock::now();
    runFor(kPeriodMilliseconds);
    nextIteration();
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return (static_cast<double>(session().status().envSteps) - steps) / seconds;
  }

  void nextIteration() {
    const auto iteration = session().status().iteration;
    if (!runUntil([&] { return session().status().iteration > iteration || !session().active(); }, kTrainingTimeout) ||
        !session().active())
      throw Error("a training that goes on", session().error().toStdString(), "studio.idle_window_cost");
  }

  /// Watching and not watching in turn, so that what else the machine does falls on both.
  double measureCost() {
    note("the cost of watching");
    std::vector<double> watching;
    std::vector<double> alone;
    for (int pair = 0; pair < kPairs; ++pair)
      for (const bool visible : {pair % 2 == 0, pair % 2 != 0}) {
        window_.stage().setDrawing(visible);
        window_.watch().setVisible(visible);
        (visible ? watching : alone).push_back(rate());
      }
    return 1.0 - mean(watching) / mean(alone);
  }

  Session& session() { return window_.learn().session(); }

  MainWindow& window_;
  bool quiet_;
  QTemporaryDir folder_;
};

}  // namespace

int runBench(MainWindow& window, bool json) {
  try {
    const std::vector<BenchResult> results = StudioBench(window, json).run();
    nlohmann::json list = nlohmann::json::array();
    for (const BenchResult& result : results) {
      list.push_back({{"name", result.name},
                      {"value", std::isfinite(result.value) ? nlohmann::json(result.value) : nlohmann::json(nullptr)},
                      {"unit", result.unit},
                      {"better", result.higherIsBetter ? "higher" : "lower"}});
      if (!json) fmt::print("{:<36} {:>16.4g} {}\n", result.name, result.value, result.unit);
    }
    if (json) fmt::print("{}\n", nlohmann::json{{"machine", machineDescription()}, {"results", list}}.dump(2));
    return 0;
  } catch (const Error& error) {
    std::cerr << "spolab: error: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace spolab
