#pragma once

#include <functional>
#include <utility>

#include <QObject>
#include <QString>

class QSystemTrayIcon;
class QWidget;

namespace spolab {

class Session;

/// Says that a training has ended or failed when the person is in another window: a desktop notification where there is
/// one, the window's entry asks for attention, and the title says so until the window is looked at. Lives on the
/// window's thread.
class TrainingNotice : public QObject {
  Q_OBJECT

 public:
  TrainingNotice(QWidget& window, Session& session);

  void setEnabled(bool enabled) { enabled_ = enabled; }
  /// How it knows that the person is in another window; replaceable, so that tests can say so.
  void setElsewhere(std::function<bool()> elsewhere) { elsewhere_ = std::move(elsewhere); }
  /// What was said last, empty before.
  [[nodiscard]] const QString& said() const { return said_; }

 protected:
  /// The window is looked at: the title is as it was.
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void say(const QString& word, const QString& message);

  QWidget& window_;
  QString title_;  ///< of the window as it was
  QString said_;
  QSystemTrayIcon* tray_ = nullptr;
  std::function<bool()> elsewhere_;
  bool enabled_ = true;
};

}  // namespace spolab
