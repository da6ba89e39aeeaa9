#include "app/studio/bench/studio_bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <fstream>
#include <numeric>
#include <random>
#include <unistd.h>

#include <QCoreApplication>
#include <QTimer>
#include <fmt/format.h>

#include "app/studio/around/surroundings.h"
#include "app/studio/bench/interaction.h"
#include "app/studio/learn_controller.h"
#include "app/studio/main_window.h"
#include "app/studio/run_until.h"
#include "app/studio/settings_form.h"
#include "app/studio/side_panel.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "core/base/error.h"

namespace spolab {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kStartTimeout = 60'000;
constexpr int kTrainingTimeout = 180'000;
constexpr int kFramesMilliseconds = 30'000;
constexpr int kPeriodMilliseconds = 3'000;
constexpr int kPairs = 21;
constexpr int kInteractions = 100;
constexpr int kRounds = 40;  ///< of one interaction of each kind
/// Decisions per second while somebody watches attentively: four.
constexpr int kBusySpeed = kNormalSpeed + 4;
/// A software renderer has compiled its shaders.
constexpr int kWarmUpMilliseconds = 5'000;
/// The governor of what watching costs has found its rate.
constexpr int kGovernorMilliseconds = 10'000;
/// DESIGN's largest search to look back at, on the largest body.
constexpr int kManyParticles = 1024;
constexpr int kLongHorizon = 16;
constexpr int kManyDecisions = 48;
/// The newest of them have been on screen a moment ago.
constexpr int kFreshDecisions = 28;
constexpr int kLookedAtAgain = 10;

double secondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

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

/// Of all threads of this process.
double processorSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Of all processors since the machine started: what /proc/stat counts.
struct MachineTicks {
  double all = 0.0;
  double stolen = 0.0;  ///< in which another guest of the same host ran
};

MachineTicks machineTicks() {
  constexpr int kStolen = 7;
  constexpr int kFields = 8;  // those after them are parts of the first two
  std::ifstream file("/proc/stat");
  std::string name;
  file >> name;
  MachineTicks ticks;
  for (int field = 0; field < kFields; ++field) {
    double value = 0.0;
    if (!(file >> value)) break;
    ticks.all += value;
    if (field == kStolen) ticks.stolen = value;
  }
  return ticks;
}

double stolenShare(const MachineTicks& before, const MachineTicks& after) {
  const double all = after.all - before.all;
  return all > 0.0 ? (after.stolen - before.stolen) / all : std::nan("");
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return std::nan("");
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size()))) - 1];
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

StudioBench::StudioBench(MainWindow& window, std::function<void(const std::string&)> note)
    : window_(window), note_(std::move(note)) {}

Session& StudioBench::session() { return window_.learn().session(); }

void StudioBench::add(std::string name, double value, const char* unit, bool higherIsBetter) {
  results_.push_back({std::move(name), value, unit, higherIsBetter});
}

void StudioBench::run(const std::string& part) {
  add("studio.start_seconds", measureStart(), "s");
  if (part.empty() || part == "training" || part == "frames") measureTraining(part != "frames");
  if (part.empty() || part == "futures") {
    measureFutures("half-cheetah", "half_cheetah");
    measureFutures("humanoid", "humanoid");
  }
  if (part.empty() || part == "history") measureGoBack();
  if (part.empty() || part == "look") add("studio.look_change_ms", measureLook(), "ms");
}

void StudioBench::measureTraining(bool costs) {
  startTraining();
  const MachineTicks before = machineTicks();
  measureFrames();
  add("studio.input_p99_ms", measureInput(), "ms");
  add("machine.stolen_share", stolenShare(before, machineTicks()), "share");
  if (costs) measureCosts();
  stopTraining();
}

double StudioBench::measureStart() {
  note_("start");
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

void StudioBench::startTraining() {
  note_("training at full speed");
  TrainingOptions options;
  options.folder = (folder_.path() + "/run").toStdString();
  RunConfig config = window_.sidePanel().learnForm()->config();
  config.applyOverrides({"eval.every=0"});  // an evaluation in one of two periods would look like a cost
  session().start(std::move(config), options);
  window_.sidePanel().setMode(Mode::kLearn);
  if (!runUntil([this] { return session().status().iteration >= 2 || !session().active(); }, kTrainingTimeout) ||
      !session().active())
    throw Error("two iterations of training", session().error().toStdString(), "studio --bench");
}

void StudioBench::stopTraining() {
  session().stop();
  runUntil([this] { return !session().active(); }, kTrainingTimeout);
  window_.sidePanel().setMode(Mode::kWatch);
}

void StudioBench::measureFrames() {
  note_("frames while training");
  window_.watch().setSpeed(kBusySpeed);
  runFor(kWarmUpMilliseconds);
  window_.stage().frames().record();
  runFor(kFramesMilliseconds);
  const FrameClock& frames = window_.stage().frames();
  add("studio.frame_p99_ms", percentile(frames.durations(), 0.99), "ms");
  add("studio.frame_median_ms", percentile(frames.durations(), 0.5), "ms");
  add("studio.picture_p99_ms", percentile(frames.pictureDurations(), 0.99), "ms");
}

double StudioBench::measureInput() {
  note_("answers to a person while training");
  window_.sidePanel().setMode(Mode::kWatch);
  runFor(1000);
  const double p99 = percentile(measureInteractions(window_, kRounds), 0.99);
  window_.sidePanel().setMode(Mode::kLearn);
  window_.watch().setSpeed(kNormalSpeed);
  return p99;
}

void StudioBench::measureCosts() {
  note_("the cost of an idle window");
  const Watching idle = watching();
  add("studio.idle_window_cost", idle.cost, "share");
  add("studio.idle_window_cost_told", idle.told, "share");
  note_("the cost of watching");
  window_.sidePanel().setMode(Mode::kWatch);
  window_.watch().setSpeed(kBusySpeed);
  runFor(kGovernorMilliseconds);
  const Watching attentive = watching();
  add("studio.watching_cost", attentive.cost, "share");
  add("studio.watching_cost_told", attentive.told, "share");
  add("studio.watching_fps", attentive.framesPerSecond, "1/s", true);
  window_.watch().setSpeed(kNormalSpeed);
}

/// Watching and not watching in turn, so that what else the machine does falls on both.
StudioBench::Watching StudioBench::watching() {
  std::vector<double> kept;  // share of the rate that is left while watching, of each pair
  std::vector<double> frames, told;
  for (int pair = 0; pair < kPairs; ++pair) {
    double watched = 0.0, alone = 0.0;
    for (const bool visible : {pair % 2 == 0, pair % 2 != 0}) {
      window_.stage().setDrawing(visible);
      window_.watch().setVisible(visible);
      const long before = window_.stage().frames().pictures();
      const Clock::time_point begin = Clock::now();
      (visible ? watched : alone) = rate();
      if (!visible) continue;
      frames.push_back(static_cast<double>(window_.stage().frames().pictures() - before) / secondsSince(begin));
      told.push_back(window_.surroundings().watchCost());
    }
    kept.push_back(watched / alone);
  }
  window_.stage().setDrawing(true);
  window_.watch().setVisible(true);
  return {1.0 - percentile(kept, 0.5), mean(frames), mean(told)};
}

/// Environment steps per second between two ends of iterations at least a period apart.
double StudioBench::rate() {
  nextIteration();
  const double steps = static_cast<double>(session().status().envSteps);
  const Clock::time_point begin = Clock::now();
  runFor(kPeriodMilliseconds);
  nextIteration();
  return (static_cast<double>(session().status().envSteps) - steps) / secondsSince(begin);
}

void StudioBench::nextIteration() {
  const auto iteration = session().status().iteration;
  if (!runUntil([&] { return session().status().iteration > iteration || !session().active(); }, kTrainingTimeout) ||
      !session().active())
    throw Error("a training that goes on", session().error().toStdString(), "studio --bench");
}

/// Decisions of a search this large on screen, paused.
void StudioBench::search(const char* env, int particles, int horizon, int decisions) {
  StudioOptions options;
  options.env = env;
  const auto before = window_.watch().view();
  window_.open(options);
  const auto ready = [&] {
    const auto view = window_.watch().view();
    return view && view->ready && (!before || view->env != before->env) && view->env->spec().id == env;
  };
  if (!runUntil(ready, kStartTimeout)) throw Error("an agent that plays", "none within a minute", env);
  window_.watch().setPaused(true);
  window_.watch().changeSetting("planner.particles", QString::number(particles));
  window_.watch().changeSetting("planner.horizon", QString::number(horizon));
  const auto decided = [&](std::size_t least) {
    const auto view = window_.watch().view();
    return view->frames.size() >= least && view->frames.back()->trace.particles == particles &&
           view->frames.back()->trace.depths == horizon;
  };
  for (int i = 0; i < decisions; ++i) {
    const std::size_t steps = window_.watch().view()->frames.size();
    window_.watch().stepForward();
    if (!runUntil([&] { return decided(steps + 1); }, kTrainingTimeout))
      throw Error("a decision of this search", "none within three minutes", env);
  }
  runFor(2000);
}

/// 64 ghosts with trails of 32 steps, nothing trains, the camera turns all the time.
void StudioBench::measureFutures(const char* env, const std::string& name) {
  note_(std::string("the world with futures, ") + env);
  search(env, 64, 32, 1);
  QTimer turning;
  QObject::connect(&turning, &QTimer::timeout, &window_.stage(), [this] { window_.stage().orbitBy(2.0f, 0.0f); });
  turning.start(5);
  runFor(kWarmUpMilliseconds);
  const long before = window_.stage().frames().pictures();
  const Clock::time_point begin = Clock::now();
  const double spent = processorSeconds();
  runFor(kFramesMilliseconds / 2);
  const auto frames = static_cast<double>(window_.stage().frames().pictures() - before);
  add("studio.futures_fps_" + name, frames / secondsSince(begin), "1/s", true);
  add("studio.futures_processor_ms_" + name, 1e3 * (processorSeconds() - spent) / frames, "ms");
}

/// First to steps that have not been looked at since many others came, each once; then among a few.
void StudioBench::measureGoBack() {
  note_("going back to large searches");
  search("humanoid", kManyParticles, kLongHorizon, kManyDecisions);
  std::vector<int> old;  // the agent has played some steps with its own search before it was paused
  const auto view = window_.watch().view();
  for (std::size_t step = 0; step < view->frames.size(); ++step)
    if (view->frames[step]->trace.particles == kManyParticles) old.push_back(static_cast<int>(step));
  old.resize(old.size() - std::min<std::size_t>(old.size(), kFreshDecisions));
  if (old.size() < kLookedAtAgain)
    throw Error(fmt::format("{} large searches to look back at", kLookedAtAgain), std::to_string(old.size()),
                "humanoid");
  std::shuffle(old.begin(), old.end(), std::mt19937());
  const MachineTicks before = machineTicks();
  const std::vector<double> first = measureGoingBack(window_, old);
  add("studio.go_back_first_median_ms", percentile(first, 0.5), "ms");
  add("studio.go_back_first_longest_ms", percentile(first, 1.0), "ms");
  std::vector<int> again;
  for (int i = 0; i < kInteractions; ++i)
    again.push_back(old[old.size() - 1 - static_cast<std::size_t>(i) % kLookedAtAgain]);
  const double spent = processorSeconds();
  const std::vector<double> waits = measureGoingBack(window_, again);
  add("studio.go_back_median_ms", percentile(waits, 0.5), "ms");
  add("studio.go_back_p99_ms", percentile(waits, 0.99), "ms");
  add("studio.go_back_processor_ms", 1e3 * (processorSeconds() - spent) / static_cast<double>(waits.size()), "ms");
  add("machine.stolen_share_going_back", stolenShare(before, machineTicks()), "share");
}

/// From the click on another theme or size to the end of all that follows from it; the longest of a few.
double StudioBench::measureLook() {
  note_("changes of theme and size");
  runFor(kWarmUpMilliseconds);
  double longest = 0.0;
  const auto measure = [&](const std::function<void()>& change) {
    const Clock::time_point begin = Clock::now();
    change();
    QCoreApplication::processEvents();
    longest = std::max(longest, 1e3 * secondsSince(begin));
    runFor(500);
  };
  for (int round = 0; round < 3; ++round) {
    measure([this] { window_.setDark(false); });
    measure([this] { window_.setScale(1.25); });
    measure([this] { window_.setDark(true); });
    measure([this] { window_.setScale(1.0); });
  }
  return longest;
}

}  // namespace spolab
