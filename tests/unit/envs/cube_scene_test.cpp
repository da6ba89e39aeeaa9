#include <algorithm>
#include <cmath>

#include <QTest>

#include "envs/rubiks_cube/hidden_faces.h"
#include "envs/rubiks_cube/rubiks_cube.h"

using namespace spolab;
using cube::State;

namespace {

float distance(const Vec3& a, const Vec3& b) { return std::hypot(a.x - b.x, a.y - b.y, a.z - b.z); }

bool hasBox(const Scene& scene, const RoundedBox& wanted) {
  return std::any_of(scene.boxes.begin(), scene.boxes.end(), [&](const RoundedBox& box) {
    return box.look.role == wanted.look.role && distance(box.pose.position, wanted.pose.position) < 1e-4f;
  });
}

/// The sticker boxes follow the 27 cubies in the order of the sticker numbers.
const RoundedBox& stickerBox(const Scene& scene, std::size_t i) { return scene.boxes.at(27 + i); }

/// Height of the lowest point of a box, sharp corners counted: half extents projected on z by the rotation's last row.
float lowestPoint(const RoundedBox& box) {
  const Quat& q = box.pose.rotation;
  const float x = 2 * (q.x * q.z - q.w * q.y), y = 2 * (q.y * q.z + q.w * q.x), z = 1 - 2 * (q.x * q.x + q.y * q.y);
  const Vec3& h = box.halfExtents;
  return box.pose.position.z - std::abs(x) * h.x - std::abs(y) * h.y - std::abs(z) * h.z;
}

}  // namespace

class CubeSceneTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void showsEveryPiece() {
    Scene scene;
    cube::drawCube(cube::parseState("R U R' U'"), -1, 0.0f, scene);
    QCOMPARE(scene.boxes.size(), std::size_t{27 + 54});
    for (std::size_t face = 0; face < 6; ++face) {
      const auto role = static_cast<ColourRole>(static_cast<std::size_t>(ColourRole::kFaceUp) + face);
      QCOMPARE(std::count_if(scene.boxes.begin(), scene.boxes.end(),
                             [&](const RoundedBox& b) { return b.look.role == role; }),
               9);
    }
  }

  void facesPointWhereTheFrameSays() {
    Scene scene;
    cube::drawCube(cube::solvedState(), -1, 0.0f, scene);
    const Vec3 centre = scene.boxes.at(13).pose.position;
    const auto offset = [&](std::size_t i) {
      const Vec3 p = stickerBox(scene, i).pose.position;
      return Vec3{p.x - centre.x, p.y - centre.y, p.z - centre.z};
    };
    QVERIFY(offset(4).z > 1.4f);    // Up
    QVERIFY(offset(13).y < -1.4f);  // Front
    QVERIFY(offset(22).x > 1.4f);   // Right
    QVERIFY(offset(31).y > 1.4f);   // Back
    QVERIFY(offset(40).x < -1.4f);  // Left
    QVERIFY(offset(49).z < -1.4f);  // Down
  }

  void aFinishedTurnLooksLikeTheNextState_data() {
    QTest::addColumn<int>("turn");
    for (int turn = 0; turn < cube::kTurns; ++turn) QTest::newRow(cube::turnName(turn).c_str()) << turn;
  }
  void aFinishedTurnLooksLikeTheNextState() {
    QFETCH(int, turn);
    const State state = cube::parseState("R U2 F' L D B");
    Scene finished, next;
    cube::drawCube(state, turn, 1.0f, finished);
    cube::drawCube(cube::turned(state, turn), -1, 0.0f, next);
    QCOMPARE(finished.boxes.size(), next.boxes.size());
    for (const RoundedBox& box : next.boxes) QVERIFY(hasBox(finished, box));
    cube::drawCube(state, turn, 0.0f, finished);
    cube::drawCube(state, -1, 0.0f, next);
    for (const RoundedBox& box : next.boxes) QVERIFY(hasBox(finished, box));
  }

  void turnsGoTheRightWay() {
    Scene scene;
    cube::drawCube(cube::solvedState(), 0, 0.5f, scene);  // U, seen from above: Front's top row moves to the left
    const Vec3 clockwise = stickerBox(scene, 10).pose.position;
    QVERIFY(clockwise.x < -0.9f && clockwise.y < -0.9f);
    cube::drawCube(cube::solvedState(), 1, 0.5f, scene);
    const Vec3 anticlockwise = stickerBox(scene, 10).pose.position;
    QVERIFY(anticlockwise.x > 0.9f && anticlockwise.y < -0.9f);
  }

  void nothingDipsIntoTheGround() {
    const State state = cube::solvedState();
    Scene scene;
    for (int turn = 0; turn < cube::kTurns; ++turn)
      for (const float fraction : {0.0f, 0.3f, 0.5f, 0.8f}) {
        cube::drawCube(state, turn, fraction, scene);
        for (const RoundedBox& box : scene.boxes) QVERIFY(lowestPoint(box) > scene.groundHeight);
      }
  }

  void facesThatLookAwayAreHinted() {
    Scene scene;
    cube::drawCube(cube::solvedState(), -1, 0.0f, scene);
    const Vec3 centre = scene.boxes.at(13).pose.position;
    // From the front, the right and above: Back, Left and Down are hidden.
    cube::addHiddenFaces({centre.x + 6, centre.y - 6, centre.z + 6}, scene);
    QCOMPARE(scene.boxes.size(), std::size_t{27 + 54 + 27});
    for (std::size_t i = 81; i < scene.boxes.size(); ++i) {
      const RoundedBox& hint = scene.boxes[i];
      QVERIFY(hint.look.alpha < 1.0f);
      const Vec3& p = hint.pose.position;
      switch (hint.look.role) {
        case ColourRole::kFaceBack:
          QVERIFY(p.y > centre.y + 2.0f);
          break;
        case ColourRole::kFaceLeft:
          QVERIFY(p.x < centre.x - 2.0f);
          break;
        case ColourRole::kFaceDown:
          QVERIFY(p.z < centre.z - 2.0f && lowestPoint(hint) > 0.0f);
          break;
        default:
          QFAIL("a face in sight is hinted");
      }
    }
  }

  void aTurningLayerTakesItsHintsAlong() {
    // U at its end looks like the cube after it, hints included.
    const Vec3 eye{6, -6, 8};
    Scene turning, after;
    cube::drawCube(cube::parseState("R"), 0, 1.0f, turning);
    cube::drawCube(cube::parseState("R U"), -1, 0.0f, after);
    cube::addHiddenFaces(eye, turning);
    cube::addHiddenFaces(eye, after);
    QCOMPARE(turning.boxes.size(), after.boxes.size());
    for (std::size_t i = 81; i < turning.boxes.size(); ++i) QVERIFY(hasBox(after, turning.boxes[i]));
  }
};

QTEST_APPLESS_MAIN(CubeSceneTest)
#include "cube_scene_test.moc"
