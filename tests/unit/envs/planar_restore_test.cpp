// Also built as planar_restore_fuzz, with a million checks of each body.
#include <array>
#include <cstring>
#include <thread>
#include <vector>

#include <QTest>

#include "envs/planar_bodies/simulate.h"
#include "envs/registry.h"

using namespace spolab;
using planar::State;

namespace {

#ifndef SPOLAB_RESTORE_CHECKS
#define SPOLAB_RESTORE_CHECKS 5000
#endif

constexpr int kChecks = SPOLAB_RESTORE_CHECKS;  ///< of each body
constexpr int kPool = 500;                      ///< states of one round
constexpr int kRounds = kChecks / kPool;

/// Qt Test ends a function after five minutes; a million checks take longer.
const bool kPatient = qputenv("QTEST_FUNCTION_TIMEOUT", "3600000");

using Action = std::array<float, planar::kMaxJoints>;

/// One state, what was done to it and what came of it.
struct Case {
  State before, after;
  Action action{};
  StepResult result;
};

std::span<std::byte> bytesOf(State& state) { return std::as_writable_bytes(std::span(&state, 1)); }

/// Faint, uniform or full actions, `style` 0 to 2: standing, moving, flailing.
Action randomAction(const EnvSpec& spec, std::uint32_t style, Rng& rng) {
  Action action{};
  for (int j = 0; j < spec.actionDims; ++j) {
    const float u = 2 * rng.uniform() - 1;
    action[static_cast<std::size_t>(j)] = style == 0 ? 0.1f * u : style == 1 ? u : u < 0 ? -1.0f : 1.0f;
  }
  return action;
}

StepResult stepWith(const Env& env, State& state, const Action& action) {
  return env.step(bytesOf(state), std::as_bytes(std::span(action)).first(env.spec().actionBytes()));
}

/// Steps of episodes, one after the other in one world; some go on well beyond a fall. A step restores its state into
/// the world by definition, as the engine keeps contacts of its own: to be shown is that nothing but the state counts.
std::vector<Case> play(const Env& env, std::uint32_t round) {
  std::vector<Case> cases;
  Rng rng(31, Stream::kTest, round);
  for (std::uint32_t episode = 0; cases.size() < kPool; ++episode) {
    State state;
    Rng resetRng(31, Stream::kReset, round, episode);
    env.reset(bytesOf(state), resetRng);
    if (env.spec().id == "parkour-walker") state.x += 30.0 * rng.uniform();
    if (env.spec().id != "half-cheetah") state.z -= 0.04f;  // the tables let them drop from a hand's breadth
    const std::uint32_t style = episode % 3, steps = 10 + rng.below(60);
    for (std::uint32_t t = 0; t < steps && cases.size() < kPool; ++t) {
      Case c;
      c.before = state;
      c.action = randomAction(env.spec(), style, rng);
      c.result = stepWith(env, state, c.action);
      c.after = state;
      cases.push_back(c);
      if (c.result.failed) break;
    }
  }
  return cases;
}

bool sameOutcome(const Case& c, const State& state, const StepResult& result) {
  return std::memcmp(&state, &c.after, sizeof state) == 0 &&
         std::memcmp(&result.reward, &c.result.reward, sizeof result.reward) == 0 && result.ended == c.result.ended &&
         result.truncated == c.result.truncated && result.failed == c.result.failed;
}

/// Again in random order, after odd steps of random number; returns how many differ.
int countDifferences(const Env& env, const std::vector<Case>& cases, std::uint32_t round, std::uint32_t thread) {
  Rng rng(37, Stream::kTest, round, thread);
  const auto pick = [&] { return cases[rng.below(static_cast<std::uint32_t>(cases.size()))]; };
  int differences = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    for (std::uint32_t odd = rng.below(3); odd > 0; --odd) {
      Case other = pick();
      stepWith(env, other.before, pick().action);
    }
    const Case& c = cases[rng.below(static_cast<std::uint32_t>(cases.size()))];
    State state = c.before;
    const StepResult result = stepWith(env, state, c.action);
    differences += sameOutcome(c, state, result) ? 0 : 1;
  }
  return differences;
}

/// Steps that end with the body on the ground, as the simulation itself counts.
int countTouching(const planar::Body& body, const std::vector<Case>& cases, bool rough) {
  int touching = 0;
  for (const Case& c : cases) {
    State state = c.before;
    const planar::Terrain terrain(state.terrain, 1.0);
    const auto controls = std::span(c.action).first(body.joints());
    touching += planar::advance(body, state, controls, rough ? &terrain : nullptr).touching > 0 ? 1 : 0;
  }
  return touching;
}

}  // namespace

/// A step is a function of the state's bytes and the action: whichever scratch world does it, whatever it did before.
class PlanarRestoreTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void restoreThenStepEqualsStep_data() {
    QTest::addColumn<QString>("id");
    for (const char* id : {"half-cheetah", "hopper", "walker2d", "parkour-walker"}) QTest::newRow(id) << QString(id);
  }
  void restoreThenStepEqualsStep() {
    QFETCH(QString, id);
    const std::string name = id.toStdString();
    const auto env = findEnv(name).config()->make();
    const bool rough = name == "parkour-walker";
    const planar::Body& body = name == "half-cheetah" ? planar::halfCheetahBody()
                               : name == "hopper"     ? planar::hopperBody()
                               : name == "walker2d"   ? planar::walker2dBody()
                                                      : planar::parkourWalkerBody();
    int checks = 0, differences = 0, touching = 0, failed = 0;
    for (std::uint32_t round = 0; round < kRounds; ++round) {
      const std::vector<Case> cases = play(*env, round);
      int elsewhere = 0;
      // A thread of its own has a world of its own, fresh in every round; this thread's grows old.
      std::thread other([&] {
        const std::vector<Case> half(cases.begin(), cases.begin() + kPool / 2);
        elsewhere = countDifferences(*env, half, round, 1);
      });
      const std::vector<Case> half(cases.begin() + kPool / 2, cases.end());
      differences += countDifferences(*env, half, round, 0);
      other.join();
      differences += elsewhere;
      touching += countTouching(body, cases, rough);
      checks += kPool;
      for (const Case& c : cases) failed += c.result.failed ? 1 : 0;
    }
    qInfo("%d checks, %d in contact, %d broke down, %d differ", checks, touching, failed, differences);
    QCOMPARE(differences, 0);
    QVERIFY(checks >= kChecks);
    QVERIFY(10 * touching >= 3 * checks);
    QCOMPARE(failed, 0);
  }
};

QTEST_APPLESS_MAIN(PlanarRestoreTest)
#include "planar_restore_test.moc"
