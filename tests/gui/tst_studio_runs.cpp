// The browser of runs, comparisons, snapshots and drops, driven as a person does.
#include <cstdlib>
#include <unistd.h>

#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QToolButton>
#include <QUrl>

#include "app/studio/curve_chart.h"
#include "app/studio/curves_panel.h"
#include "app/studio/error_dialog.h"
#include "app/studio/runs/compare_view.h"
#include "app/studio/runs/runs_controller.h"
#include "app/studio/runs/runs_window.h"
#include "app/studio/runs/undo_bar.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "core/run/run_place.h"
#include "gui_test.h"
#include "made_up_run.h"

using namespace spolab;
using namespace spolab::test;
namespace fs = std::filesystem;

class TestStudioRuns : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    runs_ = defaultRunsFolder();
    real_ = fs::path(store_.path().toStdString()) / "real";
    trainReal();
    window_ = openStudio();
    window_->setAsk([this](const Question& question) {
      asked_ << question.text;
      return true;
    });
    QVERIFY(waitForDecision(*window_));
  }
  void init() {
    fs::remove_all(runs_);
    asked_.clear();
    window_->runs().showBrowser();
    browser().bar().forget();
    browser().searchField().clear();
    QTRY_COMPARE(browser().list().rowCount(), 0);
  }
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

  void enterOpensARunAndItsSnapshotsPlayTheSameEpisode() {
    copyReal("opened");
    table().select({runs_ / "opened"});
    QTest::keyClick(&table(), Qt::Key_Return);
    QTRY_VERIFY(!browser().isVisible());
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("agent.safetensors")));
    QCOMPARE(window_->curves().rows(), kIterations);
    SnapshotTrack& track = window_->runs().snapshots();
    QTRY_COMPARE(track.snapshots().size(), std::size_t{kIterations / 2});
    QVERIFY(track.isVisible());
    QVERIFY(track.chosen() == -1);
    QTRY_VERIFY(view()->frames.size() >= 2);
    const int episode = view()->episode;
    const auto start = view()->start;
    const auto seed = view()->seed;
    window_->watch().setPaused(true);  // so that the episode is the same when the snapshot takes over

    CurveChart* chart = returnChart();
    QVERIFY(chart != nullptr);
    QTRY_COMPARE(chart->markers(), kIterations / 2);
    QSignalSpy chosen(&track, &SnapshotTrack::snapshotChosen);
    QTest::qWait(600);  // until the chart has drawn itself with its final axes
    pressMarker(*chart, 0);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(track.chosen(), 0);
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("snapshot of iteration 2,")));
    QTRY_VERIFY(!view()->frames.empty());
    QCOMPARE(view()->seed, seed);
    QCOMPARE(view()->episode, episode);
    QVERIFY(view()->start == start);
    QVERIFY(!window_->watch().paused());

    QToolButton* after = named<QToolButton>(track, "Play the snapshot after");
    QTest::mouseClick(after, Qt::LeftButton);
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("snapshot of iteration 4,")));
    QToolButton* newest = named<QToolButton>(track, "Back to the newest parameters, on the same episode");
    QTest::mouseClick(newest, Qt::LeftButton);
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("latest.safetensors")));
    QCOMPARE(track.chosen(), -1);
    QVERIFY(!newest->isEnabled());
  }

  void goingOnWithARun() {
    copyReal("resumed");
    table().select({runs_ / "resumed"});
    click(button("Go on"));
    Session& session = window_->learn().session();
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), SessionState::kRunning, 30000);
    QTRY_VERIFY_WITH_TIMEOUT(session.status().iteration >= kIterations + 2, 30000);
    QTRY_VERIFY(window_->curves().rows() > kIterations);
    QVERIFY(window_->curves().rows() <= session.status().iteration + 1);  // no row twice
    SnapshotTrack& track = window_->runs().snapshots();
    QTRY_COMPARE(track.run(), runs_ / "resumed");
    QTRY_VERIFY(track.snapshots().size() >= std::size_t{kIterations / 2 + 1});
    // While it trains: a snapshot stays although newer parameters come, until they are asked for.
    track.choose(0);
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("snapshot of iteration 2,")));
    const auto iteration = session.status().iteration;
    const int episode = view()->episode;
    QTest::keyClick(window_.get(), Qt::Key_N);
    QTRY_VERIFY(view()->episode > episode);
    QTRY_VERIFY(session.status().iteration > iteration);
    QVERIFY(parameters().startsWith(QStringLiteral("snapshot of iteration 2,")));
    track.backToNewest();
    QTRY_VERIFY(parameters().endsWith(QStringLiteral("of this training")));
    // Another run waits until this one has ended.
    makeRun(runs_ / "another");
    window_->openRun(runs_ / "another");
    QTRY_VERIFY(window_->errors().isVisible());
    QVERIFY(window_->errors().message().contains(QStringLiteral("training")));
    window_->errors().hide();
    window_->runs().showBrowser();
    browser().refresh();
    QTRY_VERIFY(browser().list().rowOf(runs_ / "resumed") >= 0 && info("resumed").state == RunState::kRunning);
    session.stop();
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), SessionState::kIdle, 30000);
    QTRY_VERIFY(info("resumed").state == RunState::kResumable);  // by itself, when the training ends
  }

  void droppingAnAgent() {
    dropOn(*window_, real_ / "latest.safetensors");
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("latest.safetensors")));
    QCOMPARE(window_->runs().recent().files().front(), real_ / "latest.safetensors");
  }

  void droppingARunOntoTheWorld() {
    copyReal("dropped");
    dropOn(window_->stage(), runs_ / "dropped");
    QTRY_COMPARE(window_->learn().runFolder(), runs_ / "dropped");
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("agent.safetensors")));
    QCOMPARE(window_->runs().recent().files().front(), runs_ / "dropped");
  }

  void droppingAnythingElseIsASentence() {
    const fs::path file = fs::path(store_.path().toStdString()) / "letter.txt";
    writeFile(file, "dear reader");
    for (QObject* target : {static_cast<QObject*>(window_.get()), static_cast<QObject*>(&window_->stage())}) {
      dropOn(*target, file);
      QTRY_VERIFY(window_->errors().isVisible());
      QVERIFY(window_->errors().message().contains(QStringLiteral("letter.txt")));
      QVERIFY(window_->errors().message().contains(QStringLiteral("the folder of a run")));
      window_->errors().hide();
    }
  }

  void anotherKindOfDropIsOneMore() {
    const fs::path file = fs::path(store_.path().toStdString()) / "levels.xsb";
    writeFile(file, "#####");
    fs::path opened;
    window_->runs().drop().add({QStringLiteral("a level"), [](const fs::path& f) { return f.extension() == ".xsb"; },
                                [&](const fs::path& f) { opened = f; }});
    dropOn(*window_, file);
    QTRY_COMPARE(opened, file);
  }

  void recentFilesAreInTheMenu() {
    RecentFiles& recent = window_->runs().recent();
    recent.clear();
    copyReal("again");
    window_->openRun(runs_ / "again");
    window_->openAgent(real_ / "agent.safetensors");
    QCOMPARE(recent.files().size(), std::size_t{2});
    auto* menu = window_->findChild<QMenu*>(QStringLiteral("recent"));
    QVERIFY(menu != nullptr);
    Q_EMIT menu->aboutToShow();
    QVERIFY(menu->actions().at(0)->text().contains(QStringLiteral("agent.safetensors")));
    menu->actions().at(1)->trigger();
    QTRY_COMPARE(window_->learn().runFolder(), runs_ / "again");
    QCOMPARE(recent.files().front(), runs_ / "again");
    recent.note(runs_ / "gone");
    Q_EMIT menu->aboutToShow();
    QVERIFY(!menu->actions().at(0)->isEnabled());
    // The player takes its commands in order: with this one it has read the files, which are deleted next.
    window_->watch().setSeed(77);
    QTRY_COMPARE(window_->watch().view()->seed, std::uint64_t{77});
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

 private:
  static constexpr int kIterations = 8;

  void trainReal() {
    RunConfig config = tinyConfig();
    config.applyOverrides({"eval.every=2", "eval.episodes=4"});
    TrainingOptions options;
    options.steps = kIterations * config.train.envs * config.train.rollout;
    options.device = "cpu";
    options.threads = 1;
    options.folder = real_;
    const auto training = engine().startTraining(std::move(config), options);
    while (training->alive()) static_cast<void>(training->takeRows(20));
    QCOMPARE(training->status()->error, std::string());
  }
  void copyReal(const char* name) {
    fs::create_directories(runs_);
    fs::copy(real_, runs_ / name, fs::copy_options::recursive);
    QVERIFY(rows(1));
  }

  RunsWindow& browser() { return window_->runs().browser(); }
  RunTable& table() { return browser().table(); }
  std::shared_ptr<const PlayerView> view() { return window_->watch().view(); }
  QString parameters() { return QString::fromStdString(view()->parameters); }
  const RunInfo& info(const char* name) {
    return browser().list().runs().at(static_cast<std::size_t>(browser().list().rowOf(runs_ / name)));
  }
  bool rows(int count) {
    browser().refresh();
    return QTest::qWaitFor([&] { return browser().list().rowCount() == count; }, 10000);
  }
  QStringList shown() {
    QStringList names;
    for (int row = 0; row < table().order().rowCount(); ++row)
      names << table().order().index(row, RunList::kName).data().toString();
    return names;
  }
  QPushButton* button(const char* name) {
    for (QPushButton* button : browser().buttons())
      if (button->text() == QLatin1String(name)) return button;
    return nullptr;
  }
  template <typename Widget>
  static Widget* named(const QWidget& parent, const char* name) {
    for (Widget* widget : parent.findChildren<Widget*>())
      if (widget->accessibleName() == QLatin1String(name)) return widget;
    return nullptr;
  }
  static void click(QPushButton* button) { QTest::mouseClick(button, Qt::LeftButton); }
  void clickHeading(int column) {
    QHeaderView* header = table().horizontalHeader();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      QPoint(header->sectionViewportPosition(column) + 20, header->height() / 2));
  }
  /// Shortcuts act in the window that has the keyboard.
  static void activate(QWidget& window) {
    window.activateWindow();
    QTRY_VERIFY(window.isActiveWindow());
  }
  void rename(const char* run, const QString& name) {
    activate(browser());
    table().select({runs_ / run});
    table().setFocus();
    QTest::keyClick(&table(), Qt::Key_F2);
    auto* editor = table().viewport()->findChild<QLineEdit*>();
    QVERIFY(editor != nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, name);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_VERIFY(table().viewport()->findChild<QLineEdit*>() == nullptr);
    QVERIFY(browser().isVisible());
  }
  CurveChart* returnChart() {
    for (CurveChart* chart : window_->curves().charts())
      if (chart->accessibleName() == QStringLiteral("Return")) return chart;
    return nullptr;
  }
  static void pressMarker(CurveChart& chart, int marker) {
    const QPoint at = chart.markerPlace(marker);
    QWidget* plot = chart.childAt(at);
    QTest::mouseClick(plot, Qt::LeftButton, {}, plot->mapFrom(&chart, at));
  }
  static void dropOn(QObject& target, const fs::path& file) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QString::fromStdString(file.string()))});
    QDragEnterEvent enter(QPoint(40, 40), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(40, 40), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &drop);
    QVERIFY(drop.isAccepted());
  }

  QTemporaryDir store_;
  fs::path runs_, real_;
  std::unique_ptr<MainWindow> window_;
  QStringList asked_;
};

SPOLAB_GUI_MAIN(TestStudioRuns)
#include "tst_studio_runs.moc"
