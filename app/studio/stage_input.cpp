#include <QCoreApplication>
#include <QKeyEvent>
#include <QMouseEvent>

#include "app/studio/stage_window.h"

// How the GL view listens to mouse and keyboard: the panels first, the camera with what they leave.

namespace spolab {
namespace {

constexpr int kSettleFramesAfterInput = 2;
/// What was let go keeps its place this long at most, until the player has taken it.
constexpr int kReleaseMilliseconds = 300;

int imguiButton(Qt::MouseButton button) {
  switch (button) {
    case Qt::LeftButton:
      return 0;
    case Qt::RightButton:
      return 1;
    default:
      return 2;
  }
}

}  // namespace

PointerRay StageWindow::rayAt(const QPointF& at) const {
  const Viewport viewport = viewportOf(layout().world, 1.0);
  const Ray ray = rayThrough(camera_.view(viewport), viewport, static_cast<float>(at.x()), static_cast<float>(at.y()));
  return {ray.origin, ray.direction};
}

void StageWindow::setGrip(Grip grip) {
  grip_ = std::move(grip);
  gesture_.reset();
  released_.reset();
  invalidate();
}

void StageWindow::mousePressEvent(QMouseEvent* event) {
  if (!layer_) return;
  const QPointF at = points(event->position());
  layer_->mousePosition(static_cast<float>(at.x()), static_cast<float>(at.y()));
  layer_->mouseButton(imguiButton(event->button()), true);
  const bool held = gesture_ != nullptr;
  gesture_.reset();  // another button lets go without doing anything
  released_.reset();
  const bool onRival = contains(layout().rival, static_cast<float>(at.x()), static_cast<float>(at.y()));
  if (!held && onRival) {
    dragging_ = event->button();
    lastMouse_ = at;
  }
  if (!held && contains(layout().world, static_cast<float>(at.x()), static_cast<float>(at.y()))) {
    if (grip_ && event->button() == Qt::LeftButton && !layer_->wantsMouse()) gesture_ = grip_(rayAt(at));
    if (gesture_) {
      ++gestureMoves_;
      setCursor(Qt::ClosedHandCursor);
    } else {
      dragging_ = event->button();
    }
    lastMouse_ = at;
  }
  settleFrames_ = kSettleFramesAfterInput;
  invalidate();
}

void StageWindow::mouseReleaseEvent(QMouseEvent* event) {
  if (!layer_) return;
  layer_->mouseButton(imguiButton(event->button()), false);
  if (event->button() == dragging_) dragging_ = Qt::NoButton;
  if (gesture_ && event->button() == Qt::LeftButton) {
    released_ = std::move(gesture_);
    unsetCursor();
    const std::vector<std::int32_t> actions = released_->actions();
    if (actions.empty()) {
      released_.reset();
    } else {
      playhead_.carryOn(released_->progress());
      releasedAfter_ = playhead_.step();
      releasedUntil_ = now() + kReleaseMilliseconds / 1000.0;
      QTimer::singleShot(kReleaseMilliseconds + 1, this, &StageWindow::invalidate);
    }
    Q_EMIT gestureEnded(actions);
  }
  settleFrames_ = kSettleFramesAfterInput;
  invalidate();
}

void StageWindow::mouseDoubleClickEvent(QMouseEvent* event) {
  mousePressEvent(event);
  if (gesture_) return;
  if (dragging_ != Qt::NoButton) resetCamera();
}

void StageWindow::mouseMoveEvent(QMouseEvent* event) {
  if (!layer_) return;
  const QPointF at = points(event->position());
  layer_->mousePosition(static_cast<float>(at.x()), static_cast<float>(at.y()));
  const QPointF moved = at - lastMouse_;
  const auto viewHeight = layout().world.height;
  if (gesture_) {
    gesture_->move(rayAt(at));
    ++gestureMoves_;
  } else if (dragging_ == Qt::LeftButton)
    orbitBoth(static_cast<float>(moved.x()), static_cast<float>(moved.y()), viewHeight);
  else if (dragging_ != Qt::NoButton)
    camera_.pan(static_cast<float>(moved.x()), static_cast<float>(moved.y()), viewHeight);
  lastMouse_ = at;
  settleFrames_ = kSettleFramesAfterInput;
  invalidate();
}

void StageWindow::orbitBoth(float dx, float dy, float viewHeight) {
  camera_.orbit(dx, dy, viewHeight);
  if (rival_) rival_->orbit(dx, dy, viewHeight);
}

void StageWindow::wheelEvent(QWheelEvent* event) {
  if (!layer_) return;
  const QPointF at = points(event->position());
  const auto clicks = static_cast<float>(event->angleDelta().y()) / 120.0f;
  if (contains(layout().world, static_cast<float>(at.x()), static_cast<float>(at.y())) ||
      contains(layout().rival, static_cast<float>(at.x()), static_cast<float>(at.y())))
    zoomBy(clicks);
  else
    layer_->mouseWheel(static_cast<float>(event->angleDelta().x()) / 120.0f, clicks);
  settleFrames_ = kSettleFramesAfterInput;
  invalidate();
  event->accept();
}

void StageWindow::keyPressEvent(QKeyEvent* event) { Q_EMIT keyPressed(event->key(), event->modifiers()); }

void StageWindow::keyReleaseEvent(QKeyEvent* event) {
  if (!event->isAutoRepeat()) Q_EMIT keyReleased(event->key());
}

bool StageWindow::event(QEvent* event) {
  if (event->type() == QEvent::Leave && layer_) {
    layer_->mouseLeft();
    settleFrames_ = kSettleFramesAfterInput;
    invalidate();
  }
  const bool done = QOpenGLWindow::event(event);
  if (event->type() == QEvent::Expose) invalidate();
  return done;
}

}  // namespace spolab
