#include <cmath>
#include <cstring>
#include <vector>

#include <QTest>

#include "envs/registry.h"

using namespace spolab;

namespace {

using Bytes = std::vector<std::byte>;

Bytes zeroAction(const Env& env) { return Bytes(env.spec().actionBytes()); }

Bytes randomAction(const Env& env, Rng& rng) {
  std::vector<float> values(static_cast<std::size_t>(env.spec().actionDims));
  for (float& x : values) x = 2.0f * rng.uniform() - 1.0f;
  const auto bytes = std::as_bytes(std::span(values));
  return {bytes.begin(), bytes.end()};
}

Bytes start(const Env& env, std::uint32_t episode) {
  Bytes state(env.spec().stateBytes);
  Rng rng(3, Stream::kReset, episode);
  env.reset(state, rng);
  return state;
}

/// A body in motion, not yet fallen.
Bytes moving(const Env& env, std::uint32_t episode) {
  Bytes state = start(env, episode);
  Rng rng(4, Stream::kTest, episode);
  for (int t = 0; t < 5; ++t) {
    Bytes next = state;
    const StepResult result = env.step(next, randomAction(env, rng));
    if (result.ended || result.truncated) break;
    state = next;
  }
  return state;
}

/// One for each bar of the body.
std::vector<Hold> holdsOn(const Env& env, const Bytes& state) {
  Scene scene;
  env.drawActor(state, scene);
  std::vector<Hold> holds;
  for (const Capsule& bar : scene.capsules)
    if (const auto hold = env.handling()->holdAt({state, {}, 0.0f}, bar.a)) holds.push_back(*hold);
  return holds;
}

Push pullBy(const Env& env, const Bytes& state, const Hold& hold, Vec3 by) {
  const Vec3 at = env.handling()->pointOf({state, {}, 0.0f}, hold);
  return {Push::Kind::kPull, hold, {at.x + by.x, at.y + by.y, at.z + by.z}, {}};
}

Vec3 placeOf(const Env& env, const Bytes& state) {
  Vec3 point;
  env.place(state, point);
  return point;
}

void rows() {
  QTest::addColumn<int>("index");
  for (std::size_t i = 0; i < envRegistry().size(); ++i)
    if (envRegistry()[i].config()->make()->handling())
      QTest::newRow(envRegistry()[i].id.c_str()) << static_cast<int>(i);
}

std::unique_ptr<Env> make() {
  QFETCH_GLOBAL(int, index);
  return envRegistry()[static_cast<std::size_t>(index)].config()->make();
}

}  // namespace

/// What every body owes a hand: pure, deterministic, in the direction of the pull.
class HandlingConformance : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase_data() { rows(); }

  void everyBarCanBeHeldAndIsFoundAgain() {
    const auto env = make();
    const Bytes state = moving(*env, 1);
    Scene scene;
    env->drawActor(state, scene);
    QCOMPARE(holdsOn(*env, state).size(), scene.capsules.size());
    for (const Capsule& bar : scene.capsules) {
      const auto hold = env->handling()->holdAt({state, {}, 0.0f}, bar.b);
      QVERIFY(hold);
      const Vec3 at = env->handling()->pointOf({state, {}, 0.0f}, *hold);
      QVERIFY(std::abs(at.x - bar.b.x) < 1e-4f && std::abs(at.z - bar.b.z) < 1e-4f);
    }
    QVERIFY(!env->handling()->holdAt({state, {}, 0.0f}, {0.0f, 0.0f, 9.0f}));
  }

  /// At a moment in the middle of a step as it is drawn there.
  void heldPointsMoveWithThePicture() {
    const auto env = make();
    const Bytes state = moving(*env, 2);
    Rng rng(9, Stream::kTest, 0);
    const Bytes action = randomAction(*env, rng);
    Scene scene;
    env->draw(state, action, 0.5f, scene);
    const Instant instant{state, action, 0.5f};
    for (const Capsule& bar : scene.capsules) {
      const auto hold = env->handling()->holdAt(instant, bar.a);
      QVERIFY(hold);
      const Vec3 at = env->handling()->pointOf(instant, *hold);
      QVERIFY(std::abs(at.x - bar.a.x) < 1e-4f && std::abs(at.z - bar.a.z) < 1e-4f);
    }
  }

  void sameInputSameBytes() {
    const auto env = make();
    const Bytes state = moving(*env, 3), other = moving(*env, 4);
    for (const Hold& hold : holdsOn(*env, state))
      for (const Push::Kind kind : {Push::Kind::kPull, Push::Kind::kTwist}) {
        Push push = pullBy(*env, state, hold, {0.4f, 0.1f, 0.2f});
        push.kind = kind;
        push.turn = {0.1f, 0.8f, 0.3f};
        Bytes first = state, second = state, elsewhere = other;
        const PushEffect effect = env->handling()->push(first, push);
        QVERIFY(effect.strength > 0.0f && effect.weights > 0.0f);
        QVERIFY(first != state);
        Rng rng(5, Stream::kTest, 0);
        env->step(elsewhere, randomAction(*env, rng));  // the scratch world has another past now
        env->handling()->push(second, push);
        QVERIFY(first == second);
        QVERIFY(placeOf(*env, first) == placeOf(*env, state));
        QVERIFY(Bytes(first) == parsed(*env, env->print(first)));
      }
  }

  void aPullForwardMovesTheBodyForward() {
    const auto env = make();
    const Bytes state = start(*env, 5);
    for (const Hold& hold : holdsOn(*env, state)) {
      Bytes left = state, pulled = state;
      env->handling()->push(pulled, pullBy(*env, state, hold, {0.5f, 0.0f, 0.0f}));
      env->step(left, zeroAction(*env));
      env->step(pulled, zeroAction(*env));
      QVERIFY(placeOf(*env, pulled).x > placeOf(*env, left).x);
    }
  }

  void noHandChangesNothing() {
    const auto env = make();
    const Bytes state = moving(*env, 6);
    Bytes same = state;
    const PushEffect effect = env->handling()->push(same, {});
    QCOMPARE(effect.strength, 0.0f);
    QVERIFY(same == state);
    Push beyond;
    beyond.hold.part = 1000;
    env->handling()->push(same, beyond);
    QVERIFY(same == state);
  }

  /// However long and far it is pulled and twisted, the simulation holds.
  void theStrongestPullBreaksNothing() {
    const auto env = make();
    for (std::uint32_t e = 0; e < 4; ++e) {
      Bytes state = start(*env, e);
      const std::vector<Hold> holds = holdsOn(*env, state);
      Push push = pullBy(*env, state, holds[e % holds.size()], {4.0f, 0.0f, e % 2 == 0 ? 3.0f : -3.0f});
      push.kind = e < 3 ? Push::Kind::kPull : Push::Kind::kTwist;
      push.turn = {0.0f, 3.0f, 0.0f};
      for (int t = 0; t < 150; ++t) {
        const PushEffect effect = env->handling()->push(state, push);
        QVERIFY(std::isfinite(effect.strength) && effect.weights < 3.01f);
        const StepResult result = env->step(state, zeroAction(*env));
        QVERIFY(!result.failed);
        if (result.ended || result.truncated) break;
      }
    }
  }

 private:
  static Bytes parsed(const Env& env, const std::string& text) {
    Bytes state(env.spec().stateBytes);
    env.parse(text, state);
    return state;
  }
};

QTEST_APPLESS_MAIN(HandlingConformance)
#include "handling_conformance.moc"
