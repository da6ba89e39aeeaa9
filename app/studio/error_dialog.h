#pragma once

#include <QDialog>
#include <QStringList>

class QLabel;
class QPlainTextEdit;

namespace spolab {

/// One panel for everything that goes wrong: what happened, why, what to try, with a copy button and the log's place.
/// The program goes on behind it. Messages that come while it is open are added to it.
class ErrorDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ErrorDialog(QWidget* parent);

  /// `what` says what was being done, `why` is the message as the command line prints it, `advice` what to try.
  void report(const QString& what, const QString& why, const QString& advice);
  /// The same of something that was found and is no error: `finding` stands there as it is.
  void tell(const QString& what, const QString& finding, const QString& advice);
  /// The text of the newest message.
  [[nodiscard]] QString message() const;

 private:
  void put(const QString& what, const QString& line, const QString& advice);

  QLabel* what_;
  QPlainTextEdit* why_;
  QLabel* advice_;
};

}  // namespace spolab
