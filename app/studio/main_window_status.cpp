#include <QLabel>

#include "app/studio/main_window.h"
#include "app/studio/watch_controller.h"

// What the line at the bottom of the window says.

namespace spolab {

void MainWindow::setMemory(int megabytes) {
  preferences_.historyMegabytes = megabytes;
  watch_->setMostHistory(megabytes);
  for (QAction* action : actions_.memories) action->setChecked(action->data().toInt() == megabytes);
}

void MainWindow::showMemory() {
  const auto view = watch_->view();
  if (view)
    memory_->setText(tr("past searches %1 of %2 MB").arg(view->historyBytes >> 20).arg(view->historyMost >> 20));
}

/// The keys that do something in this mode.
void MainWindow::showHint(Mode mode) {
  QString keys = tr("Space pauses   ·   → one decision   ·   D one search depth   ·   drag turns the world");
  if (mode == Mode::kPlay)
    keys = tr("? what the agent would do   ·   Backspace takes back   ·   A lets the agent go on");
  else if (mode == Mode::kRace)
    keys = tr("Enter starts the race   ·   Ctrl+N another start");
  else if (mode == Mode::kCompare)
    keys = tr("← another decision   ·   Space goes on watching   ·   drag turns the world");
  hint_->setText(keys + tr("   ·   F1 all keys"));
}

/// With nothing to report, the bar teaches the keys.
void MainWindow::showStatus() {
  const QString text = learn_->statusText();
  hint_->setVisible(text.isEmpty());
  status_->setText(text);
}

}  // namespace spolab
