#include "app/studio/around/attract.h"

#include <algorithm>

#include <QApplication>
#include <QCursor>
#include <QDialog>
#include <QDockWidget>
#include <QKeyEvent>
#include <QMenuBar>
#include <QMouseEvent>
#include <QStatusBar>
#include <QToolBar>

#include "app/episode/speed_scale.h"
#include "app/studio/main_window.h"
#include "app/studio/record_button.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/transport_bar.h"
#include "app/studio/watch_controller.h"
#include "core/base/error.h"
#include "envs/registry.h"

namespace spolab {
namespace {

constexpr std::size_t kMostHistory = std::size_t{32} << 20;  // nobody goes back there
constexpr int kTurnMilliseconds = 40;
constexpr float kTurnPoints = 0.7f;
/// A pointer that moved less was only shaken by the table.
constexpr int kPointerRest = 4;

}  // namespace

/// The world alone, with its caption.
class Attract::Tiles final : public StageTiles {
 public:
  Tiles(const Playhead& playhead, const StageWindow& stage) : playhead_(playhead), stage_(stage) {}
  [[nodiscard]] PanelArea world(float width, float height) const override { return {0.0f, 0.0f, width, height}; }
  [[nodiscard]] WorldCaption caption() const override {
    WorldCaption caption = captionOf(playhead_.at(stage_.now()));
    caption.progress = tr("press any key").toStdString();
    return caption;
  }
  void draw(float /*width*/, float /*height*/, PanelState& /*world*/, const Theme& /*theme*/) override {}

 private:
  const Playhead& playhead_;
  const StageWindow& stage_;
};

Attract::Attract(MainWindow& window) : window_(window) {
  rest_.setSingleShot(true);
  connect(&rest_, &QTimer::timeout, this, &Attract::rested);
  connect(&world_, &QTimer::timeout, this, &Attract::nextWorld);
  turn_.setInterval(kTurnMilliseconds);
  connect(&turn_, &QTimer::timeout, this, &Attract::turn);
  for (const EnvEntry& entry : envRegistry())
    if (!shippedAgent(entry.id).empty()) worlds_.push_back(entry.id);
}

Attract::~Attract() {
  qApp->removeEventFilter(this);
  leave();
}

void Attract::watchFor(int restMilliseconds, int worldMilliseconds) {
  rest_.setInterval(restMilliseconds);
  world_.setInterval(worldMilliseconds);
  if (!watching_) qApp->installEventFilter(this);
  watching_ = true;
  setEnabled(enabled_);
}

void Attract::setEnabled(bool enabled) {
  enabled_ = enabled;
  if (!enabled) leave();
  if (enabled && watching_)
    rest_.start();
  else
    rest_.stop();
}

std::string Attract::world() const { return view_ ? view_->env->spec().id : std::string(); }

bool Attract::mayBegin() const {
  const auto dialogs = window_.findChildren<QDialog*>();
  const bool dialog = QApplication::activeModalWidget() != nullptr || QApplication::activePopupWidget() != nullptr ||
                      std::any_of(dialogs.begin(), dialogs.end(), [](const QDialog* d) { return d->isVisible(); });
  const auto view = window_.watch().view();
  const QWidget* active = QApplication::activeWindow();  // none while the GL view has the keyboard
  const bool here = active == nullptr || active == &window_;
  return here && !held_ && !dialog && !worlds_.empty() && view && view->ready &&
         window_.sidePanel().mode() == Mode::kWatch && !window_.learn().session().active() &&
         QGuiApplication::applicationState() == Qt::ApplicationActive && !window_.isMinimized() &&
         window_.transport().isVisible() && !window_.recorder().recording().running();
}

void Attract::rested() {
  if (mayBegin())
    enter();
  else
    rest_.start();
}

void Attract::enter() {
  StageWindow& stage = window_.stage();
  pointer_ = QCursor::pos();
  playhead_ = stage.playhead();
  camera_ = stage.camera();
  window_.watch().setVisible(false);  // its episode waits
  hideControls();
  tiles_ = std::make_unique<Tiles>(stage.playhead(), stage);
  stage.setTiles(tiles_.get());
  player_ = std::make_unique<Player>(
      [this] {
        if (!called_.exchange(true))
          QMetaObject::invokeMethod(
              this, [this] { takeView(); }, Qt::QueuedConnection);
      },
      kMostHistory);
  const auto here = std::find(worlds_.begin(), worlds_.end(), window_.watch().view()->env->spec().id);
  next_ = here == worlds_.end() ? 0 : static_cast<std::size_t>(here - worlds_.begin()) + 1;
  nextWorld();
  world_.start();
  if (stage.options().motion) turn_.start();
}

void Attract::hideControls() {
  std::vector<QWidget*> controls{window_.menuBar(), window_.statusBar(), &window_.transport()};
  for (QToolBar* bar : window_.findChildren<QToolBar*>(Qt::FindDirectChildrenOnly)) controls.push_back(bar);
  for (QDockWidget* dock : window_.findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly)) controls.push_back(dock);
  for (QWidget* control : controls) {
    if (!control->isVisible()) continue;
    control->hide();
    hidden_.push_back(control);
  }
}

/// A world whose settings cannot be read is passed over.
void Attract::nextWorld() {
  for (std::size_t tried = 0; tried < worlds_.size(); ++tried) {
    const std::string& id = worlds_[next_++ % worlds_.size()];
    try {
      auto config = std::make_shared<RunConfig>(RunConfig::resolve(id, "spo", "laptop", {}, {}));
      player_->send(play::World{std::move(config), shippedAgent(id)});
      return;
    } catch (const Error&) {
      continue;
    }
  }
}

void Attract::takeView() {
  called_ = false;
  if (!active()) return;
  if (!player_->takeEvents().empty() && player_->view() == nullptr) return;
  auto view = player_->view();
  if (!view || view == view_) return;
  const bool otherWorld = !view_ || view_->env != view->env;
  view_ = std::move(view);
  if (otherWorld) {
    const double rate = normalStepsPerSecond(view_->env->spec());
    window_.stage().playhead().setSpeed(rate);
    player_->send(play::Speed{rate});
  }
  window_.stage().playhead().lookAt(-1, window_.stage().now());
  window_.stage().playhead().flow();
  window_.stage().playhead().adopt(view_, window_.stage().now());
  window_.stage().invalidate();
}

void Attract::turn() { window_.stage().orbitBy(kTurnPoints, 0.0f); }

void Attract::leave() {
  if (!active()) return;
  StageWindow& stage = window_.stage();
  world_.stop();
  turn_.stop();
  player_.reset();
  view_.reset();
  stage.setTiles(nullptr);
  tiles_.reset();
  for (QWidget* control : hidden_) control->show();
  hidden_.clear();
  stage.playhead() = playhead_;
  const auto view = window_.watch().view();
  stage.playhead().adopt(view, stage.now());
  stage.setCamera(camera_, view ? view->env.get() : nullptr);
  window_.watch().setVisible(window_.isVisible() && !window_.isMinimized());
  stage.invalidate();
}

bool Attract::isInput(QEvent* event) {
  switch (event->type()) {
    case QEvent::ShortcutOverride:
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
    case QEvent::DragEnter:
      return true;
    case QEvent::MouseMove: {
      // Controls that come and go below a pointer at rest are no movement.
      const QPoint at = static_cast<QMouseEvent*>(event)->globalPosition().toPoint();
      if ((at - pointer_).manhattanLength() < kPointerRest) return false;
      pointer_ = at;
      return true;
    }
    default:
      return false;
  }
}

bool Attract::eventFilter(QObject* watched, QEvent* event) {
  const QEvent::Type type = event->type();
  if (type == QEvent::KeyPress && swallowed_ != 0 && static_cast<QKeyEvent*>(event)->key() == swallowed_) return true;
  if (type == QEvent::KeyRelease) swallowed_ = 0;
  // What the window remembers when it goes is not the wandering.
  if (watched == &window_ && (type == QEvent::Close || type == QEvent::Hide)) leave();
  if (!isInput(event)) return QObject::eventFilter(watched, event);
  if (enabled_) rest_.start();
  if (!active()) return QObject::eventFilter(watched, event);
  leave();
  // The input only wakes: it pauses, turns and starts nothing.
  if (type == QEvent::KeyPress || type == QEvent::ShortcutOverride) swallowed_ = static_cast<QKeyEvent*>(event)->key();
  event->accept();
  return true;
}

}  // namespace spolab
