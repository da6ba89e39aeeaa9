#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

#include <QImage>
#include <QObject>
#include <QTimer>

#include "core/base/event_queue.h"

namespace spolab {

class StageWindow;

/// Makes a film of the GL view while it is on screen, whatever it shows: a race, a comparison, a person's hand on the
/// camera. Pictures are taken on the window's thread, compressed and written on another; when that one cannot keep up,
/// pictures are shown for longer, so that time in the film stays the time it took. Lives on the window's thread; the
/// destructor ends a film and keeps it.
class ViewRecording : public QObject {
  Q_OBJECT

 public:
  /// Borrows the stage, which outlives it.
  ViewRecording(StageWindow& stage, QObject* parent);
  ~ViewRecording() override;

  /// Begins a film (.gif or .mp4) of the size that the view has now; later sizes are fitted into it. One at a time.
  void start(const std::filesystem::path& file, int framesPerSecond);
  /// No more pictures; finished() or failed() follows.
  void stop();
  /// Pictures are being taken.
  [[nodiscard]] bool running() const { return timer_.isActive(); }
  /// Or the file is being completed.
  [[nodiscard]] bool busy() const { return thread_.joinable(); }
  /// Seconds of film so far.
  [[nodiscard]] double seconds() const { return framesPerSecond_ > 0 ? double(taken_) / framesPerSecond_ : 0.0; }

 Q_SIGNALS:
  /// The film is longer by a picture or more.
  void grew();
  /// After stop(): `fraction` ∈ [0, 1] of completing the file.
  void progressed(double fraction);
  void finished(const QString& file, int pictures, quint64 bytes);
  void failed(const QString& why);

 private:
  /// A picture and for how many it stands; 0: the film ends.
  struct Shot {
    QImage picture;
    int times = 0;
  };

  void take(bool last);
  void push(int times);
  void write(const std::filesystem::path& file, QSize size, int framesPerSecond);
  /// On the window's thread, unless this is gone by then.
  template <typename Body>
  void later(Body body);

  StageWindow& stage_;
  QTimer timer_;
  std::chrono::steady_clock::time_point begin_{};
  int framesPerSecond_ = 0;
  int taken_ = 0;    ///< pictures of the film so far
  long drawn_ = -1;  ///< frames of the stage when the latest was taken
  QImage latest_;    ///< what the film shows at its end
  EventQueue<Shot> shots_;
  std::atomic<int> waiting_{0};  ///< shots not yet written
  std::jthread thread_;          ///< last: it ends before the rest
};

}  // namespace spolab
