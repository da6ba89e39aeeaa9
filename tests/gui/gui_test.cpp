#include "gui_test.h"

#include <QScreen>
#include <QStandardPaths>

#include "app/studio/languages.h"
#include "app/studio/look.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"

namespace spolab::test {

void prepareApplication() {
  QApplication::setOrganizationName(QStringLiteral("spolab"));
  QApplication::setApplicationName(QStringLiteral("spolab-studio-test"));
  QStandardPaths::setTestModeEnabled(true);
  translateEverywhere();  // the tests look for English texts, whatever the system speaks
  installFonts();
}

std::unique_ptr<MainWindow> openStudio(const StudioOptions& options) {
  auto window = std::make_unique<MainWindow>(true);
  window->open(options);
  window->resize(1280, 800);
  return window;
}

QAction* menuEntry(const MainWindow& window, const QString& text) {
  const auto plain = [](QString words) { return words.remove('&').remove(QStringLiteral("…")); };
  for (QAction* action : window.findChildren<QAction*>())
    if (plain(action->text()) == plain(text)) return action;
  return nullptr;
}

void choose(const MainWindow& window, const char* text) {
  QAction* action = menuEntry(window, QString::fromUtf8(text));
  QVERIFY2(action != nullptr, text);
  action->trigger();
}

bool waitForDecision(MainWindow& window, int milliseconds) {
  return QTest::qWaitFor(
      [&] {
        return window.watch().view() && !window.watch().view()->frames.empty() && window.stage().frames().frames() > 2;
      },
      milliseconds);
}

QImage screenOf(MainWindow& window) {
  QScreen* screen = window.screen();
  const QPoint corner = window.stage().mapToGlobal(QPoint(0, 0));
  return screen->grabWindow(0, corner.x(), corner.y(), window.stage().width(), window.stage().height())
      .toImage()
      .convertToFormat(QImage::Format_RGB32);
}

}  // namespace spolab::test
