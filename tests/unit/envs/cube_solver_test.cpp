#include <algorithm>
#include <vector>

#include <QTest>

#include "envs/rubiks_cube/optimal_solver.h"

using namespace spolab;
using cube::State;

namespace {

const cube::OptimalSolver& solver() {
  static const cube::OptimalSolver instance;
  return instance;
}

State scrambled(std::uint32_t turns, std::uint32_t index) {
  Rng rng(11, Stream::kTest, index, turns);
  State state = cube::solvedState();
  for (std::uint32_t k = 0; k < turns; ++k) state = cube::turned(state, static_cast<int>(rng.below(cube::kTurns)));
  return state;
}

/// Plain iterative deepening without any table or pruning.
bool solvableIn(const State& state, int turns) {
  if (cube::isSolved(state)) return true;
  for (int turn = 0; turns > 0 && turn < cube::kTurns; ++turn)
    if (solvableIn(cube::turned(state, turn), turns - 1)) return true;
  return false;
}

int plainDistance(const State& state) {
  int turns = 0;
  while (!solvableIn(state, turns)) ++turns;
  return turns;
}

}  // namespace

class CubeSolverTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void spheresHaveTheKnownSizes() {
    QCOMPARE(solver().sphereSizes(), (std::vector<int>{1, 18, 243, 3240, 43239, 574908}));
  }

  void agreesWithPlainSearch() {
    for (std::uint32_t turns = 0; turns <= 4; ++turns)
      for (std::uint32_t i = 0; i < 25; ++i) {
        const State state = scrambled(turns, i);
        QCOMPARE(solver().distance(state, 6).value_or(-1), plainDistance(state));
      }
  }

  void solutionsSolve_data() {
    QTest::addColumn<int>("turns");
    for (int turns = 5; turns <= 10; ++turns) QTest::addRow("%d turns", turns) << turns;
  }
  void solutionsSolve() {
    QFETCH(int, turns);
    for (std::uint32_t i = 0; i < 12; ++i) {
      State state = scrambled(static_cast<std::uint32_t>(turns), i);
      const auto solution = solver().solve(state, turns);
      QVERIFY(solution.has_value());
      for (const int turn : *solution) state = cube::turned(state, turn);
      QVERIFY(cube::isSolved(state));
    }
  }

  void distancesOfNeighboursDifferByOneAtMost() {
    for (std::uint32_t i = 0; i < 6; ++i) {
      const State state = scrambled(8, 100 + i);
      const int here = solver().distance(state, 8).value_or(-1);
      QVERIFY(here > 0);
      int nearest = here + 2;
      for (int turn = 0; turn < cube::kTurns; ++turn) {
        const int there = solver().distance(cube::turned(state, turn), here + 1).value_or(-1);
        QVERIFY(there >= here - 1);
        nearest = std::min(nearest, there);
      }
      QCOMPARE(nearest, here - 1);
    }
  }

  void tooFarIsNothing() {
    const State state = cube::parseState("R U2 F' L D B");
    const int distance = solver().distance(state, 6).value_or(-1);
    QCOMPARE(distance, 6);
    QVERIFY(!solver().solve(state, 5).has_value());
    QVERIFY(!solver().solve(cube::parseState("R U"), 1).has_value());
    // Every edge flipped: twenty turns away.
    const State superflip = cube::parseState("U R2 F B R B2 R U2 L B2 R U' D' R2 F R' L B2 U2 F2");
    QVERIFY(!solver().solve(superflip, 9).has_value());
  }

  void solvedNeedsNothing() {
    QCOMPARE(solver().solve(cube::solvedState(), 0).value_or(std::vector{9}), std::vector<int>{});
  }

  void oppositeFacesAreFound() { QCOMPARE(solver().distance(cube::parseState("U D R2 L2 F2 B2"), 10).value_or(-1), 6); }

  void aSearchCanBeStopped() {
    std::stop_source stop;
    stop.request_stop();
    const State far = cube::parseState("U R2 F B R B2 R U2 L B2 R U' D' R2 F R' L B2 U2 F2");
    QVERIFY(!solver().solve(far, 20, stop.get_token()));
    // What the table knows needs no search.
    QCOMPARE(solver().solve(cube::parseState("R U"), 20, stop.get_token())->size(), std::size_t{2});
  }
};

QTEST_APPLESS_MAIN(CubeSolverTest)
#include "cube_solver_test.moc"
