#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>

#include "app/studio/error_dialog.h"
#include "app/studio/tools/level_canvas.h"
#include "app/studio/tools/level_collections.h"
#include "app/studio/tools/level_draft.h"
#include "sokoban_window.h"

using namespace spolab;
using namespace spolab::test;

/// Where Sokoban's levels come from: the pack, files, the clipboard, the editor; and the boards they need.
class TestStudioLevels : public QObject, SokobanWindow {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { QVERIFY(open()); }
  void cleanup() { window_->errors().hide(); }
  void cleanupTestCase() { window_.reset(); }

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
    click(*editor, "Play it");
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.empty() && cellOf(view(), "@+") == 7 * 4 + 4; }, 20000));
    editor->close();
  }

  /// A drawing outlives another level in the editor and the editor itself, with its title, until it is saved.
  void aDrawingIsNotLost() {
    QVERIFY(start(kRoom));
    press("Editor…");
    LevelEditor* editor = tools_->editor();
    auto* title = editor->findChild<QLineEdit*>();
    const sokoban::Level before = editor->canvas()->level();
    paint(*editor, "Box", 10, 10);
    title->clear();
    QTest::keyClicks(title, "Mine");
    const sokoban::Level drawn = editor->canvas()->level();
    QCOMPARE(drawn.title, std::string("Mine"));
    press("Editor…");  // it is open: the drawing stays
    QCOMPARE(editor->canvas()->level().cells, drawn.cells);
    click(*editor, "New");
    QCOMPARE(title->text(), QString());
    editor->canvas()->undo();
    QCOMPARE(title->text(), QStringLiteral("Mine"));
    QCOMPARE(editor->canvas()->level().cells, drawn.cells);
    editor->close();
    press("Editor…");  // the level on screen again
    QCOMPARE(editor->canvas()->level().cells, before.cells);
    click(*editor, "My drawing");
    QCOMPARE(editor->canvas()->level().cells, drawn.cells);
    QCOMPARE(title->text(), QStringLiteral("Mine"));
    // Another program would find it, too.
    LevelEditor later(Theme::dark(), nullptr);
    click(later, "My drawing");
    QCOMPARE(later.canvas()->level().cells, drawn.cells);
    // Saved it is no draft any more.
    paint(*editor, "Target", 10, 11);
    QTemporaryDir folder;
    QVERIFY(editor->saveTo(folder.filePath("mine.xsb")));
    QVERIFY(!levelDraft());
    QSettings(QStringLiteral("spolab"), QStringLiteral("studio")).setValue("sokoban/draft/rows", 5000);
    QVERIFY(!levelDraft());
    forgetLevelDraft();
    editor->close();
  }

 private:
  static void click(LevelEditor& editor, const char* text) {
    for (auto* button : editor.findChildren<QPushButton*>())
      if (button->text() == QLatin1String(text)) return button->click();
    QFAIL(text);
  }
  void paint(LevelEditor& editor, const char* piece, int row, int column) {
    for (auto* button : editor.findChildren<QToolButton*>())
      if (button->text() == QLatin1String(piece)) QTest::mouseClick(button, Qt::LeftButton);
    QTest::mouseClick(editor.canvas(), Qt::LeftButton, {}, editor.canvas()->cellArea(row, column).center().toPoint());
  }
};

SPOLAB_GUI_MAIN(TestStudioLevels)
#include "tst_studio_levels.moc"
