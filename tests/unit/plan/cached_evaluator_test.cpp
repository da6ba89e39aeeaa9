#include "core/plan/cached_evaluator.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include <QTest>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "tests/support/late_evaluator.h"

using namespace spolab;

namespace {

constexpr std::size_t kBytes = 13;  // not a multiple of eight: the hash's tail is used
constexpr std::size_t kActions = 3;

/// Answers that only depend on the row's bytes; counts rows and may fail on command.
class Recorder final : public Evaluator {
 public:
  explicit Recorder(bool hasQ) : outputs_{static_cast<int>(kActions), hasQ} {}
  [[nodiscard]] const NetworkOutputs& outputs() const override { return outputs_; }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override {
    if (failing) throw Error("an answer", "a failure", "the test");
    rows += out.value.size();
    for (std::size_t i = 0; i < out.value.size(); ++i) {
      float sum = 0.125f;
      for (std::size_t k = 0; k < kBytes; ++k) {
        sum = sum * 1.7f + static_cast<float>(std::to_integer<int>(observations[i * kBytes + k]));
        sum -= 100.0f * static_cast<float>(static_cast<int>(sum / 100.0f));
      }
      out.value[i] = sum;
      for (std::size_t a = 0; a < kActions; ++a) {
        out.policy[i * kActions + a] = sum * static_cast<float>(a + 2);
        if (!out.q.empty()) out.q[i * kActions + a] = -sum * static_cast<float>(a + 5);
      }
    }
  }
  bool failing = false;
  std::size_t rows = 0;

 private:
  NetworkOutputs outputs_;
};

struct Answers {
  std::vector<float> policy, value, q;
  explicit Answers(std::size_t rows, bool hasQ) : policy(rows * kActions), value(rows), q(hasQ ? rows * kActions : 0) {}
  EvaluationBatch batch() { return {policy, value, q}; }
  bool operator==(const Answers&) const = default;
};

/// `rows` observations, each one of `kinds` different ones.
std::vector<std::byte> observations(std::size_t rows, std::uint32_t kinds, std::uint32_t seed) {
  std::vector<std::byte> out(rows * kBytes);
  Rng pick(seed, Stream::kTest);
  for (std::size_t i = 0; i < rows; ++i) {
    Rng bytes(99, Stream::kTest, pick.below(kinds));
    for (std::size_t k = 0; k < kBytes; ++k) out[i * kBytes + k] = static_cast<std::byte>(bytes.below(256));
  }
  return out;
}

struct Subject {
  WorkerPool pool;
  Recorder* inner = nullptr;
  std::unique_ptr<CachedEvaluator> cache;
  Subject(std::size_t capacity, bool hasQ, int workers) : pool(workers) {
    auto recorder = std::make_unique<Recorder>(hasQ);
    inner = recorder.get();
    cache = std::make_unique<CachedEvaluator>(std::move(recorder), kBytes, capacity, workers > 1 ? &pool : nullptr);
  }
};

}  // namespace

class CachedEvaluatorTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void exactUnderAnyTraffic_data() {
    QTest::addColumn<int>("capacity");
    QTest::addColumn<int>("kinds");
    QTest::addColumn<bool>("hasQ");
    QTest::addColumn<int>("workers");
    QTest::newRow("roomy") << 4096 << 300 << false << 1;
    QTest::newRow("with Q") << 4096 << 300 << true << 1;
    QTest::newRow("three workers") << 4096 << 300 << true << 3;
    QTest::newRow("smaller than the traffic") << 64 << 3000 << false << 1;
    QTest::newRow("one entry per shard") << 1 << 500 << true << 2;
  }
  void exactUnderAnyTraffic() {
    QFETCH(int, capacity);
    QFETCH(int, kinds);
    QFETCH(bool, hasQ);
    QFETCH(int, workers);
    Subject subject(static_cast<std::size_t>(capacity), hasQ, workers);
    Recorder plain(hasQ);
    for (std::uint32_t round = 0; round < 40; ++round) {
      const std::size_t rows = 1 + (round * 37) % 700;
      const auto asked = observations(rows, static_cast<std::uint32_t>(kinds), round);
      Answers expected(rows, hasQ);
      Answers found(rows, hasQ);
      plain.evaluate(asked, expected.batch());
      subject.cache->evaluate(asked, found.batch());
      QVERIFY(expected == found);
    }
    QCOMPARE(subject.cache->counts().asked, plain.rows);
    QCOMPARE(subject.cache->counts().evaluated, subject.inner->rows);
    QVERIFY(subject.inner->rows < plain.rows);
  }

  void duplicatesInOneBatchAreEvaluatedOnce() {
    Subject subject(16384, false, 1);  // a shard has room for the whole batch, duplicates counted
    const auto asked = observations(500, 7, 3);
    Answers found(500, false);
    subject.cache->evaluate(asked, found.batch());
    QCOMPARE(subject.inner->rows, std::size_t{7});
    subject.cache->evaluate(asked, found.batch());
    QCOMPARE(subject.inner->rows, std::size_t{7});
    QCOMPARE(subject.cache->counts().asked, std::uint64_t{1000});
    QCOMPARE(subject.cache->counts().evaluated, std::uint64_t{7});
    subject.cache->clear();
    subject.cache->evaluate(asked, found.batch());
    QCOMPARE(subject.inner->rows, std::size_t{14});
  }

  void sizeIsBounded() {
    // 16 shards of ⌈64/16⌉ = 4 entries: after 3,000 other observations the first are forgotten.
    Subject subject(64, false, 1);
    Answers first(8, false);
    subject.cache->evaluate(observations(8, 4, 1), first.batch());
    const std::size_t before = subject.inner->rows;
    Answers rest(1, false);
    for (std::uint32_t k = 0; k < 3000; ++k) subject.cache->evaluate(observations(1, 100000, 50 + k), rest.batch());
    QVERIFY(subject.inner->rows >= before + 2900);
    const std::size_t middle = subject.inner->rows;
    subject.cache->evaluate(observations(8, 4, 1), first.batch());
    QVERIFY(subject.inner->rows > middle);
  }

  void batchLargerThanTheCache() {
    Subject subject(16, true, 1);
    Recorder plain(true);
    for (int round = 0; round < 3; ++round) {
      const auto asked = observations(5000, 4000, 8);
      Answers expected(5000, true);
      Answers found(5000, true);
      plain.evaluate(asked, expected.batch());
      subject.cache->evaluate(asked, found.batch());
      QVERIFY(expected == found);
    }
  }

  // Up to three batches are begun before the first is finished, with room for all and with shards that are emptied.
  void severalBatchesUnderWay_data() {
    QTest::addColumn<int>("capacity");
    QTest::addColumn<int>("kinds");
    QTest::addColumn<bool>("late");
    for (const bool late : {false, true}) {
      const char* when = late ? "late" : "at once";
      QTest::addRow("roomy, %s", when) << 65536 << 300 << late;
      QTest::addRow("smaller than the traffic, %s", when) << 2000 << 1500 << late;
      QTest::addRow("one entry per shard, %s", when) << 1 << 500 << late;
    }
  }
  void severalBatchesUnderWay() {
    QFETCH(int, capacity);
    QFETCH(int, kinds);
    QFETCH(bool, late);
    Recorder plain(true), network(true);
    auto between = std::make_unique<test::LateEvaluator>(network, late ? 3 : 1);
    test::LateEvaluator& inner = *between;
    std::unique_ptr<Evaluator> asked;
    if (late) {
      asked = std::move(between);
    } else {
      asked = std::make_unique<Recorder>(true);
    }
    WorkerPool pool(3);
    CachedEvaluator cache(std::move(asked), kBytes, static_cast<std::size_t>(capacity), &pool);
    QCOMPARE(cache.batchesAtOnce(9), late ? 3 : 1);
    std::deque<std::pair<Answers, Answers>> underWay;  // found, expected
    Rng rng(4, Stream::kTest);
    for (std::uint32_t round = 0; round < 120; ++round) {
      const std::size_t rows = rng.below(400);
      auto question = observations(rows, static_cast<std::uint32_t>(kinds), round);
      auto& [found, expected] = underWay.emplace_back(Answers(rows, true), Answers(rows, true));
      plain.evaluate(question, expected.batch());
      cache.begin(question, found.batch());
      std::fill(question.begin(), question.end(), std::byte{0});  // the caller's to change again
      while (underWay.size() > rng.below(3)) {
        cache.finish();
        QVERIFY(underWay.front().first == underWay.front().second);
        underWay.pop_front();
      }
    }
    if (late && capacity > 1000) QVERIFY(inner.mostUnderWay > 1);
    QVERIFY(cache.counts().evaluated < cache.counts().asked);
  }

  // What the first batch has asked for the second does not ask for again, though no answer is there yet.
  void whatIsUnderWayIsNotAskedForAgain() {
    Recorder network(false);
    CachedEvaluator cache(std::make_unique<test::LateEvaluator>(network, 2), kBytes, 16384, nullptr);
    const auto question = observations(500, 7, 3);
    Answers first(500, false), second(500, false);
    cache.begin(question, first.batch());
    cache.begin(question, second.batch());
    QCOMPARE(network.rows, std::size_t{0});
    cache.finish();
    cache.finish();
    QCOMPARE(network.rows, std::size_t{7});
    QVERIFY(first == second);
  }

  void failureEndsAllThatIsUnderWay() {
    Recorder network(false), plain(false);
    auto late = std::make_unique<test::LateEvaluator>(network, 2);
    const test::LateEvaluator& inner = *late;
    CachedEvaluator cache(std::move(late), kBytes, 16384, nullptr);
    const auto question = observations(50, 20, 4), other = observations(50, 200, 5);
    Answers first(50, false), second(50, false), expected(50, false);
    cache.begin(question, first.batch());
    cache.begin(other, second.batch());
    network.failing = true;
    QVERIFY_THROWS_EXCEPTION(Error, cache.finish());
    QCOMPARE(inner.underWay(), std::size_t{0});
    network.failing = false;
    for (const auto& again : {question, other}) {
      plain.evaluate(again, expected.batch());
      cache.evaluate(again, first.batch());
      QVERIFY(first == expected);
    }
  }

  // The second question empties the shards, so the first is to be answered before: that fails, or what begins does.
  void failureToBeginEndsAllThatIsUnderWay() {
    Recorder network(false), plain(false);
    auto late = std::make_unique<test::LateEvaluator>(network, 2);
    const test::LateEvaluator& inner = *late;
    CachedEvaluator cache(std::move(late), kBytes, 16, nullptr);
    const auto question = observations(50, 20, 4), other = observations(50, 200, 5);
    Answers first(50, false), second(50, false), expected(50, false);
    cache.begin(question, first.batch());
    network.failing = true;
    QVERIFY_THROWS_EXCEPTION(Error, cache.begin(other, second.batch()));
    QCOMPARE(inner.underWay(), std::size_t{0});
    network.failing = false;
    for (const auto& again : {question, other}) {
      plain.evaluate(again, expected.batch());
      cache.evaluate(again, first.batch());
      QVERIFY(first == expected);
    }
  }

  void evaluatedCountsDoNotDependOnWorkers() {
    std::vector<std::size_t> rows;
    for (const int workers : {1, 2, 3}) {
      Subject subject(256, false, workers);
      for (std::uint32_t round = 0; round < 20; ++round) {
        Answers found(600, false);
        subject.cache->evaluate(observations(600, 900, round), found.batch());
      }
      rows.push_back(subject.inner->rows);
    }
    QCOMPARE(rows[1], rows[0]);
    QCOMPARE(rows[2], rows[0]);
  }

  void failureLeavesNoEmptyAnswers() {
    Subject subject(1024, false, 1);
    const auto asked = observations(50, 20, 4);
    Answers found(50, false);
    subject.inner->failing = true;
    QVERIFY_THROWS_EXCEPTION(Error, subject.cache->evaluate(asked, found.batch()));
    subject.inner->failing = false;
    Recorder plain(false);
    Answers expected(50, false);
    plain.evaluate(asked, expected.batch());
    subject.cache->evaluate(asked, found.batch());
    QVERIFY(expected == found);
  }

  void emptyBatch() {
    Subject subject(16, false, 1);
    Answers none(0, false);
    subject.cache->evaluate({}, none.batch());
    QCOMPARE(subject.cache->counts().asked, std::uint64_t{0});
  }
};

QTEST_APPLESS_MAIN(CachedEvaluatorTest)
#include "cached_evaluator_test.moc"
