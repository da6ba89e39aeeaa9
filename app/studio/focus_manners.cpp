#include "app/studio/focus_manners.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QEvent>

namespace spolab {

FocusManners::FocusManners(QWidget& window) : window_(window) { qApp->installEventFilter(this); }

bool FocusManners::eventFilter(QObject* watched, QEvent* event) {
  const bool polished = event->type() == QEvent::Polish, turned = event->type() == QEvent::Wheel;
  if (!polished && !turned) return false;
  auto* list = qobject_cast<QComboBox*>(watched);
  auto* button = qobject_cast<QAbstractButton*>(watched);
  QWidget* widget = list ? static_cast<QWidget*>(list) : button;
  if (!widget || widget->window() != &window_) return false;
  if (polished && (widget->focusPolicy() & Qt::ClickFocus) != 0) widget->setFocusPolicy(Qt::TabFocus);
  if (!turned || !list || list->hasFocus()) return false;
  event->ignore();
  return true;
}

}  // namespace spolab
