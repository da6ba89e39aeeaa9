#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QPoint>
#include <QTimer>

#include "app/studio/player.h"
#include "app/studio/stage/stage_tiles.h"
#include "render/camera.h"

class QWidget;

namespace spolab {

class MainWindow;

/// At rest the studio wanders: after a minute without input in Watch the panels step aside, the camera circles slowly
/// and the worlds play one after another with their shipped agents. A player of its own plays them, so that what was
/// on screen before only waits: any input brings back the same episode, camera, pause and panels. Lives on the window's
/// thread.
class Attract : public QObject {
  Q_OBJECT

 public:
  static constexpr int kRestMilliseconds = 60'000;
  static constexpr int kWorldMilliseconds = 25'000;

  explicit Attract(MainWindow& window);
  ~Attract() override;

  /// From now on a rest of this length begins the wandering, each world for so long.
  void watchFor(int restMilliseconds = kRestMilliseconds, int worldMilliseconds = kWorldMilliseconds);
  void setEnabled(bool enabled);
  [[nodiscard]] bool active() const { return player_ != nullptr; }
  /// The world it shows, empty before the first.
  [[nodiscard]] std::string world() const;
  /// Something else is being shown to the person: not now.
  void setHeld(bool held) { held_ = held; }
  void leave();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  class Tiles;

  void rested();
  [[nodiscard]] bool mayBegin() const;
  void enter();
  void nextWorld();
  void takeView();
  void hideControls();
  void turn();
  bool isInput(QEvent* event);

  MainWindow& window_;
  QTimer rest_;
  QTimer world_;
  QTimer turn_;
  bool enabled_ = true;
  bool watching_ = false;
  bool held_ = false;
  int swallowed_ = 0;  ///< the key that ended it: what follows of it does nothing
  QPoint pointer_;
  std::vector<std::string> worlds_;  ///< those with a shipped agent
  std::size_t next_ = 0;

  // While active.
  std::vector<QWidget*> hidden_;
  Playhead playhead_;
  OrbitCamera camera_;
  std::unique_ptr<Tiles> tiles_;
  std::shared_ptr<const PlayerView> view_;
  std::atomic<bool> called_{false};
  std::unique_ptr<Player> player_;  ///< last: its thread calls back
};

}  // namespace spolab
