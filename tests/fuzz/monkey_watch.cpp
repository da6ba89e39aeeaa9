#include "monkey_watch.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <execinfo.h>
#include <fstream>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

#include <QString>

namespace spolab::test {
namespace {

constexpr int kKept = 400;
constexpr int kPrintedAtDeath = 60;
constexpr double kHangSeconds = 120.0;

std::mutex findingsMutex;
std::vector<std::string> findings;

std::array<std::array<char, 240>, kKept> ring{};
std::atomic<int> noted{0};

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Seconds that a thread of this process was ready but another had its core: none of the window's doing.
double waitedForCore(int thread) {
  std::ifstream in("/proc/self/task/" + std::to_string(thread) + "/schedstat");
  double ran = 0.0, waited = 0.0;
  in >> ran >> waited;
  return waited / 1e9;
}

void printStack() {
  std::array<void*, 48> frames{};
  const int depth = backtrace(frames.data(), static_cast<int>(frames.size()));
  backtrace_symbols_fd(frames.data(), depth, STDERR_FILENO);
}

void onDeath(int number) {
  std::signal(number, SIG_DFL);
  std::fprintf(stderr, "monkey: died of signal %d after event %d\n", number, noted.load());
  EventLog::print(kPrintedAtDeath);
  printStack();
  std::raise(number);
}

void onAsked(int) { printStack(); }

/// Said by Qt or the display and of no consequence.
bool harmless(const QString& text) {
  static const char* const kHarmless[] = {
      "This plugin does not support raise()",
      "This plugin does not support propagateSizeHints()",
      "QXcbClipboard",
      "occurs outside target window",
      "propagateSizeHints",
      "setNetWmStateOnUnmappedWindow",  // no window manager on the virtual display
      "qt.qpa.",
      "XKB",
      "QStandardPaths: ",
  };
  return std::any_of(std::begin(kHarmless), std::end(kHarmless),
                     [&](const char* part) { return text.contains(QLatin1String(part)); });
}

void onMessage(QtMsgType type, const QMessageLogContext& context, const QString& text) {
  if (type == QtDebugMsg || type == QtInfoMsg) return;
  std::fprintf(stderr, "monkey: event %d: Qt says: %s\n", noted.load(), qPrintable(text));
  if (harmless(text) || harmless(QString::fromLatin1(context.category))) return;
  Findings::add("Qt warning: " + text.toStdString());
}

}  // namespace

void Findings::add(const std::string& text) {
  const std::lock_guard lock(findingsMutex);
  if (std::find(findings.begin(), findings.end(), text) != findings.end()) return;
  findings.push_back(text);
  std::fprintf(stderr, "monkey: FINDING at event %d: %s\n", noted.load(), text.c_str());
}

std::vector<std::string> Findings::all() {
  const std::lock_guard lock(findingsMutex);
  return findings;
}

void EventLog::note(const std::string& text) {
  static std::FILE* const file = [] {
    const char* name = std::getenv("SPOLAB_MONKEY_LOG");
    return name != nullptr ? std::fopen(name, "w") : nullptr;
  }();
  const int number = noted.load();
  auto& line = ring[static_cast<std::size_t>(number % kKept)];
  std::snprintf(line.data(), line.size(), "%7d  %s\n", number, text.c_str());
  if (file != nullptr) {
    std::fputs(line.data(), file);
    std::fflush(file);
  }
  noted.store(number + 1);
}

int EventLog::count() { return noted.load(); }

void EventLog::print(int newest) {
  const int end = noted.load();
  for (int i = std::max({0, end - newest, end - kKept}); i < end; ++i) {
    const char* line = ring[static_cast<std::size_t>(i % kKept)].data();
    if (write(STDERR_FILENO, line, std::strlen(line)) < 0) return;
  }
}

void installCrashReport() {
  std::array<void*, 1> warm{};
  backtrace(warm.data(), 1);  // loads what it needs now, not in a signal handler
#ifdef __SANITIZE_ADDRESS__   // its own report of a signal says more
  __sanitizer_set_death_callback([] { EventLog::print(kPrintedAtDeath); });
  std::signal(SIGABRT, onDeath);
#else
  for (const int number : {SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGBUS}) std::signal(number, onDeath);
#endif
  std::signal(SIGUSR2, onAsked);
  qInstallMessageHandler(onMessage);
}

Heartbeat::Heartbeat(double limit) : limit_(limit), last_(seconds()), windowThread_(pthread_self()) {
  timer_.setInterval(50);
  connect(&timer_, &QTimer::timeout, this, [this] {
    const double now = seconds();
    const double waited = waitedForCore(static_cast<int>(getpid()));  // the window has the first thread
    judge(now - last_ - (waited - waited_));
    last_ = now;
    waited_ = waited;
  });
  timer_.start();
  pthread_create(
      &watcher_, nullptr,
      [](void* self) -> void* {
        static_cast<Heartbeat*>(self)->watch();
        return nullptr;
      },
      this);
}

Heartbeat::~Heartbeat() {
  over_ = true;
  pthread_join(watcher_, nullptr);
}

void Heartbeat::excuse(bool excused) {
  if (!excused) last_ = seconds();
  if (!excused) waited_ = waitedForCore(static_cast<int>(getpid()));
  excused_ = excused;
}

void Heartbeat::judge(double pause) {
  if (excused_) return;
  longest_ = std::max(longest_.load(), pause);
  if (pause > limit_) Findings::add("the window took no events for " + std::to_string(pause) + " s");
}

void Heartbeat::watch() {
  double asked = 0.0;
  while (!over_) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const double last = last_, pause = seconds() - last;
    if (pause > kHangSeconds) {
      std::fprintf(stderr, "monkey: the window hangs\n");
      pthread_kill(windowThread_, SIGABRT);
      return;
    }
    if (excused_ || pause < limit_ || asked == last) continue;
    asked = last;
    std::fprintf(stderr, "monkey: event %d: no events taken for %.1f s; it stands here:\n", noted.load(), pause);
    EventLog::print(3);
    pthread_kill(windowThread_, SIGUSR2);
  }
}

double residentMegabytes() {
  std::ifstream in("/proc/self/statm");
  double total = 0.0, resident = 0.0;
  in >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

}  // namespace spolab::test
