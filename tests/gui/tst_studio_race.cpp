#include <algorithm>
#include <functional>
#include <set>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QPushButton>
#include <QSlider>
#include <QTemporaryDir>

#include "app/studio/error_dialog.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/race/race_controller.h"
#include "app/studio/runs/runs_controller.h"
#include "app/studio/runs/snapshot_track.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "core/run/engine.h"
#include "gui_test.h"
#include "made_up_run.h"

using namespace spolab;
using namespace spolab::test;

namespace {

RaceSide side(bool success, double seconds, double score = 0.0) {
  RaceSide made;
  made.finished = true;
  made.success = success;
  made.seconds = seconds;
  made.score = score;
  return made;
}

}  // namespace

/// A person or an agent against an opponent, from the same start.
class TestStudioRace : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whoWins() {
    QCOMPARE(winnerOf(side(true, 9.0), side(false, 1.0)), RaceWinner::kLeft);
    QCOMPARE(winnerOf(side(true, 9.0), side(true, 8.0)), RaceWinner::kRight);
    QCOMPARE(winnerOf(side(false, 1.0, 3.0), side(false, 9.0, 2.0)), RaceWinner::kLeft);
    QCOMPARE(winnerOf(side(false, 1.0, 2.0), side(false, 9.0, 2.0)), RaceWinner::kNobody);
  }

  void historyIsKeptAndSurvivesNonsense() {
    const QTemporaryDir folder;
    const QString file = folder.filePath("deep/races.json");
    {
      RaceHistory history(file);
      for (int i = 0; i < RaceHistory::kMost + 5; ++i) {
        RaceResult result;
        result.when = QDateTime::currentDateTime();
        result.opponent = QString::number(i);
        result.mine = side(true, i);
        QVERIFY(history.add(result));
      }
    }
    const RaceHistory again(file);
    QCOMPARE(static_cast<int>(again.results().size()), RaceHistory::kMost);
    QCOMPARE(again.results().front().opponent, QString::number(RaceHistory::kMost + 4));
    QCOMPARE(again.results().front().mine.seconds, RaceHistory::kMost + 4.0);
    QFile damaged(file);
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write("{ no list");
    damaged.close();
    QVERIFY(RaceHistory(file).results().empty());
  }

  void opponentsHaveCharacterAndValidSettings() {
    const std::pair<const char*, const char*> cases[]{
        {"rubiks-cube", "spo"}, {"sokoban", "spo"}, {"half-cheetah", "spo"}, {"sokoban", "alphazero"}};
    for (const auto& [env, method] : cases) {
      const RunConfig config = RunConfig::resolve(env, method, "laptop", {}, {});
      const auto all = opponentsFor(config, {});
      QVERIFY(all.size() >= 4);
      for (const Opponent& opponent : all) {
        RunConfig changed = config.clone();
        changed.usePlayDefaults();
        changed.applyOverrides(opponent.changes, true);
        QVERIFY(changed.planner->make(*changed.makeEnv()) != nullptr);
        QVERIFY(!opponent.name.empty() && !opponent.sentence.empty());
      }
      QVERIFY(all.front().changes.empty());
    }
  }

  /// Three of many snapshots are offered, no one twice, and the one that was chosen as long as it is there.
  void youngerSelvesAreDifferentOnes() {
    const RunConfig config = RunConfig::resolve("rubiks-cube", "spo", "laptop", {}, {});
    const std::size_t others = opponentsFor(config, {}).size();
    std::vector<Snapshot> snapshots;
    for (int count = 1; count <= 9; ++count) {
      snapshots.push_back({"/run/" + std::to_string(count), count, 1});
      const auto all = opponentsFor(config, snapshots);
      QCOMPARE(all.size(), others + std::min<std::size_t>(snapshots.size(), 3));
      std::set<std::filesystem::path> files;
      for (std::size_t i = others; i < all.size(); ++i) files.insert(all[i].agent);
      QCOMPARE(files.size(), all.size() - others);
      for (const Snapshot& chosen : snapshots) {
        const auto with = opponentsFor(config, snapshots, chosen.file);
        QVERIFY(std::any_of(with.begin(), with.end(), [&](const Opponent& o) { return o.agent == chosen.file; }));
        QVERIFY(with.size() <= others + 4);
      }
    }
    QCOMPARE(opponentsFor(config, snapshots, "/run/gone").size(), others + 3);
  }

  /// A network for boards of another size is neither offered nor taken.
  void aYoungerSelfOfAnotherBoardDoesNotRace() {
    const QTemporaryDir folder;
    MadeUpRun large;
    large.env = "snake";
    large.overrides = {"env.size=12"};
    const std::filesystem::path run = makeRun(folder.filePath("run").toStdString(), large);
    std::filesystem::create_directories(run / "snapshots");
    const auto agent = engine().freshAgent(RunConfig::resolve("snake", "spo", "laptop", {}, {"env.size=12"}));
    agent->save(snapshotFile(run, 20));
    open("snake");
    SnapshotTrack& track = window_->runs().snapshots();
    track.setRun(run);
    QVERIFY(QTest::qWaitFor([&] { return track.snapshots().size() == 1 && track.world(); }, 10000));
    QTest::qWait(200);
    QCOMPARE(named("Its younger self, iteration 20"), -1);
    Player player([] {});
    play::Challenge challenge;
    challenge.agent = view()->decider->agent;
    challenge.agentFile = snapshotFile(run, 20);
    challenge.config = std::make_shared<RunConfig>(view()->decider->config.clone());
    challenge.start = view()->start;
    player.send(std::move(challenge));
    std::vector<PlayerEvent> events;
    QVERIFY(QTest::qWaitFor(
        [&] {
          events = player.takeEvents();
          return !events.empty();
        },
        20000));
    QVERIFY(events.front().kind == PlayerEvent::Kind::kError);
    QVERIFY2(events.front().text.find("snake") != std::string::npos, events.front().text.c_str());
    track.setRun({});
  }

  void aPersonRacesAndGivesUp() {
    open();
    QVERIFY(race().rivalView()->start == view()->start);
    panel()->findChildren<QComboBox*>().front()->setCurrentIndex(0);
    start();
    const auto steps = race().rivalView()->frames.size();
    QVERIFY(QTest::qWaitFor([&] { return race().rivalView()->frames.size() > steps; }, 20000));
    QVERIFY2(view()->frames.empty(), "nobody moves for the person");
    window_->play().perform({0});
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == 1; }, 10000));
    QCOMPARE(view()->frames.back()->by, Actor::kPerson);
    window_->play().hint();
    QVERIFY2(!view()->thought, "nobody helps in a race");
    const std::size_t before = race().history().results().size();
    race().giveUp();
    QCOMPARE(race().state(), RaceState::kDone);
    QCOMPARE(race().history().results().size(), before + 1);
    QVERIFY(!race().history().results().front().mine.success);
    // The races before, as a table: a line each under the names of the columns.
    const QTemporaryDir folder;
    QVERIFY(chooseAndSave(*window_, "Save races as table", folder.filePath("races.csv")));
    QFile table(folder.filePath("races.csv"));
    QVERIFY(table.open(QIODevice::ReadOnly));
    const QByteArray text = table.readAll();
    QVERIFY2(text.startsWith("when,world,left,opponent,winner,"), text.constData());
    QCOMPARE(static_cast<std::size_t>(text.count('\n')), race().history().results().size() + 1);
    QVERIFY2(text.contains(",rubiks-cube,You,"), text.constData());
  }

  /// Neither in the countdown nor after it does a key make a move for the person, take one back, or change the start.
  void nothingLeadsARaceButItsMoves() {
    open();
    panel()->findChildren<QComboBox*>().front()->setCurrentIndex(0);
    QApplication::clipboard()->setText(QStringLiteral("R U R' U'"));
    race().start();
    QCOMPARE(race().state(), RaceState::kCountdown);
    const std::vector<std::byte> start = view()->start;
    const int episode = view()->episode;
    const auto meddle = [&] {
      for (const Qt::Key key : {Qt::Key_Right, Qt::Key_N}) {
        QTest::keyClick(window_.get(), key);
        QTest::qWait(50);
      }
      for (const char* name :
           {"Undo a step", "Redo a step", "Paste position", "Start the episode again", "Next episode",
            "Go on from the step looked at", "One search depth", "One phase of a search depth"})
        QVERIFY2(!menuEntry(*window_, QLatin1String(name))->isEnabled(), name);
      window_->watch().undo();
      window_->watch().startFrom(QStringLiteral("F B"));
      if (auto* problem = window_->findChild<ErrorDialog*>()) problem->close();
      QTest::qWait(300);
      QVERIFY(view()->start == start && view()->episode == episode && view()->lines.empty());
    };
    meddle();
    QVERIFY(view()->frames.empty());
    QVERIFY(QTest::qWaitFor([&] { return race().state() == RaceState::kRacing; }, 10000));
    meddle();
    QVERIFY2(view()->frames.empty(), "nobody moves for the person");
    window_->play().perform({0});
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == 1; }, 10000));
    meddle();
    QCOMPARE(view()->frames.size(), std::size_t{1});
    QCOMPARE(race().state(), RaceState::kRacing);
    race().giveUp();
    QVERIFY(menuEntry(*window_, QStringLiteral("Undo a step"))->isEnabled());
  }

  /// Another world ends the race as its loss, and the next one begins there.
  void anotherWorldGivesTheRaceUp() {
    open();
    start();
    const std::size_t before = race().history().results().size();
    QComboBox* box = window_->topBar().worldBox();
    box->setCurrentIndex(box->findData(QStringLiteral("sokoban")));
    Q_EMIT box->activated(box->currentIndex());
    QVERIFY(QTest::qWaitFor([&] { return view()->env->spec().id == "sokoban" && view()->personPlays; }, 20000));
    QVERIFY(QTest::qWaitFor([&] { return race().state() == RaceState::kReady; }, 10000));
    QCOMPARE(race().history().results().size(), before + 1);
    QCOMPARE(race().history().results().front().world, QStringLiteral("rubiks-cube"));
    QVERIFY(!race().history().results().front().mine.success);
    QTest::qWait(1000);
    QVERIFY2(view()->frames.empty(), "nobody moves before the next race");
  }

  /// Start is clicked, then the arrows move the player and nothing else; Enter starts the next one.
  void keysAreTheRacersAfterAClick() {
    open("sokoban");
    QVERIFY(QTest::qWaitFor([&] { return race().state() == RaceState::kReady; }, 10000));
    panel()->findChild<QSlider*>()->setFocus();
    click("Start");
    QVERIFY(QTest::qWaitFor([&] { return race().state() == RaceState::kRacing; }, 10000));
    QWidget* listening = window_->focusWidget() ? window_->focusWidget() : window_.get();
    for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down}) {
      QTest::keyClick(listening, key);
      QTest::qWait(100);
    }
    QVERIFY(QTest::qWaitFor([&] { return !view()->frames.empty(); }, 5000));
    QCOMPARE(view()->frames.front()->by, Actor::kPerson);
    QCOMPARE(race().state(), RaceState::kRacing);
    click("Give up");
    QCOMPARE(race().state(), RaceState::kDone);
    QTest::keyClick(window_->focusWidget() ? window_->focusWidget() : window_.get(), Qt::Key_Return);
    QCOMPARE(race().state(), RaceState::kCountdown);
  }

  /// The snapshots of the run whose curves are on screen race, too, in their own world alone.
  void aYoungerSelfRaces() {
    const QTemporaryDir folder;
    const std::filesystem::path run = makeRun(folder.filePath("run").toStdString());
    std::filesystem::create_directories(run / "snapshots");
    const auto agent = engine().freshAgent(RunConfig::resolve("rubiks-cube", "spo", "laptop", {}, {}));
    agent->save(snapshotFile(run, 20));
    open();
    SnapshotTrack& track = window_->runs().snapshots();
    track.setRun(run);
    const auto younger = [&] { return named("Its younger self, iteration 20"); };
    QVERIFY(QTest::qWaitFor([&] { return younger() >= 0; }, 10000));
    opponentBox()->setCurrentIndex(younger());
    QVERIFY(QTest::qWaitFor([&] { return race().rivalView()->decider->agent->hash() == agent->hash(); }, 20000));
    QCOMPARE(opponentBox()->currentIndex(), younger());
    start();
    QVERIFY(QTest::qWaitFor([&] { return !race().rivalView()->frames.empty(); }, 20000));
    race().giveUp();
    QCOMPARE(race().history().results().front().opponent, QStringLiteral("Its younger self, iteration 20"));
    std::filesystem::remove_all(run / "snapshots");
    track.setRun({});
    click("Another start");
    QVERIFY(QTest::qWaitFor([&] { return younger() < 0; }, 10000));
  }

  void twoAgentsRaceToTheEnd() {
    open();
    panel()->findChildren<QComboBox*>().front()->setCurrentIndex(1);
    panel()->findChild<QSlider*>()->setValue(6);
    window_->watch().setSpeed(kFastest - 2);
    QVERIFY(QTest::qWaitFor([&] { return race().rivalView() && race().rivalView()->frames.empty(); }, 20000));
    start();
    QVERIFY(QTest::qWaitFor([&] { return race().state() == RaceState::kDone; }, 60000));
    const RaceResult& result = race().history().results().front();
    QVERIFY(result.mine.finished && result.theirs.finished);
    QVERIFY(result.mine.steps > 0 && result.theirs.steps > 0);
    QVERIFY(race().rivalView()->start == view()->start);
  }

  void anotherStartIsTheSameForBoth() {
    open();
    const std::vector<std::byte> first = view()->start;
    click("Another start");
    QVERIFY(
        QTest::qWaitFor([&] { return view()->start != first && race().rivalView()->start == view()->start; }, 20000));
  }

  void bothWorldsAreDrawn() {
    open();
    QVERIFY(QTest::qWaitFor([&] { return window_->stage().still(); }, 20000));
    const QImage picture = window_->stage().picture();
    QVERIFY(brightness(picture, 0.0, 0.5) > 20.0);
    QVERIFY(brightness(picture, 0.5, 1.0) > 20.0);
  }

  void leavingEndsIt() {
    open();
    start();
    choose(*window_, "Watch");
    QVERIFY(QTest::qWaitFor([&] { return !view()->personPlays; }, 10000));
    QTest::qWait(500);  // a step under way
    const std::size_t steps = race().rivalView()->frames.size();
    QTest::qWait(1500);
    QCOMPARE(race().rivalView()->frames.size(), steps);
    choose(*window_, "Race");
    QVERIFY(QTest::qWaitFor([&] { return race().state() == RaceState::kReady && view()->personPlays; }, 10000));
  }

 private:
  void open(const char* world = "rubiks-cube") {
    StudioOptions options;
    options.env = world;
    window_ = openStudio(options);
    QVERIFY(waitForDecision(*window_));
    choose(*window_, "Race");
    QVERIFY(QTest::qWaitFor(
        [&] {
          const auto rival = race().rivalView();
          return rival && rival->ready && view()->frames.empty() && rival->start == view()->start;
        },
        30000));
  }
  void start() {
    race().start();
    QCOMPARE(race().state(), RaceState::kCountdown);
    QVERIFY(QTest::qWaitFor([&] { return race().state() == RaceState::kRacing; }, 10000));
  }
  [[nodiscard]] QComboBox* opponentBox() const {
    for (auto* box : panel()->findChildren<QComboBox*>())
      if (box->accessibleName() == QLatin1String("Opponent")) return box;
    qFatal("no list of opponents");
  }
  [[nodiscard]] int named(const char* opponent) const { return opponentBox()->findText(QLatin1String(opponent)); }
  void click(const char* text) {
    for (auto* button : panel()->findChildren<QPushButton*>())
      if (button->text() == QLatin1String(text)) return QTest::mouseClick(button, Qt::LeftButton);
    QFAIL(text);
  }
  /// Mean of the brightest tenth between two shares of the width.
  static double brightness(const QImage& image, double from, double to) {
    std::vector<int> greys;
    for (int y = 0; y < image.height(); y += 4)
      for (int x = static_cast<int>(from * image.width()); x < static_cast<int>(to * image.width()); x += 4)
        greys.push_back(qGray(image.pixel(x, y)));
    std::sort(greys.begin(), greys.end(), std::greater<>());
    greys.resize(greys.size() / 10);
    double sum = 0.0;
    for (const int grey : greys) sum += grey;
    return sum / static_cast<double>(greys.size());
  }
  [[nodiscard]] RaceController& race() { return window_->race(); }
  [[nodiscard]] RacePanel* panel() const { return window_->sidePanel().racePanel(); }
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return window_->watch().view(); }

  std::unique_ptr<MainWindow> window_;
};

SPOLAB_GUI_MAIN(TestStudioRace)
#include "tst_studio_race.moc"
