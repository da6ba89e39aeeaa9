#include "app/studio/run_until.h"

#include <chrono>

#include <QEventLoop>
#include <QTimer>

namespace spolab {
namespace {

constexpr int kLookMilliseconds = 5;

}  // namespace

bool runUntil(const std::function<bool()>& done, int timeout) {
  QEventLoop loop;
  QTimer check;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout);
  QObject::connect(&check, &QTimer::timeout, &loop, [&] {
    if (done() || std::chrono::steady_clock::now() > end) loop.quit();
  });
  check.start(kLookMilliseconds);
  loop.exec();
  return done();
}

void runFor(int milliseconds) {
  QEventLoop loop;
  QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
  loop.exec();
}

}  // namespace spolab
