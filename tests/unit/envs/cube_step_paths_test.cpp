#include <cstring>
#include <vector>

#include <QTest>

#include "envs/rubiks_cube/rubiks_cube.h"

using namespace spolab;
using cube::State;

namespace {

struct Batch {
  std::vector<std::byte> memory;  ///< states begin at an address that is a multiple of 8, not of 64
  std::vector<std::int32_t> actions;
  std::vector<float> rewards;
  std::vector<std::uint8_t> flags;

  explicit Batch(std::size_t count)
      : memory(count * sizeof(State) + 128), actions(count), rewards(count), flags(count, 0xFF) {}
  std::byte* states() {
    const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    return memory.data() + (64 - address % 64) + 8;
  }
  cube::StepArguments arguments(int stepLimit) {
    return {states(), reinterpret_cast<const std::byte*>(actions.data()), rewards.data(), flags.data(), actions.size(),
            stepLimit};
  }
  State at(std::size_t i) {
    State state;
    std::memcpy(&state, states() + i * sizeof(State), sizeof state);
    return state;
  }
};

/// Cubes zero to three turns from solved at all step counts: solved ones and late ones are both common.
void fill(Batch& batch, int stepLimit, Rng& rng) {
  for (std::size_t i = 0; i < batch.actions.size(); ++i) {
    State state = cube::solvedState();
    const std::uint32_t turns = rng.below(4);
    for (std::uint32_t k = 0; k < turns; ++k) state = cube::turned(state, static_cast<int>(rng.below(18)));
    state.steps = static_cast<std::uint16_t>(rng.below(static_cast<std::uint32_t>(stepLimit)));
    std::memcpy(batch.states() + i * sizeof(State), &state, sizeof state);
    batch.actions[i] = static_cast<std::int32_t>(rng.below(18));
  }
}

}  // namespace

class CubeStepPathsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sameBitsAsTheRules_data() {
    QTest::addColumn<int>("path");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("stepLimit");
    for (const cube::StepPath path : cube::availableStepPaths())
      for (const int count : {0, 1, 2, 7, 64, 1001})
        for (const int limit : {1, 20, 200})
          QTest::addRow("%s %d states limit %d", cube::stepPathName(path), count, limit)
              << static_cast<int>(path) << count << limit;
  }
  void sameBitsAsTheRules() {
    QFETCH(int, path);
    QFETCH(int, count);
    QFETCH(int, stepLimit);
    Batch batch(static_cast<std::size_t>(count));
    Rng rng(3, Stream::kTest, static_cast<std::uint32_t>(count), static_cast<std::uint32_t>(stepLimit));
    fill(batch, stepLimit, rng);
    Batch before = batch;
    std::memcpy(before.states(), batch.states(), static_cast<std::size_t>(count) * sizeof(State));
    cube::stepBatch(static_cast<cube::StepPath>(path), batch.arguments(stepLimit));
    for (std::size_t i = 0; i < batch.actions.size(); ++i) {
      State expected = cube::turned(before.at(i), before.actions[i]);
      ++expected.steps;
      const bool solved = cube::isSolved(expected);
      const bool ended = solved || expected.steps >= stepLimit;
      QVERIFY(batch.at(i) == expected);
      QCOMPARE(batch.rewards[i], solved ? 1.0f : 0.0f);
      QCOMPARE(int{batch.flags[i]}, (solved ? kSuccess : 0) | (ended ? kEnded : 0));
    }
  }

  /// One wrong sticker, wherever it is and whichever turn brings it there, means unsolved. (No turn can reach such a
  /// cube, so nothing else would notice a path that looks at fewer stickers.)
  void everyStickerIsLookedAt_data() {
    QTest::addColumn<int>("path");
    for (const cube::StepPath path : cube::availableStepPaths())
      QTest::newRow(cube::stepPathName(path)) << static_cast<int>(path);
  }
  void everyStickerIsLookedAt() {
    QFETCH(int, path);
    for (int turn = 0; turn < cube::kTurns; ++turn) {
      Batch batch(cube::kStickers);
      for (std::size_t i = 0; i < cube::kStickers; ++i) {
        State state = cube::solvedState();
        state.stickers[i] = static_cast<std::uint8_t>((state.stickers[i] + 1) % cube::kFaces);
        state = cube::turned(state, cube::inverseTurn(turn));
        std::memcpy(batch.states() + i * sizeof(State), &state, sizeof state);
        batch.actions[i] = turn;
      }
      cube::stepBatch(static_cast<cube::StepPath>(path), batch.arguments(20));
      for (std::size_t i = 0; i < cube::kStickers; ++i) {
        QCOMPARE(batch.rewards[i], 0.0f);
        QCOMPARE(int{batch.flags[i]}, 0);
      }
    }
  }

  void allPathsAgreeOverManySteps() {
    constexpr std::size_t kCount = 500;
    std::vector<Batch> batches;
    for (std::size_t p = 0; p < cube::availableStepPaths().size(); ++p) {
      batches.emplace_back(kCount);
      for (std::size_t i = 0; i < kCount; ++i) {
        const State solved = cube::solvedState();
        std::memcpy(batches[p].states() + i * sizeof(State), &solved, sizeof solved);
      }
    }
    Rng rng(4, Stream::kTest);
    for (int step = 0; step < 30; ++step) {
      std::vector<std::int32_t> actions(kCount);
      for (auto& action : actions) action = static_cast<std::int32_t>(rng.below(18));
      for (std::size_t p = 0; p < batches.size(); ++p) {
        batches[p].actions = actions;
        cube::stepBatch(cube::availableStepPaths()[p], batches[p].arguments(25));
        QVERIFY(std::memcmp(batches[p].states(), batches[0].states(), kCount * sizeof(State)) == 0);
        QVERIFY(batches[p].rewards == batches[0].rewards);
        QVERIFY(batches[p].flags == batches[0].flags);
      }
    }
  }

  void portableIsAlwaysThere() {
    QVERIFY(!cube::availableStepPaths().empty());
    QVERIFY(cube::availableStepPaths().front() == cube::StepPath::kPortable);
  }
};

QTEST_APPLESS_MAIN(CubeStepPathsTest)
#include "cube_step_paths_test.moc"
