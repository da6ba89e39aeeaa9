// Built twice: as a unit test, and with many more checks as the program mujoco_restore_fuzz.
#include <algorithm>
#include <atomic>
#include <thread>

#include <QTest>

#include "tests/unit/envs/mujoco_test.h"

using namespace spolab;
using namespace spolab::test;

#ifndef SPOLAB_RESTORE_CHECKS
#define SPOLAB_RESTORE_CHECKS 5000
#endif

namespace {

/// Checks of each body. In rows, so that the long run shows how far it is.
constexpr std::uint32_t kChecks = SPOLAB_RESTORE_CHECKS;
constexpr std::uint32_t kChecksPerRow = 50000;
constexpr std::uint32_t kRunLength = 60;

/// Makes the calling thread's simulation as unlike a fresh one as can be, short of a breakdown.
void disturb(const Player& player, std::uint32_t seed) {
  mjData& data = bodies::scratch(player.body);
  State other = player.reset(1000 + seed % 97);
  player.step(other, player.random(seed));
  if (seed % 3 == 0) player.observe(other);
  data.time += 0.3 * seed;
  std::fill_n(data.qacc_warmstart, player.body.velocities, 1e3 * seed);
  std::fill_n(data.qacc, player.body.velocities, -7.0);
  if (seed % 5 != 0) return;
  State broken = other;
  player.velocities(broken)[7] = 1e6;
  player.step(broken, player.random(seed));
}

}  // namespace

/// A step is a function of the state and the action: whichever simulation runs it and whatever it did before.
class MujocoRestoreTest : public QObject {
  Q_OBJECT

  static bool same(const StepResult& a, const StepResult& b) {
    return std::memcmp(&a.reward, &b.reward, sizeof a.reward) == 0 && a.ended == b.ended &&
           a.truncated == b.truncated && a.failed == b.failed;
  }
  /// Quiet runs stay on the ground, wild ones leap.
  static float scaleOf(std::uint32_t run) { return run % 4 == 0 ? 1.0f : 0.15f; }

 private Q_SLOTS:
  /// Against MuJoCo running on without ever being restored, which no state of ours could disturb.
  void restoredStepsEqualRunningOn_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("row");
    QTest::addColumn<int>("checks");
    for (const char* id : {"ant", "humanoid"})
      for (std::uint32_t first = 0, row = 0; first < kChecks; first += kChecksPerRow, ++row)
        QTest::addRow("%s %u", id, row) << QString(id) << static_cast<int>(row)
                                        << static_cast<int>(std::min(kChecksPerRow, kChecks - first));
  }
  void restoredStepsEqualRunningOn() {
    QFETCH(int, row);
    QFETCH(int, checks);
    const Player player(id());
    const Direct direct(id());
    mjData* d = direct.data.get();
    auto seed = static_cast<std::uint32_t>(row) * 1000000;
    int done = 0, contacts = 0;
    for (auto run = static_cast<std::uint32_t>(row) * 1000000; done < checks; ++run) {
      State state = player.reset(run);
      direct.load(state);
      for (std::uint32_t t = 0; t < kRunLength && done < checks; ++t, ++done) {
        const Action action = player.random(++seed, scaleOf(run));
        disturb(player, seed);
        const StepResult result = player.step(state, action);
        for (std::size_t i = 0; i < player.body.controls; ++i)
          d->ctrl[i] = player.body.rules.controlScale * static_cast<double>(action[i]);
        bool touched = false;
        for (int k = 0; k < player.body.rules.substeps; ++k) {
          mj_step(direct.model.get(), d);
          touched = touched || d->ncon > 0;
        }
        contacts += touched;
        QVERIFY(!result.failed);
        QVERIFY(std::memcmp(player.positions(state), d->qpos, sizeof(double) * player.body.positions) == 0);
        QVERIFY(std::memcmp(player.velocities(state), d->qvel, sizeof(double) * player.body.velocities) == 0);
        if (result.ended) break;
      }
    }
    qInfo("%d checks, %.0f %% in contact", done, 100.0 * contacts / done);
    QVERIFY(contacts >= 0.3 * done);
  }

  void observationsDoNotDependOnThePast_data() { rows(); }
  void observationsDoNotDependOnThePast() {
    const Player player(id());
    State state = player.reset(0);
    for (std::uint32_t t = 0; t < 200; ++t) {
      const std::vector<float> first = player.observe(state);
      disturb(player, t + 1);
      QVERIFY(player.observe(state) == first);
      if (player.step(state, player.random(t, 0.5f)).ended) state = player.reset(t);
    }
  }

  void threadsAgree_data() { rows(); }
  void threadsAgree() {
    const Player player(id());
    constexpr std::uint32_t kRuns = 24, kThreads = 4;
    const auto play = [&player](std::uint32_t run) {
      State state = player.reset(run);
      float score = 0.0f;
      for (std::uint32_t t = 0; t < 30; ++t) {
        const StepResult result = player.step(state, player.random(1000 * run + t));
        score += result.reward;
        if (result.ended) break;
      }
      state.push_back(static_cast<double>(score));
      return state;
    };
    std::vector<State> expected(kRuns), found(kRuns);
    for (std::uint32_t run = 0; run < kRuns; ++run) expected[run] = play(run);
    {
      std::vector<std::jthread> threads;
      std::atomic<std::uint32_t> next = 0;
      for (std::uint32_t k = 0; k < kThreads; ++k)
        threads.emplace_back([&] {
          for (std::uint32_t run = next++; run < kRuns; run = next++) found[run] = play(run);
        });
    }
    QVERIFY(found == expected);
  }

  void theModelIsNeverWritten_data() { rows(); }
  void theModelIsNeverWritten() {
    const Player player(id());
    const mjModel* model = player.body.model.get();
    const auto image = [model] {
      std::vector<char> buffer(static_cast<std::size_t>(mj_sizeModel(model)));
      mj_saveModel(model, nullptr, buffer.data(), static_cast<int>(buffer.size()));
      return buffer;
    };
    const std::vector<char> before = image();
    State state = player.reset(0);
    Scene scene;
    for (std::uint32_t t = 0; t < 50; ++t) {
      disturb(player, t);
      player.observe(state);
      player.env->draw(bytes(state), bytes(player.random(t)), 0.5f, scene);
      player.step(state, player.random(t, 0.1f));
    }
    QVERIFY(image() == before);
  }

  /// Equal states have equal bytes.
  void negativeZeroControlsAreZero() {
    const Player player("humanoid");
    State plus = player.reset(0), minus = plus;
    const Action zero = player.still(), negative(player.body.controls, -0.0f);
    QVERIFY(same(player.step(plus, zero), player.step(minus, negative)));
    QVERIFY(std::memcmp(plus.data(), minus.data(), plus.size() * sizeof(double)) == 0);
  }
};

QTEST_APPLESS_MAIN(MujocoRestoreTest)
#include "mujoco_restore_test.moc"
