#include "gui_test.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QScreen>
#include <QStandardPaths>
#include <QTimer>
#include <QUrl>

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

bool chooseAndSave(const MainWindow& window, const char* text, const QString& file) {
  QAction* action = menuEntry(window, QString::fromUtf8(text));
  if (action == nullptr) return false;
  QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
  bool asked = false;
  QTimer answer;
  QObject::connect(&answer, &QTimer::timeout, &answer, [&] {
    auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
    if (dialog == nullptr) return;
    answer.stop();
    asked = true;
    if (auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))) name->setText(file);
    QMetaObject::invokeMethod(dialog, "accept");
    if (dialog->isVisible()) dialog->reject();  // it did not like the answer
  });
  answer.start(50);
  action->trigger();  // returns when the dialog has closed
  return asked;
}

bool waitForDecision(MainWindow& window, int milliseconds) {
  return QTest::qWaitFor(
      [&] {
        return window.watch().view() && !window.watch().view()->frames.empty() &&
               window.stage().frames().pictures() > 2;
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

void dropOn(QObject& target, const std::filesystem::path& file) {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(QString::fromStdString(file.string()))});
  QDragEnterEvent enter(QPoint(40, 40), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&target, &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent drop(QPointF(40, 40), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&target, &drop);
  QVERIFY(drop.isAccepted());
}

}  // namespace spolab::test
