#include <cmath>
#include <numbers>

#include <QCoreApplication>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>

#include "app/studio/stage/stage_window.h"
#include "envs/carried.h"

// How the GL view listens to mouse and keyboard: the panels first, the camera with what they leave.

namespace spolab {
namespace {

/// What was let go keeps its place this long at most, until the player has taken it.
constexpr int kReleaseMilliseconds = 300;
/// Rays around the pointer that may find a limb, in rings of so many points.
constexpr int kRaysAround = 8, kNearRays = 3 * kRaysAround;
constexpr double kNearPoints = 6.0;
/// Eighths of a degree of the wheel, as Qt counts.
constexpr int kWheelClick = 120;
/// A click may tremble by so many points.
constexpr double kWandered = 8.0;

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

void StageWindow::answer() {
  settleFrames_ = kSettleFrames;
  answering_ = true;
  timer_.stop();
  invalidate();
  if (!timer_.isActive() || timer_.interval() > 0 || !later_.empty()) return;
  // Ahead of the widgets that the same event has changed: Qt paints those when nothing else is left to do.
  timer_.stop();
  askForPaint();
  QCoreApplication::postEvent(this, new QEvent(QEvent::UpdateRequest), Qt::HighEventPriority);
}

PointerRay StageWindow::rayAt(const QPointF& at) const {
  const Viewport viewport = viewportOf(layout().world, 1.0);
  const Ray ray = rayThrough(camera_.view(viewport), viewport, static_cast<float>(at.x()), static_cast<float>(at.y()));
  return {ray.origin, ray.direction};
}

void StageWindow::setGrip(Grip grip) {
  grip_ = std::move(grip);
  dropCarried();
  gesture_.reset();
  released_.reset();
  invalidate();
}

HandView StageWindow::handView(const QPointF& at) const {
  const CameraView view = camera_.view(viewportOf(layout().world, 1.0));
  const PointerRay ray = rayAt(at);
  return {at,           {ray.origin, ray.direction},
          view.right,   view.up,
          view.forward, QGuiApplication::keyboardModifiers().testFlag(Qt::ShiftModifier)};
}

Instant StageWindow::instant() const {
  if (pose_.frame) return {pose_.frame->before, pose_.frame->action, pose_.fraction};
  return {pose_.rest, {}, 0.0f};
}

/// The hand stays under the pointer while body and camera move on.
void StageWindow::followHand(const Moment& moment) {
  if (!hand_.holding()) return;
  if (!moment.live || !moment.view || moment.view->finished) hand_.letGo();
  hand_.follow(pose_.env.get(), instant(), handView(lastMouse_));
}

/// Ctrl and a button on a body.
bool StageWindow::grab(QMouseEvent* event, const QPointF& at) {
  const bool left = event->button() == Qt::LeftButton, right = event->button() == Qt::RightButton;
  if (!event->modifiers().testFlag(Qt::ControlModifier) || !(left || right) || layer_->wantsMouse()) return false;
  const Moment moment = playhead_.at(now());
  if (!pose_.env || !moment.live || !moment.view || moment.view->finished) return false;
  const Push::Kind kind = right ? Push::Kind::kPull : Push::Kind::kTwist;
  // Limbs are thin and fast: close to one is on it.
  HandView view = handView(at);
  bool taken = hand_.grab(pose_.env, instant(), scene_, view, kind);
  for (int i = 0; i < kNearRays && !taken; ++i) {
    const double angle = 2.0 * std::numbers::pi * i / kRaysAround;
    const double away = kNearPoints * (1 + i / kRaysAround);
    const PointerRay near = rayAt(at + away * QPointF(std::cos(angle), std::sin(angle)));
    view.ray = {near.origin, near.direction};
    taken = hand_.grab(pose_.env, instant(), scene_, view, kind);
  }
  if (!taken) return false;
  handButton_ = event->button();
  setCursor(Qt::ClosedHandCursor);
  return true;
}

void StageWindow::mousePressEvent(QMouseEvent* event) {
  if (!layer_) return;
  const QPointF at = points(event->position());
  layer_->mousePosition(static_cast<float>(at.x()), static_cast<float>(at.y()));
  layer_->mouseButton(imguiButton(event->button()), true);
  answer();
  if (event->button() == Qt::LeftButton && !carried_ && (border_ = borderUnder(at))) {
    const PanelArea world = layout().world;
    borderHeld_ = at - QPointF(world.x + world.width, world.y + world.height);
    return;
  }
  if (putDown(event, at)) return;
  const bool held = gesture_ != nullptr;
  gesture_.reset();  // another button lets go without doing anything
  released_.reset();
  const bool onRival = contains(layout().rival, static_cast<float>(at.x()), static_cast<float>(at.y()));
  if (!held && onRival) {
    dragging_ = event->button();
    lastMouse_ = at;
  }
  if (!held && !hand_.holding() && contains(layout().world, static_cast<float>(at.x()), static_cast<float>(at.y())) &&
      !onImagined(at)) {
    const bool grabbed = grab(event, at);
    if (!grabbed && event->button() == Qt::LeftButton) take(at);
    if (!gesture_ && !grabbed) dragging_ = event->button();
    lastMouse_ = at;
  }
}

/// On one of the small pictures of imagined states.
bool StageWindow::onImagined(const QPointF& at) const {
  const std::vector<PanelArea> cells = imaginedAreas();
  for (std::size_t i = 0; i < std::min(imaginedShown_.size(), cells.size()); ++i)
    if (contains(cells[i], static_cast<float>(at.x()), static_cast<float>(at.y()))) return true;
  return false;
}

/// Takes hold of what is there, if anything.
void StageWindow::take(const QPointF& at) {
  if (!grip_ || layer_->wantsMouse()) return;
  gesture_ = grip_(rayAt(at));
  if (!gesture_) return;
  ++gestureMoves_;
  pressed_ = at;
  wandered_ = false;
  setCursor(Qt::ClosedHandCursor);
}

/// A click that has done nothing leaves what it took in the hand, where that can go somewhere.
bool StageWindow::pickUp() {
  const auto* thing = dynamic_cast<const Carried*>(gesture_.get());
  const Moment moment = playhead_.at(now());
  if (!thing || !thing->movable() || wandered_ || !moment.view) return false;
  carried_ = true;
  gripped_ = presentOf(*moment.view);
  return true;
}

/// A press while something is carried: there, or down; another thing of its kind is taken instead.
bool StageWindow::putDown(QMouseEvent* event, const QPointF& at) {
  if (!carried_) return false;
  const bool there = event->button() == Qt::LeftButton &&
                     contains(layout().world, static_cast<float>(at.x()), static_cast<float>(at.y()));
  if (there) gesture_->move(rayAt(at));
  if (there && !gesture_->actions().empty()) {
    finishGesture();
    return true;
  }
  const int before = dynamic_cast<const Carried&>(*gesture_).thing();
  dropCarried();
  if (there) take(at);
  const auto* thing = dynamic_cast<const Carried*>(gesture_.get());
  if (gesture_ && (!thing || thing->thing() == before)) {
    gesture_.reset();
    unsetCursor();
  }
  lastMouse_ = at;
  return true;
}

bool StageWindow::dropCarried() {
  if (!carried_) return false;
  carried_ = false;
  gesture_.reset();
  unsetCursor();
  invalidate();
  return true;
}

void StageWindow::finishGesture() {
  carried_ = false;
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

void StageWindow::mouseReleaseEvent(QMouseEvent* event) {
  if (!layer_) return;
  layer_->mouseButton(imguiButton(event->button()), false);
  if (event->button() == Qt::LeftButton && border_) {
    border_.reset();
    Q_EMIT sharesChanged(options_.shares);
  }
  if (event->button() == dragging_) dragging_ = Qt::NoButton;
  if (event->button() == handButton_) {
    handButton_ = Qt::NoButton;
    hand_.letGo();
    unsetCursor();
  }
  if (gesture_ && !carried_ && event->button() == Qt::LeftButton && !(gesture_->actions().empty() && pickUp()))
    finishGesture();
  answer();
}

void StageWindow::mouseDoubleClickEvent(QMouseEvent* event) {
  const SearchWay way =
      wayTo(panels_.hovered, panels_.hoveredAction);  // before the press, which may end what is pointed at
  mousePressEvent(event);
  if (border_) {  // as much as usual
    StageShares shares = options_.shares;
    (*border_ == StageBorder::kBelow ? shares.below : shares.beside) = 0.0f;
    border_.reset();
    setShares(shares);
    return;
  }
  if (gesture_) return;
  if (event->button() == Qt::LeftButton && !way.actions.empty()) {
    dragging_ = Qt::NoButton;
    Q_EMIT wayChosen(way);
    return;
  }
  if (dragging_ != Qt::NoButton) resetCamera();
}

void StageWindow::mouseMoveEvent(QMouseEvent* event) {
  if (!layer_) return;
  const QPointF at = points(event->position());
  layer_->mousePosition(static_cast<float>(at.x()), static_cast<float>(at.y()));
  const QPointF moved = at - lastMouse_;
  const auto viewHeight = layout().world.height;
  if (border_) {
    dragBorder(*border_, at - borderHeld_);
  } else if (gesture_) {
    wandered_ = wandered_ || (at - pressed_).manhattanLength() > kWandered;
    gesture_->move(rayAt(at));
    ++gestureMoves_;
  } else if (dragging_ == Qt::LeftButton)
    orbitBoth(static_cast<float>(moved.x()), static_cast<float>(moved.y()), viewHeight);
  else if (dragging_ != Qt::NoButton)
    panBy(static_cast<float>(moved.x()), static_cast<float>(moved.y()));
  lastMouse_ = at;
  pointAtBorder(at);
  answer();
}

std::optional<StageBorder> StageWindow::borderUnder(const QPointF& at) const {
  if (tiles_ || rivalShown_) return std::nullopt;
  return borderAt(layout(), static_cast<float>(at.x()), static_cast<float>(at.y()));
}

/// The shape of the pointer says what can be moved.
void StageWindow::pointAtBorder(const QPointF& at) {
  if (dragging_ != Qt::NoButton || gesture_ || hand_.holding()) return;
  const auto border = border_ ? border_ : borderUnder(at);
  if (border)
    setCursor(*border == StageBorder::kBelow ? Qt::SplitVCursor : Qt::SplitHCursor);
  else if (overBorder_)
    unsetCursor();
  overBorder_ = border.has_value();
}

void StageWindow::dragBorder(StageBorder border, const QPointF& to) {
  const double scale = options_.uiScale;
  options_.shares =
      withBorderAt(border, static_cast<float>(to.x()), static_cast<float>(to.y()), static_cast<float>(width() / scale),
                   static_cast<float>(height() / scale), options_.shares);
  settleFrames_ = kSettleFrames;
}

void StageWindow::moveBorder(StageBorder border, float by) {
  const StageLayout areas = layout();
  const QPointF edge(areas.world.x + areas.world.width, areas.world.y + areas.world.height);
  const QPointF on = border == StageBorder::kBelow ? QPointF(edge.x() / 2.0, edge.y()) : QPointF(edge.x(), 1.0);
  if (borderUnder(on) != border) return;
  dragBorder(border, edge + QPointF(by, by));
  setShares(options_.shares);
}

void StageWindow::setShares(const StageShares& shares) {
  options_.shares = shares;
  settleFrames_ = kSettleFrames;
  answer();
  Q_EMIT sharesChanged(shares);
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
  else if (!tiles_ && contains(layout().river, static_cast<float>(at.x()), static_cast<float>(at.y())))
    scrollDepths(event->angleDelta().y());
  else
    layer_->mouseWheel(static_cast<float>(event->angleDelta().x()) / 120.0f, clicks);
  answer();
  event->accept();
}

/// A touchpad sends many small turns: a depth for each whole click.
void StageWindow::scrollDepths(int angle) {
  scrolled_ += angle;
  const int clicks = scrolled_ / kWheelClick;
  scrolled_ -= clicks * kWheelClick;
  if (clicks != 0) Q_EMIT depthsScrolled(-clicks);
}

void StageWindow::keyPressEvent(QKeyEvent* event) { Q_EMIT keyPressed(event->key(), event->modifiers()); }

void StageWindow::keyReleaseEvent(QKeyEvent* event) {
  if (!event->isAutoRepeat()) Q_EMIT keyReleased(event->key());
}

bool StageWindow::event(QEvent* event) {
  if (event->type() == QEvent::Leave && layer_) {
    layer_->mouseLeft();
    answer();
  }
  const bool done = QOpenGLWindow::event(event);
  if (event->type() == QEvent::Expose) invalidate();
  return done;
}

}  // namespace spolab
