#include "app/studio/around/key_hints.h"

#include <algorithm>

#include <QApplication>
#include <QKeySequence>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QMouseEvent>
#include <QRegularExpression>
#include <QWindow>

#include "app/studio/keys/key_map.h"
#include "app/studio/look.h"

namespace spolab {
namespace {

/// A hand on a button shakes this much.
constexpr int kShake = 4;

}  // namespace

QString shortcutIn(const QString& toolTip) {
  static const QRegularExpression last(QStringLiteral("\\(([^()]+)\\)[.\\s]*$"));
  const QString text = last.match(toolTip).captured(1);
  return keysIn(text).empty() ? QString() : text;
}

KeyHints::KeyHints(QMainWindow& window, QWindow& stage, const KeyMap& keys)
    : window_(window), stage_(stage), keys_(keys) {
  hold_.setSingleShot(true);
  hold_.setInterval(kHoldMilliseconds);
  connect(&hold_, &QTimer::timeout, this, &KeyHints::show);
  // The list of panels that a main window offers under the right button is in View.
  window.setContextMenuPolicy(Qt::NoContextMenu);
  qApp->installEventFilter(this);
}

KeyHints::~KeyHints() { qApp->removeEventFilter(this); }

void KeyHints::setLook(const Theme& theme, double scale) {
  theme_ = &theme;
  scale_ = scale;
}

std::vector<QString> KeyHints::texts() const {
  std::vector<QString> texts;
  for (const QLabel* tag : tags_) texts.push_back(tag->text());
  return texts;
}

void KeyHints::show() {
  hide();
  if (QApplication::activePopupWidget() != nullptr) return;
  for (const QWidget* control : window_.findChildren<QWidget*>()) {
    if (!control->isVisible() || control->window() != &window_) continue;
    const QString text = shortcutIn(keys_.reworded(control->toolTip(), control->property("world").toString()));
    if (!text.isEmpty()) tag({control->mapTo(&window_, QPoint(0, 0)), control->size()}, text);
  }
  if (places_ && stage_.isVisible()) {
    const QPoint corner = window_.mapFromGlobal(stage_.mapToGlobal(QPoint(0, 0)));
    for (const KeyPlace& place : places_()) tag(place.area.translated(corner), place.keys);
  }
  const QMenuBar* bar = window_.menuBar();
  for (QAction* action : bar->isVisible() ? bar->actions() : QList<QAction*>()) {
    const QKeySequence mnemonic = QKeySequence::mnemonic(action->text());
    if (!mnemonic.isEmpty())
      tag(bar->actionGeometry(action).translated(bar->mapTo(&window_, QPoint(0, 0))), keysName(mnemonic));
  }
}

/// At the lower edge of its control, so that the control can still be read. Native, because the GL view is.
void KeyHints::tag(const QRect& control, const QString& text) {
  auto* tag = new QLabel(text, &window_);
  tag->setObjectName("keyHint");
  tag->setAttribute(Qt::WA_DontCreateNativeAncestors);
  tag->setAttribute(Qt::WA_NativeWindow);
  tag->setAttribute(Qt::WA_TransparentForMouseEvents);
  tag->setStyleSheet(QStringLiteral("#keyHint { background: %1; color: %2; padding: 0 %3px; font-size: %4px; }")
                         .arg(qcolour(theme_->accent).name(), qcolour(theme_->accentText).name())
                         .arg(qRound(kGrid * scale_))
                         .arg(qRound(font_size::kSmall * scale_)));
  tag->adjustSize();
  QRect place(QPoint(control.center().x() - tag->width() / 2, control.bottom() - tag->height() / 2), tag->size());
  place.moveLeft(std::clamp(place.left(), 0, std::max(0, window_.width() - place.width())));
  const auto overlaps = [&](const QLabel* other) { return other->geometry().intersects(place); };
  // Neighbours with long names: one row lower.
  while (std::any_of(tags_.begin(), tags_.end(), overlaps)) place.translate(0, place.height() + 2);
  tag->setGeometry(place);
  tag->show();
  tag->raise();
  tags_.push_back(tag);
}

void KeyHints::hide() {
  hold_.stop();
  for (QLabel* tag : tags_) tag->deleteLater();
  tags_.clear();
}

bool KeyHints::eventFilter(QObject* watched, QEvent* event) {
  const bool ours =
      watched == &stage_ || (watched->isWidgetType() && static_cast<QWidget*>(watched)->window() == &window_);
  switch (event->type()) {
    case QEvent::MouseButtonPress: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      if (!ours || mouse->button() != Qt::RightButton) {
        hide();
      } else if (mouse->modifiers() == Qt::NoModifier) {
        pressed_ = mouse->globalPosition().toPoint();
        hold_.start();
      }
      break;
    }
    case QEvent::MouseMove:
      if (watched == &stage_ && hold_.isActive() &&
          (static_cast<QMouseEvent*>(event)->globalPosition().toPoint() - pressed_).manhattanLength() >= kShake)
        hold_.stop();
      break;
    case QEvent::MouseButtonRelease:
    case QEvent::WindowDeactivate:
      hide();
      break;
    default:
      break;
  }
  return QObject::eventFilter(watched, event);
}

}  // namespace spolab
