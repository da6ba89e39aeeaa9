#include "app/studio/error_dialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/studio/log_file.h"

namespace spolab {

ErrorDialog::ErrorDialog(QWidget* parent)
    : QDialog(parent), what_(new QLabel(this)), why_(new QPlainTextEdit(this)), advice_(new QLabel(this)) {
  setObjectName("errorDialog");
  setWindowTitle(tr("Something went wrong"));
  setMinimumWidth(520);
  what_->setProperty("role", "title");
  what_->setWordWrap(true);
  why_->setReadOnly(true);
  why_->setAccessibleName(tr("Why"));
  why_->setMinimumHeight(88);
  advice_->setWordWrap(true);
  auto* log = new QLabel(tr("Log: %1").arg(logFilePath()), this);
  log->setProperty("role", "dim");
  log->setTextInteractionFlags(Qt::TextSelectableByMouse);
  log->setWordWrap(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  auto* copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
  connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(message()); });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::hide);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(20, 16, 20, 16);
  column->setSpacing(12);
  column->addWidget(what_);
  column->addWidget(why_, 1);
  column->addWidget(advice_);
  column->addWidget(log);
  column->addWidget(buttons);
}

void ErrorDialog::report(const QString& what, const QString& why, const QString& advice) {
  logLine(what + QStringLiteral(": ") + why);
  what_->setText(what);
  const QString line = QStringLiteral("spolab: error: ") + why;
  if (isVisible())
    why_->appendPlainText(line);
  else
    why_->setPlainText(line);
  advice_->setText(advice);
  advice_->setVisible(!advice.isEmpty());
  show();
  raise();
}

QString ErrorDialog::message() const { return what_->text() + QLatin1Char('\n') + why_->toPlainText(); }

}  // namespace spolab
