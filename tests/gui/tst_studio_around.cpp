#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QToolButton>

#include "app/studio/around/attract.h"
#include "app/studio/around/key_hints.h"
#include "app/studio/around/licences.h"
#include "app/studio/around/machine_check_dialog.h"
#include "app/studio/around/surroundings.h"
#include "app/studio/around/tour.h"
#include "app/studio/around/tour_card.h"
#include "app/studio/around/training_notice.h"
#include "app/studio/around/watch_ceiling.h"
#include "app/studio/keys/key_map.h"
#include "app/studio/learn_controller.h"
#include "app/studio/preferences.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/transport_bar.h"
#include "app/studio/watch_controller.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;

/// What surrounds the studio: the tour, the wandering at rest, the machine check, the log and the licences.
class TestStudioAround : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    window_ = openStudio();
    QVERIFY(waitForDecision(*window_));
  }
  void cleanup() { window_.reset(); }

  void noCardComesByItself() { QVERIFY(!tour().shown()); }

  /// Once the agent plays, and never again.
  void theTourComesAtTheFirstStart() {
    for (const bool first : {true, false}) {
      window_.reset();
      if (first) {
        Preferences fresh = Preferences::load();
        fresh.tourSeen = false;
        fresh.save();
      }
      window_ = openStudio();
      window_->surroundings().begin();
      QVERIFY(!tour().shown());
      QVERIFY(waitForDecision(*window_));
      QTest::qWait(300);
      QCOMPARE(tour().shown(), first);
      QVERIFY(Preferences::load().tourSeen);
    }
  }

  void tourStopsAtARealResampling() {
    choose(*window_, "Take the tour");
    QCOMPARE(tour().index(), 0);
    QVERIFY(tour().card().isVisible());
    QVERIFY(!window_->watch().paused());
    QTest::mouseClick(tour().card().nextButton(), Qt::LeftButton);
    QCOMPARE(tour().index(), 1);
    QVERIFY(QTest::qWaitFor(
        [&] {
          const Moment moment = window_->stage().playhead().at(window_->stage().now());
          if (!window_->watch().paused() || !moment.frame || moment.moving || moment.depths < 1.0f) return false;
          const auto depth = static_cast<std::size_t>(std::lround(moment.depths)) - 1;
          return moment.frame->trace.resampling[depth] == ResampleEvent::kApplied;
        },
        20000));
    QTest::keyClick(&tour().card(), Qt::Key_Right);
    QCOMPARE(tour().index(), 2);
    const Moment moment = window_->stage().playhead().at(window_->stage().now());
    QCOMPARE(moment.depths, static_cast<float>(moment.frame->trace.depths));
    QTest::keyClick(&tour().card(), Qt::Key_Left);
    QCOMPARE(tour().index(), 1);
    QTest::keyClick(tour().card().nextButton(), Qt::Key_Return);
    QCOMPARE(tour().index(), 2);
    QTest::keyClick(&tour().card(), Qt::Key_Escape);
    QVERIFY(!tour().shown());
    QVERIFY(!tour().card().isVisible());
    QVERIFY(!window_->watch().paused());
  }

  void everyCardStandsStillInTheEnd() {
    tour().begin();
    for (int card = 0; card < Tour::kCards; ++card) {
      QCOMPARE(tour().index(), card);
      QTRY_VERIFY_WITH_TIMEOUT(window_->watch().paused(), Tour::kPlayMilliseconds + 15000);
      const auto view = window_->watch().view();
      QVERIFY(!view->frames.empty());  // on something real
      QTest::keyClick(&tour().card(), Qt::Key_Right);
    }
    QVERIFY(!tour().shown());
    QVERIFY(!window_->watch().paused());
  }

  void cardsHideNothingTheySpeakOf() {
    tour().begin();
    const QPoint corner = window_->mapFromGlobal(window_->stage().mapToGlobal(QPoint(0, 0)));
    const PanelArea river = window_->stage().areas().river;
    QTest::mouseClick(tour().card().nextButton(), Qt::LeftButton);
    const QRect shown = QRectF(river.x, river.y, river.width, river.height).toRect().translated(corner);
    QVERIFY(!tour().card().geometry().intersects(shown));
    QTest::keyClick(&tour().card(), Qt::Key_Right);
    QTest::keyClick(&tour().card(), Qt::Key_Right);
    QCOMPARE(tour().index(), 3);
    const QPushButton* train = window_->topBar().trainButton();
    QVERIFY(!tour().card().geometry().intersects({train->mapTo(window_.get(), QPoint()), train->size()}));
    QTest::keyClick(&tour().card(), Qt::Key_Right);
    QTest::keyClick(&tour().card(), Qt::Key_Right);
    QVERIFY(!tour().shown());
  }

  void somethingElseEndsTheTour() {
    tour().begin();
    QTest::mouseClick(window_->sidePanel().modeButton(Mode::kPlay), Qt::LeftButton);
    QVERIFY(!tour().shown());
    QCOMPARE(window_->sidePanel().mode(), Mode::kPlay);
    tour().begin();
    QCOMPARE(window_->sidePanel().mode(), Mode::kWatch);
    QTest::keyClick(window_.get(), Qt::Key_N);
    QVERIFY(!tour().shown());
  }

  void placesBesideWhatIsSpokenOf_data() {
    QTest::addColumn<QRect>("target");
    QTest::addColumn<QRect>("expected");
    QTest::newRow("right") << QRect(100, 100, 200, 200) << QRect(311, 149, 300, 100);
    QTest::newRow("left") << QRect(600, 100, 390, 200) << QRect(288, 149, 300, 100);
    QTest::newRow("below") << QRect(0, 0, 1000, 200) << QRect(349, 211, 300, 100);
    QTest::newRow("above") << QRect(0, 500, 1000, 300) << QRect(349, 388, 300, 100);
    QTest::newRow("nothing") << QRect() << QRect(350, 688, 300, 100);
  }

  void placesBesideWhatIsSpokenOf() {
    QFETCH(QRect, target);
    QFETCH(QRect, expected);
    QCOMPARE(placeBeside(target, {300, 100}, {0, 0, 1000, 800}), expected);
  }

  void wandersAtRestAndComesBack() {
    window_->activateWindow();
    if (!QTest::qWaitFor([] { return QGuiApplication::applicationState() == Qt::ApplicationActive; }, 5000))
      QSKIP("this display gives no window the keyboard");
    window_->watch().setPaused(true);
    QTest::qWait(300);
    const auto view = window_->watch().view();
    window_->stage().orbitBy(100.0f, 10.0f);
    QTest::qWait(800);
    QTest::qWait(800);
    const float azimuth = window_->stage().camera().current().azimuth;
    const bool dock = window_->findChild<QDockWidget*>("settings")->isVisible();
    Attract& attract = window_->surroundings().attract();
    attract.watchFor(300, 60000);
    QVERIFY(QTest::qWaitFor([&] { return attract.active(); }, 5000));
    QVERIFY(!window_->menuBar()->isVisible());
    QVERIFY(!window_->transport().isVisible());
    QVERIFY(
        QTest::qWaitFor([&] { return !attract.world().empty() && attract.world() != view->env->spec().id; }, 20000));
    QVERIFY(QTest::qWaitFor(
        [&] { return window_->stage().playhead().at(window_->stage().now()).view->env->spec().id == attract.world(); },
        20000));
    QTest::qWait(500);
    QTest::keyClick(&window_->stage(), Qt::Key_Space);
    QVERIFY(!attract.active());
    attract.setEnabled(false);
    QVERIFY(window_->menuBar()->isVisible());
    QVERIFY(window_->transport().isVisible());
    QCOMPARE(window_->findChild<QDockWidget*>("settings")->isVisible(), dock);
    QVERIFY(window_->watch().paused());  // the key only woke it
    QTest::qWait(500);
    QCOMPARE(window_->watch().view()->frames.size(), view->frames.size());
    QCOMPARE(window_->watch().view()->episode, view->episode);
    QCOMPARE(window_->stage().playhead().at(window_->stage().now()).view->env, view->env);
    QVERIFY(std::abs(window_->stage().camera().current().azimuth - azimuth) < 0.01f);  // it was still easing
  }

  void doesNotWanderInPlayOrWhenSwitchedOff() {
    Attract& attract = window_->surroundings().attract();
    window_->sidePanel().setMode(Mode::kPlay);
    attract.watchFor(100, 60000);
    QTest::qWait(700);
    QVERIFY(!attract.active());
    action("Wander through the worlds at rest")->setChecked(false);
    window_->sidePanel().setMode(Mode::kWatch);
    QTest::qWait(700);
    QVERIFY(!attract.active());
    action("Wander through the worlds at rest")->setChecked(true);
  }

  void checksTheMachine() {
    choose(*window_, "Check my machine");
    MachineCheckDialog* check = window_->surroundings().check();
    QVERIFY(check && check->isVisible());
    QVERIFY(QTest::qWaitFor([&] { return !check->running(); }, 120000));
    QCOMPARE(static_cast<int>(check->lines().size()), 9);
    for (const CheckLine& line : check->lines()) {
      QVERIFY(!line.found.isEmpty());
      QVERIFY(!line.sentence.isEmpty());
      if (line.name == QStringLiteral("Repeatability")) QCOMPARE(line.verdict, Verdict::kGood);
    }
    QTest::mouseClick(check->findChild<QPushButton*>("copy"), Qt::LeftButton);
    QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("Repeatability")));
    QTest::mouseClick(check->findChild<QPushButton*>("again"), Qt::LeftButton);
    QVERIFY(check->running());
    check->hide();  // closing cancels
    QVERIFY(QTest::qWaitFor([&] { return !check->running(); }, 60000));
    QVERIFY(check->lines().size() < 9);
  }

  void judgesNumbers() {
    QCOMPARE(judgeFrames(60.0).verdict, Verdict::kGood);
    QCOMPARE(judgeFrames(12.0).verdict, Verdict::kSlow);
    QCOMPARE(judgeFrames(2.0).verdict, Verdict::kProblem);
    QCOMPARE(judgeRepeats(true, false).verdict, Verdict::kProblem);
    QCOMPARE(judgeDisk(-1.0, "/x").verdict, Verdict::kProblem);
    QCOMPARE(judgeDisk(0.1, "/x").verdict, Verdict::kProblem);
    QVERIFY(summaryOf({judgeFrames(60.0), judgeFrames(2.0)}) != summaryOf({judgeFrames(60.0)}));
  }

  void aboutListsLicences() {
    choose(*window_, "About SPO Lab");
    const auto* table = window_->findChild<QTableWidget*>("licences");
    QVERIFY(table && table->isVisible());
    QCOMPARE(table->rowCount(), static_cast<int>(licences().size()));
    for (int row = 0; row < table->rowCount(); ++row) QVERIFY(!table->item(row, 2)->text().isEmpty());
    QVERIFY(!table->findItems("nlohmann JSON", Qt::MatchExactly).isEmpty());
  }

  void ceilingHoldsFramesThenPixelsThenTheEpisode() {
    WatchGovernor governor;
    governor.setCeiling(0.10);
    governor.measured(0.15, true);
    QCOMPARE(governor.framesPerSecond(), 40.0);
    QCOMPARE(governor.worldScale(), 1.0);
    for (int second = 0; second < 2; ++second) governor.measured(0.5, true);
    QCOMPARE(governor.framesPerSecond(), WatchGovernor::kFewestFrames);
    governor.measured(0.125, true);
    QCOMPARE(governor.worldScale(), 0.8);
    QCOMPARE(governor.episodePace(), 1.0);
    for (int second = 0; second < 20; ++second) governor.measured(0.5, true);
    QCOMPARE(governor.framesPerSecond(), WatchGovernor::kFewestFrames);
    QCOMPARE(governor.worldScale(), WatchGovernor::kFewestPixels);
    QCOMPARE(governor.episodePace(), WatchGovernor::kSlowestEpisode);
    governor.measured(0.09, true);  // just below: nothing hunts
    QCOMPARE(governor.framesPerSecond(), WatchGovernor::kFewestFrames);
    QCOMPARE(governor.episodePace(), WatchGovernor::kSlowestEpisode);
    governor.measured(0.01, true);  // the episode comes back first
    QVERIFY(governor.episodePace() > WatchGovernor::kSlowestEpisode);
    QCOMPARE(governor.worldScale(), WatchGovernor::kFewestPixels);
    for (int second = 0; second < 10; ++second) governor.measured(0.01, true);
    QCOMPARE(governor.episodePace(), 1.0);
    for (int second = 0; second < 4; ++second) governor.measured(0.01, true);  // then its pixels
    QCOMPARE(governor.worldScale(), 1.0);
    QCOMPARE(governor.framesPerSecond(), WatchGovernor::kFewestFrames);
    // Beside the learning it takes less, and keeps the fewest frames too.
    governor.setBeside(true);
    QCOMPARE(governor.limit(), 0.05);
    for (int second = 0; second < 20; ++second) governor.measured(0.07, true);
    QCOMPARE(governor.framesPerSecond(), WatchGovernor::kFewestFrames);
    QCOMPARE(governor.worldScale(), WatchGovernor::kFewestPixels);
    governor.measured(0.9, false);
    QVERIFY(!governor.limits());
    // A graphics card does not mind pixels: the episode slows down at once.
    governor.setPixelsCount(false);
    for (int second = 0; second < 20; ++second) governor.measured(0.5, true);
    QCOMPARE(governor.worldScale(), 1.0);
    QCOMPARE(governor.episodePace(), WatchGovernor::kSlowestEpisode);
    governor.setCeiling(0.0);
    governor.measured(0.9, true);
    QVERIFY(!governor.limits());
  }

  void aPersonSetsTheCeiling() {
    QToolButton* meter = window_->topBar().watchButton();
    QAction* chosen = nullptr;
    for (QAction* ceiling : meter->menu()->actions())
      if (ceiling->data().toInt() == 5) chosen = ceiling;
    QVERIFY(chosen);
    chosen->trigger();
    QCOMPARE(window_->surroundings().governor().ceiling(), 0.05);
    QVERIFY(chosen->isChecked());
    window_->surroundings().watched(0.9);  // nothing trains: nothing is held back
    QVERIFY(!window_->surroundings().governor().limits());
    QCOMPARE(window_->stage().options().mostFrames, WatchGovernor::kMostFrames);
    window_->learn().session().start(tinyConfig(), training());
    QVERIFY(QTest::qWaitFor([&] { return window_->learn().session().state() == SessionState::kRunning; }, 60000));
    window_->surroundings().watched(0.9);
    QVERIFY(window_->stage().options().mostFrames < WatchGovernor::kMostFrames);
    QVERIFY(meter->toolTip().contains(QStringLiteral("frames/s now, to stay below 5 %")));
    window_->learn().session().stop();
    QVERIFY(QTest::qWaitFor([&] { return !window_->learn().session().active(); }, 60000));
    window_->surroundings().watched(0.9);
    QCOMPARE(window_->stage().options().mostFrames, WatchGovernor::kMostFrames);
  }

  void saysThatATrainingEndedToSomebodyElsewhere() {
    window_->learn().session().start(tinyConfig(), training());
    QVERIFY(QTest::qWaitFor([&] { return window_->learn().session().state() == SessionState::kRunning; }, 60000));
    TrainingNotice& notice = window_->surroundings().notice();
    notice.setElsewhere([] { return true; });
    const QString title = window_->windowTitle();
    window_->learn().session().stop();
    QVERIFY(QTest::qWaitFor([&] { return !window_->learn().session().active(); }, 60000));
    QVERIFY(notice.said().contains(QStringLiteral("ended")));
    QVERIFY(window_->windowTitle().startsWith(QStringLiteral("finished")));
    QEvent looked(QEvent::WindowActivate);
    QCoreApplication::sendEvent(window_.get(), &looked);
    QCOMPARE(window_->windowTitle(), title);
  }

  void theTourSpeaksOfJointsWhereABodyIsOnStage() {
    const auto says = [&](const char* word) {
      for (const QLabel* label : tour().card().findChildren<QLabel*>())
        if (label->text().contains(QLatin1String(word))) return true;
      return false;
    };
    choose(*window_, "Take the tour");
    for (int card = 0; card < 2; ++card) QTest::mouseClick(tour().card().nextButton(), Qt::LeftButton);
    QVERIFY(says("Hollow bars") && !says("joint"));
    tour().end();
    window_.reset();
    StudioOptions options;
    options.env = "hopper";
    window_ = openStudio(options);
    QVERIFY(waitForDecision(*window_));
    choose(*window_, "Take the tour");
    for (int card = 0; card < 2; ++card) QTest::mouseClick(tour().card().nextButton(), Qt::LeftButton);
    QVERIFY(says("joint") && !says("Hollow bars"));
    for (int card = 0; card < 2; ++card) QTest::mouseClick(tour().card().nextButton(), Qt::LeftButton);
    QVERIFY(says("joints"));
  }

  void theKeySheetListsEveryShortcut() {
    choose(*window_, "Keys and mouse");
    auto* sheet = window_->findChild<QDialog*>(QStringLiteral("shortcuts"));
    QVERIFY(sheet && sheet->isVisible());
    QStringList said;
    for (const QLabel* label : sheet->findChildren<QLabel*>()) said << label->text();
    int found = 0;
    for (const QAction* action : window_->findChildren<QAction*>()) {
      if (action->shortcut().isEmpty()) continue;
      const QString keys = keysName(action->shortcut());
      QVERIFY2(said.contains(keys), qPrintable(keys + QLatin1Char(' ') + action->text()));
      ++found;
    }
    QVERIFY(found > 30);
    QCOMPARE(sheet->findChild<QScrollArea*>()->horizontalScrollBar()->maximum(), 0);
    for (const char* keys : {"D  Shift+D", "T  Shift+T", "V  Shift+V", "E  Shift+E", "Shift+PgUp  Shift+PgDown",
                             "Alt+←  Alt+→  Alt+↑  Alt+↓"})
      QVERIFY2(said.contains(QString::fromUtf8(keys)), keys);
    sheet->close();
  }

  void theRightButtonHeldShowsShortcuts() {
    KeyHints& hints = window_->surroundings().keyHints();
    QPushButton* train = window_->topBar().trainButton();
    QTest::mousePress(train, Qt::RightButton);
    QVERIFY(!hints.shown());
    QVERIFY(QTest::qWaitFor([&] { return hints.shown(); }, 3000));
    const std::vector<QString> texts = hints.texts();
    for (const char* key : {"Ctrl+T", "Ctrl+1", "D", "Shift+D", "→", "E", "S  C"})
      QVERIFY2(std::find(texts.begin(), texts.end(), QString::fromUtf8(key)) != texts.end(), key);
    QTest::mouseRelease(train, Qt::RightButton);
    QVERIFY(!hints.shown());
    // A short press shows nothing.
    QTest::mouseClick(train, Qt::RightButton);
    QTest::qWait(2 * KeyHints::kHoldMilliseconds);
    QVERIFY(!hints.shown());
  }

  void aRightDragOnTheWorldShowsNone() {
    KeyHints& hints = window_->surroundings().keyHints();
    QTest::mousePress(&window_->stage(), Qt::RightButton, Qt::NoModifier, {200, 200});
    QTest::mouseMove(&window_->stage(), {230, 210});
    QTest::qWait(2 * KeyHints::kHoldMilliseconds);
    QVERIFY(!hints.shown());
    QTest::mouseRelease(&window_->stage(), Qt::RightButton, Qt::NoModifier, {230, 210});
    QTest::mousePress(&window_->stage(), Qt::RightButton, Qt::NoModifier, {200, 200});
    QVERIFY(QTest::qWaitFor([&] { return hints.shown(); }, 3000));
    QTest::mouseRelease(&window_->stage(), Qt::RightButton, Qt::NoModifier, {200, 200});
    QVERIFY(!hints.shown());
  }

  void findsShortcutsInToolTips_data() {
    QTest::addColumn<QString>("toolTip");
    QTest::addColumn<QString>("expected");
    QTest::newRow("a key") << "Play or pause the episode (Space)"
                           << "Space";
    QTest::newRow("two") << "Train (fresh) an agent (Ctrl+T)"
                         << "Ctrl+T";
    QTest::newRow("an arrow") << QString::fromUtf8("One decision forward (→)") << QString::fromUtf8("→");
    QTest::newRow("several") << "Take back (Ctrl+Z, Backspace)"
                             << "Ctrl+Z, Backspace";
    QTest::newRow("a word that is a key elsewhere") << "The last one (end)"
                                                    << "";
    QTest::newRow("no key") << "Where networks run (usually)"
                            << "";
    QTest::newRow("none") << "Where networks run"
                          << "";
  }

  void findsShortcutsInToolTips() {
    QFETCH(QString, toolTip);
    QFETCH(QString, expected);
    QCOMPARE(shortcutIn(toolTip), expected);
  }

 private:
  TrainingOptions training() {
    TrainingOptions options;
    options.threads = 1;
    options.folder = (folder_.path() + QStringLiteral("/run%1").arg(++runs_)).toStdString();
    return options;
  }
  QAction* action(const QString& text) { return menuEntry(*window_, text); }
  Tour& tour() { return window_->surroundings().tour(); }

  QTemporaryDir folder_;
  int runs_ = 0;
  std::unique_ptr<MainWindow> window_;
};

SPOLAB_GUI_MAIN(TestStudioAround)
#include "tst_studio_around.moc"
