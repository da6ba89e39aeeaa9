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
namespace {

constexpr int kWidth = 560;
constexpr int kLeastHeight = 88;

}  // namespace

ErrorDialog::ErrorDialog(QWidget* parent)
    : QDialog(parent), what_(new QLabel(this)), why_(new QPlainTextEdit(this)), advice_(new QLabel(this)) {
  setObjectName("errorDialog");
  setMinimumWidth(520);
  what_->setProperty("role", "title");
  what_->setWordWrap(true);
  why_->setReadOnly(true);
  why_->setAccessibleName(tr("Why"));
  why_->setMinimumHeight(kLeastHeight);
  advice_->setWordWrap(true);
  auto* log = new QLabel(tr("Log: %1").arg(logFilePath()), this);
  log->setProperty("role", "dim");
  log->setTextInteractionFlags(Qt::TextSelectableByMouse);
  log->setWordWrap(true);
  auto* buttons = new QDialogButtonBox(this);
  buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
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
  setWindowTitle(tr("Something went wrong"));
  put(what, QStringLiteral("spolab: error: ") + why, advice);
}

void ErrorDialog::tell(const QString& what, const QString& finding, const QString& advice) {
  setWindowTitle(what);
  put(what, finding, advice);
}

void ErrorDialog::put(const QString& what, const QString& line, const QString& advice) {
  logLine(what + QStringLiteral(": ") + line);
  what_->setText(what);
  advice_->setText(advice);
  advice_->setVisible(!advice.isEmpty());
  if (isVisible()) {
    why_->appendPlainText(line);
  } else {
    why_->setPlainText(line);
    resize(kWidth, layout()->minimumHeightForWidth(kWidth));  // as high as its few lines; it can be drawn larger
  }
  show();
  raise();
}

QString ErrorDialog::message() const { return what_->text() + QLatin1Char('\n') + why_->toPlainText(); }

}  // namespace spolab
