#include "app/studio/view_recording.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <QMetaObject>
#include <QPainter>

#include "app/episode/recording.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/thread_priority.h"
#include "core/base/check.h"

namespace spolab {
namespace {

constexpr auto kNewsEvery = std::chrono::milliseconds(100);
/// Pictures on their way to the writer; a large one takes 33 MB.
constexpr int kMostWaiting = 6;

/// In the middle of a picture of the film's size, as large as it fits, on its own upper left colour.
Image fitted(const QImage& picture, QSize size) {
  QImage page = picture;
  if (picture.size() != size) {
    page = QImage(size, QImage::Format_RGBA8888);
    page.fill(picture.pixelColor(0, 0));
    const QSize scaled = picture.size().scaled(size, Qt::KeepAspectRatio);
    QPainter painter(&page);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRect(QPoint((size.width() - scaled.width()) / 2, (size.height() - scaled.height()) / 2), scaled),
                      picture);
  }
  page.convertTo(QImage::Format_RGBA8888);
  Image image{size.width(), size.height(), {}};
  image.pixels.reserve(static_cast<std::size_t>(size.width()) * static_cast<std::size_t>(size.height()) * 4);
  for (int y = 0; y < size.height(); ++y)
    image.pixels.insert(image.pixels.end(), page.constScanLine(y), page.constScanLine(y) + 4 * size.width());
  return image;
}

}  // namespace

ViewRecording::ViewRecording(StageWindow& stage, QObject* parent) : QObject(parent), stage_(stage) {
  timer_.setTimerType(Qt::PreciseTimer);
  connect(&timer_, &QTimer::timeout, this, [this] { take(false); });
}

ViewRecording::~ViewRecording() { stop(); }

template <typename Body>
void ViewRecording::later(Body body) {
  QMetaObject::invokeMethod(this, std::move(body), Qt::QueuedConnection);
}

void ViewRecording::start(const std::filesystem::path& file, int framesPerSecond) {
  SPOLAB_CHECK(!busy());
  framesPerSecond_ = framesPerSecond;
  taken_ = 0;
  drawn_ = -1;
  static_cast<void>(shots_.take());
  waiting_ = 0;
  begin_ = std::chrono::steady_clock::now();
  latest_ = stage_.shown();
  timer_.start(1000 / framesPerSecond);
  thread_ = std::jthread([this, file, size = latest_.size(), framesPerSecond] { write(file, size, framesPerSecond); });
  take(false);
}

void ViewRecording::stop() {
  if (!running()) return;
  timer_.stop();
  take(true);  // however far behind the writer is
  shots_.push({});
}

/// What was on screen until now stands for the pictures that were missed.
void ViewRecording::take(bool last) {
  const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  int due = static_cast<int>(elapsed * framesPerSecond_) + 1 - taken_;
  if (last && stage_.frames().pictures() != drawn_) due = std::max(due, 1);
  if (due < 1 || (waiting_ >= kMostWaiting && !last)) return;
  if (due > 1 && taken_ > 0) push(due - 1);
  if (const long drawn = stage_.frames().pictures(); drawn != drawn_) {
    if (QImage now = stage_.shown(); !now.isNull()) latest_ = std::move(now);
    drawn_ = drawn;
  }
  push(taken_ > 0 ? 1 : due);
  Q_EMIT grew();
}

void ViewRecording::push(int times) {
  if (latest_.isNull()) return;
  ++waiting_;
  taken_ += times;
  shots_.push({latest_, times});
}

/// The writer's thread.
void ViewRecording::write(const std::filesystem::path& file, QSize size, int framesPerSecond) {
  using namespace std::chrono_literals;
  lowerThreadPriority("spolab-view");
  try {
    Recording recording(file, size.width(), size.height(), framesPerSecond);
    for (bool ends = false; !ends;)
      for (Shot& shot : shots_.takeWithin(1h)) {
        ends = shot.times == 0;
        if (ends) break;
        const Image image = fitted(std::exchange(shot.picture, {}), size);
        for (int i = 0; i < shot.times; ++i) recording.add(image);
        --waiting_;
      }
    recording.finish([this, told = std::chrono::steady_clock::time_point()](double fraction) mutable {
      const auto now = std::chrono::steady_clock::now();
      if (now - told < kNewsEvery) return true;
      told = now;
      later([this, fraction] { Q_EMIT progressed(fraction); });
      return true;
    });
    later([this, file, pictures = recording.pictures(), bytes = recording.bytes()] {
      thread_.join();
      Q_EMIT finished(QString::fromStdString(file.string()), pictures, bytes);
    });
  } catch (const std::exception& error) {
    later([this, why = QString::fromUtf8(error.what())] {
      timer_.stop();
      thread_.join();
      Q_EMIT failed(why);
    });
  }
}

}  // namespace spolab
