#include "app/studio/picture_run.h"

#include <algorithm>
#include <iostream>
#include <iterator>

#include <QImage>
#include <QTemporaryDir>

#include "app/studio/learn_controller.h"
#include "app/studio/main_window.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/run_until.h"
#include "app/studio/session.h"
#include "app/studio/settings_form.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "core/base/error.h"

namespace spolab {
namespace {

constexpr int kWidth = 1280;
constexpr int kHeight = 800;
constexpr int kStartTimeout = 60'000;
constexpr int kTrainingTimeout = 600'000;
/// Moving things come to rest, tooltips and focus frames are gone.
constexpr int kSettle = 1500;
/// Another mode has begun: its searches are there.
constexpr int kModeSettle = 4000;

/// The agent plays the first episode to the decision, step by step, then stands at the end of its search.
void playTo(MainWindow& window, int step) {
  WatchController& watch = window.watch();
  if (!runUntil([&] { return watch.view() && watch.view()->ready; }, kStartTimeout))
    throw Error("an agent that plays within a minute", "none", "--picture");
  watch.setPaused(true);
  watch.setSeed(1);
  runUntil([&] { return watch.view()->episode == 0 && watch.view()->frames.empty(); }, kStartTimeout);
  const auto decisions = [&] { return static_cast<int>(watch.view()->frames.size()); };
  for (int next = 1; next <= step && !watch.view()->finished; ++next) {
    watch.stepForward();
    if (!runUntil([&] { return decisions() >= next; }, kStartTimeout))
      throw Error("a decision within a minute", "none", "--step");
  }
  watch.lookAt(std::min(step, decisions()) - 1);
}

void chooseMode(MainWindow& window, const std::string& name) {
  const char* const names[] = {"watch", "play", "race", "compare", "learn"};
  const auto found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) return;
  if (name == "play") window.play().setAdvice(Advice::kBefore);
  window.sidePanel().setMode(static_cast<Mode>(found - std::begin(names)));
  runUntil([] { return false; }, kModeSettle);
}

void trainTo(MainWindow& window, int iterations, const QString& folder) {
  TrainingOptions training;
  training.folder = folder.toStdString();
  window.learn().session().start(window.sidePanel().learnForm()->config(), training);
  window.sidePanel().setMode(Mode::kLearn);
  const Session& session = window.learn().session();
  if (!runUntil([&] { return session.status().iteration > iterations || !session.active(); }, kTrainingTimeout) ||
      !session.active())
    throw Error("a training that goes on", session.error().toStdString(), "--picture");
}

}  // namespace

int runPicture(MainWindow& window, const StudioOptions& options) {
  try {
    const QTemporaryDir folder;
    StudioOptions opening = options;
    opening.train = false;
    window.open(opening);
    window.resize(kWidth, kHeight);
    window.setDark(!options.light);
    if (options.train)
      trainTo(window, options.pictureStep, folder.filePath(QStringLiteral("run")));
    else
      playTo(window, options.pictureStep);
    chooseMode(window, options.mode);
    runUntil([] { return false; }, kSettle);
    const QImage picture = window.picture();
    const bool saved = picture.save(QString::fromStdString(options.picture.string()));
    window.learn().session().stop();
    runUntil([&] { return !window.learn().session().active(); }, kTrainingTimeout);
    if (!saved) throw Error("a picture file that can be written (.png)", "a failed write", options.picture.string());
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "spolab: error: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace spolab
