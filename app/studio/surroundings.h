#pragma once

#include <memory>

#include <QObject>

#include "app/studio/preferences.h"
#include "render/theme.h"

namespace spolab {

class Attract;
class MachineCheckDialog;
class MainWindow;
class Tour;
class TrainingNotice;
struct MenuActions;

/// What stands around the studio's work: the tour, the wandering at rest, the machine check,
/// the notice of a training's end, the log. Composes its
/// parts and connects them to the window; each does its own work. Lives on the window's thread.
class Surroundings : public QObject {
  Q_OBJECT

 public:
  /// Borrows all three; they outlive it.
  Surroundings(MainWindow& window, const MenuActions& actions, Preferences& preferences);
  ~Surroundings() override;

  /// A person has come: from here on. Tests and measurements do not call it.
  void begin();
  void setLook(const Theme& theme, double scale);
  [[nodiscard]] Tour& tour() { return *tour_; }
  [[nodiscard]] Attract& attract() { return *attract_; }
  [[nodiscard]] TrainingNotice& notice() { return *notice_; }
  /// Null before the first check.
  [[nodiscard]] MachineCheckDialog* check() { return check_; }

 private:
  void checkMachine();
  void openLog();

  MainWindow& window_;
  const MenuActions& actions_;
  Preferences& preferences_;
  MachineCheckDialog* check_ = nullptr;
  std::unique_ptr<Tour> tour_;
  std::unique_ptr<Attract> attract_;
  std::unique_ptr<TrainingNotice> notice_;
};

}  // namespace spolab
