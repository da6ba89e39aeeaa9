#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>

#include "app/studio/error_dialog.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/tools/level_canvas.h"
#include "app/studio/tools/level_collections.h"
#include "app/studio/tools/level_editor.h"
#include "app/studio/tools/level_list.h"
#include "app/studio/tools/sokoban_tools.h"
#include "app/studio/watch_controller.h"
#include "envs/sokoban/level_text.h"
#include "envs/sokoban/solver.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;

namespace {

/// Seven rows and columns, as the shipped agent has them: the box needs one push down and two to the right.
const char* const kRoom = "#######\n#@    #\n# $   #\n#   . #\n#     #\n#     #\n#######";

int cellOf(const std::shared_ptr<const PlayerView>& view, const char* pieces) {
  const std::string text = view->env->print(view->frames.empty() ? view->start : view->frames.back()->after);
  const auto width = text.find('\n');
  const auto at = text.find_first_of(pieces);
  return static_cast<int>(at / (width + 1) * width + at % (width + 1));
}

}  // namespace

/// Sokoban as a person plays it.
class TestStudioPlaySokoban : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// One window for all: every test begins with a level of its own.
  void initTestCase() {
    QFile::remove(BestSolutions::standardFile());
    open("sokoban");
    tools_ = window_->findChild<SokobanTools*>(QStringLiteral("sokobanTools"));
    QVERIFY(tools_);
    QVERIFY(QTest::qWaitFor([&] { return tools_->levels().rowCount() == 40; }, 10000));
  }
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
    QVERIFY(failed.at(0).at(1).toString().contains("move 3 at column 3"));
    QCOMPARE(view()->frames.size(), std::size_t{0});
  }

  void theBrowserGoesFromLevelToLevel() {
    QVERIFY(play(0));
    press("Next");
    QVERIFY(QTest::qWaitFor([&] { return tools_->row() == 1 && isLevel(1); }, 20000));
    press("Previous");
    QVERIFY(QTest::qWaitFor([&] { return tools_->row() == 0 && isLevel(0); }, 20000));
    auto* rows = tools_->findChild<QListView*>();
    const QModelIndex third = rows->model()->index(2, 0);
    rows->scrollTo(third);
    QTest::mouseClick(rows->viewport(), Qt::LeftButton, {}, rows->visualRect(third).center());
    QVERIFY(QTest::qWaitFor([&] { return tools_->row() == 2 && isLevel(2); }, 20000));
  }

  void aLargeLevelGetsALargerBoardAndASmallOneTheAgentBack() {
    const std::string parameters = view()->parameters;
    const int size = view()->env->spec().tokenShape[0];
    QVERIFY(play(39));
    QCOMPARE(view()->env->spec().tokenShape[0], 12);
    QVERIFY(!view()->trained);
    QVERIFY(view()->personPlays);
    QVERIFY(play(0));
    QCOMPARE(view()->env->spec().tokenShape[0], size);
    QVERIFY(view()->trained);
    QCOMPARE(view()->parameters, parameters);
  }

  // Boards of up to 10×10 have a trained agent of their own, whose hints are worth having.
  void aLevelOfTenColumnsGetsTheAgentForIt() {
    const std::string parameters = view()->parameters;
    QVERIFY(play(32));
    QCOMPARE(view()->env->spec().tokenShape[0], 10);
    QVERIFY(view()->trained);
    QVERIFY(view()->parameters != parameters);
    QVERIFY(play(0));
    QCOMPARE(view()->parameters, parameters);
  }

  void theAgentsNextEpisodeIsOnItsOwnBoard() {
    const int size = view()->env->spec().tokenShape[0], limit = 120;
    QVERIFY(play(39));
    QVERIFY(view()->env->spec().tokenShape[0] > size);
    choose(*window_, "Watch");
    QVERIFY(QTest::qWaitFor([&] { return !view()->personPlays; }, 10000));
    choose(*window_, "Next episode");
    QVERIFY(QTest::qWaitFor([&] { return view()->trained && view()->env->spec().tokenShape[0] == size; }, 20000));
    QCOMPARE(view()->env->spec().stepLimit, limit);
    choose(*window_, "Play");
    QVERIFY(QTest::qWaitFor([&] { return view()->personPlays; }, 10000));
  }

  void aLevelOfAnySizeIsPasted() {
    std::string rows = std::string(20, '#') + '\n';
    for (int row = 1; row < 19; ++row)
      rows += '#' + std::string(row == 9 ? "    @ $   .        " : std::string(18, ' ')).substr(0, 18) + "#\n";
    rows += std::string(20, '#');
    QApplication::clipboard()->setText(QString::fromStdString(rows));
    choose(*window_, "Paste position");
    QVERIFY(QTest::qWaitFor([&] { return view()->env->spec().tokenShape[0] == 20; }, 30000));
    QTest::keyClick(window_.get(), Qt::Key_Right);
    QVERIFY(waitForSteps(1));
  }

  void severalPastedLevelsBecomeACollection() {
    QVERIFY(start(kRoom));
    QSignalSpy opened(tools_, &SokobanTools::levelsOpened);
    QApplication::clipboard()->setText(
        QStringLiteral("#####\n#@$.#\n#####\n\n; the second\n\n######\n#@ $.#\n######\n"));
    choose(*window_, "Paste position");
    QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 10000);
    QCOMPARE(opened.front().front().toInt(), 2);
    press("Forget");
    QTRY_COMPARE_WITH_TIMEOUT(tools_->levels().rowCount(), 40, 10000);
  }

  void badTextIsRefused_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("nonsense") << QString("no level at all");
    QTest::newRow("binary") << QString(QChar(1)) + QChar(2) + "##";
    QTest::newRow("two players") << QString("######\n#@@$.#\n######");
    QTest::newRow("open walls") << QString("#### #\n#@ $.#\n######");
    QTest::newRow("a box too many") << QString("######\n#@$$.#\n######");
    QTest::newRow("too large") << QString("#").repeated(21) + "\n#@$." + QString(" ").repeated(16) + "#\n" +
                                      QString("#").repeated(21);
    QTest::newRow("huge") << QString("#").repeated(2'000'000);
  }
  void badTextIsRefused() {
    QFETCH(QString, text);
    QVERIFY(start(kRoom));
    QApplication::clipboard()->setText(text);
    QSignalSpy failed(&window_->watch(), &WatchController::failed);
    choose(*window_, "Paste position");
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 10000);
    window_->errors().hide();
    QTest::keyClick(window_.get(), Qt::Key_Right);
    QVERIFY(waitForSteps(1));
  }

  void badFilesAreRefused() {
    QTemporaryDir folder;
    const auto write = [&](const char* name, const QByteArray& content, qint64 size = -1) {
      QFile file(folder.filePath(name));
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write(content);
      if (size >= 0) file.resize(size);
    };
    write("binary.xsb", QByteArray("\x7f\x45\x4c\x46\x00\x01", 6));
    write("empty.txt", {});
    write("players.sok", "######\n#@@$.#\n######\n");
    write("huge.xsb", "#", qint64{65} << 20);
    QDir().mkpath(folder.filePath("none"));
    QSignalSpy failed(&window_->watch(), &WatchController::failed);
    int expected = 0;
    for (const char* name : {"binary.xsb", "empty.txt", "players.sok", "huge.xsb", "none"}) {
      QVERIFY(tools_->openLevels(folder.filePath(name)));
      ++expected;
      QTRY_COMPARE_WITH_TIMEOUT(failed.size(), expected, 10000);
      window_->errors().hide();
    }
    QVERIFY(!tools_->openLevels(folder.filePath("missing.xsb")));
    QCOMPARE(tools_->levels().rowCount(), 40);  // what was there stays
  }

  void collectionsAreRemembered() {
    QComboBox* list = nullptr;
    for (QComboBox* box : tools_->findChildren<QComboBox*>())
      if (box->accessibleName() == "Collection of levels") list = box;
    QVERIFY(list);
    QCOMPARE(list->currentText(), QString("SPO Lab"));
    QTemporaryDir folder;
    const QString path = folder.filePath("mine.xsb");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("######\n#@$ .#\n######\n");
    file.close();
    QSignalSpy opened(tools_, &SokobanTools::levelsOpened);
    QVERIFY(tools_->openLevels(path));
    QVERIFY(opened.wait(10000));
    QCOMPARE(list->currentText(), QString("mine"));
    QCOMPARE(LevelCollections().current(), path);  // what the next start reads
    const auto choose = [&](int row) {
      list->setCurrentIndex(row);
      Q_EMIT list->activated(row);
    };
    choose(0);
    QVERIFY(opened.wait(10000));
    QCOMPARE(tools_->levels().rowCount(), 40);
    QCOMPARE(LevelCollections().paths(), QStringList{path});
    choose(1);
    QVERIFY(opened.wait(10000));
    QCOMPARE(tools_->levels().rowCount(), 1);
    press("Forget");
    QVERIFY(opened.wait(10000));
    QCOMPARE(list->count(), 1);
    QVERIFY(QFile::exists(path));
    QVERIFY(LevelCollections().paths().isEmpty());
    // One that has gone meanwhile is said to be, and taken off.
    QVERIFY(tools_->openLevels(path));
    QVERIFY(opened.wait(10000));
    choose(0);
    QVERIFY(opened.wait(10000));
    QVERIFY(QFile::remove(path));
    QSignalSpy failed(&window_->watch(), &WatchController::failed);
    choose(1);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(list->count(), 1);
    window_->errors().hide();
  }

  void aDroppedFolderIsOpened() {
    QTemporaryDir folder;
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(folder.path())});
    QSignalSpy none(tools_, &SokobanTools::levelsOpened);
    QDropEvent empty(QPointF(9, 9), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &empty);
    QTest::qWait(200);
    QCOMPARE(none.size(), 0);  // no levels in it: something for others
    window_->errors().hide();
    for (const char* name : {"a.xsb", "b.txt"}) {
      QFile file(folder.filePath(name));
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write("######\n#@$ .#\n######\nTitle: Corridor\n");
    }
    QDragEnterEvent enter(QPoint(9, 9), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QDropEvent drop(QPointF(9, 9), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QSignalSpy opened(tools_, &SokobanTools::levelsOpened);
    QApplication::sendEvent(window_.get(), &enter);
    QVERIFY(enter.isAccepted());
    QApplication::sendEvent(window_.get(), &drop);
    QVERIFY(opened.wait(10000));
    QCOMPARE(tools_->levels().rowCount(), 2);
    QCOMPARE(tools_->levels().titleOf(1), QString("Corridor"));
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

  void theEditorPaintsJudgesPlaysAndSaves() {
    QVERIFY(start(kRoom));
    press("Editor…");
    LevelEditor* editor = tools_->editor();
    QVERIFY(editor && editor->isVisible());
    QTRY_VERIFY(editor->verdict().startsWith("Solvable: the shortest solution has 3 pushes"));
    LevelCanvas& canvas = *editor->canvas();
    const sokoban::Level before = canvas.level();
    paint(*editor, "Box", 7, 11);  // a corner of the room: lost, and a box too many
    QVERIFY(editor->verdict().contains("2 boxes and 1 target"));
    paint(*editor, "Target", 10, 10);
    QTRY_COMPARE(editor->verdict(), QString("Proved: this level cannot be solved."));
    QTemporaryDir folder;
    int asked = 0;
    editor->setConfirm([&](const QString&, const QString&, const QString&) { return ++asked == 2; });
    editor->findChild<QLineEdit*>()->setText("Mine");
    QVERIFY(!editor->saveTo(folder.filePath("mine.xsb")));
    QVERIFY(editor->saveTo(folder.filePath("mine.xsb")));
    const auto saved = sokoban::readLevels(folder.filePath("mine.xsb").toStdString());
    QCOMPARE(saved.size(), std::size_t{1});
    QCOMPARE(saved[0].title, std::string("Mine"));
    canvas.undo();
    canvas.undo();
    QCOMPARE(canvas.level().cells, before.cells);
    paint(*editor, "Player", 10, 10);
    QTRY_VERIFY(editor->verdict().startsWith("Solvable"));
    for (auto* button : editor->findChildren<QPushButton*>())
      if (button->text() == QLatin1String("Play it")) QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.empty() && cellOf(view(), "@+") == 7 * 4 + 4; }, 20000));
  }

 private:
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return window_->watch().view(); }

  void open(const char* env) {
    StudioOptions options;
    options.env = env;
    window_ = openStudio(options);
    QVERIFY(waitForDecision(*window_));
    choose(*window_, "Play");
    QVERIFY(QTest::qWaitFor([&] { return view()->personPlays && !view()->finished; }, 10000));
    window_->play().setAdvice(Advice::kNever);
  }

  /// An episode from `level`, seen at rest.
  bool start(const char* level) {
    QApplication::clipboard()->setText(QLatin1String(level));
    choose(*window_, "Paste position");
    return QTest::qWaitFor([&] { return view()->frames.empty() && view()->env->print(view()->start) == level; },
                           10000) &&
           rest();
  }

  bool play(int row) {
    tools_->playRow(row);
    return QTest::qWaitFor([&] { return view()->frames.empty() && isLevel(row); }, 30000) && rest();
  }

  [[nodiscard]] bool isLevel(int row) const {
    return levelKey(sokoban::parseMoment(view()->env->print(view()->start)).level) ==
           levelKey(tools_->levels().level(row));
  }

  /// Lets the camera come to rest.
  bool rest() {
    QTest::qWait(500);
    return true;
  }

  bool waitForSteps(std::size_t steps) {
    return QTest::qWaitFor([&] { return view()->frames.size() == steps; }, 10000);
  }

  /// Where a cell is in the stage, `height` cells above the floor.
  QPoint at(int row, int column, float height) const {
    const int size = view()->env->spec().tokenShape[0];
    const float cell = 8.0f / static_cast<float>(size), half = 0.5f * static_cast<float>(size - 1);
    const auto point = window_->stage().positionOf(
        {cell * (static_cast<float>(column) - half), cell * (half - static_cast<float>(row)), cell * height});
    return point->toPoint();
  }

  void click(int row, int column) { QTest::mouseClick(&window_->stage(), Qt::LeftButton, {}, at(row, column, 0.0f)); }

  void clickBox(int row, int column) {
    QTest::mouseClick(&window_->stage(), Qt::LeftButton, {}, at(row, column, 0.36f));
  }

  void paint(LevelEditor& editor, const char* piece, int row, int column) {
    for (auto* button : editor.findChildren<QToolButton*>())
      if (button->text() == QLatin1String(piece)) QTest::mouseClick(button, Qt::LeftButton);
    QTest::mouseClick(editor.canvas(), Qt::LeftButton, {}, editor.canvas()->cellArea(row, column).center().toPoint());
  }

  /// What a label or a text of the tools says.
  [[nodiscard]] QString text(const char* accessibleName) const {
    for (auto* widget : tools_->findChildren<QWidget*>())
      if (widget->accessibleName() == QLatin1String(accessibleName)) {
        if (auto* edit = qobject_cast<QPlainTextEdit*>(widget)) return edit->toPlainText();
        return widget->property("text").toString();
      }
    return {};
  }

  void press(const char* name) {
    for (auto* button : tools_->findChildren<QPushButton*>())
      if (button->text() == QString::fromUtf8(name) && !qobject_cast<LevelEditor*>(button->window()))
        return QTest::mouseClick(button, Qt::LeftButton);
    QFAIL(name);
  }

  std::unique_ptr<MainWindow> window_;
  SokobanTools* tools_ = nullptr;
};

SPOLAB_GUI_MAIN(TestStudioPlaySokoban)
#include "tst_studio_play_sokoban.moc"
