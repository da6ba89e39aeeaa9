#include <bit>
#include <set>

#include <QTest>

#include "envs/snake/bits.h"
#include "envs/snake/chance.h"
#include "tests/unit/envs/snake_game.h"

using namespace spolab;
using snake::kRight;
using test::SnakeGame;

namespace {

/// Pearson's statistic of counts that should all be equal; mean = cells − 1, variance = 2·(cells − 1).
double chiSquare(const std::vector<int>& counts) {
  double total = 0;
  for (const int count : counts) total += count;
  const double expected = total / static_cast<double>(counts.size());
  double sum = 0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

/// Five standard deviations on either side: too even is as wrong as too uneven.
bool looksUniform(const std::vector<int>& counts) {
  const double freedom = static_cast<double>(counts.size()) - 1.0;
  return std::abs(chiSquare(counts) - freedom) < 5.0 * std::sqrt(2.0 * freedom);
}

}  // namespace

class SnakeChanceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// The generator's published sequence from 0.
  void splitMix() {
    std::uint64_t stream = 0;
    QCOMPARE(snake::nextChance(stream), 0xE220A839u);
    QCOMPARE(snake::nextChance(stream), 0x6E789E6Au);
    QCOMPARE(snake::nextChance(stream), 0x06C45D18u);
    QCOMPARE(stream, 3 * snake::kChanceStride);
  }

  void boundsAreKept() {
    std::uint64_t stream = 5;
    for (const std::uint32_t n : {1u, 2u, 3u, 35u, 143u, 399u}) {
      std::vector<int> counts(n);
      for (std::uint32_t i = 0; i < 1000 * n; ++i) {
        const std::uint32_t drawn = snake::chanceBelow(stream, n);
        QVERIFY(drawn < n);
        ++counts[drawn];
      }
      if (n > 1) QVERIFY(looksUniform(counts));
    }
  }

  void everyOneOfAWordIsFound() {
    Rng rng(2, Stream::kTest);
    for (int i = 0; i < 2000; ++i) {
      std::uint64_t word = rng.nextU64();
      if (i % 3 == 1) word &= rng.nextU64() & rng.nextU64();
      if (i % 3 == 2) word |= rng.nextU64() | rng.nextU64();
      if (i == 0) word = ~std::uint64_t{0};
      QCOMPARE(snake::onesIn(word), static_cast<std::uint32_t>(std::popcount(word)));
      std::uint32_t rank = 0;
      for (std::uint32_t place = 0; place < 64; ++place)
        if ((word >> place & 1) != 0) QCOMPARE(snake::placeOfOne(word, rank++), place);
    }
  }

  void startsAreUniform_data() {
    QTest::addColumn<int>("size");
    for (const int size : {4, 6, 12, 20}) QTest::addRow("%d", size) << size;
  }
  void startsAreUniform() {
    QFETCH(int, size);
    SnakeGame game(size);
    const auto cells = static_cast<std::size_t>(size * size);
    std::vector<int> heads(cells), fruits(cells), offsets(cells - 1);
    for (std::uint32_t i = 0; i < 100 * cells; ++i) {
      Rng rng(3, Stream::kReset, i);
      game.env->reset(game.state, rng);
      const snake::Position start = game.position();
      QCOMPARE(start.body.size(), std::size_t{1});
      QVERIFY(start.fruit >= 0 && start.fruit != start.body[0]);
      ++heads[static_cast<std::size_t>(start.body[0])];
      ++fruits[static_cast<std::size_t>(start.fruit)];
      ++offsets[(static_cast<std::size_t>(start.fruit - start.body[0]) + cells) % cells - 1];
    }
    QVERIFY(looksUniform(heads));
    QVERIFY(looksUniform(fruits));
    QVERIFY(looksUniform(offsets));  // whatever the head, any other cell
  }

  /// A long snake eats, and the next fruit lies on any of the cells it leaves free.
  void laterFruitsAreUniform() {
    const std::string rows = ">>>>>>>v/v<<<<<<</>>>>>>>v/v<<<<<<</>O*...../......../......../........";
    std::vector<int> counts(64);
    for (std::uint64_t seed = 0; seed < 8000; ++seed) {
      SnakeGame game(8, rows);
      snake::reseedChance(game.state, seed);
      QCOMPARE(game.step(kRight).reward, 1.0f);
      ++counts[static_cast<std::size_t>(game.position().fruit)];
    }
    constexpr std::size_t kTaken = 35;
    for (std::size_t cell = 0; cell < kTaken; ++cell) QCOMPARE(counts[cell], 0);
    QVERIFY(looksUniform({counts.begin() + kTaken, counts.end()}));
  }

  void copiesShareTheirFuture() {
    SnakeGame game(6, ">O*.../....../....../....../....../...... chance 123"), copy = SnakeGame(6);
    copy.state = game.state;
    game.step(kRight);
    copy.step(kRight);
    QVERIFY(copy.state == game.state);
  }

  void reseedingChangesOnlyWhatComes() {
    std::set<int> fruits;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      SnakeGame game(6, ">O*.../....../....../....../....../......");
      const snake::Position before = game.position();
      snake::reseedChance(game.state, seed);
      snake::Position after = game.position();
      QVERIFY(after.chance != before.chance);
      after.chance = before.chance;
      QVERIFY(after == before);
      SnakeGame again(6, game.env->print(game.state));
      game.step(kRight);
      again.step(kRight);
      QVERIFY(game.state == again.state);
      fruits.insert(game.position().fruit);
    }
    QVERIFY(fruits.size() > 20);
  }

  /// Only a meal draws: the stream stands still on the way there.
  void movesDrawNothing() {
    SnakeGame game(6, "O...../....../....../....../....../.....* chance abc");
    for (int i = 0; i < 5; ++i) {
      QVERIFY(!game.step(kRight).ended);
      QCOMPARE(game.position().chance, std::uint64_t{0xABC});
    }
  }
};

QTEST_APPLESS_MAIN(SnakeChanceTest)
#include "snake_chance_test.moc"
