#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QStatusBar>

#include "app/episode/move_report.h"
#include "app/episode/playhead.h"
#include "app/studio/error_dialog.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/tools/sokoban_tools.h"
#include "app/studio/watch_controller.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;

/// A person takes the moves.
class TestStudioPlay : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    window_ = openStudio();
    QVERIFY(waitForDecision(*window_));
    choose(*window_, "Play");
    QCOMPARE(window_->sidePanel().mode(), Mode::kPlay);
    QVERIFY(QTest::qWaitFor([&] { return view()->personPlays; }, 10000));
    window_->play().setAdvice(Advice::kAfter);
  }
  void cleanup() { window_.reset(); }

  void theAgentWaits() {
    const std::size_t steps = view()->frames.size();
    QTest::qWait(1500);
    QCOMPARE(view()->frames.size(), steps);
  }

  /// A key that lets the agent go on says that it is the person's turn, and moves nothing.
  void noKeyMovesForThePerson() {
    QVERIFY(begin());
    const auto says = [&] {
      const QString text = window_->statusBar()->currentMessage();
      window_->statusBar()->clearMessage();
      return text.contains(QStringLiteral("You have the moves"));
    };
    QTest::keyClick(window_.get(), Qt::Key_Right);
    QVERIFY(says());
    for (const char* name : {"One search depth", "One phase of a search depth"}) {
      choose(*window_, name);
      QVERIFY2(says(), name);
    }
    QTest::qWait(500);
    QVERIFY(view()->frames.empty());
  }

  /// Another world chosen while playing is played, too.
  void anotherWorldIsThePersonsToo() {
    QComboBox* box = window_->topBar().worldBox();
    box->setCurrentIndex(box->findData(QStringLiteral("sokoban")));
    Q_EMIT box->activated(box->currentIndex());
    for (int i = 0; i < 40; ++i) {
      QTest::qWait(50);
      QVERIFY2(view()->personPlays, "the moves stay the person's all the while");
      QVERIFY(view()->env->spec().id != "sokoban" || view()->frames.empty());
    }
    QVERIFY(QTest::qWaitFor([&] { return view()->env->spec().id == "sokoban" && view()->ready; }, 10000));
    QTest::qWait(1000);
    QVERIFY(view()->personPlays && view()->frames.empty());
  }

  void aButtonMovesAndTheAgentTellsWhatItThinks() {
    QVERIFY(begin());
    QVERIFY(QTest::qWaitFor([&] { return view()->thought != nullptr; }, 10000));
    press("U");
    QVERIFY(waitForSteps(1));
    QTRY_VERIFY(view()->frames.back()->comparison && view()->frames.back()->comparison->get());
    const std::shared_ptr<const PlayerFrame> kept = view()->frames.back();
    const PlayerFrame& frame = *kept;
    QCOMPARE(frame.by, Actor::kPerson);
    QCOMPARE(discreteAction(frame.action), 0);
    const auto report = reportOn(frame);
    QVERIFY(report.has_value());
    QCOMPARE(report->of, 18);
    QVERIFY(report->rank >= 1 && report->rank <= 18);
    QCOMPARE(report->regret, std::optional(frame.comparison->get()->advised - frame.comparison->get()->done));
    QCOMPARE(report->best, frame.advised == frame.action);
    // The report of an earlier step is that of the step looked at.
    press("R");
    QVERIFY(waitForSteps(2));
    const auto* said = window_->findChild<QLabel*>(QString(), Qt::FindChildrenRecursively);
    for (const QLabel* label : window_->findChildren<QLabel*>())
      if (label->accessibleName() == QStringLiteral("What the agent thinks of your move")) said = label;
    QTRY_VERIFY(said->text().startsWith(QStringLiteral("<b>R</b>")));
    QTRY_VERIFY(said->text().contains(QStringLiteral("regret")));  // once it has been searched
    window_->watch().lookAt(0);
    QTRY_VERIFY2(said->text().startsWith(QStringLiteral("Step 1<br><b>U</b>")), qPrintable(said->text()));
    window_->watch().lookAt(-1);
    QTRY_VERIFY(said->text().startsWith(QStringLiteral("<b>R</b>")));
  }

  void theAgentIsAskedByButtonAndByKey() {
    QVERIFY(begin());
    auto* advice = named<QComboBox>("When the agent shows its search");
    QVERIFY(advice);
    QTest::keyClick(advice, Qt::Key_End);  // does not search
    QCOMPARE(window_->sidePanel().playPanel()->advice(), Advice::kNever);
    const auto said = [&] {
      for (const QLabel* label : window_->sidePanel().playPanel()->findChildren<QLabel*>())
        if (label->text().startsWith(QStringLiteral("The agent would play <b>"))) return label->text();
      return QString();
    };
    const auto advised = [&] {
      const auto seen = view();
      return seen->thought && seen->thought->before == seen->frames.back()->after
                 ? QString::fromStdString(
                       seen->env->spec().actionNames[static_cast<std::size_t>(discreteAction(seen->thought->advised))])
                 : QString();
    };
    press("U");
    QVERIFY(waitForSteps(1));
    QVERIFY(said().isEmpty());
    QTest::mouseClick(button("Hint"), Qt::LeftButton);
    QTRY_VERIFY(!advised().isEmpty() && said().contains(QStringLiteral("<b>%1</b>").arg(advised())));
    press("R");
    QVERIFY(waitForSteps(2));
    QTRY_VERIFY(said().isEmpty());  // it was about the position before
    QTest::keyClick(window_.get(), Qt::Key_Question);
    QTRY_VERIFY(!advised().isEmpty() && said().contains(QStringLiteral("<b>%1</b>").arg(advised())));
  }

  void aClickLeadsToTheWorstMoveAndAnotherIsTriedFromThere() {
    QVERIFY(begin());
    QVERIFY(!button("My worst move")->isEnabled());
    std::size_t steps = 0;
    for (const char* move : {"U", "R", "F"}) {
      QTRY_VERIFY_WITH_TIMEOUT(view()->thought, 20000);  // a faster person is not compared with anything
      press(move);
      QVERIFY(waitForSteps(++steps));
      QTRY_VERIFY_WITH_TIMEOUT(view()->frames.back()->comparison && view()->frames.back()->comparison->get(), 20000);
    }
    const int worst = worstMove(view()->frames);
    QVERIFY(worst >= 0 && worst < 3);
    QTRY_VERIFY(button("My worst move")->isEnabled());
    QTest::mouseClick(button("My worst move"), Qt::LeftButton);
    QTRY_COMPARE(window_->stage().playhead().step(), worst);
    press("L");
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == std::size_t(worst) + 1; }, 10000));
    QCOMPARE(view()->lines.size(), std::size_t{1});  // the old one is kept
    QCOMPARE(view()->lines[0].frames.size(), std::size_t{3});
  }

  void undoRedoAndARestartThatIsTakenBack() {
    QVERIFY(begin());
    const std::vector<std::byte> start = view()->start;
    press("U");
    QVERIFY(waitForSteps(1));
    press("R");
    QVERIFY(waitForSteps(2));
    const std::vector<std::byte> reached = view()->frames.back()->after;
    QTest::keyClick(window_.get(), Qt::Key_Backspace);
    QVERIFY(waitForSteps(1));
    choose(*window_, "Redo a step");
    QVERIFY(waitForSteps(2));
    choose(*window_, "Start the episode again");
    QVERIFY(waitForSteps(0));
    choose(*window_, "Undo a step");
    QVERIFY(waitForSteps(2));
    QCOMPARE(view()->frames.back()->after, reached);
    QCOMPARE(view()->start, start);
  }

  void anotherWayKeepsTheOldLineAndLeadsBack() {
    QVERIFY(begin());
    press("U");
    QVERIFY(waitForSteps(1));
    press("R");
    QVERIFY(waitForSteps(2));
    const std::vector<std::byte> reached = view()->frames.back()->after;
    QTest::keyClick(window_.get(), Qt::Key_Backspace);
    QVERIFY(waitForSteps(1));
    press("L");
    QVERIFY(waitForSteps(2));
    QCOMPARE(view()->lines.size(), std::size_t{1});
    Q_EMIT window_->sidePanel().playPanel()->lineChosen(0);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.back()->after == reached; }, 10000));
  }

  void handsOverAndTakesBack() {
    QVERIFY(begin());
    QTest::keyClick(window_.get(), Qt::Key_A);
    QVERIFY(QTest::qWaitFor([&] { return !view()->frames.empty(); }, 15000));
    QCOMPARE(view()->frames.back()->by, Actor::kAgent);
    QTest::keyClick(window_.get(), Qt::Key_A);
    QVERIFY(QTest::qWaitFor([&] { return view()->personPlays; }, 10000));
  }

  void aPositionTravelsAsText() {
    QVERIFY(begin());
    choose(*window_, "Copy position");
    const QString text = QApplication::clipboard()->text();
    QCOMPARE(text.toStdString(), view()->env->print(view()->start));
    const std::vector<std::byte> start = view()->start;
    press("U");
    QVERIFY(waitForSteps(1));
    choose(*window_, "Paste position");
    QVERIFY(waitForSteps(0));
    QCOMPARE(view()->start, start);
  }

  void nonsenseIsRefusedWithAMessage_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("said");
    QTest::newRow("a slip") << "R U Q2 F" << QStringList{"'Q2'", "turn 3", "column 5"};
    QTest::newRow("no cube") << "no cube at all" << QStringList{"'no'", "turn 1", "column 1"};
    QTest::newRow("one corner turned in its place")
        << "UUUUUUUUFFFRFFFFFFURRRRRRRRBBBBBBBBBLLLLLLLLLDDDDDDDDD" << QStringList{"corner twist"};
  }
  void nonsenseIsRefusedWithAMessage() {
    QFETCH(QString, text);
    QFETCH(QStringList, said);
    QVERIFY(begin());
    const std::vector<std::byte> start = view()->start;
    QApplication::clipboard()->setText(text);
    choose(*window_, "Paste position");
    QVERIFY(QTest::qWaitFor([&] { return window_->errors().isVisible(); }, 10000));
    for (const QString& part : said)
      QVERIFY2(window_->errors().message().contains(part), qPrintable(window_->errors().message()));
    window_->errors().close();
    QCOMPARE(view()->start, start);
    press("U");
    QVERIFY(waitForSteps(1));  // the game goes on
  }

  void leavingPlayLetsTheAgentGoOn() {
    QVERIFY(begin());
    choose(*window_, "Watch");
    QVERIFY(QTest::qWaitFor([&] { return !view()->frames.empty() || view()->episode > 0; }, 15000));
  }

  void snakeListensToArrows() {
    window_.reset();
    StudioOptions options;
    options.env = "snake";
    window_ = openStudio(options);
    QVERIFY(waitForDecision(*window_));
    choose(*window_, "Play");
    QVERIFY(QTest::qWaitFor([&] { return view()->personPlays && !view()->finished; }, 10000));
    window_->play().setAdvice(Advice::kNever);
    const std::size_t steps = view()->frames.size();
    for (const int key : {Qt::Key_Up, Qt::Key_Right}) QTest::keyClick(window_.get(), static_cast<Qt::Key>(key));
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() > steps || view()->finished; }, 10000));
    QCOMPARE(view()->frames.back()->by, Actor::kPerson);
    QVERIFY(!window_->findChild<SokobanTools*>());
  }

 private:
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return window_->watch().view(); }

  /// A fresh episode that waits for the first move.
  bool begin() {
    window_->watch().setPaused(false);
    const int episode = view()->episode;
    choose(*window_, "Next episode");
    return QTest::qWaitFor([&] { return view()->episode != episode && view()->frames.empty(); }, 10000);
  }

  bool waitForSteps(std::size_t steps) {
    return QTest::qWaitFor([&] { return view()->frames.size() == steps; }, 10000);
  }

  [[nodiscard]] QPushButton* button(const char* text) const {
    for (auto* one : window_->sidePanel().playPanel()->findChildren<QPushButton*>())
      if (one->text() == QLatin1String(text)) return one;
    qFatal("no such button: %s", text);
  }
  template <typename Widget>
  [[nodiscard]] Widget* named(const char* accessibleName) const {
    for (auto* one : window_->sidePanel().playPanel()->findChildren<Widget*>())
      if (one->accessibleName() == QLatin1String(accessibleName)) return one;
    return nullptr;
  }

  void press(const char* move) { QTest::mouseClick(button(move), Qt::LeftButton); }

  std::unique_ptr<MainWindow> window_;
};

SPOLAB_GUI_MAIN(TestStudioPlay)
#include "tst_studio_play.moc"
