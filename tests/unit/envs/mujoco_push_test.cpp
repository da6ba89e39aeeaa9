#include <cmath>

#include "tests/unit/envs/mujoco_test.h"

using namespace spolab;
using namespace spolab::test;

namespace {

/// Positions, velocities and momentum of a state, by MuJoCo alone.
struct Motion {
  Direct direct;

  Motion(const std::string& id, const test::State& state) : direct(id) {
    direct.load(state);
    mj_forward(direct.model.get(), direct.data.get());
    mj_subtreeVel(direct.model.get(), direct.data.get());
  }
  [[nodiscard]] double mass() const { return direct.model->body_subtreemass[1]; }
  [[nodiscard]] Vector3 momentum() const {
    const double* v = direct.data->subtree_linvel + 3;
    return {mass() * v[0], mass() * v[1], mass() * v[2]};
  }
  [[nodiscard]] const double* place(int body) const { return direct.data->xipos + 3 * body; }
};

test::State atRest(const Player& player) {
  test::State state = player.reset(1);
  mju_zero(player.velocities(state), static_cast<int>(player.body.velocities));
  return state;
}

double length(const Vector3& v) { return mju_norm3(v.data()); }

}  // namespace

class TestMujocoPush : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase_data() { rows(); }

  void aPullGivesItsImpulseToTheWholeBody() {
    const Player player(name());
    for (int part = 1; part < player.body.model->nbody; ++part) {
      test::State state = atRest(player);
      Push push{Push::Kind::kPull, {part, {0.02f, 0.01f, 0.03f}, {}}, {}, {}};
      const Vec3 at = player.env->handling()->pointOf({bytes(std::as_const(state)), {}, 0.0f}, push.hold);
      push.target = {at.x + 0.3f, at.y - 0.2f, at.z + 0.4f};
      const PushEffect effect = player.env->handling()->push(bytes(state), push);
      const double impulse = effect.strength * player.env->spec().secondsPerStep;
      QVERIFY(impulse > 0.0);
      const Vector3 given = Motion(name(), state).momentum();
      QVERIFY(std::abs(length(given) - impulse) < 1e-5 * impulse);
      QVERIFY(given[0] > 0.0 && given[1] < 0.0 && given[2] > 0.0);
    }
  }

  void aTwistTurnsAndDoesNotCarryAway() {
    const Player player(name());
    test::State state = atRest(player);
    const double* turn = player.positions(state) + 3;
    Push push{Push::Kind::kTwist, {1, {}, {}}, {}, {0.0f, 0.0f, 1.0f}};
    push.hold.orientation = {static_cast<float>(turn[0]), static_cast<float>(turn[1]), static_cast<float>(turn[2]),
                             static_cast<float>(turn[3])};
    const PushEffect effect = player.env->handling()->push(bytes(state), push);
    QVERIFY(effect.strength > 0.0f);
    const Motion motion(name(), state);
    QVERIFY(motion.direct.data->cvel[6 + 2] > 0.0);  // about +z
    QVERIFY(length(motion.momentum()) < 1e-6);
  }

  void onlyVelocitiesChange() {
    const Player player(name());
    const test::State before = player.reset(2);
    test::State state = before;
    player.env->handling()->push(bytes(state), {Push::Kind::kPull, {1, {}, {}}, {1.0f, 0.0f, 2.0f}, {}});
    const std::size_t first = 1 + player.body.positions, last = first + player.body.velocities;
    QVERIFY(state != before);
    for (std::size_t i = 0; i < state.size(); ++i)
      if (i < first || i >= last) QVERIFY(std::memcmp(&state[i], &before[i], sizeof state[i]) == 0);
  }

  void strengthIsBounded() {
    const Player player(name());
    test::State state = atRest(player);
    const PushEffect effect =
        player.env->handling()->push(bytes(state), {Push::Kind::kPull, {1, {}, {}}, {50.0f, 0.0f, 50.0f}, {}});
    QVERIFY(effect.weights <= 3.001f && effect.weights > 2.9f);
  }

  void keysDoWhatTheySay() {
    const Player player(name());
    const mjModel& model = *player.body.model;
    for (const KeyBinding& key : player.env->controls()->keys()) {
      test::State state = atRest(player);
      const int joint = model.actuator_trnid[2 * key.dimension], part = model.jnt_bodyid[joint];
      mju_zero3(player.positions(state));
      const double upright[4]{1, 0, 0, 0};
      mju_copy4(player.positions(state) + 3, upright);
      const Motion before(name(), state);
      player.positions(state)[model.jnt_qposadr[joint]] += 0.1 * key.level;
      const Motion after(name(), state);
      double moved[3];
      mju_sub3(moved, after.place(part), before.place(part));
      const double aside = std::abs(after.place(part)[1]) - std::abs(before.place(part)[1]);
      const QString help = QString::fromStdString(key.help);
      const auto says = [&](const char* way) { return help.endsWith(QLatin1String(way)); };
      if (says("forward") || says("stretched")) QVERIFY2(moved[0] > 0.0, key.help.c_str());
      if (says("back") || says("bent")) QVERIFY2(moved[0] < 0.0, key.help.c_str());
      if (says("up")) QVERIFY2(moved[2] > 0.0, key.help.c_str());
      if (says("down")) QVERIFY2(moved[2] < 0.0, key.help.c_str());
      if (says("outward")) QVERIFY2(aside > 0.0, key.help.c_str());
      if (says("inward")) QVERIFY2(aside < 0.0, key.help.c_str());
    }
  }

 private:
  static std::string name() {
    QFETCH_GLOBAL(QString, id);
    return id.toStdString();
  }
};

QTEST_APPLESS_MAIN(TestMujocoPush)
#include "mujoco_push_test.moc"
