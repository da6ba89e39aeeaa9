#include <algorithm>
#include <cmath>

#include <QTest>

#include "envs/snake/winding.h"
#include "tests/unit/envs/snake_game.h"

using namespace spolab;
using snake::kDown, snake::kLeft, snake::kRight, snake::kUp;
using test::SnakeGame;

namespace {

float distance(const Vec3& a, const Vec3& b) { return std::hypot(a.x - b.x, a.y - b.y, a.z - b.z); }

Scene drawn(const SnakeGame& game, int action = -1, float fraction = 0.0f) {
  Scene scene;
  const auto number = static_cast<std::int32_t>(action);
  const ActionView bytes = std::as_bytes(std::span(&number, 1));
  game.env->draw(game.state, action < 0 ? ActionView{} : bytes, fraction, scene);
  return scene;
}

/// Farthest that any sphere of `scene` is from the nearest like it in `other`.
float difference(const Scene& scene, const Scene& other) {
  float worst = 0.0f;
  for (const Sphere& sphere : scene.spheres) {
    float nearest = 1e9f;
    for (const Sphere& twin : other.spheres)
      if (twin.look.role == sphere.look.role)
        nearest = std::min(nearest, distance(sphere.centre, twin.centre) + std::abs(sphere.radius - twin.radius));
    worst = std::max(worst, nearest);
  }
  return worst;
}

const Sphere* fruitOf(const Scene& scene, const Vec3& place) {
  for (const Sphere& sphere : scene.spheres)
    if (sphere.look.role == ColourRole::kFruit &&
        std::hypot(sphere.centre.x - place.x, sphere.centre.y - place.y) < 0.01f)
      return &sphere;
  return nullptr;
}

}  // namespace

class SnakeSceneTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void cellsLieWhereTheBoardSays() {
    const Vec3 first = snake::centreOf(0, 4), right = snake::centreOf(1, 4), below = snake::centreOf(4, 4);
    QVERIFY(first.x == -1.5f && first.y == 1.5f);  // on top at the left, away from the viewer
    QVERIFY(right.x == -0.5f && right.y == 1.5f);
    QVERIFY(below.x == -1.5f && below.y == 0.5f);
  }

  void movesBeginAndEndAtRest_data() {
    QTest::addColumn<QString>("board");
    QTest::addColumn<int>("action");
    QTest::newRow("one cell") << "..../.O../..../...*" << int{kUp};
    QTest::newRow("one cell eats") << "..../.O*./..../...." << int{kRight};
    QTest::newRow("straight on") << ">>O./..../..../...*" << int{kRight};
    QTest::newRow("a bend") << ">>O./..../..../...*" << int{kDown};
    QTest::newRow("out of a bend") << ">>v./..O./..../...*" << int{kLeft};
    QTest::newRow("a meal round the corner") << ">>v./.*O./..../...." << int{kLeft};
    QTest::newRow("two cells turn back") << ">O../..../..../...*" << int{kLeft};
    QTest::newRow("after the tail") << ">v../^O../..../...*" << int{kLeft};
    QTest::newRow("crash into the border") << "..>O/..../..../...*" << int{kRight};
    QTest::newRow("crash into itself") << ">>O./..../..../...*" << int{kLeft};
  }
  void movesBeginAndEndAtRest() {
    QFETCH(QString, board);
    QFETCH(int, action);
    SnakeGame before(4, board.toStdString()), after(4, board.toStdString());
    after.step(action);
    for (const auto& [moment, rest] :
         {std::pair{drawn(before, action, 0.0f), drawn(before)}, {drawn(before, action, 1.0f), drawn(after)}}) {
      QCOMPARE(moment.spheres.size(), rest.spheres.size());
      QVERIFY(difference(moment, rest) < 1e-3f);
      QVERIFY(difference(rest, moment) < 1e-3f);
    }
  }

  /// Nothing jumps: a hundredth of a move is a small change everywhere.
  void motionIsSmooth() {
    SnakeGame game(4, ">>v./..O./..../...*");
    for (const int action : {kLeft, kRight, kDown})
      for (int i = 0; i < 100; ++i) {
        const float f = 0.01f * static_cast<float>(i);
        QVERIFY(difference(drawn(game, action, f + 0.01f), drawn(game, action, f)) < 0.08f);
      }
  }

  void bendsAreQuarterCircles() {
    const SnakeGame game(4, ">>v./..v./..O./...*");
    const snake::Winding winding(game.position(), -1, 0.0f, false);
    QCOMPARE(winding.head(), 4.0f);
    const Vec3 corner = snake::centreOf(2, 4);
    const Vec3 pivot{corner.x - 0.5f, corner.y - 0.5f, 0.0f};
    for (float along = 1.5f; along <= 2.5f; along += 0.125f)
      QVERIFY(std::abs(distance(winding.point(along), pivot) - 0.5f) < 1e-4f);
    const Vec3 head = snake::centreOf(10, 4), tail = snake::centreOf(0, 4);
    QVERIFY(distance(winding.point(4.0f), {head.x, head.y, 0.0f}) < 1e-5f);
    QVERIFY(distance(winding.point(0.0f), {tail.x, tail.y, 0.0f}) < 1e-5f);
  }

  void theFruitStaysUntilItIsEaten() {
    SnakeGame game(4, ".>O*/..../..../....");
    const Vec3 place = snake::centreOf(3, 4);
    QVERIFY(fruitOf(drawn(game, kRight, 0.2f), place) != nullptr);
    QVERIFY(fruitOf(drawn(game, kRight, 1.0f), place) == nullptr);
    SnakeGame next = SnakeGame(4);
    next.state = game.state;
    next.step(kRight);
    const Vec3 another = snake::centreOf(next.position().fruit, 4);
    QVERIFY(fruitOf(drawn(game, kRight, 0.4f), another) == nullptr);
    QVERIFY(fruitOf(drawn(game, kRight, 1.0f), another) != nullptr);
    QVERIFY(fruitOf(drawn(game, kDown, 1.0f), place) != nullptr);
  }

  void everythingStandsOnTheGround() {
    const SnakeGame game(6, ">>>>>v/....*v/..O<<</....../....../......");
    const Scene scene = drawn(game);
    for (const Sphere& sphere : scene.spheres) QVERIFY(sphere.centre.z - sphere.radius > scene.groundHeight);
    for (const RoundedBox& box : scene.boxes)
      QVERIFY(box.pose.position.z - box.halfExtents.z >= scene.groundHeight - 1e-5f);
    QCOMPARE(std::count_if(scene.boxes.begin(), scene.boxes.end(),
                           [](const RoundedBox& box) { return box.look.role == ColourRole::kGround; }),
             36);
  }

  void theActorIsTheSnakeAlone() {
    const SnakeGame game(4, ">>v./..O./..../...*");
    Scene scene;
    game.env->drawActor(game.state, scene);
    QVERIFY(scene.boxes.empty() && !scene.spheres.empty());
    QVERIFY(std::none_of(scene.spheres.begin(), scene.spheres.end(),
                         [](const Sphere& sphere) { return sphere.look.role == ColourRole::kFruit; }));
    QVERIFY(difference(scene, drawn(game)) < 1e-6f);
    Vec3 place;
    QVERIFY(game.env->place(game.state, place));
    QVERIFY(place == snake::centreOf(6, 4));
  }
};

QTEST_APPLESS_MAIN(SnakeSceneTest)
#include "snake_scene_test.moc"
