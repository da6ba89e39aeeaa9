#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include <QTest>

#include "tests/unit/envs/snake_game.h"

using namespace spolab;
using snake::kDown, snake::kLeft, snake::kRight, snake::kUp;
using test::SnakeGame;

namespace {

/// A way round a board of even side that visits every cell: row 0 to the right, the other rows in turns over columns 1
/// to the last, home along column 0.
int roundTrip(int cell, int size) {
  const int row = cell / size, column = cell % size;
  if (column == 0) return row == 0 ? kRight : kUp;
  if (row % 2 == 0) return column < size - 1 ? kRight : kDown;
  return column > 1 || row == size - 1 ? kLeft : kDown;
}

/// The rules once more, as the published environment writes them: a board of numbers that count down from the length at
/// the head to 1 at the tail, 0 where nothing lies.
struct CountingSnake {
  int size;
  std::vector<int> life;
  int row = 0, column = 0, length = 1;

  explicit CountingSnake(const snake::Position& start)
      : size(start.size),
        life(static_cast<std::size_t>(size * size)),
        row(start.body[0] / size),
        column(start.body[0] % size) {
    at(row, column) = 1;
  }
  int& at(int r, int c) { return life[static_cast<std::size_t>(r * size + c)]; }

  bool legal(int action) {
    const auto [r, c] = target(action);
    return r >= 0 && r < size && c >= 0 && c < size && std::max(at(r, c) - 1, 0) == 0;
  }
  /// True when it ate.
  bool move(int action, int fruit) {
    std::tie(row, column) = target(action);
    const bool eaten = row * size + column == fruit;
    if (eaten) ++length;
    for (int& cell : life)
      if (!eaten && cell > 0) --cell;
    at(row, column) = length;
    return eaten;
  }
  [[nodiscard]] std::pair<int, int> target(int action) const {
    constexpr std::array<std::pair<int, int>, 4> kSteps{{{-1, 0}, {0, 1}, {1, 0}, {0, -1}}};
    const auto [down, right] = kSteps[static_cast<std::size_t>(action)];
    return {row + down, column + right};
  }
  /// The floats of an observation but the last one.
  std::vector<float> planes(int fruit) {
    const std::size_t cells = life.size();
    std::vector<float> out(5 * cells, 0.0f);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      out[cell] = life[cell] > 0 ? 1.0f : 0.0f;
      out[cells + cell] = static_cast<int>(cell) == row * size + column ? 1.0f : 0.0f;
      out[2 * cells + cell] = life[cell] == 1 ? 1.0f : 0.0f;
      out[3 * cells + cell] = static_cast<int>(cell) == fruit ? 1.0f : 0.0f;
      out[4 * cells + cell] = static_cast<float>(life[cell]) / static_cast<float>(length);
    }
    return out;
  }
};

std::vector<float> observed(const SnakeGame& game) {
  std::vector<float> out(static_cast<std::size_t>(game.env->spec().floatCount), -1.0f);
  game.env->observe(game.state, std::as_writable_bytes(std::span(out)));
  return out;
}

}  // namespace

class SnakeRulesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void moves_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("action");
    QTest::addColumn<QString>("after");
    QTest::addColumn<bool>("ended");
    const auto row = [](const char* name, const char* before, int action, const char* after, bool ended = false) {
      QTest::newRow(name) << before << action << after << ended;
    };
    row("one cell up", "..../.O../...*/....", kUp, ".O../..../...*/....");
    row("one cell right", "..../.O../...*/....", kRight, "..../..O./...*/....");
    row("one cell down", "..../.O../...*/....", kDown, "..../..../.O.*/....");
    row("one cell left", "..../.O../...*/....", kLeft, "..../O.../...*/....");
    row("the tail follows", ">>v./..O./...*/....", kDown, ".>v./..v./..O*/....");
    row("a turn", ">>v./..O./..../...*", kLeft, ".>v./.O<./..../...*");
    row("two cells turn back", ">O../..../..../...*", kLeft, "O<../..../..../...*");
    row("into the tail's cell", ">v../^O../..../...*", kLeft, ">v../O<../..../...*");
    row("into the tail's cell, round a longer way", ">>v./^.v./^O<./...*", kLeft, ">>v./^.v./O<<./...*");
    const auto crash = [&](const char* name, const char* board, int action) { row(name, board, action, board, true); };
    crash("three cells may not turn back", ">>O./..../..../...*", kLeft);
    crash("into the body", ">>v./^.v./^O<./...*", kRight);
    crash("into the cell before the tail's", ">>v./^Ov./^^<./...*", kLeft);
    crash("into the top border", ".>O./..../..../...*", kUp);
    crash("into the right border", "..>O/..../..../...*", kRight);
    crash("into the bottom border", "*.../..../..../>O..", kDown);
    crash("into the left border", "*.../O<../..../....", kLeft);
    crash("one cell into a corner", "O.../..../..../...*", kUp);
  }
  void moves() {
    QFETCH(QString, before);
    QFETCH(int, action);
    QFETCH(QString, after);
    QFETCH(bool, ended);
    SnakeGame game(4, before.toStdString());
    const StepResult result = game.step(action);
    QCOMPARE(QString::fromStdString(game.board()), after);
    QCOMPARE(result.ended, ended);
    QCOMPARE(result.reward, 0.0f);
    QVERIFY(!result.truncated && !result.success && !result.failed);
    QCOMPARE(game.position().steps, 1);
  }

  void eatingGrowsAndScores() {
    SnakeGame game(4, ">O*./..../..../....");
    const StepResult result = game.step(kRight);
    QCOMPARE(result.reward, 1.0f);
    QVERIFY(!result.ended && !result.success);
    const snake::Position after = game.position();
    QCOMPARE(after.body, (std::vector<int>{2, 1, 0}));
    QVERIFY(after.fruit > 2);
  }

  void masks_data() {
    QTest::addColumn<QString>("board");
    QTest::addColumn<QString>("mask");  // up, right, down, left
    QTest::newRow("free") << "..../.O../..../...*"
                          << "1111";
    QTest::newRow("corner") << "O.../..../..../...*"
                            << "0110";
    QTest::newRow("two cells") << "..../>O../..../...*"
                               << "1111";
    QTest::newRow("three cells") << "..../>>O./..../...*"
                                 << "1110";
    QTest::newRow("tail ahead") << ">v../^O../..../...*"
                                << "0111";
    QTest::newRow("body all round but the tail") << ">>v./^Ov./^^<./...*"
                                                 << "0000";
    QTest::newRow("only the tail's cell") << "O<<./>>^./..../...*"
                                          << "0010";
  }
  void masks() {
    QFETCH(QString, board);
    QFETCH(QString, mask);
    SnakeGame game(4, board.toStdString());
    // Where nothing is legal everything is offered, and every choice ends the episode.
    const bool stuck = mask == "0000";
    for (int action = 0; action < 4; ++action) {
      QCOMPARE(int{game.mask()[static_cast<std::size_t>(action)]}, stuck || mask[action] == '1' ? 1 : 0);
      SnakeGame copy(4, board.toStdString());
      QCOMPARE(copy.step(action).ended, mask[action] == '0');
    }
  }

  void theLimitEnds() {
    SnakeGame game(4, "..../.O../..../...*/ steps 8", 10);
    QVERIFY(!game.step(kUp).ended);
    const StepResult last = game.step(kDown);
    QVERIFY(last.ended && !last.truncated && !last.success);
  }

  void aFullBoardIsSuccess() {
    constexpr int kSize = 4;
    SnakeGame game(kSize);
    for (std::uint32_t seed = 0; seed < 5; ++seed) {
      Rng rng(seed, Stream::kReset);
      game.env->reset(game.state, rng);
      float score = 0;
      StepResult result;
      for (int t = 0; t < 500 && !result.ended; ++t) {
        const auto action = static_cast<std::size_t>(roundTrip(game.position().body[0], kSize));
        QVERIFY(!game.env->isGoal(game.state));
        QCOMPARE(int{game.mask()[action]}, 1);
        result = game.step(static_cast<int>(action));
        score += result.reward;
      }
      QVERIFY(result.ended && result.success && !result.truncated);
      QVERIFY(game.env->isGoal(game.state));
      QCOMPARE(score, 15.0f);
      QCOMPARE(game.env->spec().scoreMaximum, 15.0);
      QCOMPARE(game.position().body.size(), std::size_t{16});
      QCOMPARE(game.position().fruit, -1);
      SnakeGame again(kSize, game.env->print(game.state));
      QVERIFY(again.state == game.state);
    }
  }

  /// All sizes, and with them all sizes of a state, against the rules written down a second time.
  void agreesWithCounting_data() {
    QTest::addColumn<int>("size");
    for (int size = snake::kSmallestSide; size <= snake::kLargestSide; ++size) QTest::addRow("%d", size) << size;
  }
  void agreesWithCounting() {
    QFETCH(int, size);
    SnakeGame game(size);
    int longest = 0;
    for (std::uint32_t episode = 0; episode < 4; ++episode) {
      Rng rng(11, Stream::kTest, episode, static_cast<std::uint32_t>(size));
      game.env->reset(game.state, rng);
      CountingSnake model(game.position());
      for (int t = 1; t <= 600; ++t) {
        const snake::Position before = game.position();
        std::vector<float> expected = model.planes(before.fruit);
        expected.push_back(static_cast<float>(4000 - before.steps) / 4000.0f);
        QVERIFY(observed(game) == expected);
        const std::vector<std::uint8_t> mask = game.mask();
        std::array<bool, 4> legal{};
        bool any = false;
        for (int a = 0; a < 4; ++a) any |= legal[static_cast<std::size_t>(a)] = model.legal(a);
        for (std::size_t a = 0; a < 4; ++a) QCOMPARE(mask[a] == 1, legal[a] || !any);
        // Mostly towards the fruit, so that snakes grow.
        int action = static_cast<int>(rng.below(4));
        const int down = before.fruit / size - model.row, right = before.fruit % size - model.column;
        if (rng.below(4) > 0) action = down < 0 ? kUp : right > 0 ? kRight : down > 0 ? kDown : kLeft;
        for (int k = 0; any && k < 4 && !legal[static_cast<std::size_t>(action)]; ++k) action = (action + 1) % 4;

        const StepResult result = game.step(action);
        const bool crash = !legal[static_cast<std::size_t>(action)];
        const bool eaten = !crash && model.move(action, before.fruit);
        const bool full = model.length == size * size;
        QCOMPARE(result.reward, eaten ? 1.0f : 0.0f);
        QCOMPARE(result.ended, crash || full);
        QCOMPARE(result.success, full);
        if (result.ended) break;
        QCOMPARE(game.position().body.size(), static_cast<std::size_t>(model.length));
        QCOMPARE(game.position().fruit != before.fruit, result.reward == 1.0f);
        longest = std::max(longest, model.length);
      }
    }
    QVERIFY(longest >= 8);
  }

  /// Two ways to one picture give the same bytes, and the same life after it.
  void equalPicturesAreEqualBytes() {
    const std::string start = ">>O.../....../....../....../....../.....* steps 3 chance 5eed";
    SnakeGame one(6, start), other(6, start);
    // A round on the spot and a way along the top, and one through the rows below: both come in from the right.
    for (const int action : {kDown, kLeft, kUp, kRight, kRight, kRight, kDown, kLeft, kLeft}) one.step(action);
    for (const int action : {kRight, kDown, kDown, kRight, kRight, kUp, kLeft, kLeft, kLeft}) other.step(action);
    QCOMPARE(one.board(), other.board());
    QVERIFY(one.state == other.state);
    const snake::Position here = one.position();
    SnakeGame third(6, one.env->print(one.state));
    QVERIFY(third.state == one.state);
    for (const int action : {kDown, kDown, kDown, kDown, kRight, kRight, kRight}) {
      const StepResult a = one.step(action), b = other.step(action);
      QCOMPARE(a.reward, b.reward);
      QVERIFY(one.state == other.state);
    }
    QVERIFY(one.position().body.size() > here.body.size());  // the next fruit was part of that life
  }
};

QTEST_APPLESS_MAIN(SnakeRulesTest)
#include "snake_rules_test.moc"
