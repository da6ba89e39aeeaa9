#include "app/studio/tools/notation_box.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include "core/base/error.h"
#include "envs/rubiks_cube/rubiks_cube.h"

namespace spolab {
namespace {

constexpr qsizetype kLongestWord = 12;

/// The first word that is no sequence of turns; all of `text` where every word alone is one.
QString badWord(const QString& text) {
  const QStringList words = text.simplified().split(QLatin1Char(' '));
  for (const QString& word : words) {
    try {
      static_cast<void>(cube::parseMoves(word.toStdString()));
    } catch (const Error&) {
      return word;
    }
  }
  return text;
}

}  // namespace

QString moveCountText(int moves) {
  return moves == 1 ? NotationBox::tr("1 move") : NotationBox::tr("%1 moves").arg(moves);
}

LineEdit compareLines(std::span<const int> played, std::span<const int> wanted) {
  const auto ends = std::mismatch(played.begin(), played.end(), wanted.begin(), wanted.end());
  return {static_cast<int>(ends.first - played.begin()), {ends.second, wanted.end()}};
}

NotationBox::NotationBox(QWidget* parent) : QWidget(parent), edit_(new QLineEdit(this)), message_(new QLabel(this)) {
  edit_->setAccessibleName(tr("Moves in notation"));
  edit_->setToolTip(
      tr("The moves played so far. Type more, or change them: Enter goes back to where the lines part and plays the "
         "rest; Esc leaves them as they are. R turns right clockwise, R' the other way, R2 by half."));
  edit_->setPlaceholderText(tr("R U R' U'"));
  edit_->installEventFilter(this);
  auto* copy = new QPushButton(tr("Copy"), this);
  copy->setToolTip(tr("The moves as text, to the clipboard"));
  copy->setAccessibleName(tr("Copy the moves"));
  copy->setFocusPolicy(Qt::TabFocus);
  connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(edit_->text()); });
  message_->setWordWrap(true);
  message_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  message_->setProperty("role", "dim");
  auto* row = new QHBoxLayout;
  row->setSpacing(4);
  row->addWidget(edit_, 1);
  row->addWidget(copy);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  column->addLayout(row);
  column->addWidget(message_);
  connect(edit_, &QLineEdit::textEdited, this, &NotationBox::check);
  connect(edit_, &QLineEdit::returnPressed, this, &NotationBox::enter);
  say({}, false);
}

QString NotationBox::message() const { return message_->text(); }

void NotationBox::present(const std::vector<int>& played) {
  played_ = played;
  if (edit_->isModified() && edit_->hasFocus())
    check();
  else
    showPlayed();
}

void NotationBox::showPlayed() {
  const QString text = QString::fromStdString(cube::printMoves(played_));
  if (edit_->text() != text) edit_->setText(text);
  edit_->setModified(false);
  change_.reset();
  say({}, false);
}

void NotationBox::check() {
  change_.reset();
  try {
    LineEdit change = compareLines(played_, cube::parseMoves(edit_->text().toStdString()));
    const int back = static_cast<int>(played_.size()) - change.common;
    const int further = static_cast<int>(change.further.size());
    if (back == 0 && further == 0)
      say(tr("As played."), false);
    else if (back == 0)
      say(tr("Enter plays %1.").arg(moveCountText(further)), false);
    else if (further == 0)
      say(tr("Enter takes back %1.").arg(moveCountText(back)), false);
    else
      say(tr("Enter takes back %1 and plays %2.").arg(back).arg(further), false);
    if (back > 0 || further > 0) change_ = std::move(change);
  } catch (const Error&) {
    say(tr("“%1” is no turn: U F R B L D, with ' or 2.").arg(badWord(edit_->text()).left(kLongestWord)), true);
  }
}

void NotationBox::enter() {
  if (edit_->isModified()) check();
  if (edit_->property("invalid").toBool()) {
    try {
      static_cast<void>(cube::parseMoves(edit_->text().toStdString()));
    } catch (const Error& error) {
      Q_EMIT refused(QString::fromUtf8(error.what()));
    }
    return;
  }
  edit_->setModified(false);
  if (change_) Q_EMIT entered(*change_);
  change_.reset();
  say({}, false);
}

void NotationBox::say(const QString& text, bool wrong) {
  message_->setText(text.isEmpty() ? tr("Type moves, Enter plays them.") : text);
  if (edit_->property("invalid").toBool() == wrong) return;
  edit_->setProperty("invalid", wrong);
  message_->setProperty("role", wrong ? "warning" : "dim");
  for (QWidget* widget : {static_cast<QWidget*>(edit_), static_cast<QWidget*>(message_)}) {
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
  }
}

bool NotationBox::eventFilter(QObject* watched, QEvent* event) {
  if (watched == edit_ && event->type() == QEvent::KeyPress &&
      static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
    showPlayed();
    window()->setFocus();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace spolab
