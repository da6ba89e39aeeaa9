#include <algorithm>
#include <cmath>

#include <QTest>

#include "tests/unit/envs/mujoco_test.h"

using namespace spolab;
using namespace spolab::test;

/// What an agent sees against MuJoCo used directly.
class MujocoObservationTest : public QObject {
  Q_OBJECT

  /// States on the way of random episodes, some with feet on the floor.
  static std::vector<State> states(const Player& player) {
    std::vector<State> all;
    for (std::uint32_t e = 0; e < 10; ++e) {
      State state = player.reset(e);
      for (std::uint32_t t = 0; t < 30; ++t) {
        all.push_back(state);
        if (player.step(state, player.random(50 * e + t, e % 2 == 0 ? 1.0f : 0.2f)).ended) break;
      }
    }
    return all;
  }
  static void append(std::vector<float>& numbers, const double* values, int count) {
    for (int i = 0; i < count; ++i) numbers.push_back(static_cast<float>(values[i]));
  }
  static void appendRows(std::vector<float>& numbers, const double* values, int rows, int columns) {
    numbers.insert(numbers.end(), static_cast<std::size_t>(columns), 0.0f);
    append(numbers, values + columns, (rows - 1) * columns);
  }

 private Q_SLOTS:
  void antSeesPositionsAndVelocities() {
    const Player player("ant");
    for (State state : states(player)) {
      std::vector<float> expected;
      append(expected, player.positions(state) + 2, 13);
      append(expected, player.velocities(state), 14);
      QVERIFY(player.observe(state) == expected);
    }
  }

  void humanoidSeesItsMasses() {
    MujocoBodySettings fast;
    fast.contactForces = false;
    const Player player("humanoid"), faster("humanoid", fast);
    const Direct direct("humanoid");
    const mjModel* m = direct.model.get();
    mjData* d = direct.data.get();
    int inContact = 0;
    for (const State& state : states(player)) {
      direct.load(state);
      std::vector<float> expected;
      append(expected, d->qpos + 2, 22);
      append(expected, d->qvel, 23);
      mj_forward(m, d);
      mj_rnePostConstraint(m, d);
      QCOMPARE(m->nbody, 14);
      appendRows(expected, d->cinert, 14, 10);
      appendRows(expected, d->cvel, 14, 6);
      append(expected, d->qfrc_actuator, 23);
      appendRows(expected, d->cfrc_ext, 14, 6);
      QVERIFY(player.observe(state) == expected);
      inContact += std::any_of(expected.end() - 84, expected.end(), [](float x) { return x != 0.0f; });
      expected.resize(292);
      QVERIFY(faster.observe(state) == expected);  // the cheap way to the same bits
    }
    QVERIFY(inContact > 20);
  }

  /// Numbers whose meaning can be checked by hand.
  void spotValues() {
    const Player player("humanoid");
    State state = player.reset(0);
    std::fill(state.begin() + 1, state.end(), 0.0);
    double* q = player.positions(state);
    q[0] = 3.0;
    q[2] = 1.5;
    q[3] = 1.0;
    player.velocities(state)[0] = 2.0;
    player.controls(state)[5] = 0.25;  // right_hip_y, gear 300
    const std::vector<float> numbers = player.observe(state);
    QCOMPARE(numbers[0], 1.5f);
    QCOMPARE(numbers[1], 1.0f);
    QCOMPARE(numbers[22], 2.0f);
    const std::size_t inertias = 45, velocities = inertias + 140, torques = velocities + 84, forces = torques + 23;
    QVERIFY(std::abs(numbers[inertias + 10 + 9] - 8.90746f) < 1e-5f);  // the torso's mass
    QCOMPARE(numbers[velocities + 6 + 3], 2.0f);                       // its speed along x
    // Velocities: six of the root, abdomen z y x, right hip x z y.
    for (std::size_t i = 0; i < 23; ++i) QCOMPARE(numbers[torques + i], i == 11 ? 75.0f : 0.0f);
    for (std::size_t i = forces; i < forces + 84; ++i) QCOMPARE(numbers[i], 0.0f);  // in the air
  }

  void whereTheBodyIsDoesNotShow() {
    const Player player("ant");
    State here = player.reset(0), there = here;
    player.positions(there)[0] += 40.0;
    player.positions(there)[1] -= 7.0;
    QVERIFY(player.observe(here) == player.observe(there));
  }

  void observingChangesNothing() {
    const Player player("humanoid");
    State state = player.reset(4), watched = state;
    for (std::uint32_t t = 0; t < 10; ++t) {
      player.observe(watched);
      player.step(watched, player.random(t));
      player.step(state, player.random(t));
      QVERIFY(state == watched);
    }
  }
};

QTEST_APPLESS_MAIN(MujocoObservationTest)
#include "mujoco_observation_test.moc"
