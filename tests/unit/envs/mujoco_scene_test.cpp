#include <algorithm>
#include <cmath>

#include <QTest>

#include "tests/support/near.h"
#include "tests/unit/envs/mujoco_test.h"

using namespace spolab;
using namespace spolab::test;

class MujocoSceneTest : public QObject {
  Q_OBJECT

  static float distance(const Vec3& a, const Vec3& b) {
    return std::hypot(std::hypot(a.x - b.x, a.y - b.y), a.z - b.z);
  }
  /// The largest way that any part has moved between two pictures of one body.
  static float furthest(const Scene& a, const Scene& b) {
    float most = 0.0f;
    for (std::size_t i = 0; i < a.spheres.size(); ++i)
      most = std::max(most, distance(a.spheres[i].centre, b.spheres[i].centre));
    for (std::size_t i = 0; i < a.capsules.size(); ++i)
      most = std::max({most, distance(a.capsules[i].a, b.capsules[i].a), distance(a.capsules[i].b, b.capsules[i].b)});
    return most;
  }
  static Scene drawn(const Player& player, const State& state, const Action& action, float fraction) {
    Scene scene;
    player.env->draw(bytes(state), action.empty() ? ActionView{} : bytes(action), fraction, scene);
    return scene;
  }

 private Q_SLOTS:
  void partsAreTheModels() {
    const Player ant("ant"), humanoid("humanoid");
    const Scene a = drawn(ant, ant.reset(0), {}, 0), h = drawn(humanoid, humanoid.reset(0), {}, 0);
    QCOMPARE(a.capsules.size(), 12u);
    QCOMPARE(a.spheres.size(), 1u + 8u);
    QCOMPARE(h.capsules.size(), 15u);     // twelve parts with mass, three of the spine
    QCOMPARE(h.spheres.size(), 5u + 8u);  // head, hands, feet; joints
  }

  void endsAreThoseOfTheStep_data() { rows(); }
  void endsAreThoseOfTheStep() {
    const Player player(id());
    State state = player.reset(1);
    for (std::uint32_t t = 0; t < 6; ++t) {
      const Action action = player.random(t);
      const State before = state;
      player.step(state, action);
      QCOMPARE(furthest(drawn(player, before, action, 0.0f), drawn(player, before, {}, 0.0f)), 0.0f);
      QCOMPARE(furthest(drawn(player, before, action, 1.0f), drawn(player, state, {}, 0.0f)), 0.0f);
    }
  }

  /// No jumps: over a step cut into 64 no part moves more than a small multiple of its share.
  void motionIsSmooth_data() { rows(); }
  void motionIsSmooth() {
    const Player player(id());
    State state = player.reset(2);
    for (std::uint32_t t = 0; t < 4; ++t) {
      const Action action = player.random(t);
      Scene last = drawn(player, state, action, 0.0f);
      float sum = 0.0f, most = 0.0f;
      for (int k = 1; k <= 64; ++k) {
        Scene next = drawn(player, state, action, static_cast<float>(k) / 64.0f);
        sum += furthest(last, next);
        most = std::max(most, furthest(last, next));
        last = std::move(next);
      }
      QVERIFY(sum > 0.001f);
      QVERIFY2(most < 4.0f * sum / 64.0f, qPrintable(QString("%1 of %2").arg(most).arg(sum)));
      player.step(state, action);
    }
  }

  void feetMeetTheFloor_data() { rows(); }
  void feetMeetTheFloor() {
    const Player player(id());
    State state = player.reset(0);
    for (int t = 0; t < 20; ++t) player.step(state, player.still());
    const Scene scene = drawn(player, state, {}, 0.0f);
    float lowest = 1.0f;
    for (const Sphere& s : scene.spheres) lowest = std::min(lowest, s.centre.z - s.radius);
    for (const Capsule& c : scene.capsules) lowest = std::min(lowest, std::min(c.a.z, c.b.z) - c.radius);
    QNEAR(lowest, 0.0f, 0.03);
  }

  void cameraFollows() {
    const Player player("ant");
    State state = player.reset(0);
    const Scene here = drawn(player, state, {}, 0.0f);
    player.positions(state)[0] += 100.0;
    player.positions(state)[1] -= 10.0;
    const Scene there = drawn(player, state, {}, 0.0f);
    QNEAR(there.camera.target.x - here.camera.target.x, 100.0, 1e-3);
    QNEAR(there.camera.target.y - here.camera.target.y, -10.0, 1e-3);
    QCOMPARE(there.camera.target.z, here.camera.target.z);
    const auto has = [](const Scene& scene, const char* text) {
      return std::any_of(scene.labels.begin(), scene.labels.end(), [text](const Label& l) { return l.text == text; });
    };
    QVERIFY(has(here, "0 m") && has(here, "5 m") && has(here, "-5 m") && !has(here, "100 m"));
    QVERIFY(has(there, "95 m") && has(there, "100 m") && has(there, "105 m") && !has(there, "0 m"));
    Vec3 place;
    QVERIFY(player.env->place(bytes(state), place));
    QCOMPARE(place.x, there.camera.target.x);
  }

  void actorIsTheBodyAlone_data() { rows(); }
  void actorIsTheBodyAlone() {
    const Player player(id());
    const State state = player.reset(3);
    const Scene whole = drawn(player, state, {}, 0.0f);
    Scene actor;
    player.env->drawActor(bytes(state), actor);
    QCOMPARE(furthest(whole, actor), 0.0f);
    QCOMPARE(actor.spheres.size(), whole.spheres.size());
    QCOMPARE(actor.capsules.size(), whole.capsules.size());
    QVERIFY(actor.boxes.empty() && actor.labels.empty() && actor.strips.empty());
  }
};

QTEST_APPLESS_MAIN(MujocoSceneTest)
#include "mujoco_scene_test.moc"
