#include "app/studio/around/tour.h"

#include <algorithm>
#include <limits>

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QPushButton>

#include "app/studio/around/tour_card.h"
#include "app/studio/main_window.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"

namespace spolab {
namespace {

constexpr int kLookMilliseconds = 200;
enum Card { kPlaying, kResampling, kDecision, kTrain, kPlay };

struct Text {
  const char* title;
  const char* text;
  const char* ofBody = nullptr;  ///< where a body is on stage: joints, not moves; null: the same text
};
constexpr Text kTexts[Tour::kCards] = {
    {QT_TRANSLATE_NOOP("spolab::Tour", "An agent is at work"),
     QT_TRANSLATE_NOOP(
         "spolab::Tour",
         "It learned this world by itself. The lines at the top left say whose parameters play and how the "
         "episode goes. Drag to turn the world."),
     QT_TRANSLATE_NOOP(
         "spolab::Tour",
         "It learned to move this body by itself. The lines at the top left say whose parameters drive it and how the "
         "episode goes, the right side how fast it is. Drag to turn the world.")},
    {QT_TRANSLATE_NOOP("spolab::Tour", "It thinks in particles"),
     QT_TRANSLATE_NOOP(
         "spolab::Tour",
         "This is the search behind one real decision, stopped where it drew its particles again. Every "
         "circle is an imagined future, its size is its weight. At the band, promising ones are copied and "
         "poor ones are dropped.")},
    {QT_TRANSLATE_NOOP("spolab::Tour", "The search changes its mind"),
     QT_TRANSLATE_NOOP(
         "spolab::Tour",
         "Hollow bars are π, what the network would do by reflex. Filled bars are q̂, what it prefers after "
         "searching. Where they differ, thinking has paid, and training moves π towards q̂."),
     QT_TRANSLATE_NOOP(
         "spolab::Tour",
         "A row is a joint, from −1 to 1. The curve is π, what the network would do by reflex. The dots are the "
         "particles' first actions, larger where q̂ weighs them more; the wedge is their mean, the outlined mark is "
         "what is done. Training moves π towards q̂.")},
    {QT_TRANSLATE_NOOP("spolab::Tour", "Train one yourself"),
     QT_TRANSLATE_NOOP("spolab::Tour",
                       "One click starts a fresh agent with these settings. Its curves appear below, its newest "
                       "parameters play here, and Stop saves it. You can go on with it later.")},
    {QT_TRANSLATE_NOOP("spolab::Tour", "Or play yourself"),
     QT_TRANSLATE_NOOP("spolab::Tour",
                       "In Play you move, and the agent shows what it would have done. Race puts you side by side. "
                       "Help lists every key and brings this tour back."),
     QT_TRANSLATE_NOOP(
         "spolab::Tour",
         "In Play keys hold the joints, and Ctrl with a drag twists or pulls the body; pause, and the agent "
         "shows what it would do. Race puts you side by side. Help lists every key and brings this tour back.")}};

/// The decision whose particles differed most when they were drawn again, and after how many depths that was; step −1:
/// there is none yet.
struct Resampling {
  int step = -1;
  int depths = 0;
};
Resampling clearestResampling(const PlayerView& view) {
  Resampling found;
  float least = std::numeric_limits<float>::max();
  for (std::size_t step = 0; step < view.frames.size(); ++step) {
    const SearchTrace& trace = view.frames[step]->trace;
    const auto at = std::find(trace.resampling.begin(), trace.resampling.end(), ResampleEvent::kApplied);
    if (at == trace.resampling.end()) continue;
    const auto depth = at - trace.resampling.begin();
    const float ess = trace.ess[static_cast<std::size_t>(depth)];
    if (ess >= least) continue;
    least = ess;
    found = {static_cast<int>(step), static_cast<int>(depth) + 1};
  }
  return found;
}

}  // namespace

Tour::Tour(MainWindow& window, QAction& panels)
    : window_(window), panels_(panels), card_(new TourCard(&window)), outline_(std::make_unique<TourOutline>(&window)) {
  connect(card_, &TourCard::nextPressed, this, [this] { go(index_ + 1); });
  connect(card_, &TourCard::backPressed, this, [this] { go(index_ - 1); });
  connect(card_, &TourCard::skipPressed, this, &Tour::end);
  connect(&window.sidePanel(), &SidePanel::modeChanged, this, [this] {
    if (!acting_) end();
  });
  connect(&window.learn().session(), &Session::stateChanged, this, &Tour::end);
  connect(&window.learn(), &LearnController::worldChosen, this, &Tour::end);
  connect(&window.learn(), &LearnController::runShown, this, &Tour::end);
  halt_.setSingleShot(true);
  halt_.setInterval(kPlayMilliseconds);
  connect(&halt_, &QTimer::timeout, this, [this] { window_.watch().setPaused(true); });
  wait_.setInterval(kLookMilliseconds);
  connect(&wait_, &QTimer::timeout, this, [this] { showSearch(index_ == kResampling); });
}

Tour::~Tour() = default;

void Tour::begin() {
  if (shown()) return go(0);
  acting_ = true;
  window_.sidePanel().setMode(Mode::kWatch);
  hadPanels_ = panels_.isChecked();
  if (!hadPanels_) panels_.trigger();
  acting_ = false;
  wasPaused_ = window_.watch().paused();
  qApp->installEventFilter(this);
  go(0);
}

void Tour::end() {
  if (!shown()) return;
  index_ = -1;
  wait_.stop();
  halt_.stop();
  qApp->removeEventFilter(this);
  card_->hide();
  outline_->surround({});
  if (!hadPanels_ && panels_.isChecked()) panels_.trigger();
  window_.watch().setPaused(wasPaused_);
  window_.setFocus();
  Q_EMIT ended();
}

void Tour::go(int index) {
  if (index >= kCards) return end();
  index_ = std::max(0, index);
  wait_.stop();
  halt_.stop();
  const Text& text = kTexts[index_];
  const auto view = window_.watch().view();
  const bool body = text.ofBody && view && !view->env->spec().discrete();
  card_->present(tr(text.title), tr(body ? text.ofBody : text.text), index_, kCards);
  if (index_ == kResampling || index_ == kDecision)
    showSearch(index_ == kResampling);
  else
    window_.watch().setPaused(index_ != kPlaying);
  if (index_ == kPlaying) halt_.start();
  place();
  card_->nextButton()->setFocus();
}

/// Stops at a search that has been made; where none is there yet the episode plays on until one is.
void Tour::showSearch(bool stopAtResampling) {
  WatchController& watch = window_.watch();
  const auto view = watch.view();
  Resampling found = view ? clearestResampling(*view) : Resampling{};
  // Settings may allow no resampling; q̂ stands against π all the same.
  if (found.step < 0 && view && !stopAtResampling && !view->frames.empty() && view->frames.back()->trace.depths > 0)
    found.step = static_cast<int>(view->frames.size()) - 1;
  if (found.step < 0) {
    if (watch.paused()) watch.setPaused(false);
    wait_.start();
    return;
  }
  wait_.stop();
  watch.lookAt(found.step);
  for (int depth = 0; stopAtResampling && depth < found.depths; ++depth) watch.depth();
}

QRect Tour::target() const {
  StageWindow& stage = window_.stage();
  const QPoint corner = window_.mapFromGlobal(stage.mapToGlobal(QPoint(0, 0)));
  const auto part = [&](const PanelArea& area) {
    if (isEmpty(area)) return QRect();
    const double scale = stage.options().uiScale;
    return QRectF(area.x * scale, area.y * scale, area.width * scale, area.height * scale).toRect().translated(corner);
  };
  const auto widget = [&](const QWidget* control) {
    if (control == nullptr || !control->isVisible()) return QRect();
    return QRect(control->mapTo(&window_, QPoint(0, 0)), control->size()).marginsAdded({4, 4, 4, 4});
  };
  const StageLayout areas = stage.areas();
  switch (index_) {
    case kPlaying:
      return part(areas.world);
    case kResampling:
      return part(areas.river);
    case kDecision:
      return part(areas.decision);
    case kTrain:
      return widget(window_.topBar().trainButton());
    default:
      return widget(window_.sidePanel().modeButton(Mode::kPlay));
  }
}

void Tour::place() {
  outline_->surround(target());
  card_->moveBeside(target());
}

void Tour::setLook(const Theme& theme, double scale) {
  card_->setLook(theme, scale);
  outline_->setLook(theme, scale);
  if (shown()) place();
}

bool Tour::ofCard(const QObject* object) const {
  const auto* widget = qobject_cast<const QWidget*>(object);
  return widget != nullptr && (widget == card_ || card_->isAncestorOf(widget));
}

/// The keys of the tour; any other key but those that press a button is something else to do.
bool Tour::takesKey(int key) {
  switch (key) {
    case Qt::Key_Escape:
      end();
      return true;
    case Qt::Key_Right:
      go(index_ + 1);
      return true;
    case Qt::Key_Left:
      go(index_ - 1);
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:  // presses a button of Qt in a dialog only
      if (auto* button = qobject_cast<QAbstractButton*>(window_.focusWidget()); button && ofCard(button)) {
        button->click();
        return true;
      }
      return false;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
    case Qt::Key_Space:
    case Qt::Key_Shift:
    case Qt::Key_Control:
    case Qt::Key_Alt:
    case Qt::Key_Meta:
      return false;
    default:
      end();
      return false;
  }
}

bool Tour::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize && watched == &window_)
    QTimer::singleShot(0, this, [this] {
      if (shown()) place();
    });
  const bool elsewhere = QApplication::activePopupWidget() != nullptr || QApplication::activeModalWidget() != nullptr;
  if (event->type() == QEvent::KeyPress && !elsewhere && takesKey(static_cast<QKeyEvent*>(event)->key())) return true;
  // A press on the world turns it, which the tour invites to; on any other control it is something else to do.
  if (event->type() == QEvent::MouseButtonPress && watched->isWidgetType() && !ofCard(watched)) end();
  return QObject::eventFilter(watched, event);
}

}  // namespace spolab
