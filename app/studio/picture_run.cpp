#include "app/studio/picture_run.h"

#include <chrono>
#include <functional>
#include <iostream>

#include <QEventLoop>
#include <QImage>
#include <QTemporaryDir>
#include <QTimer>

#include "app/studio/learn_controller.h"
#include "app/studio/main_window.h"
#include "app/studio/session.h"
#include "app/studio/settings_form.h"
#include "app/studio/stage_window.h"
#include "app/studio/watch_controller.h"
#include "core/base/error.h"

namespace spolab {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kWidth = 1280;
constexpr int kHeight = 800;
constexpr int kStartTimeout = 60'000;
constexpr int kTrainingTimeout = 600'000;
/// Moving things come to rest, tooltips and focus frames are gone.
constexpr int kSettle = 1500;

/// Runs the window until `done` or until `timeout` milliseconds have passed.
bool runUntil(const std::function<bool()>& done, int timeout) {
  QEventLoop loop;
  QTimer check;
  const auto end = Clock::now() + std::chrono::milliseconds(timeout);
  QObject::connect(&check, &QTimer::timeout, &loop, [&] {
    if (done() || Clock::now() > end) loop.quit();
  });
  check.start(20);
  loop.exec();
  return done();
}

/// The agent plays to the decision, then stands at the end of its search.
void playTo(MainWindow& window, int step) {
  const auto reached = [&] {
    const auto view = window.watch().view();
    return view && (static_cast<int>(view->frames.size()) >= step || (view->finished && !view->frames.empty()));
  };
  if (!runUntil([&] { return window.watch().view() && window.watch().view()->ready; }, kStartTimeout))
    throw Error("an agent that plays within a minute", "none", "--picture");
  window.watch().setSpeed(kFastest);
  if (!runUntil(reached, kStartTimeout)) throw Error("the decision asked for within a minute", "fewer", "--step");
  window.watch().setSpeed(kNormalSpeed);
  window.watch().lookAt(step - 1);
}

void trainTo(MainWindow& window, int iterations, const QString& folder) {
  TrainingOptions training;
  training.folder = folder.toStdString();
  window.learn().session().start(window.sidePanel().learnForm()->config(), training);
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
    runUntil([] { return false; }, kSettle);
    const QImage picture = window.picture();
    window.learn().session().stop();
    runUntil([&] { return !window.learn().session().active(); }, kTrainingTimeout);
    if (!picture.save(QString::fromStdString(options.picture.string())))
      throw Error("a picture file that can be written (.png)", "a failed write", options.picture.string());
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "spolab: error: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace spolab
