#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>

#include "app/studio/error_dialog.h"
#include "app/studio/play/controls_text.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/tools/cube_clock.h"
#include "app/studio/tools/cube_tools.h"
#include "app/studio/watch_controller.h"
#include "envs/rubiks_cube/rubiks_cube.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;

/// The cube in a person's hands.
class TestStudioPlayCube : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QSettings(QStringLiteral("spolab"), QStringLiteral("studio")).clear();
    window_ = openStudio();
    QVERIFY(waitForDecision(*window_));
    choose(*window_, "Play");
    QVERIFY(QTest::qWaitFor([&] { return view()->personPlays; }, 10000));
    window_->play().setAdvice(Advice::kNever);
    tools_ = window_->sidePanel().playPanel()->findChild<CubeTools*>();
    QVERIFY(tools_);
  }
  void cleanupTestCase() { window_.reset(); }

  void linesAreComparedFromTheirStart() {
    const std::vector<int> played{1, 2, 3};
    const auto check = [&](std::vector<int> wanted, int common, std::vector<int> further) {
      const LineEdit change = compareLines(played, wanted);
      QCOMPARE(change.common, common);
      QCOMPARE(change.further, further);
    };
    check({1, 2, 3}, 3, {});
    check({1, 2, 3, 4, 5}, 3, {4, 5});
    check({1, 7, 3}, 1, {7, 3});
    check({}, 0, {});
    QCOMPARE(clockText(0.0), QStringLiteral("0.0 s"));
    QCOMPARE(clockText(59.96), QStringLiteral("59.9 s"));
    QCOMPARE(clockText(62.51), QStringLiteral("1:02.5"));
  }

  void theSheetOfKeysNamesTheWorlds() {
    std::vector<std::pair<QString, QString>> lines = keyLines(*window_->play().controls());
    QCOMPARE(lines.size(), std::size_t{6});
    QCOMPARE(lines[2].first, QStringLiteral("R  Shift+R  Alt+R"));
    QCOMPARE(lines[2].second, QStringLiteral("turn the right face clockwise, anticlockwise, by half a turn"));
    choose(*window_, "Keys and mouse");
    auto* sheet = window_->findChild<QDialog*>("shortcuts");
    QVERIFY(sheet && sheet->isVisible());
    QStringList said;
    for (const QLabel* label : sheet->findChildren<QLabel*>()) said << label->text();
    QVERIFY(said.contains(QStringLiteral("Playing: Rubik's cube")));
    QVERIFY(said.contains(lines[2].second));
    sheet->close();
  }

  void hiddenFacesComeAndGo() {
    StageWindow& stage = window_->stage();
    QVERIFY(stage.options().hiddenFaces);
    QVERIFY(start("R U F2"));
    QTest::qWait(300);
    const QImage with = stage.picture();
    choose(*window_, "Hidden faces of the cube");
    QVERIFY(!stage.options().hiddenFaces);
    const QImage without = stage.picture();
    QVERIFY(with != without);
    choose(*window_, "Hidden faces of the cube");
    QVERIFY(stage.options().hiddenFaces);
  }

  void keysTurnFaces() {
    QVERIFY(start("R U F2"));
    QTest::keyClick(window_.get(), Qt::Key_R);
    QTest::keyClick(window_.get(), Qt::Key_U, Qt::ShiftModifier);
    QTest::keyClick(&window_->stage(), Qt::Key_F, Qt::AltModifier);
    QVERIFY(waitForSteps(3));
    QCOMPARE(line(), QStringLiteral("R U' F2"));
    QCOMPARE(named<QLabel>("Moves")->text(), QStringLiteral("3 moves"));
  }

  void aHeldKeyIsOneMove() {
    QVERIFY(start("R U F2"));
    QTest::keyPress(&window_->stage(), Qt::Key_R);
    for (int i = 0; i < 3; ++i) {
      QKeyEvent again(QEvent::KeyPress, Qt::Key_R, Qt::NoModifier, QStringLiteral("r"), true);
      QApplication::sendEvent(&window_->stage(), &again);
    }
    QTest::keyRelease(&window_->stage(), Qt::Key_R);
    QTest::keyClick(&window_->stage(), Qt::Key_U);
    QVERIFY(QTest::qWaitFor([&] { return line().endsWith(QLatin1Char('U')); }, 10000));
    QCOMPARE(line(), QStringLiteral("R U"));
  }

  void altAndALetterIsAMoveAndNoMenu() {
    QVERIFY(start("R U F2"));
    QKeyEvent asked(QEvent::ShortcutOverride, Qt::Key_R, Qt::AltModifier);
    asked.ignore();
    QApplication::sendEvent(&window_->stage(), &asked);
    QVERIFY(asked.isAccepted());
    QKeyEvent other(QEvent::ShortcutOverride, Qt::Key_E, Qt::AltModifier);
    other.ignore();
    QApplication::sendEvent(&window_->stage(), &other);
    QVERIFY(!other.isAccepted());
  }

  void undoGoesBackToTheStart() {
    QVERIFY(start("R U F2"));
    const std::vector<std::byte> begun = view()->start;
    for (const auto key : {Qt::Key_L, Qt::Key_D, Qt::Key_B}) QTest::keyClick(window_.get(), key);
    QVERIFY(waitForSteps(3));
    for (int i = 0; i < 3; ++i) QTest::keyClick(window_.get(), Qt::Key_Backspace);
    QVERIFY(waitForSteps(0));
    QCOMPARE(view()->start, begun);
    QCOMPARE(line(), QString());
    choose(*window_, "Redo a step");
    QVERIFY(waitForSteps(1));
    QCOMPARE(line(), QStringLiteral("L"));
  }

  void aDragOnTheCubeTurnsALayer() {
    QVERIFY(start("R U F2"));
    StageWindow& stage = window_->stage();
    const auto drag = [&](QPoint by, bool back) {
      QTest::mousePress(&stage, Qt::LeftButton, {}, grip_);
      for (int i = 1; i <= 8; ++i) QTest::mouseMove(&stage, grip_ + by * i / 8);
      if (back) QTest::mouseMove(&stage, grip_);
      QTest::mouseRelease(&stage, Qt::LeftButton, {}, back ? grip_ : grip_ + by);
    };
    QVERIFY(findGrip());
    drag(QPoint(0, -170), true);
    QTest::qWait(300);
    QCOMPARE(view()->frames.size(), std::size_t{0});  // moved back: nothing
    drag(QPoint(0, -170), false);
    QVERIFY(waitForSteps(1));
    // Up along the right column of the front face.
    QCOMPARE(line(), QStringLiteral("R"));
    QCOMPARE(discreteAction(view()->frames.front()->action), 3 * cube::kRight);
  }

  void aDragBesideTheCubeTurnsTheCamera() {
    QVERIFY(start("R U F2"));
    StageWindow& stage = window_->stage();
    QTest::mousePress(&stage, Qt::LeftButton, {}, QPoint(6, 6));
    QTest::mouseMove(&stage, QPoint(90, 60));
    QTest::mouseRelease(&stage, Qt::LeftButton, {}, QPoint(90, 60));
    QTest::qWait(300);
    QCOMPARE(view()->frames.size(), std::size_t{0});
    choose(*window_, "Camera as at first");
    QTest::qWait(600);
  }

  void theLineIsLiveBothWays() {
    QVERIFY(start("R U F2"));
    auto* edit = named<QLineEdit>("Moves in notation");
    auto* box = tools_->findChild<NotationBox*>();
    edit->setFocus();
    type(edit, "L D'");
    QCOMPARE(box->message(), QStringLiteral("Enter plays 2 moves."));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(waitForSteps(2));
    QCOMPARE(line(), QStringLiteral("L D'"));
    // Another way from the second move on: back to where the lines part, then the rest. The old line is kept.
    type(edit, "L B2 R");
    QCOMPARE(box->message(), QStringLiteral("Enter takes back 1 and plays 2."));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == 3; }, 10000));
    QCOMPARE(discreteAction(view()->frames[1]->action), 3 * cube::kBack + 2);
    QCOMPARE(line(), QStringLiteral("L B2 R"));
    QVERIFY(!view()->lines.empty());
    type(edit, "L Q2");
    QVERIFY2(box->message().contains(QStringLiteral("“Q2”")), qPrintable(box->message()));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(window_->errors().isVisible());
    const QString why = window_->errors().message();
    QVERIFY2(why.contains(QStringLiteral("Q2")) && why.contains(QStringLiteral("turn 2")), qPrintable(why));
    window_->errors().close();
    QCOMPARE(edit->text(), QStringLiteral("L Q2"));
    QTest::keyClick(edit, Qt::Key_Escape);
    QCOMPARE(edit->text(), QStringLiteral("L B2 R"));
    QVERIFY(!edit->property("invalid").toBool());
  }

  /// What is selected in the search does not lead where the notation branches off.
  void theLineBranchesWhereItIsWritten() {
    window_->play().setAdvice(Advice::kBefore);
    QVERIFY(start("R U F2"));
    auto* edit = named<QLineEdit>("Moves in notation");
    type(edit, "L D' B");
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(waitForSteps(3));
    window_->watch().lookAt(0);
    QVERIFY(QTest::qWaitFor(
        [&] {
          window_->stage().selectAction(1);
          return !window_->stage().selectedWay().actions.empty();
        },
        10000));
    type(edit, "L U2");
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == 2; }, 10000));
    QCOMPARE(line(), QStringLiteral("L U2"));
    QCOMPARE(view()->frames[0]->by, Actor::kPerson);
    window_->play().setAdvice(Advice::kNever);
  }

  void theClockRunsFromTheFirstMoveToTheSolution() {
    QVERIFY(start("L U F2"));
    auto* time = named<QLabel>("Time");
    QTest::qWait(300);
    QCOMPARE(time->text(), QStringLiteral("0.0 s"));
    QTest::keyClick(window_.get(), Qt::Key_F, Qt::AltModifier);
    QVERIFY(waitForSteps(1));
    QVERIFY(QTest::qWaitFor([&] { return time->text() != QStringLiteral("0.0 s"); }, 10000));
    QTest::keyClick(window_.get(), Qt::Key_U, Qt::ShiftModifier);
    QTest::keyClick(window_.get(), Qt::Key_L, Qt::ShiftModifier);
    QVERIFY(QTest::qWaitFor([&] { return view()->success; }, 10000));
    const QString stopped = time->text();
    QTest::qWait(400);
    QCOMPARE(time->text(), stopped);
    const auto best = cubeRecord(3);
    QVERIFY(best);
    QCOMPARE(best->moves, 3);
    QCOMPARE(clockText(best->seconds), stopped);
    QVERIFY(named<QLabel>("Your best")->text().contains(stopped));
    // Taken back and done again in no time it is no record, nor is it by hand.
    window_->watch().undo(3);
    QVERIFY(waitForSteps(0));
    window_->watch().redo(3);
    QVERIFY(QTest::qWaitFor([&] { return view()->success; }, 10000));
    QTest::qWait(200);
    QCOMPARE(cubeRecord(3)->seconds, best->seconds);
    window_->watch().restart();
    QVERIFY(waitForSteps(0));
    window_->watch().undo();
    QVERIFY(QTest::qWaitFor([&] { return view()->success; }, 10000));
    QTest::qWait(200);
    QCOMPARE(cubeRecord(3)->seconds, best->seconds);
  }

  void theFewestMovesAreKnown() {
    QVERIFY(start("R U F2 L"));
    auto* enough = named<QLabel>("How few moves would be enough");
    QVERIFY(QTest::qWaitFor([&] { return enough->text() == QStringLiteral("0 moves so far, 4 are enough."); }, 20000));
    QTest::keyClick(window_.get(), Qt::Key_L, Qt::ShiftModifier);
    QVERIFY(waitForSteps(1));
    button("Show the way from here")->click();
    auto* way = named<QLabel>("A shortest solution");
    QVERIFY(QTest::qWaitFor([&] { return way->text() == QStringLiteral("optimal: F2 U' R'"); }, 20000));
    // Somebody who has looked sets no record.
    const auto before = cubeRecord(4);
    QTest::keyClick(window_.get(), Qt::Key_F, Qt::AltModifier);
    QTest::keyClick(window_.get(), Qt::Key_U, Qt::ShiftModifier);
    QTest::keyClick(window_.get(), Qt::Key_R, Qt::ShiftModifier);
    QVERIFY(QTest::qWaitFor([&] { return view()->success; }, 10000));
    QCOMPARE(cubeRecord(4).has_value(), before.has_value());
  }

  /// Also the first one, which lets an episode take as many moves as a person may need.
  void aScrambleIsUndone() {
    window_->watch().changeSetting("env.step_limit", QStringLiteral("20"));
    QVERIFY(QTest::qWaitFor([&] { return view()->env->spec().stepLimit == 20; }, 10000));
    QTest::keyClick(window_.get(), Qt::Key_F);
    QTest::keyClick(window_.get(), Qt::Key_R);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() >= 2; }, 10000));
    const auto before = view()->start;
    const std::size_t steps = view()->frames.size();
    button("Scramble")->click();
    QVERIFY(QTest::qWaitFor([&] { return view()->env->spec().stepLimit >= 100 && view()->frames.empty(); }, 10000));
    QVERIFY(view()->start != before);
    choose(*window_, "Undo a step");
    QVERIFY(QTest::qWaitFor([&] { return view()->start == before && view()->frames.size() == steps; }, 10000));
  }

  void aScrambleIsItsSeedAndLength() {
    named<QSpinBox>("Length of the scramble")->setValue(25);
    auto* seed = named<QSpinBox>("Seed of the scramble");
    auto* text = named<QLineEdit>("Scramble in notation");
    seed->setValue(5);
    button("Scramble")->click();
    const QString first = text->text();
    QVERIFY(waitForState(first));
    QCOMPARE(first.split(' ').size(), 25);
    QCOMPARE(seed->value(), 6);
    QVERIFY(view()->env->spec().stepLimit >= 100);  // enough for a person
    button("Scramble")->click();
    QVERIFY(text->text() != first);
    seed->setValue(5);
    button("Scramble")->click();
    QCOMPARE(text->text(), first);
    QVERIFY(waitForState(first));
  }

 private:
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return window_->watch().view(); }

  template <typename Widget>
  Widget* named(const char* name) {
    for (Widget* widget : tools_->findChildren<Widget*>())
      if (widget->accessibleName() == QLatin1String(name)) return widget;
    qFatal("no widget named %s", name);
  }

  QPushButton* button(const char* text) {
    for (auto* candidate : tools_->findChildren<QPushButton*>())
      if (candidate->text() == QLatin1String(text)) return candidate;
    qFatal("no button %s", text);
  }

  QString line() { return named<QLineEdit>("Moves in notation")->text(); }

  static void type(QLineEdit* edit, const char* text) {
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, QLatin1String(text));
  }

  bool waitForSteps(std::size_t steps) {
    return QTest::qWaitFor([&] { return view()->frames.size() == steps; }, 10000);
  }

  bool waitForState(const QString& scramble) {
    const std::string wanted = cube::printState(cube::parseState(scramble.toStdString()));
    return QTest::qWaitFor([&] { return view()->frames.empty() && view()->env->print(view()->start) == wanted; },
                           10000);
  }

  /// An episode from a scramble typed into its box.
  bool start(const char* scramble) {
    auto* text = named<QLineEdit>("Scramble in notation");
    type(text, scramble);
    QTest::keyClick(text, Qt::Key_Return);
    return waitForState(QLatin1String(scramble)) &&
           QTest::qWaitFor([&] { return view()->personPlays && window_->stage().playhead().live(); }, 10000);
  }

  /// A place on the GL view in the right column of the front face, as the camera stands at first.
  bool findGrip() {
    const StageOptions& options = window_->stage().options();
    const StageLayout layout =
        StageLayout::of(static_cast<float>(window_->stage().width() / options.uiScale),
                        static_cast<float>(window_->stage().height() / options.uiScale), options.panels, {});
    grip_ = QPoint(static_cast<int>(layout.world.x + 0.52f * layout.world.width),
                   static_cast<int>(layout.world.y + 0.62f * layout.world.height));
    return layout.world.width > 200.0f;
  }

  std::unique_ptr<MainWindow> window_;
  CubeTools* tools_ = nullptr;
  QPoint grip_;
};

SPOLAB_GUI_MAIN(TestStudioPlayCube)
#include "tst_studio_play_cube.moc"
