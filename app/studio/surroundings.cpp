#include "app/studio/surroundings.h"

#include <QAction>
#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

#include "app/studio/log_file.h"
#include "app/studio/machine_check_dialog.h"
#include "app/studio/main_window.h"

namespace spolab {

Surroundings::Surroundings(MainWindow& window, const MenuActions& actions, Preferences& preferences)
    : window_(window), actions_(actions), preferences_(preferences) {
  connect(actions.checkMachine, &QAction::triggered, this, &Surroundings::checkMachine);
}

Surroundings::~Surroundings() = default;

void Surroundings::begin() {}

void Surroundings::setLook(const Theme& /*theme*/, double /*scale*/) {}

void Surroundings::checkMachine() {
  if (!check_) check_ = new MachineCheckDialog(&window_);
  check_->begin(glReport(), window_.learn().session().active());
}

}  // namespace spolab
