#include <cmath>
#include <string>

#include <QTest>

#include "envs/planar_bodies/controls.h"
#include "envs/planar_bodies/kinematics.h"
#include "envs/planar_bodies/planar_handling.h"
#include "tests/unit/envs/planar_test.h"

using namespace spolab;
using planar::Body;
using planar::LinkMotions;
using planar::State;
using test::bodyOf;

namespace {

State standing(const Body& body) {
  State state;
  state.x = 1234.5;
  state.z = body.startHeight;
  state.pitch = 0.2f;
  for (std::size_t j = 0; j < body.joints(); ++j) {
    const planar::Hinge& hinge = body.links[j + 1].hinge;
    state.angles[j] = hinge.lower + 0.4f * (hinge.upper - hinge.lower);
  }
  return state;
}

LinkMotions motionsOf(const Body& body, const State& state) {
  LinkMotions motions;
  planar::linkMotions(body, state, state.x, motions);
  return motions;
}

struct Momentum {
  double x = 0, z = 0, turn = 0;  ///< N s, N s, N m s about the torso's origin at rest
};

Momentum momentumOf(const Body& body, const State& state) {
  const LinkMotions motions = motionsOf(body, state);
  Momentum sum;
  for (std::size_t i = 0; i < body.links.size(); ++i) {
    const double m = body.links[i].mass;
    sum.x += m * motions[i].vx;
    sum.z += m * motions[i].vz;
    sum.turn += m * (motions[i].x * motions[i].vz - motions[i].z * motions[i].vx) + body.inertiaOf(i) * motions[i].spin;
  }
  return sum;
}

Hold holdOf(std::size_t part) { return {static_cast<int>(part), {0.05f, 0, -0.1f}, {}}; }

}  // namespace

class TestPlanarPush : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase_data() {
    QTest::addColumn<QString>("id");
    for (const char* id : {"half-cheetah", "hopper", "walker2d", "parkour-walker"}) QTest::newRow(id) << QString(id);
  }

  /// The joints pass on what the hand gives: no momentum is lost, and it goes where the target is.
  void aPullGivesItsImpulseToTheWholeBody() {
    const Body& body = current();
    for (std::size_t part = 0; part < body.links.size(); ++part) {
      const State before = standing(body);
      State after = before;
      Push push{Push::Kind::kPull, holdOf(part), {}, {}};
      const Vec3 at = planar::pointOf(body, before, push.hold);
      push.target = {at.x + 0.3f, 7.0f, at.z + 0.4f};
      const PushEffect effect = planar::push(body, after, push);
      const Momentum given = momentumOf(body, after);
      const double impulse = effect.strength * body.controlSeconds();
      QVERIFY(impulse > 0.0);
      QVERIFY(std::abs(std::hypot(given.x, given.z) - impulse) < 1e-3 * impulse);
      QVERIFY(given.x > 0.0 && given.z > 0.0);
      const double lever = (at.x - before.x) * given.z - at.z * given.x;
      QVERIFY(std::abs(given.turn - lever) < 2e-3 * impulse);
      QCOMPARE(after.x, before.x);
      QCOMPARE(after.z, before.z);
      QVERIFY(after.angles == before.angles);
    }
  }

  void aTwistTurnsAndDoesNotCarryAway() {
    const Body& body = current();
    for (std::size_t part = 0; part < body.links.size(); ++part) {
      State state = standing(body);
      const LinkMotions before = motionsOf(body, state);
      Push push{Push::Kind::kTwist, holdOf(part), {}, {0.5f, 1.0f, 0.5f}};
      push.hold.orientation = {std::cos(0.5f * before[part].angle), 0, -std::sin(0.5f * before[part].angle), 0};
      const PushEffect effect = planar::push(body, state, push);
      const Momentum given = momentumOf(body, state);
      const double impulse = effect.strength * body.controlSeconds();
      QVERIFY(impulse > 0.0);
      QVERIFY(motionsOf(body, state)[part].spin < 0.0f);  // about +y, against the angles
      QVERIFY(std::abs(given.turn + impulse) < 1e-3 * impulse + 1e-6);
      QVERIFY(std::hypot(given.x, given.z) < 1e-3 * impulse + 1e-5);
    }
  }

  void aHandThatAsksForNothingGivesNothing() {
    const Body& body = current();
    const State before = standing(body);
    State state = before;
    const Hold hold = holdOf(0);
    // The one place where a difference in the last bit of the target would show.
    state.x = 0;
    const State still = state;
    const PushEffect effect =
        planar::push(body, state, {Push::Kind::kPull, hold, planar::pointOf(body, state, hold), {}});
    QVERIFY(effect.strength < 1e-3f);
    QVERIFY(std::abs(state.vx) < 1e-5f && state.z == still.z);
  }

  /// Pulled as far as it goes, by every part: three times its weight.
  void strengthIsBounded() {
    const Body& body = current();
    State state = standing(body);
    const PushEffect effect = planar::push(body, state, {Push::Kind::kPull, holdOf(0), {9000.0f, 0, 50.0f}, {}});
    QVERIFY(effect.weights <= 3.001f && effect.weights > 2.9f);
  }

  void keysDoWhatTheySay() {
    const Body& body = current();
    const std::string letters = body.joints() == 3 ? "QWOPKL" : "QWSDZXOPKLNM";
    const planar::BodyControls controls(body, letters);
    QCOMPARE(controls.keys().size(), letters.size());
    for (const KeyBinding& key : controls.keys()) {
      const auto link = static_cast<std::size_t>(key.dimension) + 1;
      State state;
      state.z = body.startHeight;
      const auto before = motionsOf(body, state)[link];
      state.angles[static_cast<std::size_t>(key.dimension)] = 0.1f * key.level;
      const auto after = motionsOf(body, state)[link];
      const QString help = QString::fromStdString(key.help);
      if (help.endsWith("forward")) QVERIFY2(after.x > before.x, key.help.c_str());
      if (help.endsWith("back")) QVERIFY2(after.x < before.x, key.help.c_str());
      if (help.endsWith("up")) QVERIFY2(after.z > before.z, key.help.c_str());
      if (help.endsWith("down")) QVERIFY2(after.z < before.z, key.help.c_str());
      QVERIFY(help.startsWith(QString::fromStdString(body.links[link].hinge.actionName)));
      QVERIFY(key.key != 'A' && key.key != 'H');  // the studio's own
    }
  }

 private:
  static const Body& current() {
    QFETCH_GLOBAL(QString, id);
    return bodyOf(id);
  }
};

QTEST_APPLESS_MAIN(TestPlanarPush)
#include "planar_push_test.moc"
