#include "app/studio/around/training_notice.h"

#include <QApplication>
#include <QEvent>
#include <QSystemTrayIcon>
#include <QTimer>
#include <QWidget>

#include "app/studio/session.h"

namespace spolab {
namespace {

/// Some desktops show a message only while its icon is there.
constexpr int kShownMilliseconds = 10'000;

}  // namespace

TrainingNotice::TrainingNotice(QWidget& window, Session& session) : window_(window), title_(window.windowTitle()) {
  elsewhere_ = [] { return QGuiApplication::applicationState() != Qt::ApplicationActive; };
  connect(&session, &Session::finished, this, [this](const QString& folder) {
    say(tr("finished"), tr("The training has ended. Saved in %1").arg(folder));
  });
  connect(&session, &Session::failed, this,
          [this](const QString& why) { say(tr("failed"), tr("The training has failed: %1").arg(why)); });
  window.installEventFilter(this);
}

void TrainingNotice::say(const QString& word, const QString& message) {
  if (!enabled_ || !elsewhere_()) return;
  said_ = message;
  window_.setWindowTitle(QStringLiteral("%1 · %2").arg(word, title_));
  QApplication::alert(&window_);
  if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages()) return;
  if (!tray_) tray_ = new QSystemTrayIcon(QApplication::windowIcon(), this);
  tray_->show();
  tray_->showMessage(title_, message, QApplication::windowIcon(), kShownMilliseconds);
  QTimer::singleShot(kShownMilliseconds, tray_, &QSystemTrayIcon::hide);
}

bool TrainingNotice::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::WindowActivate && !said_.isEmpty()) window_.setWindowTitle(title_);
  return QObject::eventFilter(watched, event);
}

}  // namespace spolab
