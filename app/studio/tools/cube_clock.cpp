#include "app/studio/tools/cube_clock.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QSettings>

namespace spolab {
namespace {

QString recordKey(int scrambleLength, const char* what) {
  return QStringLiteral("cube/best/%1/%2").arg(scrambleLength).arg(QLatin1String(what));
}

}  // namespace

std::optional<CubeRecord> cubeRecord(int scrambleLength) {
  const QSettings kept(QStringLiteral("spolab"), QStringLiteral("studio"));
  const CubeRecord record{kept.value(recordKey(scrambleLength, "seconds")).toDouble(),
                          kept.value(recordKey(scrambleLength, "moves")).toInt()};
  if (!(record.seconds > 0.0) || !std::isfinite(record.seconds) || record.moves <= 0) return std::nullopt;
  return record;
}

void keepCubeRecord(int scrambleLength, const CubeRecord& record) {
  QSettings kept(QStringLiteral("spolab"), QStringLiteral("studio"));
  kept.setValue(recordKey(scrambleLength, "seconds"), record.seconds);
  kept.setValue(recordKey(scrambleLength, "moves"), record.moves);
}

QString clockText(double seconds) {
  const auto tenths = static_cast<qint64>(std::max(0.0, seconds) * 10.0);
  if (tenths < 600) return QCoreApplication::translate("CubeClock", "%1.%2 s").arg(tenths / 10).arg(tenths % 10);
  return QStringLiteral("%1:%2.%3").arg(tenths / 600).arg(tenths / 10 % 60, 2, 10, QLatin1Char('0')).arg(tenths % 10);
}

void CubeClock::follow(const PlayerView& view) {
  justSolved_ = false;
  if (view.start != start_) {
    start_ = view.start;
    state_ = State::kVoid;
  }
  if (view.frames.empty()) {
    state_ = State::kReady;
    return;
  }
  const bool alone = std::all_of(view.frames.begin(), view.frames.end(),
                                 [](const auto& frame) { return frame->by == Actor::kPerson; });
  if (!alone) state_ = State::kVoid;
  const QByteArray start(reinterpret_cast<const char*>(start_.data()), static_cast<qsizetype>(start_.size()));
  const bool first = !tried_.contains(start);
  tried_.insert(start);
  if (state_ == State::kReady) {
    firstTry_ = first;
    since_.start();
    state_ = State::kRunning;
  }
  if (state_ == State::kRunning && view.finished) {
    stoppedAt_ = static_cast<double>(since_.elapsed()) / 1000.0;
    state_ = State::kStopped;
    justSolved_ = view.success;
  } else if (state_ == State::kStopped && !view.finished) {
    state_ = State::kRunning;  // taken back
  }
}

std::optional<double> CubeClock::seconds() const {
  switch (state_) {
    case State::kReady:
      return 0.0;
    case State::kRunning:
      return static_cast<double>(since_.elapsed()) / 1000.0;
    case State::kStopped:
      return stoppedAt_;
    case State::kVoid:
      break;
  }
  return std::nullopt;
}

}  // namespace spolab
