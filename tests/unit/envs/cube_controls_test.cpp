#include <QTest>

#include "envs/rubiks_cube/controls.h"
#include "envs/rubiks_cube/geometry.h"
#include "envs/rubiks_cube/held_layer.h"
#include "envs/rubiks_cube/scramble.h"

using namespace spolab;
using cube::Cell;
using cube::State;

namespace {

// Quarters per metre of drag are 2/(1.3 π): 2.04 metres make one.
constexpr float kQuarter = 2.042f;

Vec3 place(Cell normal, Cell column, Cell row, float x, float y, float height) {
  const auto sum = [&](int n, int c, int r) {
    return height * static_cast<float>(n) + x * static_cast<float>(c) + y * static_cast<float>(r);
  };
  const Vec3 centre = cube::cubeCentre();
  return {centre.x + sum(normal.x, column.x, row.x), centre.y + sum(normal.y, column.y, row.y),
          centre.z + sum(normal.z, column.z, row.z)};
}

/// A pointer over one face: x to the right and y down, in metres from its middle, for someone who looks at it.
PointerRay rayOn(int face, float x, float y) {
  const cube::FaceFrame& frame = cube::kFaceFrames[static_cast<std::size_t>(face)];
  const Cell n = frame.normal;
  return {place(n, frame.column, frame.row, x, y, 8.0f),
          {static_cast<float>(-n.x), static_cast<float>(-n.y), static_cast<float>(-n.z)}};
}

std::unique_ptr<Gesture> gripOn(int face, float x, float y, const State& state = cube::solvedState()) {
  return cube::controls().grip(std::as_bytes(std::span(&state, 1)), rayOn(face, x, y));
}

/// What a drag from (x, y) by (dx, dy) quarters does, "" for nothing.
std::string dragged(int face, float x, float y, float dx, float dy) {
  const auto gesture = gripOn(face, x, y);
  if (!gesture) return "missed";
  for (const float share : {0.1f, 0.4f, 0.8f, 1.0f})
    gesture->move(rayOn(face, x + share * dx * kQuarter, y + share * dy * kQuarter));
  const auto actions = gesture->actions();
  return actions.empty() ? "" : cube::turnName(actions.front());
}

}  // namespace

class CubeControlsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyTurnHasItsKey() {
    const auto keys = cube::controls().keys();
    QCOMPARE(keys.size(), std::size_t{18});
    for (const KeyBinding& binding : keys) {
      std::string name(1, static_cast<char>(binding.key));
      if (binding.shift) name += '\'';
      if (binding.alt) name += '2';
      QCOMPARE(cube::turnName(binding.action), name);
      QVERIFY(!binding.help.empty());
    }
    QCOMPARE(keys[7].help, std::string("turn the right face anticlockwise"));
  }

  // Known from the faces' neighbours, looking straight at the face with sticker 0 at the top left: R, clockwise, lifts
  // the right column of Front, which goes over Up to Back; U takes the top row of Front to Left, that of Right to
  // Front; F takes the bottom row of Up to Right, and so on round the cube.
  void rimStickersMoveTheirLayer_data() {
    QTest::addColumn<int>("face");
    QTest::addColumn<QString>("topRowRight");
    QTest::addColumn<QString>("bottomRowRight");
    QTest::addColumn<QString>("leftColumnUp");
    QTest::addColumn<QString>("rightColumnUp");
    QTest::newRow("Up") << 0 << "B'"
                        << "F"
                        << "L'"
                        << "R";
    QTest::newRow("Front") << 1 << "U'"
                           << "D"
                           << "L'"
                           << "R";
    QTest::newRow("Right") << 2 << "U'"
                           << "D"
                           << "F'"
                           << "B";
    QTest::newRow("Back") << 3 << "U'"
                          << "D"
                          << "R'"
                          << "L";
    QTest::newRow("Left") << 4 << "U'"
                          << "D"
                          << "B'"
                          << "F";
    QTest::newRow("Down") << 5 << "F'"
                          << "B"
                          << "L'"
                          << "R";
  }
  void rimStickersMoveTheirLayer() {
    QFETCH(int, face);
    QFETCH(QString, topRowRight);
    QFETCH(QString, bottomRowRight);
    QFETCH(QString, leftColumnUp);
    QFETCH(QString, rightColumnUp);
    for (const float along : {-1.0f, 0.0f, 1.0f}) {
      QCOMPARE(dragged(face, along, -1, 1, 0.2f), topRowRight.toStdString());
      QCOMPARE(dragged(face, along, 1, 1, -0.2f), bottomRowRight.toStdString());
      QCOMPARE(dragged(face, -1, along, 0.2f, -1), leftColumnUp.toStdString());
      QCOMPARE(dragged(face, 1, along, -0.2f, -1), rightColumnUp.toStdString());
    }
  }

  void theStickerGoesWhereItIsDragged() {
    // The same by the rules themselves: after the turn, the place to the right of where the drag began shows it.
    for (int face = 0; face < cube::kFaces; ++face)
      for (const float row : {-1.0f, 1.0f}) {
        State state = cube::solvedState();
        const auto gesture = gripOn(face, 0, row, state);
        gesture->move(rayOn(face, kQuarter, row));
        QCOMPARE(gesture->actions().size(), std::size_t{1});
        const State after = cube::turned(state, gesture->actions().front());
        const int column = row < 0 ? 0 : 2;  // sticker number of the row's left end
        const Cell right = cube::kFaceFrames[static_cast<std::size_t>(face)].column;
        const auto there = static_cast<std::size_t>(face * 9 + 3 * column);
        // What was on this face is now on the one its columns count up to.
        for (int other = 0; other < cube::kFaces; ++other)
          if (cube::kFaceFrames[static_cast<std::size_t>(other)].normal == right) {
            int seen = 0;
            for (int i = 0; i < 9; ++i) seen += after.stickers[static_cast<std::size_t>(9 * other + i)] == face;
            QCOMPARE(seen, 3);
          }
        QVERIFY(after.stickers[there] != face);
      }
  }

  void theOtherWayIsTheInverse() {
    QCOMPARE(dragged(cube::kFront, 1, 1, 0, 1), std::string("R'"));
    QCOMPARE(dragged(cube::kFront, 0, -1, -1, 0), std::string("U"));
  }

  void draggingOnMakesAHalfTurn() {
    QCOMPARE(dragged(cube::kFront, 1, 1, 0, -1.3f), std::string("R"));
    QCOMPARE(dragged(cube::kFront, 1, 1, 0, -1.5f), std::string("R2"));
    QCOMPARE(dragged(cube::kFront, 1, 1, 0, 1.9f), std::string("R2"));
    QCOMPARE(dragged(cube::kFront, 1, 1, 0, 9.0f), std::string("R2"));
  }

  void aSmallOrTakenBackDragDoesNothing() {
    QCOMPARE(dragged(cube::kFront, 1, 1, 0, 0), std::string());
    QCOMPARE(dragged(cube::kFront, 1, 1, 0, -0.38f), std::string());
    QCOMPARE(dragged(cube::kFront, 1, 1, 0, -0.42f), std::string("R"));
    const auto gesture = gripOn(cube::kFront, 1, 1);
    gesture->move(rayOn(cube::kFront, 1, 1 - kQuarter));
    QCOMPARE(gesture->actions().size(), std::size_t{1});
    gesture->move(rayOn(cube::kFront, 1, 1));
    QVERIFY(gesture->actions().empty());
    QCOMPARE(gesture->progress(), 0.0f);
  }

  void theGripSticks() {
    const auto gesture = gripOn(cube::kFront, 1, 1);
    gesture->move(rayOn(cube::kFront, 1, 0.7f));  // up: the right layer
    gesture->move(rayOn(cube::kFront, 1 + 2 * kQuarter, 1 - kQuarter));
    QCOMPARE(gesture->actions(), std::vector<std::int32_t>{3 * cube::kRight});
  }

  void middleSlicesDoNotTurn() {
    for (int face = 0; face < cube::kFaces; ++face) {
      QCOMPARE(dragged(face, 0, 0, 1, 0), std::string());
      QCOMPARE(dragged(face, 0, 0, 0, 1), std::string());
      QCOMPARE(dragged(face, 0, 1, 0, 1), std::string());
      QCOMPARE(dragged(face, 1, 0, 1, 0), std::string());
    }
  }

  void aPressBesideTheCubeIsTheCameras() {
    QVERIFY(!gripOn(cube::kFront, 1.6f, 0));
    QVERIFY(!gripOn(cube::kUp, 0, -1.6f));
    QVERIFY(gripOn(cube::kFront, 1.45f, -1.45f));
    PointerRay away = rayOn(cube::kFront, 0, 0);
    away.direction.y = -away.direction.y;
    const State state = cube::solvedState();
    QVERIFY(!cube::controls().canGrip(std::as_bytes(std::span(&state, 1)), away));
  }

  void aSlantedPointerTakesTheFaceItSees() {
    // From the front, right and above: through the middle of the Up face it must not take what lies behind.
    const Vec3 c = cube::cubeCentre();
    const float k = 1.0f / std::sqrt(3.0f);
    const PointerRay ray{{c.x + 5 + 1, c.y - 5 + 1, c.z + 5 + 1.5f}, {-k, k, -k}};
    const State state = cube::solvedState();
    const auto gesture = cube::controls().grip(std::as_bytes(std::span(&state, 1)), ray);
    QVERIFY(gesture);
    PointerRay moved = ray;
    moved.origin.y += kQuarter;  // away from the viewer: up on the Up face, right column
    gesture->move(moved);
    QCOMPARE(gesture->actions(), std::vector<std::int32_t>{3 * cube::kRight});
  }

  void theMotionGoesOnWhereTheHandLetGo() {
    // Wherever it is let go, Env::draw shows the layer at the very same angle.
    const State state = cube::parseState("R U F2");
    for (const float quarters : {0.5f, 1.0f, 1.3f, 1.5f, 1.9f, -0.5f, -1.3f, -1.6f, -2.0f}) {
      const auto gesture = gripOn(cube::kFront, 1, 1, state);
      gesture->move(rayOn(cube::kFront, 1, 1 + quarters * kQuarter));
      QCOMPARE(gesture->actions().size(), std::size_t{1});
      Scene held, going;
      gesture->draw(held);
      cube::drawCube(state, gesture->actions().front(), gesture->progress(), going);
      for (std::size_t i = 0; i < held.boxes.size(); ++i) {
        const Vec3 a = held.boxes[i].pose.position, b = going.boxes[i].pose.position;
        QVERIFY2(std::hypot(a.x - b.x, a.y - b.y, a.z - b.z) < 2e-3f, qPrintable(QString::number(quarters)));
      }
    }
  }

  void scramblesWasteNothing() {
    const std::vector<int> turns = cube::scrambleOf(100, 7);
    QCOMPARE(turns.size(), std::size_t{100});
    for (std::size_t i = 1; i < turns.size(); ++i) QVERIFY(turns[i] / 3 != turns[i - 1] / 3);
    const std::vector<int> fewer = cube::scrambleOf(20, 7);
    QVERIFY(std::equal(fewer.begin(), fewer.end(), turns.begin()));
    QVERIFY(cube::scrambleOf(20, 8) != fewer);
    QVERIFY(cube::scrambleOf(0, 1).empty());
  }
};

QTEST_APPLESS_MAIN(CubeControlsTest)
#include "cube_controls_test.moc"
