#pragma once

#include <QObject>

#include "app/studio/preferences.h"
#include "render/theme.h"

namespace spolab {

class MachineCheckDialog;
class MainWindow;
struct MenuActions;

/// What stands around the studio's work: the machine check and the log. Composes its parts and connects them to the
/// window; each does its own work. Lives on the window's thread.
class Surroundings : public QObject {
  Q_OBJECT

 public:
  /// Borrows all three; they outlive it.
  Surroundings(MainWindow& window, const MenuActions& actions, Preferences& preferences);
  ~Surroundings() override;

  /// A person has come: from here on. Tests and measurements do not call it.
  void begin();
  void setLook(const Theme& theme, double scale);

 private:
  void checkMachine();

  MainWindow& window_;
  const MenuActions& actions_;
  Preferences& preferences_;
  MachineCheckDialog* check_ = nullptr;
};

}  // namespace spolab
