#include "core/learn/replay.h"

#include <cstring>
#include <map>
#include <set>
#include <utility>

#include <QTest>

#include "core/config/run_config.h"
#include "tests/support/near.h"

using namespace spolab;

namespace {

constexpr std::int64_t kEnvs = 3;
constexpr std::int64_t kAtoms = 2;

EnvSpec spec() {
  EnvSpec s;
  s.id = "numbers";
  s.stateBytes = 8;
  s.floatCount = 1;
  s.tokenCount = 3;
  s.tokenVocabulary = 256;
  s.actionNames = {"a", "b", "c"};
  s.hasLegalMask = true;
  return s;
}

/// Legal actions of (env, time): never none.
std::uint8_t legalAt(std::int64_t env, std::int64_t time, std::int64_t action) {
  return action == time % 3 || (env + time + action) % 2 == 0 ? 1 : 0;
}

/// Everything in the record of (env, time) is a function of the two.
float mark(std::int64_t env, std::int64_t time, int what) {
  return static_cast<float>(env * 100000 + time * 10 + what);
}

class Filler {
 public:
  explicit Filler(ReplayBuffer& buffer) : buffer_(buffer) {}
  void append() {
    const std::size_t width = spec().observationBytes();
    std::vector<std::byte> now(kEnvs * width), next(kEnvs * width);
    std::vector<float> rewards(kEnvs);
    std::vector<std::uint8_t> flags(kEnvs);
    std::vector<std::uint8_t> legal;
    Decisions d;
    d.rootActions.resize(kEnvs * kAtoms * sizeof(std::int32_t));
    for (auto* floats : {&d.weights, &d.logRatios, &d.dualAdvantages}) floats->resize(kEnvs * kAtoms);
    for (std::int64_t e = 0; e < kEnvs; ++e) {
      const auto at = static_cast<std::size_t>(e);
      const float here = mark(e, time_, 0);
      const float then = mark(e, time_ + 1, 0);
      std::memcpy(&now[at * width], &here, sizeof here);
      std::memcpy(&next[at * width], &then, sizeof then);
      rewards[at] = mark(e, time_, 1);
      flags[at] = static_cast<std::uint8_t>((time_ % 3 == 0 ? kEnded : 0) | (time_ % 4 == 0 ? kTruncated : 0) |
                                            (time_ % 5 == 0 ? kFailed : 0) | kSuccess);
      for (std::int64_t a = 0; a < 3; ++a) legal.push_back(legalAt(e, time_, a));
      for (std::size_t n = 0; n < kAtoms; ++n) {
        const auto action = static_cast<std::int32_t>((time_ + static_cast<std::int64_t>(n)) % 3);
        std::memcpy(&d.rootActions[(at * kAtoms + n) * sizeof action], &action, sizeof action);
        d.weights[at * kAtoms + n] = mark(e, time_, 2) + 0.5f * static_cast<float>(n);
        d.logRatios[at * kAtoms + n] = mark(e, time_, 3);
        d.dualAdvantages[at * kAtoms + n] = mark(e, time_, 4);
      }
    }
    buffer_.append({now, next, rewards, flags, legal, &d});
    ++time_;
  }

 private:
  ReplayBuffer& buffer_;
  std::int64_t time_ = 0;
};

float observed(const std::vector<std::byte>& rows, std::size_t row) {
  float x = 0;
  std::memcpy(&x, &rows[row * spec().observationBytes()], sizeof x);
  return x;
}

}  // namespace

class ReplayTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void windowsAreContiguous_data() {
    QTest::addColumn<int>("appended");
    QTest::newRow("half full") << 5;
    QTest::newRow("just full") << 10;
    QTest::newRow("wrapped once") << 13;
    QTest::newRow("wrapped often") << 57;
  }
  void windowsAreContiguous() {
    QFETCH(int, appended);
    ReplayBuffer buffer(spec(), kEnvs, 32, kAtoms);  // 10 steps each, two left over
    QCOMPARE(buffer.ringLength(), 10);
    Filler filler(buffer);
    for (int k = 0; k < appended; ++k) filler.append();
    const std::int64_t held = std::min(appended, 10);
    QCOMPARE(buffer.stepsPerEnv(), held);
    std::map<std::pair<std::int64_t, std::int64_t>, int> starts;
    WindowBatch batch;
    constexpr std::int64_t kSteps = 4;
    constexpr int kRounds = 300;
    for (std::uint32_t round = 0; round < kRounds; ++round) {
      Rng rng(1, Stream::kReplay, round);
      buffer.sample(20, kSteps, rng, batch);
      for (std::size_t w = 0; w < 20; ++w) {
        const auto first = static_cast<std::int64_t>(batch.rewards[w * kSteps]);
        const std::int64_t env = first / 100000;
        const std::int64_t start = first % 100000 / 10;
        ++starts[{env, start}];
        for (std::int64_t t = 0; t < kSteps; ++t) {
          const std::size_t row = w * kSteps + static_cast<std::size_t>(t);
          const std::int64_t time = start + t;
          QCOMPARE(observed(batch.observations, row), mark(env, time, 0));
          QCOMPARE(observed(batch.observationsNext, row), mark(env, time + 1, 0));
          QCOMPARE(batch.rewards[row], mark(env, time, 1));
          QCOMPARE(batch.ended[row], static_cast<std::uint8_t>(time % 3 == 0));
          QCOMPARE(batch.truncated[row], static_cast<std::uint8_t>(time % 4 == 0));
          QCOMPARE(batch.failed[row], static_cast<std::uint8_t>(time % 5 == 0));
          for (std::int64_t a = 0; a < 3; ++a) {
            QCOMPARE(batch.legal[row * 3 + static_cast<std::size_t>(a)], legalAt(env, time, a));
          }
          for (std::size_t n = 0; n < kAtoms; ++n) {
            std::int32_t action = -1;
            std::memcpy(&action, &batch.rootActions[(row * kAtoms + n) * sizeof action], sizeof action);
            QCOMPARE(action, static_cast<std::int32_t>((time + static_cast<std::int64_t>(n)) % 3));
            QCOMPARE(batch.weights[row * kAtoms + n], mark(env, time, 2) + 0.5f * static_cast<float>(n));
            QCOMPARE(batch.logRatios[row * kAtoms + n], mark(env, time, 3));
            QCOMPARE(batch.dualAdvantages[row * kAtoms + n], mark(env, time, 4));
          }
        }
      }
    }
    // Every start that fits, the newest steps only, about equally often.
    const std::int64_t each = held - kSteps + 1;
    QCOMPARE(static_cast<std::int64_t>(starts.size()), kEnvs * each);
    const double expected = 20.0 * kRounds / static_cast<double>(kEnvs * each);
    for (const auto& [place, count] : starts) {
      QVERIFY(place.second >= appended - held && place.second + kSteps <= appended);
      QNEAR(count, expected, 5 * std::sqrt(expected));
    }
  }

  void windowOfTheWholeRing() {
    ReplayBuffer buffer(spec(), kEnvs, 30, kAtoms);
    Filler filler(buffer);
    for (int k = 0; k < 24; ++k) filler.append();
    WindowBatch batch;
    Rng rng(1, Stream::kReplay);
    buffer.sample(1, 10, rng, batch);
    QCOMPARE(static_cast<std::int64_t>(batch.rewards[0]) % 100000 / 10, 14);
    QCOMPARE(static_cast<std::int64_t>(batch.rewards[9]) % 100000 / 10, 23);
  }

  // The largest batch that settings allow: one Rng yields numbers for all of its windows.
  void largestBatch() {
    ReplayBuffer buffer(spec(), kEnvs, 30, kAtoms);
    Filler filler(buffer);
    for (int k = 0; k < 10; ++k) filler.append();
    RunConfig config("rubiks-cube", "spo");
    const auto largest = static_cast<std::int64_t>(config.schema().at("train.batch", "the test").maximum);
    WindowBatch batch;
    Rng rng(1, Stream::kReplay);
    buffer.sample(largest, 1, rng, batch);
    QCOMPARE(static_cast<std::int64_t>(batch.rewards.size()), largest);
  }

  void restoredBufferIsTheSame() {
    ReplayBuffer buffer(spec(), kEnvs, 30, kAtoms);
    Filler filler(buffer);
    for (int k = 0; k < 17; ++k) filler.append();
    ReplayBuffer copy(spec(), kEnvs, 30, kAtoms);
    QVERIFY(copy.restore(buffer.records(), buffer.position(), buffer.stepsPerEnv()));
    WindowBatch one, two;
    Rng first(4, Stream::kReplay), second(4, Stream::kReplay);
    buffer.sample(50, 6, first, one);
    copy.sample(50, 6, second, two);
    QVERIFY(one.observations == two.observations && one.rewards == two.rewards && one.weights == two.weights &&
            one.rootActions == two.rootActions && one.ended == two.ended && one.failed == two.failed &&
            one.legal == two.legal);
  }

  // A box: atoms are as wide as its dimensions, and there is no mask.
  void boxActions() {
    EnvSpec box;
    box.stateBytes = 8;
    box.floatCount = 1;
    box.actionDims = 3;
    ReplayBuffer buffer(box, 1, 10, kAtoms);
    Decisions d;
    std::vector<float> atoms(3 * kAtoms);
    for (int t = 0; t < 10; ++t) {
      for (std::size_t k = 0; k < atoms.size(); ++k) atoms[k] = static_cast<float>(t) + 0.1f * static_cast<float>(k);
      const auto bytes = std::as_bytes(std::span(atoms));
      d.rootActions.assign(bytes.begin(), bytes.end());
      for (auto* floats : {&d.weights, &d.logRatios, &d.dualAdvantages}) floats->assign(kAtoms, static_cast<float>(t));
      const std::vector<std::byte> observation(4);
      const float reward = static_cast<float>(t);
      const std::uint8_t flags = 0;
      buffer.append({observation, observation, {&reward, 1}, {&flags, 1}, {}, &d});
    }
    WindowBatch batch;
    Rng rng(1, Stream::kReplay);
    buffer.sample(8, 2, rng, batch);
    QVERIFY(batch.legal.empty());
    QCOMPARE(batch.rootActions.size(), 8 * 2 * 3 * kAtoms * sizeof(float));
    for (std::size_t row = 0; row < 16; ++row) {
      for (std::size_t k = 0; k < 3 * kAtoms; ++k) {
        float a = 0.0f;
        std::memcpy(&a, &batch.rootActions[(row * 3 * kAtoms + k) * sizeof a], sizeof a);
        QCOMPARE(a, batch.rewards[row] + 0.1f * static_cast<float>(k));
      }
      QCOMPARE(batch.weights[row * kAtoms], batch.rewards[row]);
    }
  }

  void impossibleContentIsRefused() {
    ReplayBuffer buffer(spec(), kEnvs, 30, kAtoms);
    const std::vector<std::byte> records(buffer.records().begin(), buffer.records().end());
    QVERIFY(buffer.restore(records, 9, 10));
    QVERIFY(!buffer.restore(records, 10, 10));
    QVERIFY(!buffer.restore(records, -1, 10));
    QVERIFY(!buffer.restore(records, 0, 11));
    QVERIFY(!buffer.restore(records, 0, -1));
    QVERIFY(!buffer.restore(std::span(records).first(records.size() - 1), 0, 10));
  }
};

QTEST_APPLESS_MAIN(ReplayTest)
#include "replay_test.moc"
