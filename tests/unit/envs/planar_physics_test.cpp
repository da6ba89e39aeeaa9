#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include <QTest>

#include "core/base/rng.h"
#include "envs/planar_bodies/kinematics.h"
#include "envs/planar_bodies/simulate.h"
#include "tests/support/near.h"
#include "tests/unit/envs/planar_test.h"

using namespace spolab;
using planar::Body;
using planar::LinkMotions;
using planar::State;
using test::bodyOf;

namespace {

void bodyRows() {
  QTest::addColumn<QString>("id");
  for (const char* id : {"half-cheetah", "hopper", "walker2d", "parkour-walker"}) QTest::newRow(id) << QString(id);
}

/// Anywhere within the joints' ranges, turning fast.
State randomState(const Body& body, float z, Rng& rng) {
  State state;
  const auto around = [&](float reach) { return reach * (2 * rng.uniform() - 1); };
  state.z = z;
  state.pitch = around(1);
  state.vx = around(2);
  state.vz = around(2);
  state.pitchRate = around(5);
  for (std::size_t j = 0; j < body.joints(); ++j) {
    const planar::Hinge& hinge = body.links[j + 1].hinge;
    state.angles[j] = hinge.lower + (hinge.upper - hinge.lower) * (0.2f + 0.6f * rng.uniform());
    state.rates[j] = around(5);
  }
  return state;
}

struct Sums {
  double mass = 0, x = 0, z = 0, vx = 0, vz = 0, spin = 0, energy = 0;  ///< per mass where it makes sense
};

/// Of the whole body; `spin` is the angular momentum about the centre of mass.
Sums sumsOf(const Body& body, const State& state) {
  LinkMotions motions;
  planar::linkMotions(body, state, 0, motions);
  Sums s;
  for (std::size_t i = 0; i < body.links.size(); ++i) {
    const double m = body.links[i].mass;
    s.mass += m;
    s.x += m * motions[i].x;
    s.z += m * motions[i].z;
    s.vx += m * motions[i].vx;
    s.vz += m * motions[i].vz;
  }
  for (double* sum : {&s.x, &s.z, &s.vx, &s.vz}) *sum /= s.mass;
  for (std::size_t i = 0; i < body.links.size(); ++i) {
    const planar::LinkMotion& at = motions[i];
    const double m = body.links[i].mass, inertia = static_cast<double>(body.inertiaOf(i));
    s.spin += inertia * at.spin + m * ((at.x - s.x) * (at.vz - s.vz) - (at.z - s.z) * (at.vx - s.vx));
    s.energy += 0.5 * m * (at.vx * at.vx + at.vz * at.vz) + 0.5 * inertia * at.spin * at.spin + m * 9.81 * at.z;
  }
  for (std::size_t j = 0; j < body.joints(); ++j)
    s.energy += 0.5 * body.links[j + 1].hinge.stiffness * state.angles[j] * state.angles[j];
  return s;
}

using Controls = std::array<float, planar::kMaxJoints>;

planar::Advance stepOn(const Body& body, State& state, const Controls& controls = {},
                       const planar::Terrain* terrain = nullptr) {
  return planar::advance(body, state, std::span(controls).first(body.joints()), terrain);
}

}  // namespace

/// What a body must do whatever the solver: kinematics by hand, momentum and energy in the air, rest on the ground.
class PlanarPhysicsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// The reference bodies' masses, and heights of their feet by hand from the tables.
  void tablesHold() {
    const auto mass = [](const Body& body) {
      double sum = 0;
      for (const planar::Link& link : body.links) sum += link.mass;
      return sum;
    };
    QNEAR(mass(planar::halfCheetahBody()), 14.0, 1e-4);
    QNEAR(mass(planar::hopperBody()), 15.82001, 1e-4);
    QNEAR(mass(planar::walker2dBody()), 23.67714, 1e-4);
    QNEAR(planar::halfCheetahBody().controlSeconds(), 0.05, 1e-7);
    QNEAR(planar::hopperBody().controlSeconds(), 0.008, 1e-9);
    QNEAR(planar::walker2dBody().controlSeconds(), 0.008, 1e-9);
    for (const Body* body : {&planar::hopperBody(), &planar::walker2dBody()}) {
      State upright;
      upright.z = body->startHeight;
      LinkMotions motions;
      planar::linkMotions(*body, upright, 0, motions);
      const planar::Vec2 ankle = planar::pointOf(body->links[3], motions[3], {0, 0});
      QNEAR(ankle.x, 0, 1e-6);
      QNEAR(ankle.z, 1.25 - 0.2 - 0.45 - 0.5, 1e-6);
    }
    State standing;
    standing.z = 0.7f;
    LinkMotions motions;
    planar::linkMotions(planar::halfCheetahBody(), standing, 0, motions);
    const planar::Vec2 ankle = planar::pointOf(planar::halfCheetahBody().links[3], motions[3], {0, 0});
    QNEAR(ankle.x, -0.5 + 0.16 - 0.28, 1e-6);
    QNEAR(ankle.z, 0.7 - 0.25 - 0.14, 1e-6);
  }

  /// Positive pitch leans forward; a negative angle of a hinge about −y carries a hanging leg backwards.
  void anglesTurnAsTheTablesSay() {
    const Body& body = planar::hopperBody();
    State state;
    state.pitch = 0.1f;
    LinkMotions motions;
    planar::linkMotions(body, state, 0, motions);
    QVERIFY(planar::pointOf(body.links[0], motions[0], {0, 0.2f}).x > 0.019f);
    state.pitch = 0;
    state.angles[0] = -std::numbers::pi_v<float> / 2;
    planar::linkMotions(body, state, 0, motions);
    const planar::Vec2 knee = planar::pointOf(body.links[2], motions[2], {0, 0});
    QNEAR(knee.x, -0.45, 1e-6);
    QNEAR(knee.z, -0.2, 1e-6);
  }

  /// Velocities are the derivatives of places.
  void velocitiesMatchFiniteDifferences_data() { bodyRows(); }
  void velocitiesMatchFiniteDifferences() {
    QFETCH(QString, id);
    const Body& body = bodyOf(id);
    Rng rng(3, Stream::kTest);
    for (int n = 0; n < 50; ++n) {
      const State state = randomState(body, 1, rng);
      const auto shifted = [&](float h) {
        State s = state;
        s.x += h * s.vx;
        s.z += h * s.vz;
        s.pitch += h * s.pitchRate;
        for (std::size_t j = 0; j < body.joints(); ++j) s.angles[j] += h * s.rates[j];
        LinkMotions motions;
        planar::linkMotions(body, s, 0, motions);
        return motions;
      };
      constexpr float kStep = 2e-3f;
      const LinkMotions before = shifted(-kStep), here = shifted(0), after = shifted(kStep);
      for (std::size_t i = 0; i < body.links.size(); ++i) {
        QNEAR((after[i].x - before[i].x) / (2 * kStep), here[i].vx, 2e-2);
        QNEAR((after[i].z - before[i].z) / (2 * kStep), here[i].vz, 2e-2);
        QNEAR((after[i].angle - before[i].angle) / (2 * kStep), here[i].spin, 1e-2);
      }
    }
  }

  /// Links that fit together come back as the state they were made of.
  void rejoiningUndoesKinematics_data() { bodyRows(); }
  void rejoiningUndoesKinematics() {
    QFETCH(QString, id);
    const Body& body = bodyOf(id);
    Rng rng(4, Stream::kTest);
    for (int n = 0; n < 200; ++n) {
      State state = randomState(body, 1, rng), back;
      state.x = 3;
      LinkMotions motions;
      planar::linkMotions(body, state, 2.5, motions);
      planar::readMotions(body, motions, 2.5, back);
      QNEAR(back.x, state.x, 2e-6);
      QNEAR(back.z, state.z, 2e-6);
      QNEAR(back.pitch, state.pitch, 1e-6);
      QNEAR(back.vx, state.vx, 3e-5);
      QNEAR(back.vz, state.vz, 3e-5);
      QNEAR(back.pitchRate, state.pitchRate, 3e-5);
      for (std::size_t j = 0; j < body.joints(); ++j) {
        QNEAR(back.angles[j], state.angles[j], 1e-6);
        QNEAR(back.rates[j], state.rates[j], 3e-5);
      }
    }
  }

  /// Links that have drifted apart: momentum and angular momentum stay, kinetic energy does not grow.
  void rejoiningKeepsMomentum_data() { bodyRows(); }
  void rejoiningKeepsMomentum() {
    QFETCH(QString, id);
    const Body& body = bodyOf(id);
    Rng rng(5, Stream::kTest);
    for (int n = 0; n < 200; ++n) {
      LinkMotions motions;
      planar::linkMotions(body, randomState(body, 1, rng), 0, motions);
      double mass = 0, px = 0, pz = 0, kinetic = 0;
      for (std::size_t i = 0; i < body.links.size(); ++i) {
        motions[i].vx += rng.uniform() - 0.5f;
        motions[i].vz += rng.uniform() - 0.5f;
        motions[i].spin += rng.uniform() - 0.5f;
        const planar::LinkMotion& at = motions[i];
        const double m = body.links[i].mass;
        mass += m;
        px += m * at.vx;
        pz += m * at.vz;
        kinetic += 0.5 * (m * (at.vx * at.vx + at.vz * at.vz) + body.inertiaOf(i) * at.spin * at.spin);
      }
      double spin = 0, cx = 0, cz = 0;
      for (std::size_t i = 0; i < body.links.size(); ++i) {
        cx += body.links[i].mass * motions[i].x / mass;
        cz += body.links[i].mass * motions[i].z / mass;
      }
      for (std::size_t i = 0; i < body.links.size(); ++i) {
        const planar::LinkMotion& at = motions[i];
        spin += body.inertiaOf(i) * at.spin +
                body.links[i].mass * ((at.x - cx) * (at.vz - pz / mass) - (at.z - cz) * (at.vx - px / mass));
      }
      State state;
      planar::readMotions(body, motions, 0, state);
      const Sums sums = sumsOf(body, state);
      QNEAR(sums.vx, px / mass, 1e-4);
      QNEAR(sums.vz, pz / mass, 1e-4);
      QNEAR(sums.spin, spin, 2e-3);
      double elastic = 0;
      for (std::size_t j = 0; j < body.joints(); ++j)
        elastic += 0.5 * body.links[j + 1].hinge.stiffness * state.angles[j] * state.angles[j];
      QVERIFY(sums.energy - elastic - 9.81 * sums.mass * sums.z <= kinetic + 1e-3);
    }
  }

  /// In the air the centre of mass falls as a stone does whatever the muscles do, and energy without them only shrinks.
  void freeFall_data() { bodyRows(); }
  void freeFall() {
    QFETCH(QString, id);
    const Body& body = bodyOf(id);
    const int steps = static_cast<int>(std::lround(1.0 / body.controlSeconds()));
    Rng rng(6, Stream::kTest);
    for (int n = 0; n < 12; ++n) {
      const bool passive = n % 2 == 0;
      State state = randomState(body, 50, rng);
      const Sums start = sumsOf(body, state);
      for (int t = 0; t < steps; ++t) {
        Controls controls{};
        if (!passive)
          for (float& control : controls) control = rng.below(2) == 0 ? -1.0f : 1.0f;
        QVERIFY(stepOn(body, state, controls).sound);
        if (passive) QVERIFY(sumsOf(body, state).energy < start.energy + 0.02);
      }
      const Sums end = sumsOf(body, state);
      QNEAR(end.vx, start.vx, 2e-3);
      QNEAR(end.vz, start.vz - 9.81, 2e-3);
      QNEAR(end.x, start.x + start.vx, 5e-3);
    }
  }

  /// The cheetah carries its weight on its springs: it comes to rest upright, on the ground, without creeping.
  void theCheetahStands() {
    const Body& body = planar::halfCheetahBody();
    State state;
    state.z = body.startHeight;
    for (int t = 0; t < 100; ++t) stepOn(body, state);
    const double x = state.x;
    QVERIFY(state.z > 0.55f && state.z < 0.68f);
    QVERIFY(std::abs(state.pitch) < 0.2f);
    planar::Advance last;
    for (int t = 0; t < 100; ++t) last = stepOn(body, state);
    QVERIFY(last.touching >= 2);
    QVERIFY(std::abs(state.vx) < 0.02f && std::abs(state.vz) < 0.02f);
    QVERIFY(std::abs(state.x - x) < 0.05);
  }

  /// On flat ground a place far away is as good as any other: bit for bit.
  void farAwayIsTheSame() {
    const Body& body = planar::walker2dBody();
    Rng rng(7, Stream::kTest);
    State here;
    here.z = body.startHeight;
    State far = here;
    far.x = 1e6;
    for (int t = 0; t < 200; ++t) {
      Controls controls;
      for (float& control : controls) control = 2 * rng.uniform() - 1;
      stepOn(body, here, controls);
      stepOn(body, far, controls);
      State moved = far;
      moved.x = here.x;
      QVERIFY(moved == here);
      QNEAR(far.x - here.x, 1e6, 1e-6);
    }
  }

  /// A level block of terrain carries a body at its own height; over a gap there is nothing.
  void terrainCarries() {
    const Body& body = planar::parkourWalkerBody();
    const planar::Terrain flat(0, 0.0);
    State state;
    state.z = body.startHeight;
    State other = state;
    for (int t = 0; t < 40; ++t) {
      stepOn(body, state, {}, &flat);
      stepOn(body, other);
    }
    QNEAR(state.z, other.z, 0.02);
  }

  void implausibleStatesAreLeftAlone() {
    const Body& body = planar::hopperBody();
    State state;
    state.z = 1;
    state.vx = std::numeric_limits<float>::infinity();
    QVERIFY(!planar::isPlausible(state));
    state.vx = 0;
    state.angles[0] = std::numeric_limits<float>::quiet_NaN();
    QVERIFY(!planar::isPlausible(state));
    state.angles[0] = 0;
    state.x = 2e9;
    const State before = state;
    QVERIFY(!stepOn(body, state).sound);
    QVERIFY(state == before);
  }

  /// Whatever parse() lets in, the solver survives.
  void extremeStatesAreSurvived_data() { bodyRows(); }
  void extremeStatesAreSurvived() {
    QFETCH(QString, id);
    const Body& body = bodyOf(id);
    const planar::Terrain terrain(5, 1.5);
    for (std::uint32_t n = 0; n < 300; ++n) {
      Rng rng(8, Stream::kTest, n);
      const auto wild = [&](double limit) {
        const double size = std::pow(limit, rng.uniform());
        return static_cast<float>(rng.below(2) == 0 ? size : -size);
      };
      State state;
      state.x = wild(1e8);
      state.z = wild(9.9e4);
      state.pitch = wild(9.9e4);
      for (std::size_t j = 0; j < body.joints(); ++j) state.angles[j] = wild(n % 2 == 0 ? 9.9e4 : 3.0);
      state.vx = wild(9.9e3);
      state.vz = wild(9.9e3);
      state.pitchRate = wild(9.9e3);
      for (std::size_t j = 0; j < body.joints(); ++j) state.rates[j] = wild(9.9e3);
      for (int t = 0; t < 5; ++t) {
        Controls controls;
        for (float& control : controls) control = 2 * rng.uniform() - 1;
        stepOn(body, state, controls, n % 3 == 0 ? &terrain : nullptr);
        QVERIFY(planar::isPlausible(state));
      }
    }
  }
};

QTEST_APPLESS_MAIN(PlanarPhysicsTest)
#include "planar_physics_test.moc"
