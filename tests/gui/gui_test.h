#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <unistd.h>

#include <QAction>
#include <QApplication>
#include <QSurfaceFormat>
#include <QTest>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include "app/studio/main_window.h"
#include "core/config/run_config.h"

namespace spolab::test {

/// Starts the program again under a virtual display of its own, unless it has one. Does not return then.
inline void ensureDisplay(char** argv) {
  if (std::getenv("SPOLAB_VIRTUAL_DISPLAY") != nullptr) return;
  std::vector<char*> arguments{const_cast<char*>(SPOLAB_WITH_DISPLAY)};
  for (char** argument = argv; *argument != nullptr; ++argument) arguments.push_back(*argument);
  arguments.push_back(nullptr);
  execv(SPOLAB_WITH_DISPLAY, arguments.data());
  std::perror(SPOLAB_WITH_DISPLAY);
  std::_Exit(1);
}

/// Settings that train an iteration in a fraction of a second.
inline RunConfig tinyConfig() {
  RunConfig config("rubiks-cube", "spo");
  config.applyOverrides({"env.scramble_min=1", "env.scramble_max=2", "env.step_limit=6", "planner.particles=4",
                         "planner.horizon=2", "planner.period=2", "network.width=32", "network.layers=1",
                         "network.head_width=0", "train.envs=8", "train.rollout=6", "train.epochs=2", "train.batch=4",
                         "train.sequence=5", "train.replay=4096", "train.shards=1", "eval.every=0"});
  return config;
}

/// A studio window, 1280×800, that has been opened and plays.
std::unique_ptr<MainWindow> openStudio(const StudioOptions& options = {});
/// Waits until the viewed episode has made a decision.
bool waitForDecision(MainWindow& window, int milliseconds = 30000);
/// The menu entry of this name, without its key letter and "…"; null: none.
QAction* menuEntry(const MainWindow& window, const QString& text);
/// Chooses it. (Without a window manager no window is active, so that shortcuts do not arrive.)
void choose(const MainWindow& window, const char* text);
/// Chooses an entry that asks where to save, and answers with `file`, which is not there yet. False when nothing asked.
bool chooseAndSave(const MainWindow& window, const char* text, const QString& file);
/// Drops a file or folder on a window or a widget, as a desktop does. Fails the test where it is not taken.
void dropOn(QObject& target, const std::filesystem::path& file);
/// Pixels of the GL view as they are on the screen.
QImage screenOf(MainWindow& window);

}  // namespace spolab::test

/// main() of a test program that opens windows.
#define SPOLAB_GUI_MAIN(TestClass)                      \
  int main(int argc, char** argv) {                     \
    spolab::test::ensureDisplay(argv);                  \
    return spolab::test::runGui<TestClass>(argc, argv); \
  }

namespace spolab::test {

void prepareApplication();

/// Under the address sanitizer: ends the program if anything leaked, now and not at its very end, when Qt's D-Bus has
/// taken down its thread and may have lost the record that Qt keeps of it.
inline void checkLeaks() {
#ifdef __SANITIZE_ADDRESS__
  __lsan_do_leak_check();
#endif
}

template <typename TestClass>
int runGui(int argc, char** argv) {
  QSurfaceFormat format;
  format.setVersion(3, 3);
  format.setProfile(QSurfaceFormat::CoreProfile);
  format.setDepthBufferSize(24);
  QSurfaceFormat::setDefaultFormat(format);
  QApplication app(argc, argv);
  prepareApplication();
  int failures = 0;
  {
    TestClass test;
    failures = QTest::qExec(&test, argc, argv);
  }
  if (failures == 0) checkLeaks();
  return failures;
}

}  // namespace spolab::test
