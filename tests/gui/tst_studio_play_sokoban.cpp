#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QSignalSpy>

#include "app/studio/error_dialog.h"
#include "envs/sokoban/solver.h"
#include "sokoban_window.h"

using namespace spolab;
using namespace spolab::test;

/// Sokoban as a person plays it.
class TestStudioPlaySokoban : public QObject, SokobanWindow {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { QVERIFY(open()); }
  void cleanup() { window_->errors().hide(); }
  void cleanupTestCase() { window_.reset(); }

  void arrowsWalkAndPushAndUndoTakesBack() {
    QVERIFY(start(kRoom));
    QTest::keyClick(window_.get(), Qt::Key_Right);
    QVERIFY(waitForSteps(1));
    QCOMPARE(cellOf(view(), "@+"), 9);
    QTest::keyClick(window_.get(), Qt::Key_Down);
    QVERIFY(waitForSteps(2));
    QCOMPARE(cellOf(view(), "$*"), 7 * 3 + 2);
    QTRY_COMPARE(text("Moves so far in LURD"), QString("rD"));
    QTest::keyClick(window_.get(), Qt::Key_Backspace);
    QVERIFY(waitForSteps(1));
    QCOMPARE(cellOf(view(), "$*"), 7 * 2 + 2);
  }

  void aClickWalksThere() {
    QVERIFY(start(kRoom));
    click(4, 5);
    QVERIFY(QTest::qWaitFor([&] { return cellOf(view(), "@+") == 7 * 4 + 5; }, 15000));
    QCOMPARE(view()->frames.size(), std::size_t{7});
    QCOMPARE(cellOf(view(), "$*"), 7 * 2 + 2);  // it went around the box
  }

  void aClickOutOfReachDoesNothing() {
    QVERIFY(start("#######\n#@$  .#\n#######\n#######\n#######\n#######\n#######"));
    click(1, 4);
    QTest::qWait(600);
    QCOMPARE(view()->frames.size(), std::size_t{0});
  }

  void aBoxIsDraggedToATarget() {
    QVERIFY(start(kRoom));
    const QPoint from = at(2, 2, 0.36f), to = at(3, 4, 0.36f);
    QTest::mousePress(&window_->stage(), Qt::LeftButton, {}, from);
    QTest::mouseMove(&window_->stage(), (from + to) / 2);
    QTest::mouseMove(&window_->stage(), to);
    QTest::qWait(200);
    QTest::mouseRelease(&window_->stage(), Qt::LeftButton, {}, to);
    QVERIFY(QTest::qWaitFor([&] { return view()->success; }, 15000));
    QTRY_COMPARE(text("Moves so far in LURD").size(), 6);
  }

  void aClickPicksABoxUpAndAClickPutsItDown() {
    QVERIFY(start(kRoom));
    clickBox(2, 2);
    QVERIFY(window_->stage().carrying());
    clickBox(3, 4);
    QVERIFY(!window_->stage().carrying());
    QVERIFY(QTest::qWaitFor([&] { return view()->success; }, 15000));
    QTRY_COMPARE(text("Moves so far in LURD").size(), 6);
  }

  void aCarriedBoxIsDroppedByEscapeAndByAClickElsewhere() {
    QVERIFY(start(kRoom));
    clickBox(2, 2);
    QVERIFY(window_->stage().carrying());
    QTest::keyClick(&window_->stage(), Qt::Key_Escape);
    QVERIFY(!window_->stage().carrying());
    clickBox(2, 2);
    QVERIFY(window_->stage().carrying());
    clickBox(2, 2);  // the same one
    QVERIFY(!window_->stage().carrying());
    clickBox(2, 2);
    QVERIFY(window_->stage().carrying());
    click(0, 0);  // a wall
    QVERIFY(!window_->stage().carrying());
    // A move by other means puts it down, too.
    clickBox(2, 2);
    QVERIFY(window_->stage().carrying());
    QTest::keyClick(window_.get(), Qt::Key_Right);
    QTRY_VERIFY(!window_->stage().carrying());
    QCOMPARE(view()->frames.size(), std::size_t{1});
    QCOMPARE(cellOf(view(), "$*"), 7 * 2 + 2);
  }

  void aBoxThatCannotMoveIsNotPickedUp() {
    QVERIFY(start("#######\n#$ @ .#\n#     #\n#     #\n#     #\n#     #\n#######"));
    clickBox(1, 1);
    QVERIFY(!window_->stage().carrying());
  }

  /// A pasted text that is no state takes nothing away, also where the world would have to be another for it.
  void aRefusedPasteLeavesTheGame() {
    QVERIFY(play(9));  // of the list: as many steps as one likes
    for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down})
      QTest::keyClick(window_.get(), key);
    QVERIFY(QTest::qWaitFor([this] { return view()->frames.size() == 4; }, 20000));
    QTest::qWait(1000);
    const auto limit = view()->env->spec().stepLimit;
    const auto before = view()->frames;
    const auto start = view()->start;
    std::string text = view()->env->print(start);
    text.insert(text.find('#') + 1, "?");
    window_->watch().startFrom(QString::fromStdString(text));
    QSignalSpy failed(&window_->watch(), &WatchController::failed);
    QVERIFY(failed.wait(10000));
    QCOMPARE(failed.front().front().toString(), QStringLiteral("This is no position of this world"));
    QCOMPARE(view()->env->spec().stepLimit, limit);
    QVERIFY(view()->start == start);
    QVERIFY(view()->frames == before);
  }

  void aLevelOfThePackIsSolvedByAPastedLine() {
    const int row = 9;
    QVERIFY(play(row));
    const QString lurd = QString::fromStdString(sokoban::solve(tools_->levels().level(row)).lurd);
    QApplication::clipboard()->setText(lurd);
    press("Play pasted");
    QVERIFY(QTest::qWaitFor([&] { return view()->success; }, 30000));
    QTRY_COMPARE(text("Moves so far in LURD"), lurd);
    QVERIFY(QFile::exists(BestSolutions::standardFile()));
    const BestOfLevel best = BestSolutions(BestSolutions::standardFile()).of(levelKey(tools_->levels().level(row)));
    QVERIFY(best.byMoves);
    QCOMPARE(best.byMoves->lurd, lurd);
    QVERIFY(tools_->levels().data(tools_->levels().index(row), Qt::DisplayRole).toString().contains(QChar(0x2713)));
    press("Fewest pushes");  // from the end: starts again and plays it
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() < static_cast<std::size_t>(lurd.size()); }, 10000));
    QVERIFY(QTest::qWaitFor([&] { return view()->success; }, 30000));
  }

  void aLineThatDoesNotFitIsRefused() {
    QVERIFY(start(kRoom));
    QSignalSpy failed(&window_->watch(), &WatchController::failed);
    for (const char* line : {"rrX", "RR", "uuu", "", "3"}) {
      QApplication::clipboard()->setText(QLatin1String(line));
      press("Play pasted");
    }
    QCOMPARE(failed.size(), 5);
    QVERIFY(failed.at(0).at(1).toString().contains("move 3 at line 1, column 3"));
    QCOMPARE(view()->frames.size(), std::size_t{0});
  }

  void aLostPositionIsNamed() {
    QVERIFY(start(kRoom));
    QTRY_COMPARE(text("Whether the position can be solved"), QString("Nothing speaks against it."));
    QVERIFY(start("#######\n#     #\n# $@  #\n#   . #\n#     #\n#     #\n#######"));
    QTest::keyClick(window_.get(), Qt::Key_Left);  // to the wall without a target beside it
    QVERIFY(waitForSteps(1));
    QTRY_VERIFY(text("Whether the position can be solved").startsWith("Lost: the framed box"));
    QTest::keyClick(window_.get(), Qt::Key_Backspace);
    QTRY_COMPARE(text("Whether the position can be solved"), QString("Nothing speaks against it."));
    press("Ask the solver");
    QTRY_VERIFY(text("Whether the position can be solved").startsWith("Yes: 3 more pushes"));
    press("Play it");
    QVERIFY(QTest::qWaitFor([&] { return view()->success; }, 15000));
    QTest::qWait(300);
    bool solved = false, unsolved = false;
    for (const auto* label : tools_->findChildren<QLabel*>()) {
      solved = solved || label->text().startsWith("Your fewest");
      unsolved = unsolved || label->text() == QLatin1String("Not solved by you yet");
    }
    QVERIFY(unsolved && !solved);  // it was the solver's
  }
};

SPOLAB_GUI_MAIN(TestStudioPlaySokoban)
#include "tst_studio_play_sokoban.moc"
