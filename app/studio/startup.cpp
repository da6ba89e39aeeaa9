#include "app/studio/startup.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <iostream>
#include <memory>
#include <unistd.h>

#include <QApplication>
#include <QMessageBox>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QSocketNotifier>
#include <QSurfaceFormat>

#include "app/studio/around/surroundings.h"
#include "app/studio/bench/bench.h"
#include "app/studio/languages.h"
#include "app/studio/learn_controller.h"
#include "app/studio/log_file.h"
#include "app/studio/look.h"
#include "app/studio/main_window.h"
#include "app/studio/options.h"
#include "app/studio/picture_run.h"
#include "app/studio/session.h"

namespace spolab {
namespace {

bool isSet(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

/// Asks the X server named by DISPLAY for a connection, without linking to its library.
bool xServerAnswers() {
  void* library = dlopen("libxcb.so.1", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return true;  // let Qt find out
  const auto connectTo = reinterpret_cast<void* (*)(const char*, int*)>(dlsym(library, "xcb_connect"));
  const auto hasError = reinterpret_cast<int (*)(void*)>(dlsym(library, "xcb_connection_has_error"));
  const auto disconnect = reinterpret_cast<void (*)(void*)>(dlsym(library, "xcb_disconnect"));
  if (connectTo == nullptr || hasError == nullptr || disconnect == nullptr) return true;
  void* connection = connectTo(nullptr, nullptr);
  const bool answers = hasError(connection) == 0;
  disconnect(connection);
  return answers;
}

int fail(const std::string& message) {
  std::cerr << "spolab: error: " << message << '\n';
  return 1;
}

/// Also in a box where nobody sees a terminal: a desktop that starts programs from its menus says so.
int failVisibly(const std::string& message) {
  if (isSet("GIO_LAUNCHED_DESKTOP_FILE") || isSet("DESKTOP_STARTUP_ID") || isSet("XDG_ACTIVATION_TOKEN"))
    QMessageBox::critical(nullptr, QStringLiteral("SPO Lab"), QString::fromStdString(message));
  return fail(message);
}

/// A graphics driver that cannot do it is left aside once: the program begins again. Returns only where that has been
/// tried or cannot be.
void drawInSoftware(char** argv) {
  if (isSet("LIBGL_ALWAYS_SOFTWARE")) return;
  setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
  execv("/proc/self/exe", argv);
}

/// Set while the program runs its events.
MainWindow* openWindow = nullptr;

/// What was learned is saved, then the process ends without unwinding what still runs.
[[noreturn]] void endWithoutDisplay(MainWindow& window) {
  const std::filesystem::path run = window.learn().session().finish();
  std::fprintf(stderr, "spolab: error: expected the display to last, found its connection broken%s%s\n",
               run.empty() ? "" : "; the training is saved, go on with it: spolab-studio --train --run ", run.c_str());
  std::_Exit(1);
}

/// Qt ends the process when a platform plugin fails: then at least with our one line and exit code.
void onQtMessage(QtMsgType type, const QMessageLogContext& /*context*/, const QString& text) {
  if (type == QtFatalMsg) {
    std::fprintf(stderr, "spolab: error: the window system could not be used: %s\n",
                 text.section('\n', 0, 0).toUtf8().constData());
    std::_Exit(1);
  }
  // Qt (for Xlib and Wayland too) says so just before it calls exit(), which would destroy the engine under its
  // threads.
  if (openWindow != nullptr && text.contains(QLatin1String("connection broke"))) endWithoutDisplay(*openWindow);
  if (type == QtWarningMsg || type == QtCriticalMsg) logLine(QStringLiteral("Qt: ") + text);
}

int stopPipe[2] = {-1, -1};

extern "C" void onStopSignal(int /*signal*/) {
  const char byte = 1;
  if (write(stopPipe[1], &byte, 1) < 0) _exit(1);
}

/// SIGINT and SIGTERM end the program as closing its window does, without the question.
void listenForSignals(MainWindow& window) {
  if (pipe2(stopPipe, O_CLOEXEC | O_NONBLOCK) != 0) return;
  auto* notifier = new QSocketNotifier(stopPipe[0], QSocketNotifier::Read, &window);
  QObject::connect(notifier, &QSocketNotifier::activated, &window, [notifier, &window] {
    notifier->setEnabled(false);
    std::signal(SIGINT, SIG_DFL);  // a second one ends it at once
    std::signal(SIGTERM, SIG_DFL);
    window.stopAndClose();
  });
  std::signal(SIGINT, onStopSignal);
  std::signal(SIGTERM, onStopSignal);
}

QSurfaceFormat wantedFormat() {
  QSurfaceFormat format;
  format.setRenderableType(QSurfaceFormat::OpenGL);
  format.setVersion(3, 3);
  format.setProfile(QSurfaceFormat::CoreProfile);
  format.setDepthBufferSize(24);
  format.setStencilBufferSize(8);
  return format;
}

}  // namespace

std::optional<std::string> displayProblem() {
  if (isSet("QT_QPA_PLATFORM")) return std::nullopt;
  if (isSet("WAYLAND_DISPLAY")) return std::nullopt;
  if (!isSet("DISPLAY"))
    return "expected a display for the window, found none (DISPLAY and WAYLAND_DISPLAY are empty); "
           "`spolab` works without one";
  if (!xServerAnswers())
    return std::string("expected a display that answers, found none at DISPLAY=") + std::getenv("DISPLAY") +
           "; `spolab` works without one";
  return std::nullopt;
}

GlProbe probeGl() {
  QOpenGLContext context;
  context.setFormat(QSurfaceFormat::defaultFormat());
  QOffscreenSurface surface;
  surface.setFormat(context.format());
  surface.create();
  if (!context.create() || !surface.isValid() || !context.makeCurrent(&surface))
    return {false, false, "no OpenGL context on the platform '" + QGuiApplication::platformName().toStdString() + "'"};
  GlProbe probe;
  QOpenGLFunctions* gl = context.functions();
  const auto text = [&](GLenum name) {
    const auto* value = reinterpret_cast<const char*>(gl->glGetString(name));
    return std::string(value == nullptr ? "" : value);
  };
  const std::string renderer = text(GL_RENDERER);
  probe.found = renderer + ", OpenGL " + text(GL_VERSION);
  const auto version = context.format().version();
  probe.usable = !context.isOpenGLES() && version >= qMakePair(3, 3);
  for (const char* name : {"llvmpipe", "softpipe", "swrast", "Software"})
    probe.software = probe.software || renderer.find(name) != std::string::npos;
  context.doneCurrent();
  return probe;
}

int studioMain(int argc, char** argv) {
  const ParsedOptions parsed = parseOptions(argc, argv);
  if (parsed.exitCode) return *parsed.exitCode;
  if (const auto problem = displayProblem()) return fail(*problem);
  qInstallMessageHandler(onQtMessage);
  QSurfaceFormat::setDefaultFormat(wantedFormat());
  // Frames are paced by the view: no waiting on top of that, which Qt would do before each paint.
  if (!isSet("QT_QPA_UPDATE_IDLE_TIME")) qputenv("QT_QPA_UPDATE_IDLE_TIME", "0");
  QApplication app(argc, argv);
  QApplication::setApplicationName(QStringLiteral("spolab-studio"));
  QApplication::setApplicationDisplayName(QStringLiteral("SPO Lab"));
  QApplication::setApplicationVersion(QStringLiteral(SPOLAB_VERSION));
  QApplication::setOrganizationName(QStringLiteral("spolab"));
  QApplication::setDesktopFileName(QStringLiteral("spolab-studio"));
  const GlProbe gl = probeGl();
  if (!gl.usable) {
    drawInSoftware(argv);
    return failVisibly("expected OpenGL 3.3 or newer for the window, found " + gl.found +
                       ", also when drawn by the processor (LIBGL_ALWAYS_SOFTWARE=1); `spolab` works without it");
  }
  useReadersLanguage();
  installFonts();
  QApplication::setWindowIcon(programIcon());
  MainWindow window(gl.software);
  listenForSignals(window);
  if (parsed.options.bench) return runBench(window, parsed.options.benchPart, parsed.options.json);
  if (!parsed.options.picture.empty()) return runPicture(window, parsed.options);
  window.open(parsed.options);
  window.surroundings().begin();
  openWindow = &window;
  const int code = QApplication::exec();
  openWindow = nullptr;
  return code;
}

}  // namespace spolab
