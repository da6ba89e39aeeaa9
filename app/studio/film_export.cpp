#include "app/studio/film_export.h"

#include <chrono>
#include <functional>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

#include <QMetaObject>

#include "core/base/check.h"

namespace spolab {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kExportNice = 10;
constexpr auto kNewsEvery = std::chrono::milliseconds(100);
/// Share of the work that drawing is, the rest being the colours of a GIF.
constexpr double kDrawing = 0.85;

struct Made {
  bool done = false;  ///< false: cancelled
  int pictures = 0;
  quint64 bytes = 0;
};

/// When it returns the recording is closed, and one that was cancelled has left no file.
Made makeFilm(const FilmOrder& order, const std::function<bool(double)>& report) {
  Recording recording(order.file, order.style.width, order.style.height, order.pace.framesPerSecond);
  EpisodePicture picture(order.style);
  FilmCutter cutter(order.pace);
  const double drawing = recording.kind() == RecordingKind::kGif ? kDrawing : 1.0;
  const bool done = recordEpisode(*order.episode, order.first, cutter, picture, recording,
                                  [&](double fraction) { return report(drawing * fraction); }) &&
                    recording.finish([&](double fraction) { return report(drawing + (1.0 - drawing) * fraction); });
  return {done, recording.pictures(), static_cast<quint64>(recording.bytes())};
}

double secondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

}  // namespace

template <typename Body>
void FilmExport::later(Body body) {
  QMetaObject::invokeMethod(this, std::move(body), Qt::QueuedConnection);
}

void FilmExport::start(FilmOrder order) {
  SPOLAB_CHECK(!busy_);
  busy_ = true;
  thread_ = std::jthread([this, order = std::move(order)](const std::stop_token& stop) { run(stop, order); });
}

void FilmExport::run(const std::stop_token& stop, const FilmOrder& order) {
  pthread_setname_np(pthread_self(), "spolab-film");
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kExportNice);
  const auto begin = Clock::now();
  auto told = begin - kNewsEvery;
  const auto report = [&](double fraction) {
    if (Clock::now() - told >= kNewsEvery) {
      told = Clock::now();
      const double left = fraction > 0.0 ? secondsSince(begin) * (1.0 - fraction) / fraction : -1.0;
      later([this, fraction, left] { Q_EMIT progressed(fraction, left); });
    }
    return !stop.stop_requested();
  };
  try {
    const Made made = makeFilm(order, report);
    later([this, made, file = QString::fromStdString(order.file.string())] {
      busy_ = false;
      if (made.done)
        Q_EMIT finished(file, made.pictures, made.bytes);
      else
        Q_EMIT abandoned();
    });
  } catch (const std::exception& error) {
    later([this, why = QString::fromUtf8(error.what())] {
      busy_ = false;
      Q_EMIT failed(why);
    });
  }
}

}  // namespace spolab
