// Runs opened in the window: their snapshots, going on with them, drops and recent files.
#include <cmath>
#include <cstring>
#include <fstream>

#include <QComboBox>

#include "app/studio/lines/ghost_worlds.h"
#include "app/studio/runs/time_race.h"
#include "app/studio/settings_form.h"
#include "app/studio/top_bar.h"
#include "core/run/safetensors.h"
#include "runs_driver.h"

using namespace spolab;
using namespace spolab::test;

class TestStudioRunOpening : public QObject, private RunsDriver {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { openWindow(); }
  void init() { beginEmpty(); }
  void cleanup() {
    const bool said = window_->errors().isVisible();
    window_->errors().hide();
    QVERIFY2(!said, qPrintable(window_->errors().message()));
  }
  void cleanupTestCase() { window_.reset(); }

  /// What `--run` and `--agent` ask for.
  void runsAndAgentsAreOpenedAtTheStart() {
    copyReal("named");
    StudioOptions options;
    options.run = runs_ / "named";
    window_ = openStudio(options);
    QTRY_VERIFY(view() && parameters().startsWith(QStringLiteral("agent.safetensors")));
    QCOMPARE(window_->curves().rows(), kIterations);
    std::filesystem::copy_file(runs_ / "named" / "agent.safetensors", runs_ / "mine.safetensors");
    options = {};
    options.env = "sokoban";
    options.agent = runs_ / "mine.safetensors";
    window_ = openStudio(options);
    QTRY_VERIFY(view() && parameters().startsWith(QStringLiteral("mine.safetensors")));
    QTRY_COMPARE(view()->env->spec().id, std::string("rubiks-cube"));
    QCOMPARE(window_->topBar().choice().env, std::string("rubiks-cube"));
    options.agent = runs_ / "nowhere.safetensors";
    window_ = openStudio(options);
    QTRY_VERIFY(window_->errors().isVisible());
    QVERIFY(window_->errors().message().contains(QStringLiteral("nowhere.safetensors")));
    QTRY_VERIFY(view());  // the world is there all the same
    openAnew();
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
    QToolButton* newest = named<QToolButton>(track, "Back to the newest parameters, on the same episode (Esc)");
    QTest::mouseClick(newest, Qt::LeftButton);
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("latest.safetensors")));
    QCOMPARE(track.chosen(), -1);
    QVERIFY(!newest->isEnabled());
  }

  /// An evaluation that was made up for after a stop has a row of its own, after that of its iteration.
  void aMadeUpEvaluationHasItsRing() {
    copyReal("made-up");
    window_->openRun(runs_ / "made-up");
    CurveChart* chart = returnChart();
    QVERIFY(chart != nullptr);
    QTRY_COMPARE(chart->markers(), kIterations / 2);
    MetricsRow row{std::vector<double>(metricNames().size(), std::nan(""))};
    const auto set = [&](const char* name, double value) {
      row.values[static_cast<std::size_t>(metricColumn(name))] = value;
    };
    set("iteration", kIterations + 1);
    set("env_steps", 100.0);
    set("seconds", 1.0);
    window_->curves().append({row});
    set("eval_return", 0.5);
    window_->curves().append({row});
    window_->curves().setSnapshots({kIterations + 1});
    QCOMPARE(chart->markers(), 1);
    QTest::qWait(600);
    QVERIFY(chart->rect().contains(chart->markerPlace(0)));
  }

  void aCurveIsReadAndAnsweredByKeys() {
    copyReal("read");
    window_->openRun(runs_ / "read");
    SnapshotTrack& track = window_->runs().snapshots();
    CurveChart* chart = returnChart();
    QVERIFY(chart != nullptr);
    QTRY_COMPARE(chart->markers(), kIterations / 2);
    activate(*window_);
    chart->setFocus(Qt::TabFocusReason);
    QVERIFY(chart->hasFocus());
    const auto press = [&](Qt::Key key) { QTest::keyClick(chart, key); };
    press(Qt::Key_Home);
    const double first = chart->reading();
    QVERIFY(std::isfinite(first));
    QVERIFY(!chart->accessibleDescription().isEmpty());
    press(Qt::Key_Right);
    QVERIFY(chart->reading() > first);
    press(Qt::Key_Left);
    press(Qt::Key_Left);  // there is nothing before
    QCOMPARE(chart->reading(), first);
    press(Qt::Key_End);
    const double last = chart->reading();
    QVERIFY(last > first);
    press(Qt::Key_PageUp);
    press(Qt::Key_PageUp);
    QSignalSpy chosen(&track, &SnapshotTrack::snapshotChosen);
    press(Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    const int early = track.chosen();
    press(Qt::Key_PageDown);
    press(Qt::Key_Return);
    QCOMPARE(track.chosen(), early + 1);
    QVERIFY(std::isfinite(chart->reading()));
    const QPoint before = chart->markerPlace(1);
    press(Qt::Key_Plus);
    QVERIFY(chart->markerPlace(1) != before);
    press(Qt::Key_Escape);  // everything again; then it is the window's key
    pressMarker(*chart, 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("latest.safetensors")));
  }

  void aCurveIsZoomedByWheelMovedByHandAndSeenWholeAgain() {
    copyReal("zoomed");
    window_->openRun(runs_ / "zoomed");
    CurveChart* chart = returnChart();
    QVERIFY(chart != nullptr);
    QTRY_COMPARE(chart->markers(), kIterations / 2);
    QTest::qWait(600);
    const int last = chart->markers() - 1;
    const QPoint first = chart->markerPlace(0), end = chart->markerPlace(last);
    const int apart = end.x() - first.x();
    QVERIFY(apart > 0);
    QWidget* plot = chart->childAt(chart->rect().center());
    const auto inPlot = [&](const QPoint& at) { return plot->mapFrom(chart, at); };
    const QPoint middle = inPlot((first + end) / 2);
    QWheelEvent wheel(middle, plot->mapToGlobal(middle), {}, QPoint(0, 240), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(plot, &wheel);
    QTRY_VERIFY(chart->markerPlace(last).x() - chart->markerPlace(0).x() > apart);
    const int zoomed = chart->markerPlace(0).x();
    constexpr int kBy = 40;
    QTest::mousePress(plot, Qt::LeftButton, {}, middle);
    QTest::mouseMove(plot, middle + QPoint(kBy / 2, 0));
    QTest::mouseMove(plot, middle + QPoint(kBy, 0));
    QTest::mouseRelease(plot, Qt::LeftButton, {}, middle + QPoint(kBy, 0));
    QTRY_VERIFY(std::abs(chart->markerPlace(0).x() - zoomed - kBy) <= 2);
    QTest::mouseDClick(plot, Qt::LeftButton, {}, middle);
    QTRY_COMPARE(chart->markerPlace(0), first);
    QCOMPARE(chart->markerPlace(last), end);
    QCOMPARE(window_->runs().snapshots().chosen(), -1);  // none of it pressed a ring
  }

  void aRunBringsItsWorldAndSettings() {
    makeRun(runs_ / "of-snake", {.env = "snake", .overrides = {"planner.particles=24"}});
    window_->openRun(runs_ / "of-snake");
    QCOMPARE(window_->topBar().worldBox()->currentData().toString(), QStringLiteral("snake"));
    QCOMPARE(window_->learn().choice().env, std::string("snake"));
    SettingsForm& form = *window_->sidePanel().learnForm();
    QCOMPARE(form.config().envId, std::string("snake"));
    QCOMPARE(form.config().planner->futures(), std::int64_t{24});
    QVERIFY(form.changes().empty());
    QTRY_VERIFY(window_->errors().isVisible());  // the agent of a made-up run
    window_->errors().hide();

    // Changes of a person's own go only if they say so.
    QString question;
    window_->setAsk([&](const Question& asked) {
      question = asked.text;
      return false;
    });
    form.enter("planner.particles", QStringLiteral("40"));
    makeRun(runs_ / "of-sokoban", {.env = "sokoban"});
    window_->openRun(runs_ / "of-sokoban");
    QVERIFY(question.contains(QStringLiteral("planner.particles")));
    QCOMPARE(window_->learn().choice().env, std::string("snake"));
    QCOMPARE(form.config().planner->futures(), std::int64_t{40});
    // Nor does a run that is open already go on when they shall stay.
    question.clear();
    window_->runs().showBrowser();
    Q_EMIT browser().resumeWanted(runs_ / "of-snake");
    QVERIFY(!question.isEmpty());
    QVERIFY(!window_->learn().session().active());
    QVERIFY(browser().isVisible());
    browser().hide();
    window_->setAsk([](const Question&) { return true; });
    window_->learn().usePreset({});
    QCOMPARE(form.config().envId, std::string("rubiks-cube"));
  }

  void todayRacesItsPastAsAGhost() {
    copyReal("raced");
    window_->openRun(runs_ / "raced");
    SnapshotTrack& track = window_->runs().snapshots();
    TimeRace& race = window_->ghosts().race();
    QTRY_COMPARE(track.snapshots().size(), std::size_t{kIterations / 2});
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("agent.safetensors")));
    QVERIFY(!race.active());
    window_->watch().setPaused(true);
    track.choose(0);
    QVERIFY(race.active());
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("snapshot of iteration 2,")));
    QTRY_VERIFY(race.today() && !race.today()->frames.empty());
    QVERIFY(race.today()->start == view()->start);
    QCOMPARE(race.today()->seed, view()->seed);
    QCOMPARE(race.today()->decider->agent->iteration(), std::int64_t{kIterations});
    // Both stand in the list, the ghost where today's agent is after as many steps.
    QTRY_VERIFY(view()->frames.size() >= 2 && race.today()->frames.size() >= 2);
    window_->watch().lookAt(1);
    const auto worlds = race.at(window_->stage().playhead().at(window_->stage().now()));
    QCOMPARE(worlds.size(), std::size_t{3});
    QVERIFY(worlds[0].state.empty());
    QVERIFY(worlds[1].state == race.today()->frames[0]->after);
    // It goes on racing in the next episode.
    const auto start = view()->start;
    QTest::keyClick(window_.get(), Qt::Key_N);
    QTRY_VERIFY(view()->start != start);
    QTRY_VERIFY(race.today() && race.today()->start == view()->start);

    QTest::keyClick(window_.get(), Qt::Key_Escape);
    QVERIFY(!race.active());
    QCOMPARE(track.chosen(), -1);
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("latest.safetensors")));
    // Another mode ends it as well, without changing who plays.
    track.choose(1);
    QVERIFY(race.active());
    QTRY_VERIFY(parameters().startsWith(QStringLiteral("snapshot of iteration 4,")));
    window_->sidePanel().setMode(Mode::kCompare);
    QVERIFY(!race.active());
    window_->sidePanel().setMode(Mode::kWatch);
    QVERIFY(parameters().startsWith(QStringLiteral("snapshot of iteration 4,")));
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

  void badAgentsAreRefusedInWords_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("part");
    QTest::newRow("cut short") << "short"
                               << "the file is truncated";
    QTest::newRow("not a number among the weights") << "nan"
                                                    << "finite";
    QTest::newRow("a flipped bit") << "flipped"
                                   << "checksum";
    QTest::newRow("another kind of file") << "text"
                                          << "safetensors";
    QTest::newRow("of a world that is not there") << "world"
                                                  << "moon-landing";
    QTest::newRow("missing") << "missing"
                             << "no such file";
  }
  void badAgentsAreRefusedInWords() {
    QFETCH(QString, kind);
    QFETCH(QString, part);
    window_->watch().setPaused(false);
    QTRY_VERIFY(!view()->frames.empty());
    const QString before = parameters();
    const fs::path file = fs::path(store_.path().toStdString()) / "bad.safetensors";
    fs::remove(file);
    if (kind == QLatin1String("text")) writeFile(file, std::string(200, 'x'));
    if (kind == QLatin1String("short") || kind == QLatin1String("flipped")) {
      fs::copy_file(real_ / "latest.safetensors", file);
      if (kind == QLatin1String("short")) fs::resize_file(file, fs::file_size(file) - 100);
      if (kind == QLatin1String("flipped")) {
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(-5, std::ios::end);
        bytes.put('\x55');
      }
    }
    if (kind == QLatin1String("nan") || kind == QLatin1String("world")) {
      TensorFile content = readTensorFile(real_ / "latest.safetensors");
      content.metadata.erase("spolab.checksum");
      const float nan = std::nanf("");
      if (kind == QLatin1String("nan")) std::memcpy(content.tensors.begin()->second.bytes.data(), &nan, sizeof nan);
      for (auto& [key, value] : content.metadata)
        if (kind == QLatin1String("world"))
          value = QString::fromStdString(value).replace("rubiks-cube", "moon-landing").toStdString();
      writeTensorFile(file, content);
    }
    window_->openAgent(file);
    QTRY_VERIFY(window_->errors().isVisible());
    const QString message = window_->errors().message();
    QVERIFY2(message.contains(part, Qt::CaseInsensitive), qPrintable(message));
    QVERIFY2(message.contains("bad.safetensors") || kind == "world", qPrintable(message));
    QVERIFY2(message.startsWith("The agent was not opened\n") && message.count('\n') == 1, qPrintable(message));
    window_->errors().hide();
    QCOMPARE(parameters(), before);  // the episode goes on as it was
    QVERIFY(!window_->watch().paused());
    const int episode = view()->episode;
    window_->watch().next();
    QTRY_VERIFY(view()->episode > episode && !view()->frames.empty());
  }

  void aRunThatAnotherProcessWritesIsLeftAlone() {
    copyReal("locked");
    const fs::path folder = runs_ / "locked";
    const int lock = lockRun(folder);
    const auto size = fs::file_size(folder / "metrics.csv");
    Q_EMIT browser().resumeWanted(folder);
    QTRY_VERIFY_WITH_TIMEOUT(window_->errors().isVisible(), 30000);
    QVERIFY2(window_->errors().message().contains("process"), qPrintable(window_->errors().message()));
    window_->errors().hide();
    QTRY_VERIFY(!window_->learn().session().active());
    QCOMPARE(fs::file_size(folder / "metrics.csv"), size);
    ::close(lock);
  }

  void damagedCheckpointsAreNamed() {
    copyReal("damaged");
    for (const auto& entry : fs::directory_iterator(runs_ / "damaged" / "checkpoints"))
      fs::resize_file(entry.path(), fs::file_size(entry.path()) / 2);
    Q_EMIT browser().resumeWanted(runs_ / "damaged");
    QTRY_VERIFY_WITH_TIMEOUT(window_->errors().isVisible(), 30000);
    QVERIFY2(window_->errors().message().contains("checkpoint"), qPrintable(window_->errors().message()));
    window_->errors().hide();
    QTRY_VERIFY(!window_->learn().session().active());
    QVERIFY(fs::exists(runs_ / "damaged" / "latest.safetensors"));
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
};

SPOLAB_GUI_MAIN(TestStudioRunOpening)
#include "tst_studio_run_opening.moc"
