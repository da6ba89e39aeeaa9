#pragma once

#include <memory>

#include <QObject>

#include "app/studio/around/watch_ceiling.h"
#include "app/studio/preferences.h"
#include "render/theme.h"

namespace spolab {

class Attract;
class KeyHints;
class MachineCheckDialog;
class MainWindow;
class Tour;
class TrainingNotice;
struct MenuActions;

/// What stands around the studio's work: the tour, the wandering at rest, the machine check,
/// the notice of a training's end, the log, the keys' tags, the limit of what watching costs. Composes its
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
  /// The share of the processor that watching took since the last call, once a second: kept below what a person set.
  /// Returns what that costs, of a running training its share of the rate.
  double watched(double share);
  /// The same once more.
  [[nodiscard]] double watchCost() const { return watchCost_; }
  [[nodiscard]] KeyHints& keyHints() { return *keyHints_; }
  [[nodiscard]] const WatchGovernor& governor() const { return governor_; }
  [[nodiscard]] Tour& tour() { return *tour_; }
  [[nodiscard]] Attract& attract() { return *attract_; }
  [[nodiscard]] TrainingNotice& notice() { return *notice_; }
  /// Null before the first check.
  [[nodiscard]] MachineCheckDialog* check() { return check_; }

 private:
  void checkMachine();
  void openLog();
  void setCeiling(int percent);
  void hold();

  MainWindow& window_;
  const MenuActions& actions_;
  Preferences& preferences_;
  MachineCheckDialog* check_ = nullptr;
  std::unique_ptr<Tour> tour_;
  std::unique_ptr<Attract> attract_;
  std::unique_ptr<TrainingNotice> notice_;
  std::unique_ptr<KeyHints> keyHints_;
  WatchGovernor governor_;
  double watchCost_ = 0.0;
};

}  // namespace spolab
