#include "app/studio/bench/interaction.h"

#include <chrono>
#include <random>
#include <tuple>

#include <QCoreApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include "app/studio/episode_strip.h"
#include "app/studio/main_window.h"
#include "app/studio/run_until.h"
#include "app/studio/stage/stage_window.h"

namespace spolab {
namespace {

using Clock = std::chrono::steady_clock;
using Random = std::mt19937;

constexpr int kPatience = 2'000;
constexpr int kShortestPause = 60;
constexpr int kLongestPause = 180;

/// Posts events to one receiver and waits for the picture that knows of them.
class Interaction : public QObject {
 public:
  Interaction(StageWindow& stage, QObject& receiver) : stage_(stage), receiver_(receiver) {
    receiver.installEventFilter(this);
  }

  void post(QEvent::Type type, const QPointF& at, const QPointF& global, Qt::MouseButton button,
            Qt::MouseButtons buttons) {
    send(new QMouseEvent(type, at, global, button, buttons, Qt::NoModifier));
  }

  void turnWheel(const QPointF& at, const QPointF& global, int clicks) {
    constexpr int kClick = 120;  // eighths of a degree
    send(new QWheelEvent(at, global, {}, QPoint(0, clicks * kClick), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                         false));
  }

  void press(int key) {
    send(new QKeyEvent(QEvent::KeyPress, key, Qt::NoModifier));
    QCoreApplication::postEvent(&receiver_, new QKeyEvent(QEvent::KeyRelease, key, Qt::NoModifier));
  }

  /// Milliseconds from now to the end of the first picture begun after everything sent so far has come.
  double untilSeen() {
    bool seen = false;
    const Clock::time_point begin = Clock::now();
    Clock::time_point end = begin + std::chrono::milliseconds(kPatience);
    QObject context;
    QObject::connect(&stage_, &QOpenGLWindow::frameSwapped, &context, [&] {
      if (underWay_ > 0 || seen || stage_.frames().begun() == begun_ || !stage_.frames().complete()) return;
      seen = true;
      end = Clock::now();
    });
    runUntil([&] { return seen; }, kPatience);
    return std::chrono::duration<double, std::milli>(end - begin).count();
  }

 protected:
  /// Comes before the receiver: what is painted from here on is the answer.
  bool eventFilter(QObject* /*watched*/, QEvent* event) override {
    if (underWay_ > 0 && event == last_) {
      underWay_ = 0;
      begun_ = stage_.frames().begun();
    }
    return false;
  }

 private:
  void send(QEvent* event) {
    QCoreApplication::postEvent(&receiver_, event);
    last_ = event;
    ++underWay_;
  }

  StageWindow& stage_;
  QObject& receiver_;
  const QEvent* last_ = nullptr;  ///< only compared
  int underWay_ = 0;
  long begun_ = 0;
};

/// People do not act in step with the frames.
void pause(Random& random) { runFor(std::uniform_int_distribution(kShortestPause, kLongestPause)(random)); }

double between(double low, double high, Random& random) { return std::uniform_real_distribution(low, high)(random); }

/// What keys choose in the panels.
auto chosenIn(StageWindow& stage) {
  const PanelState& state = stage.panelState();
  return std::tuple(state.selected, state.selectedAction, state.colour, state.explained);
}

QPointF somewhereIn(const PanelArea& area, double scale, Random& random) {
  const double x = area.x + area.width * between(0.2, 0.8, random);
  const double y = area.y + area.height * between(0.2, 0.8, random);
  return {x * scale, y * scale};
}

}  // namespace

std::vector<double> measureInteractions(MainWindow& window, int ofEachKind) {
  StageWindow& stage = window.stage();
  Interaction hand(stage, stage);
  Random random;
  const double scale = stage.options().uiScale;
  std::vector<double> waits;
  for (int i = 0; i < ofEachKind; ++i) {
    const QPointF from = somewhereIn(stage.areas().world, scale, random);
    const QPointF to = from + QPointF(24.0, 6.0);
    hand.post(QEvent::MouseButtonPress, from, stage.mapToGlobal(from), Qt::LeftButton, Qt::LeftButton);
    hand.post(QEvent::MouseMove, to, stage.mapToGlobal(to), Qt::NoButton, Qt::LeftButton);
    waits.push_back(hand.untilSeen());
    hand.post(QEvent::MouseButtonRelease, to, stage.mapToGlobal(to), Qt::LeftButton, Qt::NoButton);
    pause(random);
    const QPointF over = somewhereIn(stage.areas().river, scale, random);
    hand.post(QEvent::MouseMove, over, stage.mapToGlobal(over), Qt::NoButton, Qt::NoButton);
    waits.push_back(hand.untilSeen());
    pause(random);
    const QPointF world = somewhereIn(stage.areas().world, scale, random);
    hand.turnWheel(world, stage.mapToGlobal(world), i % 2 == 0 ? 1 : -1);
    waits.push_back(hand.untilSeen());
    pause(random);
    // A particle, an action, what colours them, an explanation; then nothing of it.
    for (const int key : {Qt::Key_Period, Qt::Key_BracketRight, Qt::Key_C, Qt::Key_E, Qt::Key_Escape, Qt::Key_Escape}) {
      const auto before = chosenIn(stage);
      hand.press(key);
      const double wait = hand.untilSeen();
      if (chosenIn(stage) != before) waits.push_back(wait);  // else there was nothing to answer: the decision has gone
      pause(random);
    }
  }
  return waits;
}

std::vector<double> measureGoingBack(MainWindow& window, const std::vector<int>& steps) {
  auto* strip = window.findChild<EpisodeStrip*>();
  Interaction hand(window.stage(), *strip);
  Random random;
  std::vector<double> waits;
  for (const int step : steps) {
    const QPointF at(strip->middleOf(step), 0.5 * strip->height());
    hand.post(QEvent::MouseButtonPress, at, strip->mapToGlobal(at), Qt::LeftButton, Qt::LeftButton);
    waits.push_back(hand.untilSeen());
    hand.post(QEvent::MouseButtonRelease, at, strip->mapToGlobal(at), Qt::LeftButton, Qt::NoButton);
    pause(random);
  }
  return waits;
}

}  // namespace spolab
