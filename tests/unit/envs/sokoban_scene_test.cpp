#include <algorithm>
#include <cmath>

#include <QTest>

#include "envs/sokoban/sokoban.h"

using namespace spolab;
using namespace spolab::sokoban;

namespace {

struct Room {
  std::unique_ptr<Env> env;
  std::vector<std::byte> state;
  Scene scene;

  Room(std::int64_t size, const std::string& text) {
    SokobanSettings settings;
    settings.size = size;
    settings.boxes = 1;
    env = makeSokoban(settings);
    state.resize(env->spec().stateBytes);
    env->parse(text, state);
  }
  const Scene& draw(std::int32_t action = -1, float fraction = 0.0f) {
    env->draw(state, ActionView(reinterpret_cast<const std::byte*>(&action), action < 0 ? 0 : sizeof action), fraction,
              scene);
    return scene;
  }
  void step(std::int32_t action) { env->step(state, std::as_bytes(std::span(&action, 1))); }
};

std::ptrdiff_t count(const Scene& scene, ColourRole role) {
  return std::count_if(scene.boxes.begin(), scene.boxes.end(),
                       [&](const RoundedBox& b) { return b.look.role == role; });
}

const RoundedBox& firstOf(const Scene& scene, ColourRole role) {
  return *std::find_if(scene.boxes.begin(), scene.boxes.end(),
                       [&](const RoundedBox& b) { return b.look.role == role; });
}

bool samePlace(const Vec3& a, const Vec3& b) { return std::hypot(a.x - b.x, a.y - b.y, a.z - b.z) < 1e-4f; }

}  // namespace

class SokobanSceneTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void showsTheRoomAndNothingOutside() {
    Room room(10,
              "##########|##########|##     ###|## @$. ###|##   * ###|##########|##########|##########|##########|"
              "##########");
    const Scene& scene = room.draw();
    QCOMPARE(count(scene, ColourRole::kGround), 15);
    QCOMPARE(count(scene, ColourRole::kWall), 2 * 7 + 2 * 3);  // one ring, corners counted
    QCOMPARE(count(scene, ColourRole::kTarget), 2);
    QCOMPARE(count(scene, ColourRole::kBox), 1);
    QCOMPARE(count(scene, ColourRole::kBoxOnTarget), 1);
    QVERIFY(firstOf(scene, ColourRole::kBoxOnTarget).look.emphasis > 0.4f);  // it glows
    QCOMPARE(firstOf(scene, ColourRole::kBox).look.emphasis, 0.0f);
    QCOMPARE(scene.capsules.size(), std::size_t{1});
    QVERIFY(scene.labels.empty());
  }

  void wallsShutInAreShown() {
    Room room(7, "#######|#     #|# ### #|# ### #|# ###$#|#  @ .#|#######");
    QCOMPARE(count(room.draw(), ColourRole::kWall), 24 + 9);
  }

  void rowZeroIsFarAndColumnZeroLeft() {
    Room room(5, "#####|#@  #|#   #|# $.#|#####");
    Vec3 player;
    QVERIFY(room.env->place(room.state, player));
    QVERIFY(player.x < -1.0f && player.y > 1.0f && player.z > 0.0f);
    const Vec3 box = firstOf(room.draw(), ColourRole::kBox).pose.position;
    QVERIFY(std::abs(box.x) < 1e-4f && box.y < -1.0f);
  }

  void aFinishedMoveLooksLikeTheNextState_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("action");
    QTest::newRow("walk") << "#####|#@$.#|#   #|#   #|#####" << 2;
    QTest::newRow("push onto the target") << "#####|#@$.#|#   #|#   #|#####" << 1;
    QTest::newRow("push off a target") << "#####|#@* #|# $.#|#   #|#####" << 1;
    QTest::newRow("wall") << "#####|#@$.#|#   #|#   #|#####" << 0;
    QTest::newRow("blocked box") << "#####|# @$#|# . #|#   #|#####" << 1;
  }
  void aFinishedMoveLooksLikeTheNextState() {
    QFETCH(QString, text);
    QFETCH(int, action);
    Room room(5, text.toStdString());
    const Scene rest = room.draw();
    const Scene begun = room.draw(action, 0.0f);
    const Scene finished = room.draw(action, 1.0f);
    room.step(action);
    const Scene next = room.draw();
    const auto same = [](const Scene& a, const Scene& b) {
      if (a.boxes.size() != b.boxes.size()) return false;
      for (const RoundedBox& wanted : a.boxes)
        if (std::none_of(b.boxes.begin(), b.boxes.end(), [&](const RoundedBox& box) {
              return box.look.role == wanted.look.role && samePlace(box.pose.position, wanted.pose.position) &&
                     std::abs(box.look.emphasis - wanted.look.emphasis) < 1e-4f;
            }))
          return false;
      return samePlace(a.capsules.at(0).a, b.capsules.at(0).a) &&
             samePlace(a.spheres.at(0).centre, b.spheres.at(0).centre);
    };
    QVERIFY(same(rest, begun));
    QVERIFY(same(finished, next));
  }

  void boxAndPlayerMoveTogether() {
    Room room(5, "#####|#@$.#|#   #|#   #|#####");
    const Scene rest = room.draw(), half = room.draw(1, 0.4f);
    const float pushed =
        firstOf(half, ColourRole::kBox).pose.position.x - firstOf(rest, ColourRole::kBox).pose.position.x;
    const float walked = half.capsules.at(0).a.x - rest.capsules.at(0).a.x;
    QVERIFY(pushed > 0.1f);
    QVERIFY(std::abs(pushed - walked) < 1e-4f);
  }

  void blockedItLeansAndTheBoxStays() {
    Room room(5, "#####|# @$#|# . #|#   #|#####");
    const Scene rest = room.draw(), half = room.draw(1, 0.5f);
    QVERIFY(half.capsules.at(0).a.x > rest.capsules.at(0).a.x);
    QVERIFY(samePlace(firstOf(half, ColourRole::kBox).pose.position, firstOf(rest, ColourRole::kBox).pose.position));
  }

  void theActorIsWhatMoves() {
    Room room(6, "######|#@$. #|# *  #|#    #|#    #|######");
    Scene ghosts;
    room.env->drawActor(room.state, ghosts);
    QCOMPARE(ghosts.boxes.size(), std::size_t{2});
    QCOMPARE(count(ghosts, ColourRole::kWall) + count(ghosts, ColourRole::kGround), 0);
    QCOMPARE(ghosts.capsules.size(), std::size_t{1});
    const Scene& scene = room.draw();
    QVERIFY(samePlace(ghosts.capsules.at(0).a, scene.capsules.at(0).a));
  }

  void everyBoardIsAsWide() {
    for (const int size : {5, 20}) {
      Room room(size, "#####|#@$.#|#   #|#   #|#####");
      const Scene& scene = room.draw();
      const float cell = 2.0f * firstOf(scene, ColourRole::kWall).halfExtents.x * static_cast<float>(size);
      QVERIFY(cell > 7.0f && cell < 9.0f);
    }
  }
};

QTEST_APPLESS_MAIN(SokobanSceneTest)
#include "sokoban_scene_test.moc"
