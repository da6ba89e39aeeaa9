#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <QTest>

#include "envs/planar_bodies/state.h"
#include "envs/registry.h"
#include "tests/support/near.h"

using namespace spolab;
using planar::State;

namespace {

std::span<std::byte> bytesOf(State& state) { return std::as_writable_bytes(std::span(&state, 1)); }

/// A state some way into an episode.
State somewhere(const Env& env, std::uint32_t seed, std::vector<float>& action) {
  State state;
  Rng rng(seed, Stream::kReset);
  env.reset(bytesOf(state), rng);
  Rng choices(seed, Stream::kTest);
  action.resize(static_cast<std::size_t>(env.spec().actionDims));
  for (int t = 0; t < 6; ++t) {
    for (float& a : action) a = 2 * choices.uniform() - 1;
    env.step(bytesOf(state), std::as_bytes(std::span(action)));
  }
  return state;
}

double largestGap(const Scene& a, const Scene& b) {
  double gap = 0;
  const auto compare = [&gap](const Vec3& p, const Vec3& q) {
    gap = std::max(gap, static_cast<double>(std::hypot(p.x - q.x, p.y - q.y, p.z - q.z)));
  };
  for (std::size_t i = 0; i < a.capsules.size(); ++i) {
    compare(a.capsules[i].a, b.capsules[i].a);
    compare(a.capsules[i].b, b.capsules[i].b);
  }
  return gap;
}

}  // namespace

class PlanarSceneTest : public QObject {
  Q_OBJECT

  static void rows() {
    QTest::addColumn<QString>("id");
    for (const char* id : {"half-cheetah", "hopper", "walker2d", "parkour-walker"}) QTest::newRow(id) << QString(id);
  }

 private Q_SLOTS:
  void aFinishedStepLooksLikeTheNextState_data() { rows(); }
  void aFinishedStepLooksLikeTheNextState() {
    QFETCH(QString, id);
    const auto env = findEnv(id.toStdString()).config()->make();
    for (std::uint32_t seed = 0; seed < 10; ++seed) {
      std::vector<float> action;
      State state = somewhere(*env, seed, action), next = state;
      env->step(bytesOf(next), std::as_bytes(std::span(action)));
      Scene rest, moving, after;
      env->draw(bytesOf(state), {}, 0, rest);
      env->draw(bytesOf(state), std::as_bytes(std::span(action)), 0, moving);
      QCOMPARE(largestGap(rest, moving), 0.0);
      env->draw(bytesOf(state), std::as_bytes(std::span(action)), 1, moving);
      env->draw(bytesOf(next), {}, 0, after);
      QCOMPARE(largestGap(after, moving), 0.0);
      QCOMPARE(moving.camera.target.x, after.camera.target.x);
      // Halfway lies between, and small steps in time are small steps in space.
      const double whole = largestGap(rest, after);
      Scene previous = rest;
      for (int k = 1; k <= 10; ++k) {
        env->draw(bytesOf(state), std::as_bytes(std::span(action)), static_cast<float>(k) / 10, moving);
        QVERIFY(largestGap(previous, moving) <= 0.25 * whole + 1e-4);
        previous = moving;
      }
    }
  }

  void bodiesStandOnTheGround_data() { rows(); }
  void bodiesStandOnTheGround() {
    QFETCH(QString, id);
    const auto env = findEnv(id.toStdString()).config()->make();
    std::vector<float> action;
    State state = somewhere(*env, 3, action);
    Scene scene;
    env->draw(bytesOf(state), {}, 0, scene);
    float lowest = 1e9f;
    for (const Capsule& capsule : scene.capsules)
      lowest = std::min(lowest, std::min(capsule.a.z, capsule.b.z) - capsule.radius);
    QVERIFY(std::abs(lowest) < 0.1f);
    QNEAR(scene.camera.target.x, state.x, 1e-6);
    // Bars meet at their joints.
    QCOMPARE(scene.spheres.size(), static_cast<std::size_t>(env->spec().actionDims));
  }

  void theActorIsTheBodyAlone_data() { rows(); }
  void theActorIsTheBodyAlone() {
    QFETCH(QString, id);
    const auto env = findEnv(id.toStdString()).config()->make();
    std::vector<float> action;
    State state = somewhere(*env, 4, action);
    Scene whole, actor;
    env->draw(bytesOf(state), {}, 0, whole);
    env->drawActor(bytesOf(state), actor);
    QCOMPARE(actor.capsules.size(), whole.capsules.size());
    QVERIFY(actor.boxes.empty() && actor.labels.empty());
    QCOMPARE(largestGap(actor, whole), 0.0);
  }

  /// The place lies within the body and moves with it.
  void thePlaceIsTheCentreOfMass() {
    const auto env = findEnv("hopper").config()->make();
    State state;
    env->parse("x 5 q 1.25 0 0 0 0 qd 0 0 0 0 0 0 step 0", bytesOf(state));
    Vec3 point;
    QVERIFY(env->place(bytesOf(state), point));
    // 3.66519 kg at 1.25, 4.05789 at 1.05 − 0.225, 2.78136 at 0.6 − 0.25, 5.31557 at 0.1, its centre 0.065 ahead.
    QNEAR(point.z, (3.66519 * 1.25 + 4.05789 * 0.825 + 2.78136 * 0.35 + 5.31557 * 0.1) / 15.82001, 1e-5);
    QNEAR(point.x, 5 + 0.065 * 5.31557 / 15.82001, 1e-5);
  }

  /// Marks carry the metres they stand at, wherever the body is.
  void marksTellTheDistance() {
    const auto env = findEnv("half-cheetah").config()->make();
    State state;
    env->parse("x 41.6 q 0.7 0 0 0 0 0 0 0 qd 0 0 0 0 0 0 0 0 0 step 0", bytesOf(state));
    Scene scene;
    env->draw(bytesOf(state), {}, 0, scene);
    bool found = false;
    for (const Label& label : scene.labels) {
      QNEAR(label.position.x, std::stod(label.text), 1e-4);
      found = found || label.text == "40 m";
    }
    QVERIFY(found);
  }
};

QTEST_APPLESS_MAIN(PlanarSceneTest)
#include "planar_scene_test.moc"
