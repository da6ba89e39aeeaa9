#include <algorithm>
#include <string>
#include <vector>

#include <QTest>

#include "envs/rubiks_cube/geometry.h"
#include "envs/rubiks_cube/rubiks_cube.h"
#include "tests/support/expect_error.h"

using namespace spolab;
using cube::State;

namespace {

const std::string kSolvedLetters = "UUUUUUUUUFFFFFFFFFRRRRRRRRRBBBBBBBBBLLLLLLLLLDDDDDDDDD";

/// Colours of one piece, turned by `amount` places within the piece.
template <std::size_t N>
void twist(State& state, const std::array<std::uint8_t, N>& place, std::size_t amount) {
  const State before = state;
  for (std::size_t k = 0; k < N; ++k) state.stickers[place[(k + amount) % N]] = before.stickers[place[k]];
}

template <std::size_t N>
void swapPieces(State& state, const std::array<std::uint8_t, N>& a, const std::array<std::uint8_t, N>& b) {
  for (std::size_t k = 0; k < N; ++k) std::swap(state.stickers[a[k]], state.stickers[b[k]]);
}

QString lettersOf(const State& state) { return QString::fromStdString(cube::printStickers(state)); }

State changed(void (*change)(State&)) {
  State state = cube::solvedState();
  for (const int turn : cube::parseMoves("R U2 F' L D B")) state = cube::turned(state, turn);
  change(state);
  return state;
}

}  // namespace

class CubeTextTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void movesAreRead_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("printed");
    QTest::newRow("plain") << "R U R' U'"
                           << "R U R' U'";
    QTest::newRow("half") << "F2"
                          << "F2";
    QTest::newRow("half, marked backwards") << "F2'"
                                            << "F2";
    QTest::newRow("without spaces") << "RU'R2D"
                                    << "R U' R2 D";
    QTest::newRow("lines and tabs") << " L\n\tB'  D2 \n"
                                    << "L B' D2";
    QTest::newRow("typographic primes") << QString::fromUtf8("R’ U′") << "R' U'";
    QTest::newRow("other primes") << QString::fromUtf8("R´ U‘ F` Dʼ L2´") << "R' U' F' D' L2";
    QTest::newRow("none") << ""
                          << "";
  }
  void movesAreRead() {
    QFETCH(QString, text);
    QFETCH(QString, printed);
    QCOMPARE(QString::fromStdString(cube::printMoves(cube::parseMoves(text.toStdString()))), printed);
  }

  void everyTurnHasItsName() {
    const std::vector<std::string> names{"U", "U'", "U2", "F", "F'", "F2", "R", "R'", "R2",
                                         "B", "B'", "B2", "L", "L'", "L2", "D", "D'", "D2"};
    for (int turn = 0; turn < cube::kTurns; ++turn) {
      QCOMPARE(cube::turnName(turn), names[static_cast<std::size_t>(turn)]);
      QCOMPARE(cube::parseMoves(cube::turnName(turn)), std::vector<int>{turn});
    }
  }

  void stickersAreRead_data() {
    QTest::addColumn<QString>("text");
    const QString letters = lettersOf(cube::parseState("R U R' U'"));
    QTest::newRow("letters") << letters;
    QTest::newRow("digits") << "004001001115110111220322022322333333344444444552555555";
    QString rows;
    for (int i = 0; i < 54; i += 3) rows += letters.mid(i, 3) + (i % 9 == 6 ? "\n" : " ");
    QTest::newRow("in rows") << rows;
    QTest::newRow("digits apart")
        << "0 0 4 0 0 1 0 0 1 1 1 5 1 1 0 1 1 1 2 2 0 3 2 2 0 2 2 3 2 2 3 3 3 3 3 3 3 4 4 4 4 4 "
           "4 4 4 5 5 2 5 5 5 5 5 5";
    QTest::newRow("turns") << "R U R' U'";
    QTest::newRow("turns with accents") << QString::fromUtf8("R U R´ U´");
    QTest::newRow("turns without spaces") << "RUUUUURRRUUU";
  }
  void stickersAreRead() {
    QFETCH(QString, text);
    QVERIFY(cube::parseState(text.toStdString()) == cube::parseState("R U R' U'"));
  }

  void stepsAreKept() {
    State state = cube::parseState("R U @7");
    QCOMPARE(state.steps, 7);
    QVERIFY(cube::parseState(cube::printState(state)) == state);
    QVERIFY(cube::printState(state).ends_with(" @7"));
    state.steps = 0;
    QCOMPARE(cube::printState(state).size(), std::size_t{54});
    QCOMPARE(cube::printState(cube::solvedState()), kSolvedLetters);
  }

  void badTextIsRefused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("named");
    QTest::newRow("unknown face") << "R U X"
                                  << "'X' as turn 3 at column 5";
    QTest::newRow("slice") << "R M2 U"
                           << "'M2' as turn 2 at column 3";
    QTest::newRow("lower case") << "R u"
                                << "'u' as turn 2 at column 3";
    QTest::newRow("three") << "R U3"
                           << "'U3' as turn 2 at column 3";
    QTest::newRow("two primes") << "U R''"
                                << "'R''' as turn 2 at column 3";
    QTest::newRow("amount in front") << "R U 2F"
                                     << "'2F' as turn 3 at column 5";
    QTest::newRow("amount alone") << "R U 5"
                                  << "'5' as turn 3 at column 5";
    QTest::newRow("comma") << "R,U"
                           << "'R,U' as turn 1 at column 1";
    QTest::newRow("lower case in front") << "bRU"
                                         << "'bRU' as turn 1 at column 1";
    QTest::newRow("lower case within") << "R URfB"
                                       << "'URfB' as turn 4 at column 5";
    QTest::newRow("slip among many turns") << "R U F D R L B U F D R L B U F D R L B U F D R L B U F D 2R LBR"
                                           << "'2R' as turn 29 at column 57";
    QTest::newRow("letter behind a turn") << "R UX'"
                                          << "as turn 3 at column 4";
    QTest::newRow("nothing") << "  "
                             << "nothing";
    QTest::newRow("53 stickers") << QString::fromStdString(kSolvedLetters.substr(1)) << "53 stickers";
    QTest::newRow("55 stickers") << QString::fromStdString(kSolvedLetters + "D") << "55 stickers";
    QTest::newRow("bad sticker") << QString::fromStdString("UUX" + kSolvedLetters.substr(3))
                                 << "'X' as sticker 3 at column 3";
    QTest::newRow("not a Latin letter") << QString::fromUtf8("R’ Ü U")
                                        << QString::fromUtf8("'Ü' as turn 2 at column 4");
    QTest::newRow("strange sticker") << QString::fromUtf8("UUÜ") + QString::fromStdString(kSolvedLetters.substr(3))
                                     << QString::fromUtf8("'Ü' as sticker 3 at column 3");
    QTest::newRow("digit too large") << "006" + QString(51, '0') << "'6' as sticker 3 at column 3";
    QTest::newRow("half the stickers") << QString::fromStdString(kSolvedLetters.substr(0, 27)) << "27 stickers";
    QTest::newRow("steps are no number") << "R @x"
                                         << "'@x' at column 3";
    QTest::newRow("steps are negative") << "R @-1"
                                        << "'@-1'";
    QTest::newRow("steps are missing") << "R @"
                                       << "'@'";
  }
  void badTextIsRefused() {
    QFETCH(QString, text);
    QFETCH(QString, named);
    const std::string message = test::usageErrorOf([&] { cube::parseState(text.toStdString()); });
    QVERIFY2(test::contains(message, named.toStdString()), message.c_str());
  }

  void stepsBeyondTheLimitAreRefused() {
    const auto env = makeRubiksCube({});
    State state;
    const auto bytes = std::as_writable_bytes(std::span(&state, 1));
    env->parse("R @20", bytes);
    QCOMPARE(state.steps, 20);
    QVERIFY(test::contains(test::usageErrorOf([&] { env->parse("R @21", bytes); }), "env.step_limit"));
  }

  void impossibleCubesAreRefused_data() {
    QTest::addColumn<QString>("stickers");
    QTest::addColumn<QString>("reason");
    QTest::newRow("count") << lettersOf(changed([](State& s) { s.stickers[0] = s.stickers[0] == 1 ? 2 : 1; }))
                           << "where there must be 9";
    QTest::newRow("centres") << lettersOf(changed([](State& s) { std::swap(s.stickers[4], s.stickers[13]); }))
                             << "the centres FURBLD";
    QTest::newRow("another face order") << "UUUUUUUUURRRRRRRRRFFFFFFFFFDDDDDDDDDLLLLLLLLLBBBBBBBBB"
                                        << "faces in another order";
    QTest::newRow("corner twist") << lettersOf(changed([](State& s) { twist(s, cube::kCorners[3], 1); }))
                                  << "corner twist";
    QTest::newRow("corner twist back") << lettersOf(changed([](State& s) { twist(s, cube::kCorners[0], 2); }))
                                       << "corner twist";
    QTest::newRow("edge flip") << lettersOf(changed([](State& s) { twist(s, cube::kEdges[5], 1); })) << "edge flip";
    QTest::newRow("corner parity") << lettersOf(changed([](State& s) {
      swapPieces(s, cube::kCorners[1], cube::kCorners[6]);
    })) << "parity";
    QTest::newRow("edge parity") << lettersOf(changed([](State& s) {
      swapPieces(s, cube::kEdges[0], cube::kEdges[11]);
    })) << "parity";
    QTest::newRow("mirrored corner") << lettersOf(changed([](State& s) {
      std::swap(s.stickers[cube::kCorners[2][1]], s.stickers[cube::kCorners[2][2]]);
    })) << "no such piece";
    // The Up sticker of edge UF and the Down sticker of edge DB have changed places: two edges show D and F.
    State mixed = cube::solvedState();
    std::swap(mixed.stickers[7], mixed.stickers[52]);
    QTest::newRow("exchanged stickers") << lettersOf(mixed) << "twice";
  }
  void impossibleCubesAreRefused() {
    QFETCH(QString, stickers);
    QFETCH(QString, reason);
    const std::string message = test::usageErrorOf([&] { cube::parseState(stickers.toStdString()); });
    QVERIFY2(test::contains(message, reason.toStdString()), message.c_str());
  }

  void twoWrongsMakeALegalCube() {
    const auto both = changed([](State& s) {
      twist(s, cube::kCorners[3], 1);
      twist(s, cube::kCorners[5], 2);
      twist(s, cube::kEdges[0], 1);
      twist(s, cube::kEdges[7], 1);
      swapPieces(s, cube::kCorners[0], cube::kCorners[1]);
      swapPieces(s, cube::kEdges[1], cube::kEdges[2]);
    });
    QCOMPARE(cube::whyIllegal(both), std::string());
  }
};

QTEST_APPLESS_MAIN(CubeTextTest)
#include "cube_text_test.moc"
