#include <QAction>
#include <QLabel>
#include <QStringList>

#include "app/studio/keys/key_catalog.h"
#include "app/studio/keys/keys_controller.h"
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

/// The keys that do something in this mode, as they are now.
void MainWindow::showHint(Mode mode) {
  QStringList parts;
  const auto add = [&](const QString& keys, const QString& meaning) {
    if (!keys.isEmpty()) parts << keys + QLatin1Char(' ') + meaning;
  };
  const auto view = [&](const char* keys) { return namesOf(keys_->map(), QStringLiteral("view"), {keys}); };
  const auto play = [&](const char* keys) { return namesOf(keys_->map(), QStringLiteral("play"), {keys}); };
  switch (mode) {
    case Mode::kPlay:
      add(play("?"), tr("what the agent would do"));
      add(play("Backspace"), tr("takes back"));
      add(play("A"), tr("lets the agent go on"));
      break;
    case Mode::kRace:
      add(tr("Enter"), tr("starts the race"));
      add(keysName(actions_.another->shortcut()), tr("another start"));
      break;
    case Mode::kCompare:
      add(view("Left"), tr("another decision"));
      add(view("Space"), tr("goes on watching"));
      add(tr("drag"), tr("turns the world"));
      break;
    default:
      add(view("Space"), tr("pauses"));
      add(view("Right"), tr("one decision"));
      add(view("D"), tr("one search depth"));
      add(tr("drag"), tr("turns the world"));
      break;
  }
  add(keysName(actions_.shortcuts->shortcut()), tr("all keys"));
  hint_->setText(parts.join(QStringLiteral("   ·   ")));
}

/// With nothing to report, the bar teaches the keys.
void MainWindow::showStatus() {
  const QString text = learn_->statusText();
  hint_->setVisible(text.isEmpty());
  status_->setText(text);
}

}  // namespace spolab
