#pragma once

#include <QToolButton>

#include "app/studio/stage/stage_window.h"
#include "app/studio/transport_bar.h"
#include "app/studio/watch_controller.h"
#include "gui_test.h"

namespace spolab::test {

/// The studio with an episode that waits, and what a person does with its keys and buttons.
class EpisodeWindow {
 protected:
  /// Opens it anew; one decision has been made and nothing moves.
  bool openPaused() {
    window_ = openStudio();
    if (!waitForDecision(*window_)) return false;
    window_->setFocus();
    QTest::keyClick(window_.get(), Qt::Key_Space);
    return window_->watch().paused() && settles();
  }
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return window_->watch().view(); }
  [[nodiscard]] Playhead& head() const { return window_->stage().playhead(); }
  [[nodiscard]] const PanelState& panels() const { return window_->stage().panelState(); }
  [[nodiscard]] TransportBar& transport() const { return *window_->findChild<TransportBar*>(); }
  [[nodiscard]] float depths() const { return head().at(window_->stage().now()).depths; }
  void key(Qt::Key which, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::keyClick(window_.get(), which, modifiers);
    QTest::qWait(20);
  }
  void press(const char* name) {
    for (QToolButton* button : transport().findChildren<QToolButton*>())
      if (button->accessibleName() == QLatin1String(name)) return QTest::mouseClick(button, Qt::LeftButton);
    QFAIL(name);
  }
  /// All that moves has come to rest.
  bool settles() {
    QTest::qWait(100);
    return QTest::qWaitFor([&] { return window_->stage().still(); }, 10000);
  }

  std::unique_ptr<MainWindow> window_;
};

}  // namespace spolab::test
