// The browser of runs: listing, naming, deleting, comparing.
#include "runs_driver.h"

using namespace spolab;
using namespace spolab::test;

class TestStudioRuns : public QObject, private RunsDriver {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { openWindow(); }
  void init() { beginEmpty(); }
  void cleanup() { QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message())); }
  void cleanupTestCase() { window_.reset(); }

  void emptyListTeaches() {
    const QImage picture = table().viewport()->grab().toImage();
    bool written = false;
    for (int i = 0; i < picture.width() * picture.height() && !written; ++i)
      written = picture.pixel(i % picture.width(), i / picture.width()) != picture.pixel(0, 0);
    QVERIFY(written);
    for (const QPushButton* button : browser().buttons()) QVERIFY2(!button->isEnabled(), qPrintable(button->text()));
  }

  void ctrlRShowsIt() {
    browser().hide();
    activate(*window_);
    QTest::keyClick(window_.get(), Qt::Key_R, Qt::ControlModifier);
    QTRY_VERIFY(browser().isVisible());
    QTest::keyClick(&table(), Qt::Key_Escape);
    QVERIFY(!browser().isVisible());
  }

  void everyKindOfFolderHasItsState() {
    makeRun(runs_ / "good");
    makeRun(runs_ / "running");
    const int lock = lockRun(runs_ / "running");
    makeRun(runs_ / "damaged");
    writeFile(runs_ / "damaged" / "config.toml", "= [");
    fs::create_directories(runs_ / "foreign");
    fs::create_directories(runs_ / ".hidden");
    writeFile(runs_ / "file.txt", "no folder");
    QVERIFY(rows(4));
    QVERIFY(info("good").state == RunState::kResumable);
    QVERIFY(info("running").state == RunState::kRunning);
    QVERIFY(info("damaged").state == RunState::kDamaged);
    QVERIFY(info("foreign").state == RunState::kForeign);
    const QModelIndex damaged = browser().list().index(browser().list().rowOf(runs_ / "damaged"), RunList::kName);
    QVERIFY(damaged.data(Qt::ForegroundRole).value<QColor>().isValid());
    QVERIFY(damaged.data(Qt::ToolTipRole).toString().contains(QStringLiteral("config.toml")));
    table().select({runs_ / "damaged"});
    QTest::keyClick(&table(), Qt::Key_Return);
    QVERIFY(browser().bar().text().contains(QStringLiteral("cannot be opened")));
    QVERIFY(browser().isVisible());
    table().select({runs_ / "running"});
    QVERIFY(!button("Go on")->isEnabled());
    ::close(lock);
    browser().refresh();
    QTRY_VERIFY(info("running").state == RunState::kResumable);
    QVERIFY(button("Go on")->isEnabled());
  }

  void changesOfTheFolderAreNoticed() {
    makeRun(runs_ / "first");
    QVERIFY(rows(1));  // the folder itself is new, too
    makeRun(runs_ / "second");
    QTRY_COMPARE_WITH_TIMEOUT(browser().list().rowCount(), 2, 10000);
    fs::remove_all(runs_ / "first");
    QTRY_COMPARE_WITH_TIMEOUT(browser().list().rowCount(), 1, 10000);
  }

  void searchingAndSorting() {
    makeRun(runs_ / "a", {.evaluations = {0.5, 0.6, 0.7}});
    makeRun(runs_ / "b", {.env = "snake", .evaluations = {12.0}});
    makeRun(runs_ / "c", {.evaluations = {}});
    QVERIFY(rows(3));
    activate(browser());
    table().setFocus();
    QTest::keyClick(&table(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(&browser().searchField(), QStringLiteral("SNA spo"));
    QCOMPARE(shown(), QStringList{"b"});
    QTest::keyClick(&browser().searchField(), Qt::Key_Escape);
    QCOMPARE(shown().size(), 3);
    clickHeading(RunList::kBest);
    const QStringList first = shown();
    clickHeading(RunList::kBest);
    const QStringList second = shown();
    QCOMPARE(first.last(), QStringLiteral("c"));  // nothing measured: last both ways
    QCOMPARE(second.last(), QStringLiteral("c"));
    QVERIFY(first != second);
    clickHeading(RunList::kSteps);
    clickHeading(RunList::kName);
    QCOMPARE(shown(), (QStringList{"a", "b", "c"}));
  }

  void renamingInPlace() {
    makeRun(runs_ / "a");
    makeRun(runs_ / "b");
    QVERIFY(rows(2));
    const bool panels = window_->stage().options().panels;
    rename("a", QStringLiteral("fast learner"));
    QCOMPARE(window_->stage().options().panels, panels);  // F2 is the table's here
    QCOMPARE(info("a").name, std::string("fast learner"));
    QCOMPARE(QString::fromStdString(readFile(runs_ / "a" / "name.txt")), QStringLiteral("fast learner\n"));
    rename("b", QStringLiteral("fast learner"));
    QCOMPARE(info("b").name, std::string("b"));
    QVERIFY(browser().bar().text().contains(QStringLiteral("already")));
    rename("b", QStringLiteral("x/y"));
    QCOMPARE(info("b").name, std::string("b"));
    QTest::keyClick(&table(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(info("a").name, std::string("a"));
    QVERIFY(!fs::exists(runs_ / "a" / "name.txt"));
  }

  void renamingTwiceGoesOnWithTheFirst() {
    makeRun(runs_ / "a");
    QVERIFY(rows(1));
    activate(browser());
    table().select({runs_ / "a"});
    table().setFocus();
    static QStringList said;
    const QtMessageHandler before =
        qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString& text) { said << text; });
    QTest::keyClick(&table(), Qt::Key_F2);
    auto* editor = table().viewport()->findChild<QLineEdit*>();
    if (editor != nullptr) QTest::keyClicks(editor, QStringLiteral("typed"));
    QTest::keyClick(&table(), Qt::Key_F2);
    table().editName();
    qInstallMessageHandler(before);
    QVERIFY2(said.isEmpty(), qPrintable(said.join(QLatin1Char('\n'))));
    QVERIFY(editor != nullptr && editor == table().viewport()->findChild<QLineEdit*>());
    QCOMPARE(editor->text(), QStringLiteral("typed"));
    QTest::keyClick(editor, Qt::Key_Escape);
  }

  void aRunningRunCanBeRenamed() {
    const int lock = lockRun(makeRun(runs_ / "busy"));
    QVERIFY(rows(1));
    rename("busy", QStringLiteral("still at it"));
    QCOMPARE(info("busy").name, std::string("still at it"));
    QVERIFY(runIsLocked(runs_ / "busy"));
    ::close(lock);
  }

  void deletingAndUndoing() {
    for (const char* name : {"a", "b", "c"}) makeRun(runs_ / name);
    QVERIFY(rows(3));
    table().select({runs_ / "a", runs_ / "b"});
    QTest::keyClick(&table(), Qt::Key_Delete);
    QVERIFY(asked_.isEmpty());
    QCOMPARE(browser().list().rowCount(), 1);
    QVERIFY(!fs::exists(runs_ / "a") && fs::exists(runs_ / ".trash" / "a" / "config.toml"));
    QVERIFY(browser().bar().isVisible());
    QVERIFY(browser().bar().text().contains(QStringLiteral("2 runs")));
    table().select({runs_ / "c"});
    click(button("Delete"));
    QCOMPARE(browser().list().rowCount(), 0);
    click(browser().bar().button());
    QVERIFY(rows(1));
    QTest::keyClick(&table(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(rows(3));
    QVERIFY(fs::exists(runs_ / "a" / "config.toml") && !fs::exists(runs_ / ".trash" / "a"));
    QVERIFY(!browser().bar().canUndo());
  }

  /// The snapshots of the run on screen go with it into the trash and come back with it; one run that cannot come back
  /// does not keep the others.
  void whatIsOpenFollowsIntoTheTrashAndBack() {
    for (const char* name : {"one", "two", "three"}) makeRun(runs_ / name);
    QVERIFY(rows(3));
    SnapshotTrack& track = window_->runs().snapshots();
    track.setRun(runs_ / "three");
    table().select({runs_ / "one", runs_ / "two", runs_ / "three"});
    QTest::keyClick(&table(), Qt::Key_Delete);
    QVERIFY(rows(0));
    QVERIFY(track.run() != runs_ / "three" && fs::exists(track.run()));
    fs::create_directories(runs_ / "two");  // its place is taken
    QSignalSpy failed(&browser(), &RunsWindow::failed);
    browser().bar().undo();
    QCOMPARE(failed.size(), 1);
    QCOMPARE(track.run(), runs_ / "three");
    for (const char* name : {"one", "three"}) QVERIFY2(fs::exists(runs_ / name / "config.toml"), name);
    QVERIFY(!fs::exists(runs_ / "two" / "config.toml"));
    track.setRun({});
    window_->errors().hide();
  }

  void aRunningRunIsNotDeleted() {
    const int lock = lockRun(makeRun(runs_ / "busy"));
    makeRun(runs_ / "idle");
    QVERIFY(rows(2));
    table().select({runs_ / "busy"});
    QTest::keyClick(&table(), Qt::Key_Delete);
    QVERIFY(fs::exists(runs_ / "busy" / "config.toml"));
    QVERIFY(browser().bar().text().contains(QStringLiteral("being trained")));
    QVERIFY(!browser().bar().button()->isVisible());
    table().select({runs_ / "busy", runs_ / "idle"});
    QTest::keyClick(&table(), Qt::Key_Delete);
    QVERIFY(fs::exists(runs_ / "busy") && !fs::exists(runs_ / "idle"));
    QVERIFY(browser().bar().text().contains(QStringLiteral("being trained")));
    ::close(lock);
  }

  void emptyingTheTrashAsks() {
    makeRun(runs_ / "a");
    QVERIFY(rows(1));
    table().select({runs_ / "a"});
    QTest::keyClick(&table(), Qt::Key_Delete);
    QTRY_VERIFY(browser().trashButton().isEnabled());
    QTest::mouseClick(&browser().trashButton(), Qt::LeftButton);
    QCOMPARE(asked_.size(), 1);
    QTRY_VERIFY(!fs::exists(runs_ / ".trash"));
    QVERIFY(!browser().bar().canUndo());
  }

  void seedsAreOneLineWithABand() {
    makeRun(runs_ / "s1", {.seed = 1, .evaluations = {0.0, 0.2, 0.8}});
    makeRun(runs_ / "s2", {.seed = 2, .evaluations = {0.3, 0.4, 0.9}});
    makeRun(runs_ / "s3", {.seed = 3, .evaluations = {0.6, 0.9}});
    makeRun(runs_ / "other", {.seed = 1, .overrides = {"planner.particles=24"}, .evaluations = {0.1, 0.1, 0.1}});
    QVERIFY(rows(4));
    table().setFocus();
    QTest::keyClick(&table(), Qt::Key_A, Qt::ControlModifier);
    const CompareView& view = browser().comparison();
    QTRY_COMPARE(view.chart().curves().size(), std::size_t{2});
    const ComparedCurve* band = nullptr;
    for (const ComparedCurve& curve : view.chart().curves())
      if (curve.runs == 3) band = &curve;
    QVERIFY(band != nullptr);
    QCOMPARE(band->points.size(), std::size_t{3});
    QCOMPARE(band->points[0].x, 100.0);
    QVERIFY(std::abs(band->points[0].mean - 0.3) < 1e-9);
    QCOMPARE(band->points[0].low, 0.0);
    QCOMPARE(band->points[0].high, 0.6);
    QCOMPARE(band->points[2].runs, 2);  // s3 ended earlier
    QCOMPARE(view.legend().count(), 2);
    QVERIFY(view.chart().curves()[0].colour != view.chart().curves()[1].colour);

    view.axis().setFocus();
    QTest::keyClick(&view.axis(), Qt::Key_Down);
    QCOMPARE(view.axis().currentData().toString(), QStringLiteral("seconds"));
    QCOMPARE(view.chart().curves()[0].points[0].x, 2.0);
    QTest::keyClick(&view.quantity(), Qt::Key_End);  // steps per second: not in these files
    QVERIFY(view.chart().curves()[0].points.empty());
    QTest::keyClick(&view.quantity(), Qt::Key_Home);

    const fs::path csv = fs::path(store_.path().toStdString()) / "out.csv",
                   png = fs::path(store_.path().toStdString()) / "out.png";
    view.exportCsv(csv);
    const std::string text = readFile(csv);
    QVERIFY(text.starts_with("line,runs,seconds of training,return of evaluations mean,low,high,band,runs here\r\n"));
    QVERIFY(text.find(",3,2,0.3,0,0.6,smallest to largest,3\r\n") != std::string::npos);
    browser().comparison().exportPicture(png);
    const QImage picture(QString::fromStdString(png.string()));
    QVERIFY(picture.width() > 800);
    table().select({runs_ / "s1"});
    QTRY_COMPARE(view.chart().curves().size(), std::size_t{1});
  }

  void copyingThePath() {
    makeRun(runs_ / "a");
    QVERIFY(rows(1));
    table().select({runs_ / "a"});
    click(button("Copy path"));
    QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString((runs_ / "a").string()));
  }

  void everyControlHasANameAndHelp() {
    for (const auto* button : browser().findChildren<QAbstractButton*>()) {
      if (button->objectName().startsWith(QStringLiteral("qt_")) || button->inherits("QTableCornerButton")) continue;
      if (qobject_cast<const QLineEdit*>(button->parent()) != nullptr) continue;  // Qt's own clear button
      QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->text()));
      QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(), "a button without a name");
    }
    const CompareView& view = browser().comparison();
    for (const QWidget* widget :
         {static_cast<QWidget*>(&view.quantity()), static_cast<QWidget*>(&view.axis()),
          static_cast<QWidget*>(&view.smoothing()), static_cast<QWidget*>(&browser().searchField())})
      QVERIFY(!widget->toolTip().isEmpty() && !widget->accessibleName().isEmpty());
  }

  void bothThemesAndSizes() {
    makeRun(runs_ / "a");
    QVERIFY(rows(1));
    for (const bool dark : {false, true})
      for (const double scale : {1.5, 1.0}) {
        window_->setScale(scale);
        window_->setDark(dark);
        browser().resize(640, 480);
        QTest::qWait(50);
      }
    QVERIFY(browser().isVisible());
  }
};

SPOLAB_GUI_MAIN(TestStudioRuns)
#include "tst_studio_runs.moc"
