#include <algorithm>
#include <cctype>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <QTest>

#include "core/base/rng.h"
#include "envs/sokoban/deadlocks.h"
#include "envs/sokoban/generator.h"
#include "envs/sokoban/solver.h"
#include "tests/support/expect_error.h"

using namespace spolab;
using namespace spolab::sokoban;

namespace {

using Rows = std::vector<std::string>;

/// Rows of equal length in the characters of XSB.
Level levelOf(const Rows& rows) {
  const std::map<char, std::uint8_t> codes{{' ', kFloor}, {'#', kWall},           {'.', kTarget},     {'@', kPlayer},
                                           {'$', kBox},   {'+', kPlayerOnTarget}, {'*', kBoxOnTarget}};
  Level level;
  level.rows = static_cast<int>(rows.size());
  level.columns = static_cast<int>(rows.front().size());
  for (const std::string& row : rows)
    for (const char c : row) level.cells.push_back(codes.at(c));
  return level;
}

/// The rules once more, as plainly as possible: squares by number, off the board is a wall.
struct Play {
  int rows, columns;
  std::set<int> walls, targets, boxes;
  int player = -1;

  explicit Play(const Level& level) : rows(level.rows), columns(level.columns) {
    for (int square = 0; square < rows * columns; ++square) {
      const int cell = level.at(square / columns, square % columns);
      if (cell == kWall) walls.insert(square);
      if (cell == kTarget || cell == kPlayerOnTarget || cell == kBoxOnTarget) targets.insert(square);
      if (cell == kBox || cell == kBoxOnTarget) boxes.insert(square);
      if (cell == kPlayer || cell == kPlayerOnTarget) player = square;
    }
  }

  [[nodiscard]] int beside(int square, char letter) const {
    const int row = square / columns + (letter == 'd') - (letter == 'u');
    const int column = square % columns + (letter == 'r') - (letter == 'l');
    if (square < 0 || row < 0 || row >= rows || column < 0 || column >= columns) return -1;
    return row * columns + column;
  }
  [[nodiscard]] bool isWall(int square) const { return square < 0 || walls.contains(square); }
  [[nodiscard]] bool isSolved() const { return boxes == targets; }

  /// 0 step, 1 push, −1 impossible.
  int move(char letter) {
    const int to = beside(player, letter);
    if (isWall(to)) return -1;
    const bool isPush = boxes.contains(to);
    if (isPush) {
      const int further = beside(to, letter);
      if (isWall(further) || boxes.contains(further)) return -1;
      boxes.erase(to);
      boxes.insert(further);
    }
    player = to;
    return isPush ? 1 : 0;
  }
};

/// Pushes of a text that solves `level`, every letter possible and capitals exactly at pushes; −1 otherwise.
int pushesThatSolve(const Level& level, const std::string& lurd) {
  Play play(level);
  int pushes = 0;
  for (const char letter : lurd) {
    const int pushed = play.move(static_cast<char>(std::tolower(letter)));
    if (pushed < 0 || (pushed == 1) != (std::isupper(letter) != 0)) return -1;
    pushes += pushed;
  }
  return play.isSolved() ? pushes : -1;
}

/// Least pushes by trying every move of the player, cheapest first; −1 when no play solves the level.
int plainPushes(const Level& level) {
  const Play start(level);
  std::set<std::pair<std::set<int>, int>> done;
  std::deque<std::pair<Play, int>> queue{{start, 0}};  // steps go to the front, pushes to the back
  while (!queue.empty()) {
    const auto [play, pushes] = queue.front();
    queue.pop_front();
    if (play.isSolved()) return pushes;
    if (!done.insert({play.boxes, play.player}).second) continue;
    for (const char letter : std::string("urdl")) {
      Play next = play;
      const int pushed = next.move(letter);
      if (pushed < 0 || done.contains({next.boxes, next.player})) continue;
      if (pushed == 0)
        queue.emplace_front(std::move(next), pushes);
      else
        queue.emplace_back(std::move(next), pushes + 1);
    }
  }
  return -1;
}

/// Walls, boxes and targets thrown at random: often unsolvable, which is half of the point.
Level scattered(std::uint32_t index, int boxes) {
  Rng rng(31, Stream::kTest, index, static_cast<std::uint32_t>(boxes));
  Level level;
  level.rows = boxes > 2 ? 4 : 4 + static_cast<int>(rng.below(2));
  level.columns = 4 + static_cast<int>(rng.below(boxes > 2 ? 2 : 3));
  level.cells.assign(static_cast<std::size_t>(level.rows * level.columns), kFloor);
  const auto put = [&](std::uint8_t what, int count) {
    for (; count > 0; --count) {
      std::uint8_t* cell = nullptr;
      do {
        cell = &level.cells[rng.below(static_cast<std::uint32_t>(level.cells.size()))];
      } while (*cell != kFloor && !(*cell == kTarget && what != kTarget && what != kWall));
      if (*cell == kFloor)
        *cell = what;
      else
        *cell = what == kBox ? kBoxOnTarget : kPlayerOnTarget;
    }
  };
  put(kWall, static_cast<int>(rng.below(6)));
  put(kTarget, boxes);
  put(kBox, boxes);
  put(kPlayer, 1);
  return level;
}

Level turnedRight(const Level& level) {
  Level turned = level;
  std::swap(turned.rows, turned.columns);
  for (int row = 0; row < turned.rows; ++row)
    for (int column = 0; column < turned.columns; ++column)
      turned.cells[static_cast<std::size_t>(row * turned.columns + column)] = level.at(level.rows - 1 - column, row);
  return turned;
}

}  // namespace

class SokobanSolverTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void knownLevels_data() {
    QTest::addColumn<Rows>("rows");
    QTest::addColumn<int>("pushes");
    QTest::addColumn<int>("moves");
    QTest::newRow("solved already") << Rows{"####", "#@*#", "####"} << 0 << 0;
    QTest::newRow("one push") << Rows{"#####", "#@$.#", "#####"} << 1 << 1;
    // Once right and once up, in either order.
    QTest::newRow("a corner") << Rows{"######", "#  . #", "#@$  #", "#    #", "######"} << 2 << -1;
    // The box goes one square right; to its left side the player walks down, four times left and up.
    QTest::newRow("a detour") << Rows{"#######", "#     #", "# ### #", "# $.#@#", "#     #", "#######"} << 1 << 7;
    QTest::newRow("two side by side") << Rows{"####", "#..#", "#$$#", "#@ #", "####"} << 2 << -1;
    // The right box must move first, but the player cannot pass the left one, and two boxes in a row do not move.
    QTest::newRow("a corridor") << Rows{"########", "#@$ $..#", "########"} << -1 << -1;
    // Column distances to the targets sum to 3 + 3 and 2 + 4 alike; the upper box also goes one down: 7 either way.
    QTest::newRow("two assignments") << Rows{"#########", "#@      #", "#  $    #",
                                             "#   $ ..#", "#       #", "#########"}
                                     << 7 << -1;
    // The box in its closed cell counts neither as a box nor as a target. Left, up.
    QTest::newRow("decoration") << Rows{"######", "#*#. #", "###$ #", "#   @#", "######"} << 1 << 2;
  }
  void knownLevels() {
    QFETCH(Rows, rows);
    QFETCH(int, pushes);
    QFETCH(int, moves);
    const Level level = levelOf(rows);
    const Solution solution = solve(level);
    if (pushes < 0) {
      QCOMPARE(solution.outcome, SolveOutcome::kUnsolvable);
      return;
    }
    QCOMPARE(solution.outcome, SolveOutcome::kSolved);
    QCOMPARE(pushesThatSolve(level, solution.lurd), pushes);
    QCOMPARE(solution.pushes, pushes);
    QCOMPARE(solution.pushesAtLeast, pushes);
    QCOMPARE(solution.moves, static_cast<int>(solution.lurd.size()));
    if (moves >= 0) QCOMPARE(solution.moves, moves);
  }

  void agreesWithPlainSearch_data() {
    QTest::addColumn<int>("boxes");
    QTest::addColumn<int>("levels");
    QTest::newRow("1 box") << 1 << 300;
    QTest::newRow("2 boxes") << 2 << 300;
    QTest::newRow("3 boxes") << 3 << 200;
  }
  void agreesWithPlainSearch() {
    QFETCH(int, boxes);
    QFETCH(int, levels);
    int solved = 0, unsolvable = 0;
    for (int index = 0; index < levels; ++index) {
      const Level level = scattered(static_cast<std::uint32_t>(index), boxes);
      const int expected = plainPushes(level);
      const Solution solution = solve(level);
      if (expected < 0) {
        QCOMPARE(solution.outcome, SolveOutcome::kUnsolvable);
        ++unsolvable;
        continue;
      }
      QCOMPARE(solution.outcome, SolveOutcome::kSolved);
      QCOMPARE(solution.pushes, expected);
      QCOMPARE(pushesThatSolve(level, solution.lurd), expected);
      QVERIFY(!hasSimpleDeadlock(level));
      solved += expected > 0 ? 1 : 0;
    }
    QVERIFY(solved >= 10);
    QVERIFY(unsolvable >= 10);
  }

  void agreesWithPlainSearchInRooms_data() {
    QTest::addColumn<int>("side");
    QTest::addColumn<int>("boxes");
    QTest::addColumn<int>("levels");
    QTest::newRow("2 boxes") << 8 << 2 << 25;
    QTest::newRow("3 boxes") << 7 << 3 << 8;
  }
  void agreesWithPlainSearchInRooms() {
    QFETCH(int, side);
    QFETCH(int, boxes);
    QFETCH(int, levels);
    for (int index = 0; index < levels; ++index) {
      Rng rng(33, Stream::kTest, static_cast<std::uint32_t>(index));
      const Level level = generate({side, side, boxes, 8, 20, 1}, rng);
      const Solution solution = solve(level);
      QCOMPARE(solution.pushes, plainPushes(level));
      QCOMPARE(pushesThatSolve(level, solution.lurd), solution.pushes);
    }
  }

  void turningTheBoardChangesNothing() {
    for (std::uint32_t index = 0; index < 60; ++index) {
      const Level level = scattered(index, 2);
      const Solution upright = solve(level), turned = solve(turnedRight(level));
      QCOMPARE(turned.outcome, upright.outcome);
      QCOMPARE(turned.pushes, upright.pushes);
    }
  }

  void sameLevelSameAnswer() {
    for (std::uint32_t index = 0; index < 60; ++index) {
      const Level level = scattered(index, 3);
      const Solution a = solve(level), b = solve(level);
      QCOMPARE(a.lurd, b.lurd);
      QCOMPARE(a.positions, b.positions);
    }
  }

  void smallLimitsGiveUpWithATrueBound() {
    const Level level = levelOf({"##########", "#        #", "# $ $ $  #", "#   @    #", "#  $ $   #", "#        #",
                                 "#   ..   #", "#  ...   #", "##########"});
    const Solution full = solve(level, {500'000});
    QCOMPARE(full.outcome, SolveOutcome::kSolved);
    QVERIFY(pushesThatSolve(level, full.lurd) == full.pushes);
    for (const std::size_t limit : {std::size_t{1}, std::size_t{2}, std::size_t{10}}) {
      const Solution cut = solve(level, {limit});
      QCOMPARE(cut.outcome, SolveOutcome::kGaveUp);
      QVERIFY(cut.lurd.empty());
      QVERIFY(cut.pushesAtLeast <= full.pushes);
      QVERIFY(cut.positions <= limit);
    }
  }

  void deadSquaresOfARoom() {
    // A box at a wall stays at it: only the wall with the target in line lives, without its corners. From the
    // bottom row a box never comes up again.
    const Level level = levelOf({"#######", "#  .  #", "#     #", "#@ $  #", "#     #", "#######"});
    const std::vector<std::uint8_t> expected{
        0, 0, 0, 0, 0, 0, 0,  //
        0, 1, 0, 0, 0, 1, 0,  //
        0, 1, 0, 0, 0, 1, 0,  //
        0, 1, 0, 0, 0, 1, 0,  //
        0, 1, 1, 1, 1, 1, 0,  //
        0, 0, 0, 0, 0, 0, 0,
    };
    QCOMPARE(deadSquares(level), expected);
  }

  void deadlocks_data() {
    QTest::addColumn<Rows>("rows");
    QTest::addColumn<bool>("isDead");
    QTest::newRow("corner") << Rows{"#####", "#$  #", "#  .#", "#@  #", "#####"} << true;
    QTest::newRow("wall without target") << Rows{"######", "# $  #", "#    #", "#@ . #", "######"} << true;
    QTest::newRow("wall with target") << Rows{"######", "# $ .#", "#    #", "#@   #", "######"} << false;
    QTest::newRow("block of four") << Rows{"########", "#      #", "# $$ ..#", "# $$ ..#", "#@     #", "########"}
                                   << true;
    QTest::newRow("block of three") << Rows{"########", "#      #", "# $$ . #", "# $  ..#", "#@     #", "########"}
                                    << false;
    QTest::newRow("two at a wall") << Rows{"########", "# $$ ..#", "#      #", "#@     #", "########"} << true;
    QTest::newRow("two at a wall, home") << Rows{"#######", "# **  #", "#   $.#", "#@    #", "#######"} << false;
    QTest::newRow("one of two at a wall at home")
        << Rows{"#######", "#  *$.#", "#     #", "#@    #", "#######"} << true;
    QTest::newRow("two boxes, one wall with one target")
        << Rows{"########", "# $ $. #", "#      #", "#@   . #", "########"} << true;
    // The two at home are locked for good, the third leans on them and is free to go right.
    QTest::newRow("a free box at frozen ones")
        << Rows{"########", "#      #", "#@ $  .#", "###*   #", "###*   #", "########"} << false;
    QTest::newRow("player on the wrong side") << Rows{"########", "#  $@ .#", "########"} << true;
    QTest::newRow("out of reach") << Rows{"########", "#  ##  #", "#@ ##$.#", "########"} << true;
  }
  void deadlocks() {
    QFETCH(Rows, rows);
    QFETCH(bool, isDead);
    const Level level = levelOf(rows);
    QCOMPARE(hasSimpleDeadlock(level), isDead);
    QCOMPARE(solve(level).outcome, isDead ? SolveOutcome::kUnsolvable : SolveOutcome::kSolved);
    QCOMPARE(hasSimpleDeadlock(turnedRight(level)), isDead);
  }

  void badLevelsAreRefused() {
    const auto refusal = [](const Rows& rows) { return test::usageErrorOf([&] { solve(levelOf(rows)); }); };
    QVERIFY(refusal({"#####", "#@$ #", "#####"}).find("1 boxes and 0 targets") != std::string::npos);
    QVERIFY(refusal({"#####", "# $.#", "#####"}).find("one player") != std::string::npos);
    QVERIFY(refusal({"#####", "#@@*#", "#####"}).find("one player") != std::string::npos);
  }

  void openBoardsEndAtTheirEdge() {
    QCOMPARE(solve(levelOf({"@$."})).lurd, std::string("R"));
    QCOMPARE(solve(levelOf({"@.$"})).outcome, SolveOutcome::kUnsolvable);
  }
};

QTEST_APPLESS_MAIN(SokobanSolverTest)
#include "sokoban_solver_test.moc"
