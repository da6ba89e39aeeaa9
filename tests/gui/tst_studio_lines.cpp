// The lines of an episode seen together: lanes below the strip, ghosts over the world.
#include <QAction>
#include <QSignalSpy>

#include "app/episode/world_caption.h"
#include "app/studio/error_dialog.h"
#include "app/studio/lines/ghost_worlds.h"
#include "app/studio/lines/line_lanes.h"
#include "app/studio/preferences.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/transport_bar.h"
#include "app/studio/watch_controller.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;

namespace {

int differing(const QImage& a, const QImage& b) {
  int count = 0;
  for (int y = 0; y < std::min(a.height(), b.height()); ++y)
    for (int x = 0; x < std::min(a.width(), b.width()); ++x) count += a.pixel(x, y) != b.pixel(x, y) ? 1 : 0;
  return count;
}

}  // namespace

class TestStudioLines : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    StudioOptions options;
    options.env = "sokoban";
    window_ = openStudio(options);
    QVERIFY(waitForDecision(*window_));
    lanes_ = window_->findChild<LineLanes*>(QStringLiteral("lineLanes"));
    QVERIFY(lanes_);
  }
  /// An episode of six steps (seven where one was under way) and one line. Some levels take fewer: then another one.
  void init() {
    bool there = false;
    for (int tries = 0; tries < 8 && !there; ++tries) {
      window_->watch().setPaused(true);
      window_->watch().next();
      window_->watch().setPaused(true);
      QTest::qWait(200);
      QTRY_VERIFY(view()->frames.size() <= 3 && view()->lines.empty());
      there = stepsTo(6);
    }
    QVERIFY(there);
  }
  void cleanup() { QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message())); }
  void cleanupTestCase() { window_.reset(); }

  void oneLineLeavesTheBarAsItIs() {
    QVERIFY(lanes_->isHidden());
    const int height = window_->transport().height();
    QVERIFY(stepsTo(7));
    QCOMPARE(window_->transport().height(), height);
    QVERIFY(!menuEntry(*window_, "Next line of this episode")->isEnabled());
  }

  void aBranchBringsLanesAndTheyStayBounded() {
    const int height = window_->transport().height();
    QVERIFY(branchAt(3));
    QTRY_VERIFY(lanes_->isVisible());
    QCOMPARE(lanes_->list().lines.size(), std::size_t{2});
    QVERIFY(window_->transport().height() > height);
    for (int lines = 2; lines <= 5; ++lines) {
      QVERIFY(stepsTo(5));
      QVERIFY(branchAt(2));
      QTRY_COMPARE(view()->lines.size(), std::size_t(lines));
    }
    QCOMPARE(lanes_->list().lines.size(), std::size_t{LineLanes::kMostOthers + 1});
    QCOMPARE(lanes_->list().hidden, 2);
    QTRY_VERIFY(lanes_->height() <= 5 * 20);
  }

  void aClickGoesOverToThatLineAtThatStep() {
    QVERIFY(branchAt(2));
    QVERIFY(stepsTo(4));
    const int left = 0, now = view()->line;
    QVERIFY(now != left);
    const std::size_t leftSteps = view()->lines[0].frames.size();
    QTest::mouseClick(lanes_, Qt::LeftButton, {}, lanes_->placeOf(0, 4));
    QTRY_COMPARE(view()->line, left);
    QTRY_COMPARE(head().step(), 4);
    QVERIFY(!head().live());
    QCOMPARE(view()->frames.size(), leftSteps);
    // A click on the line on screen looks at its step.
    QTest::mouseClick(lanes_, Qt::LeftButton, {}, lanes_->placeOf(0, 1));
    QTRY_COMPARE(head().step(), 1);
    QCOMPARE(view()->line, left);
  }

  void keysGoOverToTheNextLine() {
    QVERIFY(branchAt(2));
    QVERIFY(stepsTo(4));
    const int first = view()->line;
    QTest::keyClick(lanes_, Qt::Key_Up);
    QTRY_VERIFY(view()->line != first);
    QTest::keyClick(lanes_, Qt::Key_Down);
    QTRY_COMPARE(view()->line, first);
    choose(*window_, "Next line of this episode");
    QTRY_VERIFY(view()->line != first);
    choose(*window_, "Previous line of this episode");
    QTRY_COMPARE(view()->line, first);
  }

  void theOtherLineIsAGhostAtTheSameStep() {
    QVERIFY(branchAt(2));
    QVERIFY(stepsTo(4));
    const PlayerLine left = view()->lines[0];
    const auto stands = [&] {
      const std::vector<OtherWorld> others = otherLinesAt(head().at(window_->stage().now()));
      return others.size() == 1 && others[0].category == left.id && others[0].state == left.frames[3]->after;
    };
    QVERIFY(QTest::qWaitFor(stands, 10000));  // the step is on its way before
    // Before the fork there is nothing to tell apart.
    window_->watch().lookAt(1);
    QVERIFY(otherLinesAt(head().at(window_->stage().now())).empty());
  }

  void theSwitchShowsAndHidesThemAndIsRemembered() {
    // The left line has gone on, this one stands where it was.
    QVERIFY(branchAt(2));
    const std::size_t leftSteps = view()->lines[0].frames.size();
    QTest::keyClick(lanes_, Qt::Key_Up);
    QTRY_COMPARE(view()->frames.size(), leftSteps);
    QAction* ghosts = menuEntry(*window_, "Other lines as ghosts");
    QVERIFY(ghosts && ghosts->isChecked());
    QVERIFY(QTest::qWaitFor([&] { return window_->stage().still(); }, 10000));
    const QImage with = window_->stage().picture();
    ghosts->trigger();
    const QImage without = window_->stage().picture();
    const auto others = otherLinesAt(head().at(window_->stage().now()));
    QCOMPARE(others.size(), std::size_t{1});
    const int gone = differing(with, without);
    QVERIFY2(gone > 200, qPrintable(QString::number(gone)));
    ghosts->trigger();
    QVERIFY(differing(window_->stage().picture(), without) > gone / 2);
    ghosts->trigger();
    window_->close();
    QVERIFY(!Preferences::load().lineGhosts);
    window_->show();
    ghosts->trigger();
  }

  /// The next episode takes lines away: it waits until a person goes on, and undo brings them back.
  void theEndWaitsWhereThereAreLines() {
    QVERIFY(branchAt(2));
    window_->watch().setSpeed(kFastest);
    window_->watch().setPaused(false);
    QVERIFY(QTest::qWaitFor([&] { return view()->finished && window_->watch().paused(); }, 60000));
    const int episode = view()->episode;
    const auto frames = view()->frames.size();
    QTest::qWait(600);
    QCOMPARE(view()->episode, episode);
    QCOMPARE(view()->lines.size(), std::size_t{1});
    window_->watch().setSpeed(kNormalSpeed);
    window_->watch().setPaused(false);
    QVERIFY(QTest::qWaitFor([&] { return view()->episode == episode + 1 && view()->lines.empty(); }, 10000));
    window_->watch().setPaused(true);
    QVERIFY(QTest::qWaitFor(
        [&] {
          if (view()->lines.empty()) window_->watch().undo(1);
          QTest::qWait(100);
          return view()->lines.size() == 1 && view()->frames.size() == frames;
        },
        10000));
  }

 private:
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return window_->watch().view(); }
  [[nodiscard]] Playhead& head() const { return window_->stage().playhead(); }
  bool stepsTo(std::size_t steps) {
    for (int tries = 0; tries < 40 && view()->frames.size() < steps && !view()->finished; ++tries) {
      const std::size_t before = view()->frames.size();
      window_->watch().lookAt(-1);
      window_->watch().stepForward();
      if (!QTest::qWaitFor([&] { return view()->frames.size() != before; }, 10000)) return false;
    }
    return view()->frames.size() == steps;
  }
  /// Goes on from there, paused at once; a step may have been made until then.
  bool branchAt(int step) {
    const std::size_t lines = view()->lines.size();
    window_->watch().lookAt(step);
    window_->watch().branch();
    window_->watch().setPaused(true);
    if (!QTest::qWaitFor([&] { return view()->lines.size() == lines + 1; }, 10000)) return false;
    QTest::qWait(200);
    return view()->frames.size() <= std::size_t(step) + 1;
  }

  std::unique_ptr<MainWindow> window_;
  LineLanes* lanes_ = nullptr;
};

SPOLAB_GUI_MAIN(TestStudioLines)
#include "tst_studio_lines.moc"
