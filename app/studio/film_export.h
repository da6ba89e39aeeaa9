#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <thread>

#include <QObject>

#include "app/episode/episode_film.h"

namespace spolab {

/// An episode to be made a film of.
struct FilmOrder {
  std::shared_ptr<const PlayerView> episode;
  int first = 0;  ///< decision with which the film begins
  std::filesystem::path file;
  PictureStyle style;
  FilmPace pace;
};

/// Draws films behind the window, on a thread and with an OpenGL context of its own. Lives on the window's thread; the
/// destructor abandons what is being drawn.
class FilmExport : public QObject {
  Q_OBJECT

 public:
  explicit FilmExport(QObject* parent) : QObject(parent) {}

  /// Begins; one film at a time.
  void start(FilmOrder order);
  /// Ends soon, with abandoned() and no file.
  void cancel() { thread_.request_stop(); }
  [[nodiscard]] bool busy() const { return busy_; }

 Q_SIGNALS:
  /// `fraction` ∈ [0, 1]; `secondsLeft` below 0: unknown.
  void progressed(double fraction, double secondsLeft);
  void finished(const QString& file, int pictures, quint64 bytes);
  void abandoned();
  void failed(const QString& why);

 private:
  void run(const std::stop_token& stop, const FilmOrder& order);
  /// On the window's thread, unless this is gone by then.
  template <typename Body>
  void later(Body body);

  bool busy_ = false;
  std::jthread thread_;  ///< last: it ends before the rest
};

}  // namespace spolab
