#include "app/studio/keys/keys_controller.h"

#include <QAction>
#include <QApplication>
#include <QHelpEvent>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QToolTip>
#include <QVariant>
#include <QWidget>

#include "app/studio/around/tour_card.h"
#include "app/studio/keys/keys_dialog.h"

namespace spolab {

namespace {

/// The tour's cards and what is written in other windows hear keys that nobody can change.
bool hasKeysOfItsOwn(const QWidget& widget) {
  for (const QWidget* part = &widget; part != nullptr; part = part->parentWidget())
    if (qobject_cast<const TourCard*>(part)) return true;
  return false;
}

}  // namespace

KeysController::KeysController(QMainWindow& window, QAction& change) : window_(window) {
  for (const QAction* entry : window.menuBar()->actions())
    if (entry->menu()) bindMenu(*entry->menu(), entry->menu()->title().remove(QLatin1Char('&')));
  map_.load(QSettings(QStringLiteral("spolab"), QStringLiteral("studio")));
  connect(&map_, &KeyMap::keysChanged, this, &KeysController::remember);
  connect(&change, &QAction::triggered, this, &KeysController::showDialog);
  qApp->installEventFilter(this);
}

KeysController::~KeysController() { qApp->removeEventFilter(this); }

/// Submenus with it. Entries without a name, sizes and the like, have no keys.
void KeysController::bindMenu(const QMenu& menu, const QString& group) {
  for (QAction* action : menu.actions()) {
    if (action->menu())
      bindMenu(*action->menu(), group);
    else if (!action->objectName().isEmpty())
      map_.bind(action, group);
  }
}

void KeysController::showDialog() {
  if (!dialog_) dialog_ = new KeysDialog(map_, &window_);
  dialog_->fill();
  dialog_->show();
  dialog_->raise();
  dialog_->activateWindow();
}

void KeysController::remember() const {
  QSettings settings(QStringLiteral("spolab"), QStringLiteral("studio"));
  map_.save(settings);
}

/// Texts name the program's own keys in English; shown are those of now in the reader's language.
bool KeysController::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::ToolTip || !watched->isWidgetType()) return QObject::eventFilter(watched, event);
  auto* widget = static_cast<QWidget*>(watched);
  const KeyMap& keys = widget->window() != &window_ || hasKeysOfItsOwn(*widget) ? unchanged_ : map_;
  const QString text = keys.reworded(widget->toolTip(), widget->property("world").toString());
  if (text == widget->toolTip()) return QObject::eventFilter(watched, event);
  QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), text, widget);
  return true;
}

}  // namespace spolab
