#include "app/studio/runs/undo_bar.h"

#include <utility>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include "app/studio/look.h"
#include "core/base/error.h"

namespace spolab {
namespace {

constexpr int kMargin = 12;

}  // namespace

UndoBar::UndoBar(QWidget* below)
    : QFrame(below), text_(new QLabel(this)), undo_(new QPushButton(tr("Undo"), this)), close_(new QToolButton(this)) {
  setObjectName("undoBar");
  text_->setWordWrap(true);
  text_->setAccessibleName(tr("What was done"));
  undo_->setToolTip(tr("Take it back (Ctrl+Z)"));
  close_->setProperty("flat", true);
  close_->setAccessibleName(tr("Hide this message"));
  close_->setToolTip(tr("Hide this message"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(16, 8, 8, 8);
  row->setSpacing(12);
  row->addWidget(text_, 1);
  row->addWidget(undo_);
  row->addWidget(close_);
  connect(undo_, &QPushButton::clicked, this, &UndoBar::undo);
  connect(close_, &QToolButton::clicked, this, &QWidget::hide);
  below->installEventFilter(this);
  hide();
}

void UndoBar::offer(const QString& done, std::function<void()> undo) {
  steps_.push_back({done, std::move(undo)});
  text_->setText(done);
  undo_->show();
  place();
}

void UndoBar::say(const QString& sentence) {
  text_->setText(sentence);
  undo_->hide();
  place();
}

void UndoBar::undo() {
  if (steps_.empty()) return;
  const Step step = std::move(steps_.back());
  steps_.pop_back();
  try {
    step.undo();
    if (steps_.empty())
      hide();
    else
      text_->setText(steps_.back().done);
    Q_EMIT undone();
  } catch (const Error& error) {
    hide();
    Q_EMIT failed(QString::fromUtf8(error.what()));
  }
}

void UndoBar::forget() {
  steps_.clear();
  hide();
}

QString UndoBar::text() const { return text_->text(); }

void UndoBar::setLook(const Theme& theme, double scale) {
  setStyleSheet(QStringLiteral("#undoBar { background: %1; border: 1px solid %2; border-radius: %3px; }")
                    .arg(qcolour(theme.surface[2]).name(), qcolour(theme.outline).name())
                    .arg(qRound(kCornerRadius * scale)));
  close_->setIcon(glyphIcon(Glyph::kClose, qcolour(theme.textDim), qcolour(theme.outline), scale));
  close_->setIconSize(QSize(qRound(12 * scale), qRound(12 * scale)));
}

void UndoBar::place() {
  const QWidget* below = parentWidget();
  const int width = std::min(below->width() - 2 * kMargin, 640);
  setFixedWidth(std::max(width, 160));
  const int height = layout()->hasHeightForWidth() ? layout()->heightForWidth(this->width()) : sizeHint().height();
  setFixedHeight(height);
  move((below->width() - this->width()) / 2, below->height() - height - kMargin);
  show();
  raise();
}

bool UndoBar::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize && isVisible()) place();
  return QFrame::eventFilter(watched, event);
}

}  // namespace spolab
