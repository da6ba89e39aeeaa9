#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>
#include <rapidcheck.h>
#include <set>
#include <string>
#include <vector>

#include <QTest>

#include "envs/registry.h"
#include "envs/rubiks_cube/geometry.h"
#include "envs/rubiks_cube/rubiks_cube.h"
#include "tests/support/expect_error.h"

using namespace spolab;
using cube::State;

namespace {

using Places = std::array<int, cube::kStickers>;

Places numbered() {
  Places places;
  std::iota(places.begin(), places.end(), 0);
  return places;
}

/// Applies the table of a turn to 54 distinct labels.
Places turnedPlaces(const Places& places, int turn) {
  Places next;
  for (std::size_t i = 0; i < places.size(); ++i) next[i] = places[cube::turnTable(turn)[i]];
  return next;
}

int orderOf(const std::vector<int>& turns) {
  Places places = numbered();
  for (int order = 1; order <= 2000; ++order) {
    for (const int turn : turns) places = turnedPlaces(places, turn);
    if (places == numbered()) return order;
  }
  return 0;
}

State after(const std::vector<int>& turns) {
  State state = cube::solvedState();
  for (const int turn : turns) state = cube::turned(state, turn);
  return state;
}

std::string digits(const State& state) {
  std::string text;
  for (const std::uint8_t sticker : state.stickers) text += static_cast<char>('0' + sticker);
  return text;
}

/// The same rules from another description: four strips of a face's neighbours in clockwise travel order are joined and
/// rolled by n, and the face itself is turned. `rows` and `columns` name a fixed line or a direction.
constexpr int kSize = 3;
constexpr int kAscending = -1, kDescending = -2;
struct Strip {
  int face, rows, columns;
};

std::array<Strip, 4> stripsOf(int face) {
  using namespace cube;
  constexpr int d = 0, e = kSize - 1, A = kAscending, Z = kDescending;
  const std::array<std::array<Strip, 4>, kFaces> all{{
      {{{kFront, d, A}, {kLeft, d, A}, {kBack, d, A}, {kRight, d, A}}},
      {{{kUp, e, A}, {kRight, A, d}, {kDown, d, Z}, {kLeft, Z, e}}},
      {{{kUp, Z, e}, {kBack, A, d}, {kDown, Z, e}, {kFront, Z, e}}},
      {{{kUp, d, Z}, {kLeft, A, d}, {kDown, e, A}, {kRight, Z, e}}},
      {{{kUp, A, d}, {kFront, A, d}, {kDown, A, d}, {kBack, Z, e}}},
      {{{kFront, e, A}, {kRight, e, A}, {kBack, e, A}, {kLeft, e, A}}},
  }};
  return all[static_cast<std::size_t>(face)];
}

int along(int selector, int k) {
  return selector == kAscending ? k : selector == kDescending ? kSize - 1 - k : selector;
}

int stickerNumber(int face, int row, int column) { return kSize * kSize * face + kSize * row + column; }

Places clockwiseByStrips(int face) {
  Places next = numbered();
  std::vector<int> ring;
  for (const Strip& strip : stripsOf(face))
    for (int k = 0; k < kSize; ++k)
      ring.push_back(stickerNumber(strip.face, along(strip.rows, k), along(strip.columns, k)));
  for (std::size_t j = 0; j < ring.size(); ++j)
    next[static_cast<std::size_t>(ring[(j + kSize) % ring.size()])] = ring[j];
  for (int row = 0; row < kSize; ++row)
    for (int column = 0; column < kSize; ++column)
      next[static_cast<std::size_t>(stickerNumber(face, row, column))] = stickerNumber(face, kSize - 1 - column, row);
  return next;
}

/// And from a third: stickers as points in space, turned by a right angle about the outward normal n. Clockwise for
/// someone who looks at the face is −90°: the part of v across n becomes v × n.
Places clockwiseInSpace(int face) {
  const cube::Cell n = cube::kFaceFrames[static_cast<std::size_t>(face)].normal;
  const auto rotate = [n](cube::Cell v) { return cube::dot(v, n) * n + cube::cross(v, n); };
  Places next = numbered();
  for (int i = 0; i < cube::kStickers; ++i) {
    if (cube::dot(cube::cubieOf(i), n) != 1) continue;
    for (int j = 0; j < cube::kStickers; ++j)
      if (cube::cubieOf(j) == rotate(cube::cubieOf(i)) && cube::normalOf(j) == rotate(cube::normalOf(i)))
        next[static_cast<std::size_t>(j)] = i;
  }
  return next;
}

std::vector<int> inverseOf(std::vector<int> turns) {
  std::reverse(turns.begin(), turns.end());
  for (int& turn : turns) turn = cube::inverseTurn(turn);
  return turns;
}

rc::Gen<std::vector<int>> anyTurns() { return rc::gen::container<std::vector<int>>(rc::gen::inRange(0, cube::kTurns)); }

std::vector<int> joined(std::vector<int> first, const std::vector<int>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// How many of all 18^k sequences of k turns lead back to the solved cube.
std::int64_t closedWalks(int k) {
  std::map<std::array<std::uint8_t, cube::kStickers>, std::int64_t> ways{{cube::solvedState().stickers, 1}};
  for (int step = 0; step < k; ++step) {
    std::map<std::array<std::uint8_t, cube::kStickers>, std::int64_t> next;
    for (const auto& [stickers, count] : ways)
      for (int turn = 0; turn < cube::kTurns; ++turn) {
        State state;
        state.stickers = stickers;
        next[cube::turned(state, turn).stickers] += count;
      }
    ways = std::move(next);
  }
  return ways[cube::solvedState().stickers];
}

std::unique_ptr<Env> makeEnv(std::int64_t scrambleMin, std::int64_t scrambleMax) {
  RubiksCubeSettings settings;
  settings.scrambleMin = scrambleMin;
  settings.scrambleMax = scrambleMax;
  return makeRubiksCube(settings);
}

State resetOf(const Env& env, std::uint32_t index) {
  State state;
  Rng rng(7, Stream::kReset, index);
  env.reset(std::as_writable_bytes(std::span(&state, 1)), rng);
  return state;
}

StepResult stepOf(const Env& env, State& state, std::int32_t action) {
  return env.step(std::as_writable_bytes(std::span(&state, 1)), std::as_bytes(std::span(&action, 1)));
}

}  // namespace

class CubeRulesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tablesMatchOtherDescriptions_data() {
    QTest::addColumn<int>("face");
    for (int face = 0; face < cube::kFaces; ++face)
      QTest::newRow(std::string(1, cube::kFaceLetters[static_cast<std::size_t>(face)]).c_str()) << face;
  }
  void tablesMatchOtherDescriptions() {
    QFETCH(int, face);
    const Places quarter = turnedPlaces(numbered(), 3 * face);
    QVERIFY(quarter == clockwiseByStrips(face));
    QVERIFY(quarter == clockwiseInSpace(face));
    QVERIFY(turnedPlaces(quarter, 3 * face) == turnedPlaces(numbered(), 3 * face + 2));
    QVERIFY(turnedPlaces(quarter, 3 * face + 1) == numbered());
  }

  void orders_data() {
    QTest::addColumn<QString>("moves");
    QTest::addColumn<int>("order");
    QTest::newRow("commutator") << "R U R' U'" << 6;
    QTest::newRow("two neighbours") << "R U" << 105;
    for (int turn = 0; turn < cube::kTurns; ++turn)
      QTest::newRow(cube::turnName(turn).c_str())
          << QString::fromStdString(cube::turnName(turn)) << (turn % 3 == 2 ? 2 : 4);
  }
  void orders() {
    QFETCH(QString, moves);
    QFETCH(int, order);
    QCOMPARE(orderOf(cube::parseMoves(moves.toStdString())), order);
  }

  void distancesFromSolved() {
    std::set<std::array<std::uint8_t, cube::kStickers>> seen{cube::solvedState().stickers};
    std::vector<State> sphere{cube::solvedState()};
    for (const std::size_t size : {1, 18, 243, 3240, 43239}) {
      QCOMPARE(sphere.size(), size);
      std::vector<State> next;
      for (const State& state : sphere)
        for (int turn = 0; turn < cube::kTurns && size < 43239; ++turn)
          if (const State there = cube::turned(state, turn); seen.insert(there.stickers).second) next.push_back(there);
      sphere = std::move(next);
    }
  }

  void stickersThatChange() {
    const State solved = cube::solvedState();
    for (int turn = 0; turn < cube::kTurns; ++turn) {
      int colours = 0, places = 0;
      const State state = cube::turned(solved, turn);
      for (std::size_t i = 0; i < cube::kStickers; ++i) {
        colours += state.stickers[i] != solved.stickers[i];
        places += cube::turnTable(turn)[i] != i;
      }
      QCOMPARE(colours, 12);
      QCOMPARE(places, 20);
    }
  }

  void knownPositions_data() {
    QTest::addColumn<QString>("moves");
    QTest::addColumn<QString>("stickers");
    QTest::newRow("every turn once") << "U U' U2 F F' F2 R R' R2 B B' B2 L L' L2 D D' D2"
                                     << "055505055313113111224224224333331131442244442005050005";
    QTest::newRow("commutator") << "R U R' U'"
                                << "004001001115110111220322022322333333344444444552555555";
  }
  void knownPositions() {
    QFETCH(QString, moves);
    QFETCH(QString, stickers);
    QCOMPARE(QString::fromStdString(digits(after(cube::parseMoves(moves.toStdString())))), stickers);
  }

  void scramblesThatCancel() {
    QCOMPARE(closedWalks(1), 0);
    QCOMPARE(closedWalks(2), 18);  // exactly 1/18 of 18²
    // Three turns: 1 + 1 + 2 quarters of one face in any order, either way round: 6 faces × 6 = 36 of 18³ (0.62 %).
    QCOMPARE(closedWalks(3), 36);
    // Four turns: 0.65 % by sampling.
    const double chance = static_cast<double>(closedWalks(4)) / (18.0 * 18 * 18 * 18);
    QVERIFY2(std::abs(chance - 0.0065) < 0.0015, std::to_string(chance).c_str());
  }

  void resetNeverStartsSolved() {
    const auto env = makeEnv(2, 2);
    for (std::uint32_t i = 0; i < 500; ++i) {
      const State state = resetOf(*env, i);
      QVERIFY(!cube::isSolved(state));
      QCOMPARE(state.steps, 0);
    }
  }

  void scrambleLengthIsUniform() {
    // Lengths 1 and 2, solved starts drawn again: P(one turn away) = (1/2 + 1/2·36/324) / (1 − 1/2·18/324) = 4/7.
    const auto env = makeEnv(1, 2);
    constexpr int kSamples = 4000;
    int near = 0;
    for (std::uint32_t i = 0; i < kSamples; ++i) {
      const State state = resetOf(*env, i);
      for (int turn = 0; turn < cube::kTurns; ++turn) near += cube::isSolved(cube::turned(state, turn));
    }
    QVERIFY(std::abs(near / double{kSamples} - 4.0 / 7.0) < 4.0 * std::sqrt(4.0 / 7.0 * 3.0 / 7.0 / kSamples));
  }

  void rewardAndEnd() {
    const auto env = makeEnv(3, 7);
    State state = after({6});
    StepResult result = stepOf(*env, state, 7);
    QCOMPARE(result.reward, 1.0f);
    QVERIFY(result.ended && result.success && !result.truncated);
    QCOMPARE(state.steps, 1);

    state = after({6});
    for (int i = 1; i <= 20; ++i) {
      result = stepOf(*env, state, i % 2 == 0 ? 1 : 0);
      QCOMPARE(result.reward, 0.0f);
      QCOMPARE(result.ended, i == 20);
      QVERIFY(!result.success && !result.truncated);
    }
  }

  void solvingOnTheLastStepCounts() {
    const auto env = makeEnv(3, 7);
    State state = after({6});
    state.steps = 19;
    const StepResult result = stepOf(*env, state, 7);
    QCOMPARE(result.reward, 1.0f);
    QVERIFY(result.ended && result.success);
  }

  void timeLeftIsObserved() {
    const auto env = makeEnv(3, 7);
    State state = after({6});
    state.steps = 5;
    std::vector<std::byte> observation(env->spec().observationBytes());
    env->observe(std::as_bytes(std::span(&state, 1)), observation);
    float timeLeft = 0;
    std::memcpy(&timeLeft, observation.data(), sizeof timeLeft);
    QCOMPARE(observation.size(), std::size_t{58});
    QCOMPARE(timeLeft, 0.75f);
    QVERIFY(std::memcmp(observation.data() + 4, state.stickers.data(), cube::kStickers) == 0);
  }

  void evaluationScramblesAreThePapers() {
    const auto config = findEnv("rubiks-cube").config();
    Schema schema;
    config->describe(schema);
    const auto value = [&](const char* key) { return schema.at(key, "test").text(); };
    QCOMPARE(value("env.scramble_min"), std::string("3"));
    QCOMPARE(value("env.scramble_max"), std::string("7"));
    QCOMPARE(value("env.step_limit"), std::string("20"));
    schema.at("env.scramble_max", "test").set("10", "test");
    config->useEvaluationProtocol();
    QCOMPARE(value("env.scramble_min"), std::string("7"));
    QCOMPARE(value("env.scramble_max"), std::string("7"));
    schema.at("env.scramble_min", "test").set("1", "test");
    schema.at("env.scramble_max", "test").set("5", "test");
    config->useEvaluationProtocol();
    QCOMPARE(value("env.scramble_min"), std::string("5"));
    QCOMPARE(value("env.scramble_max"), std::string("5"));
    QCOMPARE(config->make()->spec().stepLimit, 20);
  }

  void contradictingSettingsAreRefused() {
    const std::string message = test::usageErrorOf([] { makeEnv(8, 7); });
    QVERIFY2(test::contains(message, "env.scramble_min") && test::contains(message, "found 8"), message.c_str());
  }

  void anySequenceIsUndoneByItsInverse() {
    QVERIFY(rc::check("s s⁻¹ = 1", [] {
      const auto turns = *anyTurns();
      RC_ASSERT(cube::isSolved(after(joined(turns, inverseOf(turns)))));
    }));
  }
  void everyOrderDividesTheGroups() {
    // Orders of cube elements are at most 1260 (a classical result).
    QVERIFY(rc::check("1 ≤ order ≤ 1260", [] {
      const auto turns = *anyTurns();
      const int order = orderOf(turns);
      RC_ASSERT(order >= 1 && order <= 1260);
    }));
  }
  void oppositeFacesCommute() {
    QVERIFY(rc::check("a b = b a for opposite faces", [] {
      constexpr std::array<std::array<int, 2>, 3> kOpposite{
          {{cube::kUp, cube::kDown}, {cube::kFront, cube::kBack}, {cube::kRight, cube::kLeft}}};
      const auto pair = kOpposite[*rc::gen::inRange<std::size_t>(0, 3)];
      const int a = 3 * pair[0] + *rc::gen::inRange(0, 3);
      const int b = 3 * pair[1] + *rc::gen::inRange(0, 3);
      const auto turns = *anyTurns();
      RC_ASSERT(after(joined(turns, {a, b})) == after(joined(turns, {b, a})));
    }));
  }
  void reachableCubesAreLegal() {
    QVERIFY(rc::check("turns keep a cube legal, and its text reads back", [] {
      const State state = after(*anyTurns());
      RC_ASSERT(cube::whyIllegal(state).empty());
      RC_ASSERT(cube::parseState(cube::printState(state)) == state);
    }));
  }
};

QTEST_APPLESS_MAIN(CubeRulesTest)
#include "cube_rules_test.moc"
