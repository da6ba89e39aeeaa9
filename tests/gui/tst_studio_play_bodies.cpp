#include <algorithm>
#include <cmath>
#include <cstring>

#include <QAction>
#include <QPushButton>

#include "app/episode/move_report.h"
#include "app/studio/keys/keys_controller.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "envs/registry.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;

namespace {

float partOf(const PlayerFrame& frame, std::size_t dimension) {
  float value = 0.0f;
  std::memcpy(&value, frame.action.data() + dimension * sizeof value, sizeof value);
  return value;
}

}  // namespace

/// A person drives a body by keys, and pulls it about.
class TestStudioPlayBodies : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    const auto& all = envRegistry();
    if (std::none_of(all.begin(), all.end(), [](const EnvEntry& entry) { return entry.id == "half-cheetah"; }))
      QSKIP("needs Box2D");
  }
  void init() {
    StudioOptions options;
    options.env = "half-cheetah";
    window_ = openStudio(options);
    QVERIFY(waitForDecision(*window_));
  }
  void cleanup() { window_.reset(); }

  void standsStillUntilAKeyThenRuns() {
    begin();
    QTest::qWait(600);
    QCOMPARE(steps(), std::size_t{0});
    QTest::keyPress(window_.get(), Qt::Key_W);  // back thigh forward, which is minus
    QVERIFY(waitForSteps(4));
    QCOMPARE(latest().by, Actor::kPerson);
    QVERIFY(latest().action.size() == 6 * sizeof(float) && partOf(latest(), 0) == -1.0f && partOf(latest(), 3) == 0.0f);
    QTest::keyPress(window_.get(), Qt::Key_P);  // two keys together
    QVERIFY(QTest::qWaitFor([&] { return partOf(latest(), 0) == -1.0f && partOf(latest(), 3) == -1.0f; }, 10000));
    QTest::keyRelease(window_.get(), Qt::Key_W);
    QTest::keyRelease(window_.get(), Qt::Key_P);
    QVERIFY(QTest::qWaitFor([&] { return partOf(latest(), 0) == 0.0f && partOf(latest(), 3) == 0.0f; }, 10000));
    QVERIFY(waitForSteps(steps() + 3));  // time goes on
  }

  /// Where the processor keeps up, which a slow speed makes sure of.
  void theAgentSearchesBesideARunningBody() {
    begin();
    window_->play().setAdvice(Advice::kAfter);
    for (int k = 0; k < 4; ++k) QTest::keyClick(window_.get(), Qt::Key_Minus);
    QTest::keyPress(window_.get(), Qt::Key_W);
    std::shared_ptr<const PlayerFrame> searched;
    QVERIFY(QTest::qWaitFor(
        [&] {
          if (steps() <= 2) return false;
          const auto& frames = view()->frames;
          const auto compared = std::ranges::find_if(
              frames, [](const auto& frame) { return frame->comparison && frame->comparison->get(); });
          if (compared == frames.end()) return false;
          searched = *compared;
          return true;
        },
        20000));
    QTest::keyRelease(window_.get(), Qt::Key_W);
    const PlayerFrame& frame = *searched;
    const auto report = reportOn(frame);
    QVERIFY(report && report->action < 0);
    float far = 0.0f;
    for (std::size_t d = 0; d < 6; ++d) {
      float advised = 0.0f;
      std::memcpy(&advised, frame.advised.data() + d * sizeof advised, sizeof advised);
      far += std::abs(advised - partOf(frame, d)) / 6.0f;
    }
    QVERIFY(std::abs(report->difference - far) < 1e-5f && far > 0.0f);
    QCOMPARE(report->regret, std::optional(frame.comparison->get()->advised - frame.comparison->get()->done));
    window_->play().setAdvice(Advice::kNever);
    QTest::keyPress(window_.get(), Qt::Key_W);
    QVERIFY(QTest::qWaitFor([&] { return latest().trace.depths == 0; }, 20000));
    QTest::keyRelease(window_.get(), Qt::Key_W);
  }

  void aKeyOnScreenIsHeldLikeOneOnTheKeyboard() {
    begin();
    QPushButton* key = nullptr;
    for (auto* button : window_->sidePanel().playPanel()->findChildren<QPushButton*>())
      if (button->accessibleName() == QLatin1String("front thigh back")) key = button;
    QVERIFY(key);
    QTest::mousePress(key, Qt::LeftButton);
    QVERIFY(waitForSteps(3));
    QCOMPARE(partOf(latest(), 3), 1.0f);
    QTest::mouseRelease(key, Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return partOf(latest(), 3) == 0.0f; }, 10000));
  }

  /// They are the menus'.
  void keysWithAltAreNotTheBodys() {
    begin();
    QTest::keyClick(window_.get(), Qt::Key_W, Qt::AltModifier);
    QTest::qWait(300);
    QCOMPARE(steps(), std::size_t{0});
  }

  void aPauseOutlivesTheReleaseOfAKey() {
    begin();
    QTest::keyPress(window_.get(), Qt::Key_Q);
    QVERIFY(waitForSteps(2));
    QTest::keyClick(window_.get(), Qt::Key_Space);
    QVERIFY(window_->watch().paused());
    QTest::keyRelease(window_.get(), Qt::Key_Q);
    QTest::qWait(300);
    const std::size_t before = steps();
    QTest::qWait(500);
    QCOMPARE(steps(), before);
    QVERIFY(window_->watch().paused());
    QTest::keyPress(window_.get(), Qt::Key_Q);
    QVERIFY(waitForSteps(before + 2));
    QTest::keyRelease(window_.get(), Qt::Key_Q);
  }

  void backspaceGoesBackASecond() {
    begin();
    QTest::keyClick(window_.get(), Qt::Key_Q);
    QVERIFY(waitForSteps(30));
    window_->watch().setPaused(true);
    QTest::qWait(300);
    const std::size_t before = steps();
    QTest::keyClick(window_.get(), Qt::Key_Backspace);
    QVERIFY(QTest::qWaitFor([&] { return steps() == before - 20; }, 10000));  // 20 steps of 0.05 s
  }

  void handsOver() {
    begin();
    QTest::keyClick(window_.get(), Qt::Key_Q);
    QVERIFY(waitForSteps(3));
    QTest::keyClick(window_.get(), Qt::Key_A);
    QVERIFY(QTest::qWaitFor([&] { return latest().by == Actor::kAgent; }, 20000));
    QVERIFY(latest().trace.depths > 0);
    QTest::keyClick(window_.get(), Qt::Key_A);
    QVERIFY(QTest::qWaitFor([&] { return view()->personPlays && !view()->running; }, 10000));
  }

  void aPullMovesTheBodyAndEndsWithTheButton() {
    begin();
    settle();
    const float start = place().x;
    const QPoint at = bodyOnScreen();
    QVERIFY(!at.isNull());
    QTest::mousePress(&window_->stage(), Qt::RightButton, Qt::ControlModifier, at);
    QVERIFY(window_->stage().hand().holding());
    QTest::mouseMove(&window_->stage(), at + QPoint(150, -60));
    QVERIFY(
        QTest::qWaitFor([&] { return steps() > 0 && latest().push.has_value() && place().x > start + 0.15f; }, 20000));
    QCOMPARE(latest().push->kind, Push::Kind::kPull);
    QVERIFY(latest().push->effect.strength > 1.0f);
    QTest::mouseRelease(&window_->stage(), Qt::RightButton, Qt::ControlModifier, at + QPoint(150, -60));
    QVERIFY(!window_->stage().hand().holding());
    QVERIFY(QTest::qWaitFor([&] { return !latest().push.has_value(); }, 10000));
    // A replay of what is kept gives what was seen.
    for (const auto& frame : view()->frames) {
      std::vector<std::byte> state = frame->before;
      view()->env->step(state, frame->action);
      QVERIFY(state == frame->after);
    }
  }

  void theAgentCopesWithAPull() {
    window_->watch().setPaused(true);
    QTest::qWait(500);
    const QPoint at = bodyOnScreen();
    QVERIFY(!at.isNull());
    QTest::mousePress(&window_->stage(), Qt::LeftButton, Qt::ControlModifier, at);
    QVERIFY(window_->stage().hand().holding());
    QTest::mouseMove(&window_->stage(), at + QPoint(80, 0));
    QTest::qWait(300);
    window_->watch().setPaused(false);
    QVERIFY(QTest::qWaitFor([&] { return steps() > 0 && latest().push.has_value(); }, 20000));
    QCOMPARE(latest().push->kind, Push::Kind::kTwist);
    QCOMPARE(latest().by, Actor::kAgent);
    QVERIFY(latest().trace.rootState == latest().before);  // it searched from where the hand had brought it
    QTest::mouseRelease(&window_->stage(), Qt::LeftButton, Qt::ControlModifier, at + QPoint(80, 0));
    QVERIFY(QTest::qWaitFor([&] { return steps() > 0 && !latest().push.has_value(); }, 10000));
  }

  /// Ctrl is down for the hand: the key of play and pause counts all the same, whichever it is now.
  void aPulledBodyIsPausedByTheKeyOfNow() {
    window_->watch().setPaused(true);
    QTest::qWait(500);
    const QPoint at = bodyOnScreen();
    QVERIFY(!at.isNull());
    QTest::mousePress(&window_->stage(), Qt::RightButton, Qt::ControlModifier, at);
    QVERIFY(window_->stage().hand().holding());
    const auto pauses = [&](Qt::Key key) {
      const bool before = window_->watch().paused();
      QTest::keyClick(window_.get(), key, Qt::ControlModifier);
      return window_->watch().paused() != before;
    };
    QVERIFY(pauses(Qt::Key_Space));
    QVERIFY(!pauses(Qt::Key_J));
    KeyMap& map = window_->keys().map();
    map.assign(keyCommand(QStringLiteral("view"), QKeySequence(Qt::Key_Space)), QKeySequence(Qt::Key_J));
    QVERIFY(!pauses(Qt::Key_Space));
    QVERIFY(pauses(Qt::Key_J));
    map.setChoices({});
    QTest::mouseRelease(&window_->stage(), Qt::RightButton, Qt::ControlModifier, at);
    QVERIFY(!pauses(Qt::Key_Space));
  }

  void besideTheBodyADragIsTheCameras() {
    window_->watch().setPaused(true);
    QTest::qWait(500);
    const QPoint corner(20, window_->stage().height() / 4);
    QTest::mousePress(&window_->stage(), Qt::RightButton, Qt::ControlModifier, corner);
    QVERIFY(!window_->stage().hand().holding());
    QTest::mouseRelease(&window_->stage(), Qt::RightButton, Qt::ControlModifier, corner);
  }

 private:
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return window_->watch().view(); }
  [[nodiscard]] std::size_t steps() const { return view()->frames.size(); }
  [[nodiscard]] const PlayerFrame& latest() const { return *view()->frames.back(); }
  [[nodiscard]] Vec3 place() const {
    Vec3 point;
    view()->env->place(view()->frames.empty() ? view()->start : view()->frames.back()->after, point);
    return point;
  }

  /// In Play, a fresh episode that waits.
  void begin() {
    window_->sidePanel().setMode(Mode::kPlay);
    QVERIFY(QTest::qWaitFor([&] { return view()->personPlays; }, 10000));
    const int episode = view()->episode;
    window_->watch().next();
    QVERIFY(QTest::qWaitFor([&] { return view()->episode != episode && view()->frames.empty(); }, 10000));
  }
  void settle() { QTest::qWait(700); }
  bool waitForSteps(std::size_t count) {
    return QTest::qWaitFor([&] { return steps() >= count; }, 20000);
  }

  /// A pixel in the middle of the torso, in the coordinates of the view: bodies are blue.
  [[nodiscard]] QPoint bodyOnScreen() {
    StageOptions options = window_->stage().options();
    options.futures = false;
    window_->stage().setOptions(options);
    const QImage shown = window_->stage().picture();
    const StageLayout layout =
        StageLayout::of(static_cast<float>(window_->stage().width()), static_cast<float>(window_->stage().height()),
                        true, StageTab::kDecision);
    const int middle = static_cast<int>(layout.world.x + layout.world.width / 2);
    const double pixels = shown.devicePixelRatio();  // a point
    int first = -1, last = -1;
    for (int y = static_cast<int>(layout.world.y) + 80; y < static_cast<int>(layout.world.y + layout.world.height);
         ++y) {
      const QRgb pixel = shown.pixel(static_cast<int>(middle * pixels), static_cast<int>(y * pixels));
      if (qBlue(pixel) <= qRed(pixel) + 40) {
        if (first >= 0) break;
        continue;
      }
      if (first < 0) first = y;
      last = y;
    }
    return first < 0 ? QPoint() : QPoint(middle, (first + last) / 2);
  }

  std::unique_ptr<MainWindow> window_;
};

SPOLAB_GUI_MAIN(TestStudioPlayBodies)
#include "tst_studio_play_bodies.moc"
