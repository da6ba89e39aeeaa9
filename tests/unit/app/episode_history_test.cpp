#include "app/episode/episode_history.h"

#include <algorithm>
#include <fstream>
#include <unistd.h>

#include <QTest>

#include "envs/registry.h"

using namespace spolab;

namespace {

std::vector<std::byte> bytes(int value) { return {static_cast<std::byte>(value)}; }

/// Step `step` to state `to`, with a search of `particles` particles where wanted.
std::shared_ptr<const PlayerFrame> frame(int step, int from, int to, int particles = 0) {
  auto made = std::make_shared<PlayerFrame>();
  made->step = step;
  made->before = bytes(from);
  made->action = bytes(0);
  made->after = bytes(to);
  made->result.reward = 1.0f;
  made->trace.particles = particles;
  made->trace.depths = particles > 0 ? 1 : 0;
  made->trace.rootValue = 0.5f;
  made->trace.state.resize(static_cast<std::size_t>(particles));
  return made;
}

EpisodeLine start(int state) {
  EpisodeLine line;
  line.start = bytes(state);
  return line;
}

/// Memory of this process that is in use.
std::size_t residentBytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  statm >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// 0 → 1 → 2 → …
void walk(EpisodeHistory& history, int steps, int particles = 0) {
  for (int i = 0; i < steps; ++i) history.push(frame(i, i, i + 1, particles));
}

}  // namespace

class EpisodeHistoryTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void undoAndRedoWalkTheSameWay() {
    EpisodeHistory history;
    history.begin(start(0), false);
    QVERIFY(!history.canUndo());
    walk(history, 3);
    for (int left = 2; left >= 0; --left) {
      QVERIFY(history.undo());
      QCOMPARE(history.line().present(), bytes(left));
    }
    QVERIFY(!history.undo());
    for (int done = 1; done <= 3; ++done) {
      QVERIFY(history.redo());
      QCOMPARE(history.line().present(), bytes(done));
    }
    QVERIFY(!history.redo());
    QVERIFY(history.others().empty());
  }

  void aRestartCanBeUndoneStepByStep() {
    EpisodeHistory history;
    history.begin(start(0), false);
    walk(history, 2);
    history.begin(start(9), true);
    history.push(frame(0, 9, 8));
    QVERIFY(history.undo());  // the step
    QVERIFY(history.undo());  // the restart
    QCOMPARE(history.line().present(), bytes(2));
    QVERIFY(history.undo());
    QCOMPARE(history.line().present(), bytes(1));
    QVERIFY(history.redo());
    QVERIFY(history.redo());
    QVERIFY(history.redo());
    QCOMPARE(history.line().present(), bytes(8));
  }

  void anEpisodeNobodyAskedForForgets() {
    EpisodeHistory history;
    history.begin(start(0), false);
    walk(history, 2, 10);
    history.begin(start(9), false);
    QVERIFY(!history.canUndo());
    QCOMPARE(history.searchBytes(), std::size_t{0});
  }

  void aBranchKeepsTheOldLine() {
    EpisodeHistory history;
    history.begin(start(0), false);
    walk(history, 4);
    history.branchAt(1);
    QCOMPARE(history.line().present(), bytes(1));
    QCOMPARE(history.others().size(), std::size_t{1});
    QCOMPARE(history.others()[0].fork, 1);
    QCOMPARE(history.others()[0].frames.size(), std::size_t{4});
    history.push(frame(1, 1, 7));
    history.switchTo(0);
    QCOMPARE(history.line().present(), bytes(4));
    QCOMPARE(history.others()[0].frames.back()->after, bytes(7));
    QVERIFY(history.undo());  // the change of lines
    QCOMPARE(history.line().present(), bytes(7));
    QVERIFY(history.undo());
    QVERIFY(history.undo());  // the branch
    QCOMPARE(history.line().present(), bytes(4));
    QVERIFY(history.others().empty());
  }

  void goingAnotherWayAfterUndoKeepsWhatWasUndone() {
    EpisodeHistory history;
    history.begin(start(0), false);
    walk(history, 3);
    QVERIFY(history.undo());
    QVERIFY(history.undo());
    history.push(frame(1, 1, 7));
    QVERIFY(!history.canRedo());
    QCOMPARE(history.others().size(), std::size_t{1});
    QCOMPARE(history.others()[0].fork, 1);
    QCOMPARE(history.others()[0].frames.back()->after, bytes(3));
  }

  /// Undo past a branch and another way from there: the branch and what it left both stay.
  void undoneLeapsAreKeptAsLines() {
    EpisodeHistory history;
    history.begin(start(0), false);
    walk(history, 3);
    history.branchAt(1);
    history.push(frame(1, 1, 11));
    history.push(frame(2, 11, 12));
    for (int i = 0; i < 3; ++i) QVERIFY(history.undo());  // both steps and the branch
    QCOMPARE(history.line().present(), bytes(3));
    QVERIFY(history.others().empty());
    history.push(frame(3, 3, 4));
    QCOMPARE(history.line().id, 0);
    QCOMPARE(history.others().size(), std::size_t{1});
    QCOMPARE(history.others()[0].id, 1);
    QCOMPARE(history.others()[0].fork, 1);
    QCOMPARE(history.others()[0].frames.back()->after, bytes(12));
    // Further back, where the branch was not either: three ways now.
    for (int i = 0; i < 3; ++i) QVERIFY(history.undo());
    history.push(frame(1, 1, 21));
    QCOMPARE(history.others().size(), std::size_t{2});
    std::vector<int> ids{history.line().id, history.others()[0].id, history.others()[1].id};
    std::sort(ids.begin(), ids.end());
    QCOMPARE(ids, (std::vector<int>{0, 1, 2}));
    QCOMPARE(history.line().id, 2);
  }

  /// A leap after undo: the undone steps stay, now and when the leap itself is undone.
  void aLeapAfterUndoKeepsWhatWasUndone() {
    EpisodeHistory history;
    history.begin(start(0), false);
    walk(history, 4);
    QVERIFY(history.undo());
    history.branchAt(1);
    QCOMPARE(history.others().size(), std::size_t{1});
    QCOMPARE(history.others()[0].frames.back()->after, bytes(4));
    QVERIFY(history.undo());
    QCOMPARE(history.line().present(), bytes(3));
    QCOMPARE(history.others().size(), std::size_t{1});
    QCOMPARE(history.others()[0].frames.back()->after, bytes(4));

    QVERIFY(history.undo());  // to state 2
    history.begin(start(9), true);
    QVERIFY(history.others().empty());
    walk(history, 2);
    for (int i = 0; i < 3; ++i) QVERIFY(history.undo());
    QCOMPARE(history.line().present(), bytes(2));
    QCOMPARE(history.others().size(), std::size_t{1});
    QCOMPARE(history.others()[0].frames.back()->after, bytes(4));
    // Steps of another episode are no line of this one.
    history.push(frame(2, 2, 31));
    QCOMPARE(history.others().size(), std::size_t{1});
  }

  void changingLinesAfterUndoKeepsWhatWasUndone() {
    EpisodeHistory history;
    history.begin(start(0), false);
    walk(history, 3);
    history.branchAt(1);
    history.push(frame(1, 1, 11));
    history.push(frame(2, 11, 12));
    QVERIFY(history.undo());
    history.switchTo(0);
    QCOMPARE(history.line().present(), bytes(3));
    QCOMPARE(history.others().size(), std::size_t{1});
    QCOMPARE(history.others()[0].frames.back()->after, bytes(12));
  }

  void manyTriesAreAllKept() {
    EpisodeHistory history;
    history.begin(start(0), false);
    for (int i = 0; i < 60; ++i) {
      history.push(frame(0, 0, i + 1));
      history.branchAt(0);
    }
    QCOMPARE(history.others().size(), std::size_t{60});
    QCOMPARE(history.others().front().frames.back()->after, bytes(1));
  }

  void searchesAreForgottenOldestFirstButNeverStates() {
    EpisodeHistory history(250);
    history.begin(start(0), false);
    walk(history, 4, 100);  // 100 bytes each
    QVERIFY(history.searchBytes() <= 250);
    const auto& frames = history.line().frames;
    QCOMPARE(frames[0]->trace.depths, 0);
    QCOMPARE(frames[1]->trace.depths, 0);
    QCOMPARE(frames[2]->trace.depths, 1);
    QCOMPARE(frames[3]->trace.depths, 1);
    QCOMPARE(frames[0]->after, bytes(1));
    QCOMPARE(frames[0]->trace.rootValue, 0.5f);
  }

  /// 1,000 steps of the largest body, each after a search of 1,024 particles × 16 depths: the searches stay within the
  /// budget, which the memory of the process confirms, the newest are whole, and every state is there.
  void aThousandOfTheLargestSearches() {
    const auto& worlds = envRegistry();
    const auto largest =
        std::find_if(worlds.begin(), worlds.end(), [](const EnvEntry& e) { return e.id == "humanoid"; });
    if (largest == worlds.end()) QSKIP("needs MuJoCo");
    const EnvSpec spec = largest->config()->make()->spec();
    constexpr int kSteps = 1000;
    constexpr std::size_t kParticles = 1024, kDepths = 16, kCells = kParticles * kDepths;
    const std::size_t before = residentBytes();
    EpisodeHistory history;
    EpisodeLine line;
    line.start.resize(spec.stateBytes);
    history.begin(std::move(line), false);
    for (int step = 0; step < kSteps; ++step) {
      auto made = std::make_shared<PlayerFrame>();
      made->step = step;
      made->before = history.line().present();
      made->action.resize(spec.actionBytes());
      made->after.assign(spec.stateBytes, static_cast<std::byte>(step));
      SearchTrace& trace = made->trace;
      trace.particles = kParticles;
      trace.depths = kDepths;
      trace.stateBytes = spec.stateBytes;
      trace.actionBytes = spec.actionBytes();
      trace.state.assign(kCells * spec.stateBytes, std::byte{1});
      trace.action.assign(kCells * spec.actionBytes(), std::byte{1});
      for (auto* numbers : {&trace.reward, &trace.value, &trace.advantage, &trace.logWeight, &trace.weight})
        numbers->assign(kCells, 1.0f);
      for (auto* indices : {&trace.parent, &trace.rootAncestor}) indices->assign(kCells, 0);
      trace.dead.assign(kCells, 0);
      history.push(std::move(made));
      QVERIFY(history.searchBytes() <= EpisodeHistory::kMostBytes);
    }
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which hold freed memory back
    QVERIFY(residentBytes() < before + EpisodeHistory::kMostBytes + (std::size_t{96} << 20));
#else
    static_cast<void>(before);
#endif
    const auto& frames = history.line().frames;
    QCOMPARE(frames.size(), std::size_t{kSteps});
    std::size_t whole = 0;
    for (std::size_t i = 0; i < frames.size(); ++i) {
      QCOMPARE(frames[i]->after, std::vector<std::byte>(spec.stateBytes, static_cast<std::byte>(i)));
      if (frames[i]->trace.depths > 0) ++whole;
      QVERIFY(frames[i]->trace.depths > 0 || whole == 0);  // the newest ones
    }
    const std::size_t one = history.searchBytes() / whole;
    QVERIFY(one >= kCells * spec.stateBytes && (whole + 1) * one > EpisodeHistory::kMostBytes);  // none given up early
    qInfo("%zu searches of %.1f MB are whole", whole, static_cast<double>(one) / (1 << 20));
  }

  /// What is forgotten is forgotten in every line and in every step that could be done again.
  void forgettingReachesAllLines() {
    EpisodeHistory history(250);
    history.begin(start(0), false);
    walk(history, 2, 100);
    history.branchAt(1);
    for (int i = 1; i < 4; ++i) history.push(frame(i, i, i + 10, 100));
    QCOMPARE(history.others()[0].frames[0]->trace.depths, 0);
    QCOMPARE(history.others()[0].frames[0], history.line().frames[0]);
    QCOMPARE(history.others()[0].fork, 1);
    QVERIFY(history.searchBytes() <= 250);
  }

  void aLineKeepsItsNumber() {
    EpisodeHistory history;
    history.begin(start(0), false);
    walk(history, 3);
    QCOMPARE(history.line().id, 0);
    history.branchAt(1);
    QCOMPARE(history.line().id, 1);
    QCOMPARE(history.others()[0].id, 0);
    history.push(frame(1, 1, 11));
    history.switchTo(0);
    QCOMPARE(history.line().id, 0);
    QCOMPARE(history.others()[0].id, 1);
    // Steps that were undone and are not taken again keep their number, the new way gets another one.
    QVERIFY(history.undo());
    QCOMPARE(history.line().id, 1);
    QVERIFY(history.undo());
    history.push(frame(1, 1, 21));
    QCOMPARE(history.others().size(), std::size_t{2});
    QCOMPARE(history.others()[1].id, 1);
    QCOMPARE(history.line().id, 2);
    history.begin(start(5), true);
    QCOMPARE(history.line().id, 0);
    QVERIFY(history.undo());
    QCOMPARE(history.line().id, 2);
  }
};

QTEST_GUILESS_MAIN(EpisodeHistoryTest)
#include "episode_history_test.moc"
