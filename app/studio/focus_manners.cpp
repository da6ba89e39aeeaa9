#include "app/studio/focus_manners.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QKeyEvent>

namespace spolab {

FocusManners::FocusManners(QWidget& window) : window_(window) { qApp->installEventFilter(this); }

bool FocusManners::eventFilter(QObject* watched, QEvent* event) {
  if (!watched->isWidgetType()) return false;
  auto* widget = static_cast<QWidget*>(watched);
  if (widget == &window_ || widget->window() != &window_) return false;
  const bool list = qobject_cast<QComboBox*>(widget) != nullptr;
  switch (event->type()) {
    case QEvent::Polish:
      if ((list || qobject_cast<QAbstractButton*>(widget)) && (widget->focusPolicy() & Qt::ClickFocus) != 0)
        widget->setFocusPolicy(Qt::TabFocus);
      return false;
    case QEvent::Hide:
      if (QWidget* focus = window_.focusWidget();
          focus && !event->spontaneous() && (focus == widget || widget->isAncestorOf(focus)))
        window_.setFocus();
      return false;
    case QEvent::Wheel:
    case QEvent::KeyPress:
      return list && turnedAway(*widget, *event);
    default:
      return false;
  }
}

/// The wheel from a list without the focus, and letters from any: they go to what the list stands in.
bool FocusManners::turnedAway(QWidget& list, QEvent& event) const {
  if (event.type() == QEvent::Wheel && list.hasFocus()) return false;
  if (event.type() == QEvent::KeyPress) {
    const QString text = static_cast<QKeyEvent&>(event).text();
    if (text.isEmpty() || !text[0].isPrint() || text[0].isSpace()) return false;
    if (static_cast<QComboBox&>(list).isEditable()) return false;
  }
  event.ignore();
  return true;
}

}  // namespace spolab
