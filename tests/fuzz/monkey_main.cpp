// The monkey test: spolab-monkey [SECONDS] [SEED]. Opens the studio under a display of its own and throws random events
// at it. Exit code 0: nothing was found. SPOLAB_MONKEY_LOG names a file for all events.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <QApplication>
#include <QComboBox>
#include <QDesktopServices>
#include <QUrl>

#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "monkey.h"
#include "monkey_watch.h"
#include "tests/gui/gui_test.h"

using namespace spolab;
using namespace spolab::test;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr double kBlockedSeconds = 5.0;
constexpr double kGrownMegabytes = 4096.0;
#else
constexpr double kBlockedSeconds = 2.0;
constexpr double kGrownMegabytes = 1024.0;
#endif

/// Opening a folder would start a program of the desktop.
class NoDesktop : public QObject {
  Q_OBJECT

 public Q_SLOTS:
  void open(const QUrl&) {}
};

/// Tells ten times in a run how memory grows.
void tellMemory(QObject* owner, double seconds) {
  auto* timer = new QTimer(owner);
  const auto begin = std::chrono::steady_clock::now();
  QObject::connect(timer, &QTimer::timeout, owner, [begin] {
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    std::printf("monkey: %4.0f s, %d events, %.0f MiB\n", time.count(), EventLog::count(), residentMegabytes());
    std::fflush(stdout);
  });
  timer->start(static_cast<int>(seconds * 100.0));
}

/// After all that the window does what it is for.
void checkThatItWorks(MainWindow& window) {
  window.showNormal();
  window.learn().session().stop();
  if (!QTest::qWaitFor([&] { return !window.learn().session().active(); }, 60000))
    Findings::add("a training could not be stopped within a minute");
  QTest::qWait(300);
  window.sidePanel().setMode(Mode::kWatch);
  window.openAgent(std::string(SPOLAB_SOURCE_DIR) + "/assets/agents/rubiks-cube.safetensors");
  window.watch().next();
  window.watch().setPaused(false);
  const auto plays = [&] {
    const auto view = window.watch().view();
    return view && view->env->spec().id == "rubiks-cube" && !view->frames.empty();
  };
  if (!QTest::qWaitFor(plays, 60000)) Findings::add("the window did not play an agent in the end");
}

}  // namespace

int main(int argc, char** argv) {
  ensureDisplay(argv);
  const double seconds = argc > 1 ? std::atof(argv[1]) : 600.0;
  const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  QSurfaceFormat format;
  format.setVersion(3, 3);
  format.setProfile(QSurfaceFormat::CoreProfile);
  format.setDepthBufferSize(24);
  QSurfaceFormat::setDefaultFormat(format);
  QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
  QApplication app(argc, argv);
  prepareApplication();
  QApplication::setQuitOnLastWindowClosed(false);
  NoDesktop noDesktop;
  QDesktopServices::setUrlHandler(QStringLiteral("file"), &noDesktop, "open");
  std::printf("monkey: seed %llu, %.0f seconds\n", static_cast<unsigned long long>(seed), seconds);
  installCrashReport();
  double before = 0.0;
  double after = 0.0;
  {
    Monkey monkey(seed);
    const StageWindow& stage = monkey.window().stage();
    if (!QTest::qWaitFor([&] { return stage.frames().pictures() > 2; }, 60000))  // the first picture compiles shaders
      Findings::add("no picture within a minute");
    Heartbeat heartbeat(kBlockedSeconds);
    monkey.onRebirth = [&](bool begins) { heartbeat.excuse(begins); };
    QTimer::singleShot(static_cast<int>(seconds * 250.0), &heartbeat, [&] { before = residentMegabytes(); });
    tellMemory(&heartbeat, seconds);
    monkey.play(seconds, [] { QApplication::exit(0); });
    QApplication::exec();
    after = residentMegabytes();
    if (after - before > kGrownMegabytes)
      Findings::add("memory grew from " + std::to_string(before) + " to " + std::to_string(after) + " MiB");
    checkThatItWorks(monkey.window());
    std::printf("monkey: longest pause %.2f s, memory %.0f MiB after a quarter of the time, %.0f MiB at the end\n",
                heartbeat.longest(), before, after);
    heartbeat.excuse(true);
  }
  QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
  for (const std::string& finding : Findings::all()) std::printf("monkey: finding: %s\n", finding.c_str());
  std::printf("monkey: seed %llu, %d events, %zu findings\n", static_cast<unsigned long long>(seed), EventLog::count(),
              Findings::all().size());
  return Findings::all().empty() ? 0 : 1;
}

#include "monkey_main.moc"
