#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include <QObject>
#include <QTemporaryDir>

#include "app/studio/main_window.h"
#include "core/base/rng.h"

class QFileDialog;

namespace spolab::test {

/// Throws random events at a studio window of its own: the mouse, keys, sizes, drops, menus, trainings. Event number n
/// is drawn from (seed, n) alone; what it hits depends on what is on screen. Goes on while a dialog has an event loop
/// of its own. Lives on the window's thread.
class Monkey : public QObject {
 public:
  explicit Monkey(std::uint64_t seed);
  ~Monkey() override;

  /// Until `seconds` have passed; calls `done` when no dialog is open any more.
  void play(double seconds, std::function<void()> done);
  [[nodiscard]] MainWindow& window() { return *window_; }
  /// Called with true before the window is taken down and made anew, with false after it.
  std::function<void(bool)> onRebirth;

 private:
  using Deed = void (Monkey::*)(Rng&);

  void tick();
  void step(Rng& rng);
  void inspect();
  bool answerFileDialog(Rng& rng);
  bool answerPopup(Rng& rng);
  bool dismiss();
  void makeWindow();
  void writeFiles();

  // monkey_deeds.cpp
  void mouse(Rng& rng);
  void stageMouse(Rng& rng);
  void key(Rng& rng);
  void type(Rng& rng);
  void menu(Rng& rng);
  void resize(Rng& rng);
  void docks(Rng& rng);
  void mode(Rng& rng);
  void world(Rng& rng);
  void training(Rng& rng);
  void storm(Rng& rng);
  void slide(Rng& rng);
  void drop(Rng& rng);
  void look(Rng& rng);
  void hide(Rng& rng);
  void close(Rng& rng);
  void makeTiny();
  QWidget* target(Rng& rng);

  std::uint64_t seed_;
  QTemporaryDir place_;
  std::vector<std::filesystem::path> files_;  ///< good and bad, to be opened and dropped
  std::unique_ptr<MainWindow> window_;
  bool hidden_ = false;  ///< by the monkey
  bool over_ = false;
  double until_ = 0.0;
  std::function<void()> done_;
  int depth_ = 0;
  int waits_ = 0;  ///< for the deed under way
  std::uint32_t steps_ = 0;
};

}  // namespace spolab::test
