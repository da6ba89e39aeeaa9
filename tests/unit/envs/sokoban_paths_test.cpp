#include <cmath>

#include <QTest>

#include "core/base/rng.h"
#include "envs/sokoban/board_view.h"
#include "envs/sokoban/generator.h"
#include "envs/sokoban/level_text.h"
#include "envs/sokoban/loss.h"
#include "envs/sokoban/lurd.h"
#include "envs/sokoban/paths.h"
#include "envs/sokoban/sokoban.h"
#include "envs/sokoban/solver.h"

using namespace spolab;
using namespace spolab::sokoban;

namespace {

Level levelOf(const char* text) { return parseMoment(text).level; }

int cellOf(const Level& level, int row, int column) { return row * level.columns + column; }

bool isBox(std::uint8_t cell) { return cell == kBox || cell == kBoxOnTarget; }

/// Plays `actions` by the environment's rules and tells whether every one of them moved the player.
bool allMove(const Board& board, std::vector<std::byte>& state, const Env& env,
             const std::vector<std::int32_t>& actions) {
  for (const std::int32_t action : actions) {
    if (!board.effectOf(state, action).moves) return false;
    env.step(state, std::as_bytes(std::span(&action, 1)));
  }
  return true;
}

/// A ray from above the viewer's side to the middle of a cell at `height` (in cells).
PointerRay rayTo(const Board& board, int row, int column, float height) {
  const float cell = 8.0f / static_cast<float>(board.size());
  const float half = 0.5f * static_cast<float>(board.size() - 1);
  const Vec3 at{cell * (static_cast<float>(column) - half), cell * (half - static_cast<float>(row)), cell * height};
  const Vec3 direction{0.0f, 0.5f, -0.8660254f};
  return {{at.x - 10 * direction.x, at.y - 10 * direction.y, at.z - 10 * direction.z}, direction};
}

}  // namespace

class SokobanPathsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void walksAroundABox() {
    //   0123456
    // 1 #@    #    straight to the right end: four steps; below the box: the way leads around it
    // 2 # $   #
    // 3 #    .#
    const Level level = levelOf("#######\n#@    #\n# $   #\n#    .#\n#######");
    const Walks walks(level);
    QCOMPARE(walks.to(cellOf(level, 1, 5)), (std::vector<std::int32_t>{1, 1, 1, 1}));
    QCOMPARE(walks.steps(cellOf(level, 3, 2)), 3);
    QVERIFY(!walks.reaches(cellOf(level, 2, 2)));
    QVERIFY(!walks.reaches(cellOf(level, 0, 0)));
    QVERIFY(walks.to(playerCell(level)).empty());
  }

  void doesNotWalkThroughBoxes() {
    const Level level = levelOf("#######\n#@$  .#\n#######");
    QVERIFY(!Walks(level).reaches(cellOf(level, 1, 4)));
  }

  void pushesAroundACorner() {
    // d, then R R: the box is above its goal, the player left of it; u r leads above the box, D pushes it down.
    const Level level = levelOf("######\n#@   #\n# $  #\n#   .#\n######");
    const BoxPaths paths(level, cellOf(level, 2, 2));
    const std::vector<std::int32_t> actions = paths.to(cellOf(level, 3, 4));
    const SolutionLength length = checkSolution(level, printLurd(level, actions));
    QCOMPARE(length.pushes, 3);
    QCOMPARE(length.moves, 6);
    QVERIFY(paths.to(cellOf(level, 2, 2)).empty());
  }

  void theSideOfThePlayerCounts() {
    // The player is shut in on the right of the box: it can only push to the left, and never back.
    const Level level = levelOf("########\n#. $ @ #\n########");
    const BoxPaths paths(level, cellOf(level, 1, 3));
    QVERIFY(paths.reaches(cellOf(level, 1, 2)));
    QVERIFY(paths.reaches(cellOf(level, 1, 1)));
    QVERIFY(!paths.reaches(cellOf(level, 1, 4)));
    QCOMPARE(printLurd(level, paths.to(cellOf(level, 1, 1))), std::string("lLL"));
  }

  void otherBoxesAreWalls() {
    const Level level = levelOf("########\n#@$ $..#\n########");
    const BoxPaths paths(level, cellOf(level, 1, 2));
    QVERIFY(paths.reaches(cellOf(level, 1, 3)));
    QVERIFY(!paths.reaches(cellOf(level, 1, 5)));
  }

  /// With one box and one target the search must find what the push-optimal solver finds.
  void asFewPushesAsTheSolver() {
    for (int seed = 0; seed < 60; ++seed) {
      GeneratorSettings settings;
      settings.rows = settings.columns = 8;
      settings.boxes = 1;
      settings.minPushes = 3;
      settings.maxPushes = 20;
      Rng rng(7, Stream::kReset, static_cast<std::uint32_t>(seed));
      const Level level = generate(settings, rng);
      int box = -1, target = -1;
      for (int i = 0; i < level.rows * level.columns; ++i) {
        const std::uint8_t cell = level.cells[static_cast<std::size_t>(i)];
        if (isBox(cell)) box = i;
        if (cell == kTarget || cell == kPlayerOnTarget) target = i;
      }
      const BoxPaths paths(level, box);
      QVERIFY(paths.reaches(target));
      const SolutionLength found = checkSolution(level, printLurd(level, paths.to(target)));
      const Solution best = solve(level);
      QCOMPARE(found.pushes, best.pushes);
      QVERIFY2(found.moves <= best.moves, qPrintable(QString::number(seed)));
    }
  }

  /// No path is ever refused by the rules, and it brings where it should.
  void everyPathIsPossible() {
    SokobanSettings settings;
    settings.size = 9;
    settings.boxes = 4;
    settings.stepLimit = 10000;
    const auto env = makeSokoban(settings);
    const Board board(9);
    for (std::uint32_t seed = 0; seed < 25; ++seed) {
      std::vector<std::byte> state(env->spec().stateBytes);
      Rng rng(11, Stream::kReset, seed);
      env->reset(state, rng);
      const Level level = board.unload(state);
      const Walks walks(level);
      for (int cell = 0; cell < 81; ++cell) {
        if (walks.reaches(cell)) {
          std::vector<std::byte> walked = state;
          QVERIFY(allMove(board, walked, *env, walks.to(cell)));
          QCOMPARE(playerCell(board.unload(walked)), cell);
        }
        if (!isBox(level.cells[static_cast<std::size_t>(cell)])) continue;
        const BoxPaths paths(level, cell);
        for (int goal = 0; goal < 81; ++goal) {
          if (!paths.reaches(goal) || goal == cell) continue;
          std::vector<std::byte> pushed = state;
          QVERIFY(allMove(board, pushed, *env, paths.to(goal)));
          const Level after = board.unload(pushed);
          QVERIFY(isBox(after.cells[static_cast<std::size_t>(goal)]));
          for (int other = 0; other < 81; ++other)  // no other box has moved
            if (other != cell && other != goal)
              QCOMPARE(isBox(after.cells[static_cast<std::size_t>(other)]),
                       isBox(level.cells[static_cast<std::size_t>(other)]));
        }
      }
    }
  }

  void thePointerTakesHoldOfWhatItMeets() {
    SokobanSettings settings;
    settings.size = 7;
    settings.boxes = 1;
    const auto env = makeSokoban(settings);
    const Board board(7);
    std::vector<std::byte> state(env->spec().stateBytes);
    env->parse("#######\n#@    #\n# $   #\n#    .#\n#     #\n#     #\n#######", state);
    QVERIFY(!env->controls()->grip(state, rayTo(board, 0, 3, 0.4f)));  // a wall: the camera's
    const auto walk = env->controls()->grip(state, rayTo(board, 1, 4, 0.0f));
    QVERIFY(walk);
    QCOMPARE(walk->actions(), (std::vector<std::int32_t>{1, 1, 1}));
    walk->move(rayTo(board, 0, 0, 0.0f));
    QVERIFY(walk->actions().empty());
    const auto push = env->controls()->grip(state, rayTo(board, 2, 2, 0.7f));
    QVERIFY(push);
    QVERIFY(push->actions().empty());  // where it stands
    push->move(rayTo(board, 2, 4, 0.36f));
    QCOMPARE(push->actions(), (std::vector<std::int32_t>{2, 1, 1}));
    Scene scene;
    push->draw(scene);
    QVERIFY(!scene.boxes.empty());
  }

  void keysAreTheArrows() {
    const auto env = makeSokoban({});
    QCOMPARE(env->controls()->keys().size(), std::size_t{4});
    for (const KeyBinding& key : env->controls()->keys()) QVERIFY(key.key >= kKeyLeft && !key.help.empty());
  }

  void saysWhichBoxIsLost() {
    //   0123456      the box in the corner is lost, the other is not
    const Level corner = levelOf("#######\n#$    #\n#  $  #\n#@ .. #\n#######");
    const Loss loss = findLoss(corner);
    QVERIFY(loss.proven);
    QCOMPARE(loss.boxes, (std::vector<std::size_t>{8}));
    QVERIFY(!findLoss(levelOf("#######\n#     #\n# $$  #\n#@ .. #\n#######")).proven);
    // Two boxes side by side at a wall hold each other.
    const Loss pair = findLoss(levelOf("#######\n# $$  #\n#     #\n#@ .. #\n#######"));
    QVERIFY(pair.proven);
    QCOMPARE(pair.boxes.size(), std::size_t{2});
  }

  /// What is called lost the solver proves too.
  void lostMeansUnsolvable() {
    int lost = 0;
    for (std::uint32_t seed = 0; seed < 40; ++seed) {
      SokobanSettings settings;
      settings.size = 7;
      settings.boxes = 2;
      settings.stepLimit = 10000;
      const auto env = makeSokoban(settings);
      const Board board(7);
      std::vector<std::byte> state(env->spec().stateBytes);
      Rng rng(3, Stream::kReset, seed);
      env->reset(state, rng);
      for (int step = 0; step < 60 && !env->isGoal(state); ++step) {
        const auto action = static_cast<std::int32_t>(rng.below(4));
        env->step(state, std::as_bytes(std::span(&action, 1)));
      }
      const Level level = board.unload(state);
      if (!findLoss(level).proven) continue;
      ++lost;
      QCOMPARE(solve(level).outcome, SolveOutcome::kUnsolvable);
    }
    QVERIFY(lost >= 5);
  }
};

QTEST_APPLESS_MAIN(SokobanPathsTest)
#include "sokoban_paths_test.moc"
