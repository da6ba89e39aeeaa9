#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <QTest>

#include "envs/sokoban/generator.h"
#include "envs/sokoban/level_check.h"
#include "envs/sokoban/level_text.h"
#include "envs/sokoban/room.h"
#include "envs/sokoban/solver.h"
#include "tests/support/expect_error.h"

using namespace spolab;
using namespace spolab::sokoban;

namespace {

GeneratedLevel made(const GeneratorSettings& settings, std::uint32_t index) {
  Rng rng(41, Stream::kTest, index);
  return generateSolved(settings, rng);
}

std::ptrdiff_t countOf(const Level& level, std::uint8_t cell) { return std::ranges::count(level.cells, cell); }

/// Plays `lurd` by the bare rules and counts pushes; −1 for an impossible letter or boxes left off their targets.
int pushesThatSolve(const Level& level, const std::string& lurd) {
  std::vector<std::uint8_t> cells = level.cells;
  const auto isPlayer = [](std::uint8_t cell) { return cell == kPlayer || cell == kPlayerOnTarget; };
  const auto isBox = [](std::uint8_t cell) { return cell == kBox || cell == kBoxOnTarget; };
  auto at = static_cast<std::size_t>(std::ranges::find_if(cells, isPlayer) - cells.begin());
  cells[at] = cells[at] == kPlayer ? kFloor : kTarget;
  int pushes = 0;
  for (const char letter : lurd) {
    const std::string_view kLetters = "urdl";
    const int steps[] = {-level.columns, 1, level.columns, -1};
    const auto direction = kLetters.find(static_cast<char>(std::tolower(letter)));
    const auto step = static_cast<std::size_t>(steps[direction]);  // wraps around as intended
    at += step;
    if (cells[at] == kWall || isBox(cells[at]) != (std::isupper(letter) != 0)) return -1;
    if (!isBox(cells[at])) continue;
    std::uint8_t& ahead = cells[at + step];
    if (ahead != kFloor && ahead != kTarget) return -1;
    ahead = ahead == kFloor ? kBox : kBoxOnTarget;
    cells[at] = cells[at] == kBox ? kFloor : kTarget;
    ++pushes;
  }
  return std::ranges::count(cells, kBox) == 0 ? pushes : -1;
}

}  // namespace

class SokobanGeneratorTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void levelsAreLegalAndSolvable_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("boxes");
    QTest::addColumn<int>("minPushes");
    QTest::addColumn<int>("maxPushes");
    QTest::addColumn<int>("levels");
    QTest::newRow("5 x 5, 1 box") << 5 << 5 << 1 << 1 << 2 << 150;
    QTest::newRow("5 x 5, 2 boxes") << 5 << 5 << 2 << 1 << 4 << 100;
    QTest::newRow("7 x 7, 2 boxes") << 7 << 7 << 2 << 3 << 12 << 150;
    QTest::newRow("8 x 6, 3 boxes") << 8 << 6 << 3 << 4 << 20 << 100;
    QTest::newRow("10 x 10, 4 boxes") << 10 << 10 << 4 << 8 << 40 << 60;
    QTest::newRow("6 x 14, 5 boxes") << 6 << 14 << 5 << 8 << 50 << 20;
    QTest::newRow("20 x 20, 8 boxes") << 20 << 20 << 8 << 10 << 200 << 5;
  }
  void levelsAreLegalAndSolvable() {
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(int, boxes);
    QFETCH(int, minPushes);
    QFETCH(int, maxPushes);
    QFETCH(int, levels);
    const GeneratorSettings settings{rows, columns, boxes, minPushes, maxPushes, 1};
    std::set<std::string> different;
    for (int index = 0; index < levels; ++index) {
      const GeneratedLevel result = made(settings, static_cast<std::uint32_t>(index));
      const Level& level = result.level;
      QVERIFY(!findFlaw(level));
      QCOMPARE(level.rows, rows);
      QCOMPARE(level.columns, columns);
      QCOMPARE(countOf(level, kBox), boxes);
      QCOMPARE(countOf(level, kBoxOnTarget), 0);
      QCOMPARE(countOf(level, kTarget) + countOf(level, kPlayerOnTarget), boxes);
      QCOMPARE(std::ranges::count(reachableCells(level), 1), rows * columns - countOf(level, kWall));
      QCOMPARE(pushesThatSolve(level, result.lurd), result.pushes);
      QVERIFY(result.pushesAtLeast >= minPushes);
      QVERIFY(result.pushesAtLeast <= result.pushes);
      QVERIFY(result.pushes <= maxPushes);
      different.insert(printLevel(level));
    }
    QVERIFY(static_cast<int>(different.size()) > levels * 3 / 10);
  }

  void boundsHoldAgainstTheSolver() {
    for (std::uint32_t index = 0; index < 60; ++index) {
      const GeneratedLevel result = made({9, 9, 3, 4, 40, 1}, index);
      const Solution solution = solve(result.level);
      QCOMPARE(solution.outcome, SolveOutcome::kSolved);
      QVERIFY(result.pushesAtLeast <= solution.pushes);
      QVERIFY(result.pushes >= solution.pushes);
    }
  }

  void equalWordsEqualLevels() {
    std::set<std::string> different;
    for (std::uint32_t index = 0; index < 40; ++index) {
      const std::string once = printLevel(made({8, 8, 3, 4, 30, 1}, index).level);
      QCOMPARE(printLevel(made({8, 8, 3, 4, 30, 1}, index).level), once);
      different.insert(once);
    }
    QCOMPARE(different.size(), std::size_t{40});
  }

  void takesTwoWordsWhateverHappens() {
    Rng used(7, Stream::kTest), fresh(7, Stream::kTest);
    generate({6, 6, 1, 90, 90, 1}, used);  // no such level: every room is tried
    generate({6, 6, 1, 1, 1, 1}, used);
    for (int word = 0; word < 4; ++word) fresh.nextU32();
    QCOMPARE(used.nextU32(), fresh.nextU32());
  }

  void impossibleRangesGiveTheNearestLevel() {
    const GeneratedLevel result = made({6, 6, 1, 90, 90, 1}, 0);
    QVERIFY(!findFlaw(result.level));
    QVERIFY(result.pushes >= 3);
    QCOMPARE(pushesThatSolve(result.level, result.lurd), result.pushes);
  }

  void numbersOfPushesSpreadOverTheRange() {
    std::set<int> pushes;
    for (std::uint32_t index = 0; index < 60; ++index) pushes.insert(made({8, 8, 2, 4, 13, 1}, index).pushes);
    QVERIFY(pushes.size() >= 8);
  }

  void boxChangesNeedTwoBoxes() {
    for (std::uint32_t index = 0; index < 40; ++index) {
      QCOMPARE(made({7, 7, 1, 1, 9, 1}, index).boxChanges, 0);
      const GeneratedLevel result = made({10, 10, 4, 8, 30, 1}, index);
      // No box stands on a target at first, so each of the four has its turn.
      QVERIFY(result.boxChanges >= 3 && result.boxChanges < result.pushes);
    }
  }

  void roomsAreOnePiece() {
    for (std::uint32_t index = 0; index < 300; ++index) {
      Rng rng(43, Stream::kTest, index);
      const int rows = 5 + static_cast<int>(rng.below(16)), columns = 5 + static_cast<int>(rng.below(16));
      Level room = carveRoom(rows, columns, 6, rng);
      const std::ptrdiff_t floor = countOf(room, kFloor);
      QCOMPARE(floor + countOf(room, kWall), rows * columns);
      QVERIFY(floor >= 6 && 10 * floor >= 4 * (rows - 2) * (columns - 2));
      for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column)
          if (row == 0 || column == 0 || row == rows - 1 || column == columns - 1)
            QCOMPARE(room.at(row, column), std::uint8_t{kWall});
      *std::ranges::find(room.cells, std::uint8_t{kFloor}) = kPlayer;
      QCOMPARE(std::ranges::count(reachableCells(room), 1), floor);
    }
  }

  void settingsOutOfRangeAreRefused() {
    const auto refusal = [](const GeneratorSettings& settings) {
      return test::usageErrorOf([&] { checkSettings(settings); });
    };
    QCOMPARE(refusal({}), std::string());
    QCOMPARE(refusal({5, 20, 8, 1, 1, 1}), std::string());
    QVERIFY(refusal({4, 10, 1, 1, 9, 1}).find("rows from 5 to 20") != std::string::npos);
    QVERIFY(refusal({10, 21, 1, 1, 9, 1}).find("columns from 5 to 20") != std::string::npos);
    QVERIFY(refusal({5, 5, 3, 1, 9, 1}).find("boxes from 1 to 2") != std::string::npos);
    QVERIFY(refusal({10, 10, 0, 1, 9, 1}).find("boxes from 1 to 8") != std::string::npos);
    QVERIFY(refusal({10, 10, 1, 10, 9, 1}).find("minimum pushes from 1 to 9") != std::string::npos);
    QVERIFY(refusal({10, 10, 1, 1, 9, 0}).find("effort") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(SokobanGeneratorTest)
#include "sokoban_generator_test.moc"
