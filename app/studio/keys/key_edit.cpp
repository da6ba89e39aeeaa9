#include "app/studio/keys/key_edit.h"

#include <QKeyEvent>

#include "app/studio/keys/key_map.h"

namespace spolab {
namespace {

bool belongsToDialogs(int key) {
  switch (key) {
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
    case Qt::Key_Escape:
    case Qt::Key_Return:
    case Qt::Key_Enter:
      return true;
    default:
      return false;
  }
}

bool isModifier(int key) {
  switch (key) {
    case Qt::Key_Shift:
    case Qt::Key_Control:
    case Qt::Key_Alt:
    case Qt::Key_AltGr:
    case Qt::Key_Meta:
    case Qt::Key_Super_L:
    case Qt::Key_Super_R:
    case Qt::Key_Hyper_L:
    case Qt::Key_Hyper_R:
    case Qt::Key_Multi_key:
    case Qt::Key_Mode_switch:
    case Qt::Key_ScrollLock:
    case Qt::Key_CapsLock:
    case Qt::Key_NumLock:
    case Qt::Key_unknown:
    case 0:
      return true;
    default:
      return false;
  }
}

}  // namespace

KeyEdit::KeyEdit(QWidget* parent) : QLineEdit(parent) {
  setReadOnly(true);
  setContextMenuPolicy(Qt::NoContextMenu);
  setPlaceholderText(tr("press the keys"));
}

void KeyEdit::setKeys(const QKeySequence& keys) { setText(keysName(keys)); }

/// No shortcut of the program takes the keys away.
bool KeyEdit::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && !belongsToDialogs(static_cast<QKeyEvent*>(event)->key())) {
    event->accept();
    return true;
  }
  return QLineEdit::event(event);
}

void KeyEdit::keyPressEvent(QKeyEvent* event) {
  if (belongsToDialogs(event->key())) {
    event->ignore();
    return;
  }
  event->accept();
  if (isModifier(event->key()) || event->isAutoRepeat()) return;
  Q_EMIT keysPressed(QKeySequence(plainKeys(event->key(), event->modifiers())));
}

}  // namespace spolab
