// What of drawing can be checked without any graphics: contrast, camera, picking, the river's layout.
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include <QtTest>

#include "render/camera.h"
#include "render/panels/river_layout.h"
#include "render/panels/trace_reading.h"
#include "render/picking.h"
#include "render/scene_labels.h"
#include "render/theme.h"
#include "tests/golden/sample_trace.h"

using namespace spolab;
using namespace spolab::panel;

class DrawingUnits : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void textContrast_data();
  void textContrast();
  void palettes();
  void packedColours();
  void rayMeetsItsProjection_data();
  void rayMeetsItsProjection();
  void hintIsSeenFromItsSide();
  void easingArrives();
  void followsAndKeepsWhatAPersonTurned();
  void pickFindsTheNearest();
  void pickPassesThroughGhosts();
  void labelsBehindThingsAreLeftOut();
  void circlesNeverOverlap();
  void linesNeverCross();
  void divergenceFromTheUpdatedPolicy();
};

void DrawingUnits::textContrast_data() {
  QTest::addColumn<bool>("dark");
  QTest::newRow("dark") << true;
  QTest::newRow("light") << false;
}

void DrawingUnits::textContrast() {
  QFETCH(bool, dark);
  const Theme& theme = Theme::of(dark);
  for (const Colour& back : {theme.background, theme.surface[0], theme.surface[1], theme.surface[2]})
    for (const Colour& ink : {theme.text, theme.textDim, theme.accent, theme.warning})
      QVERIFY2(contrast(ink, back) >= 4.5f,
               qPrintable(QString("#%1 on #%2").arg(ink.rgb(), 6, 16).arg(back.rgb(), 6, 16)));
  QVERIFY(contrast(theme.accentText, theme.accent) >= 4.5f);
}

void DrawingUnits::palettes() {
  for (const bool dark : {true, false}) {
    const Theme& theme = Theme::of(dark);
    const Colour neutral = theme.advantage(0);
    QVERIFY(std::abs(neutral.r - neutral.b) < 0.06f);        // grey
    QVERIFY(theme.advantage(-1).b > theme.advantage(-1).r);  // blue
    QVERIFY(theme.advantage(1).r > theme.advantage(1).b);    // orange
    QCOMPARE(theme.advantage(5).rgb(), theme.advantage(1).rgb());
    QCOMPARE(theme.advantage(std::nanf("")).rgb(), neutral.rgb());
    // Cividis rises steadily in lightness: it can be read without colours.
    for (int k = 1; k <= 32; ++k)
      QVERIFY(luminance(theme.value(static_cast<float>(k) / 32)) >
              luminance(theme.value(static_cast<float>(k - 1) / 32)));
  }
}

void DrawingUnits::packedColours() {
  QCOMPARE(Colour::hex(0x123456).rgb(), 0x123456u);
  QCOMPARE(Colour::hex(0x123456, 0.0f).packed(), 0x00563412u);
  QVERIFY(std::abs(contrast(Colour::hex(0xFFFFFF), Colour::hex(0x000000)) - 21.0f) < 1e-3f);
}

void DrawingUnits::rayMeetsItsProjection_data() {
  QTest::addColumn<int>("width");
  QTest::addColumn<int>("height");
  QTest::newRow("wide") << 900 << 400;
  QTest::newRow("square") << 500 << 500;
  QTest::newRow("narrow") << 300 << 700;
}

void DrawingUnits::rayMeetsItsProjection() {
  QFETCH(int, width);
  QFETCH(int, height);
  const Viewport viewport{40, 25, width, height};
  OrbitCamera camera;
  camera.reset({{1, 2, 3}, 7.0f, 0.8f, 0.4f});
  const CameraView view = camera.view(viewport);
  for (const Vec3 point : {Vec3{1, 2, 3}, Vec3{0.3f, 1.1f, 3.6f}, Vec3{1.8f, 3.0f, 2.2f}}) {
    const ScreenPoint seen = project(view, viewport, point);
    QVERIFY(seen.inFront);
    const Ray ray = rayThrough(view, viewport, seen.x, seen.y);
    const Vec3 to{point.x - ray.origin.x, point.y - ray.origin.y, point.z - ray.origin.z};
    const float along = to.x * ray.direction.x + to.y * ray.direction.y + to.z * ray.direction.z;
    const float off =
        std::hypot(to.x - along * ray.direction.x, to.y - along * ray.direction.y, to.z - along * ray.direction.z);
    QVERIFY(off < 1e-3f);
  }
  // The target is in the middle.
  const ScreenPoint middle = project(view, viewport, {1, 2, 3});
  QVERIFY(std::abs(middle.x - (40 + 0.5f * static_cast<float>(width))) < 0.01f);
  QVERIFY(std::abs(middle.y - (25 + 0.5f * static_cast<float>(height))) < 0.01f);
}

void DrawingUnits::hintIsSeenFromItsSide() {
  OrbitCamera camera;
  camera.reset({{0, 0, 0}, 5.0f, 0.0f, 0.0f});
  const CameraView front = camera.view({0, 0, 100, 100});
  QVERIFY(front.eye.y < -4.9f);    // azimuth 0 looks from −y
  QVERIFY(front.right.x > 0.99f);  // with x to the right
  QVERIFY(front.up.z > 0.99f);
  camera.reset({{0, 0, 0}, 5.0f, 1.5707963f, 0.0f});
  QVERIFY(camera.view({0, 0, 100, 100}).eye.x > 4.9f);
}

void DrawingUnits::easingArrives() {
  OrbitCamera camera;
  camera.reset({});
  camera.orbit(200, 0, 600);
  QVERIFY(camera.advance(0.016f));
  int frames = 0;
  while (camera.advance(0.016f)) QVERIFY(++frames < 120);
  const float there = camera.current().azimuth;
  camera.setMotion(false);
  camera.orbit(-200, 0, 600);
  QVERIFY(!camera.advance(0.0f));
  QVERIFY(camera.current().azimuth > there);
}

void DrawingUnits::followsAndKeepsWhatAPersonTurned() {
  OrbitCamera camera;
  camera.reset({{0, 0, 1}, 5.0f, 0.2f, 0.3f});
  camera.orbit(80, 10, 600);
  camera.zoom(2);
  while (camera.advance(0.016f)) {
  }
  const CameraHint turned = camera.current();
  camera.follow({0.5f, 0, 1});
  QVERIFY(camera.current().target.x < 0.01f);  // eased
  while (camera.advance(0.016f)) {
  }
  QVERIFY(std::abs(camera.current().target.x - 0.5f) < 0.01f);
  camera.follow({0.7f, 0, 1});
  QVERIFY(camera.advance(0.016f));  // on its way
  camera.follow({1, 0, 1}, true);   // looked up: a cut, however near
  QVERIFY(std::abs(camera.current().target.x - 1.0f) < 0.01f);
  QVERIFY(!camera.advance(0.016f));
  camera.follow({40, 0, 1});  // another episode: a cut
  QVERIFY(std::abs(camera.current().target.x - 40.0f) < 0.5f);
  QCOMPARE(camera.current().azimuth, turned.azimuth);
  QCOMPARE(camera.current().elevation, turned.elevation);
  QCOMPARE(camera.current().distance, turned.distance);
}

void DrawingUnits::pickFindsTheNearest() {
  Scene scene;
  scene.boxes.push_back({{{0, 2, 1}, {}}, {0.5f, 0.5f, 0.5f}, 0.1f, {}});
  scene.spheres.push_back({{0, 0, 1}, 0.5f, {}});
  scene.capsules.push_back({{3, 0, 0.5f}, {3, 0, 2.5f}, 0.25f, {}});
  const auto sphere = pick(scene, {{0, -5, 1}, {0, 1, 0}});
  QVERIFY(sphere && sphere->kind == SceneHit::Kind::kSphere);
  QVERIFY(std::abs(sphere->distance - 4.5f) < 1e-4f);
  QVERIFY(sphere->normal.y < -0.99f);
  const auto box = pick(scene, {{0, 9, 1}, {0, -1, 0}});
  QVERIFY(box && box->kind == SceneHit::Kind::kBox && box->normal.y > 0.99f);
  const auto capsule = pick(scene, {{3, -5, 1.5f}, {0, 1, 0}});
  QVERIFY(capsule && capsule->kind == SceneHit::Kind::kCapsule && std::abs(capsule->distance - 4.75f) < 1e-4f);
  const auto ground = pick(scene, {{1.5f, 0, 3}, {0, 0, -1}});
  QVERIFY(ground && ground->kind == SceneHit::Kind::kGround && std::abs(ground->point.z) < 1e-5f);
  QVERIFY(!pick(scene, {{0, -5, 1}, {0, -1, 0}}));
}

void DrawingUnits::pickPassesThroughGhosts() {
  Scene scene;
  scene.spheres.push_back({{0, 0, 1}, 0.5f, {ColourRole::kAgent, 0.3f}});
  QVERIFY(!pick(scene, {{0, -5, 1}, {0, 1, 0}}));
}

void DrawingUnits::labelsBehindThingsAreLeftOut() {
  OrbitCamera camera;
  camera.reset({{0, 0, 1}, 10.0f, 0.0f, 0.0f});
  const Viewport viewport{0, 0, 400, 400};
  const CameraView view = camera.view(viewport);
  Scene scene;
  const auto add = [&](const Vec3& at, const char* text) {
    scene.labels.push_back({at, text, 0.2f, {ColourRole::kText}});
  };
  add({0, 1, 1}, "behind");
  add({0, -1, 1}, "before");
  add({3, 1, 1}, "beside");
  add({0.65f, 1, 1}, "half behind");
  add({0, -20, 1}, "behind the eye");
  scene.spheres.push_back({{0, 0, 1}, 0.5f, {ColourRole::kAgent}});
  std::vector<std::string> seen;
  for (const PlacedLabel& label : placeLabels(scene, view, viewport, Theme::dark())) seen.push_back(label.text);
  QCOMPARE(seen, (std::vector<std::string>{"beside", "before"}));  // far ones first
  scene.spheres.front().look.alpha = 0.3f;                         // ghosts hide nothing
  QCOMPARE(placeLabels(scene, view, viewport, Theme::dark()).size(), std::size_t{4});
}

void DrawingUnits::circlesNeverOverlap() {
  const EnvSpec spec = sampleSpec();
  for (const int particles : {1, 4, 16, 40}) {
    const SearchTrace trace = sampleTrace(spec, particles, 6, 2);
    const TraceReading reading(trace, spec);
    const RiverLayout layout(reading, {0, 0, 800, 400});
    for (const auto* nodes : {&layout.before, &layout.after})
      for (int depth = 0; depth < trace.depths; ++depth)
        for (int k = 1; k < particles; ++k) {
          const auto& above = (*nodes)[trace.at(depth, layout.order[trace.at(depth, k - 1)])];
          const auto& below = (*nodes)[trace.at(depth, layout.order[trace.at(depth, k)])];
          QVERIFY(below.y - below.radius >= above.y + above.radius - 1e-3f);
        }
  }
}

void DrawingUnits::linesNeverCross() {
  const EnvSpec spec = sampleSpec();
  const SearchTrace trace = sampleTrace(spec, 24, 8, 3);
  const TraceReading reading(trace, spec);
  const RiverLayout layout(reading, {0, 0, 800, 400});
  for (int depth = 1; depth < trace.depths; ++depth)
    for (int k = 1; k < trace.particles; ++k) {
      const auto parentY = [&](int place) {
        const int n = layout.order[trace.at(depth, place)];
        return layout.after[trace.at(depth - 1, trace.parent[trace.at(depth, n)])].y;
      };
      QVERIFY(parentY(k) >= parentY(k - 1));
    }
}

/// Worked by hand from KL(q̂ ‖ π′) = Σ q̂ log(q̂/π′), of a box from Σ w (log N w + log π − log π′).
void DrawingUnits::divergenceFromTheUpdatedPolicy() {
  SearchTrace trace;
  trace.qhat = {0.75f, 0.25f, 0.0f};
  QVERIFY(!klToUpdated(trace, {}));
  const std::vector<float> even{0.5f, 0.5f, 0.0f}, same = trace.qhat, three{1.0f, 0.0f};
  QVERIFY(std::abs(*klToUpdated(trace, even) - 0.1308120f) < 1e-6f);
  QCOMPARE(*klToUpdated(trace, same), 0.0f);
  QVERIFY(!klToUpdated(trace, three));

  trace = {};
  trace.actionDims = 1;
  trace.policyRow = {0.0f, 1.0f};
  trace.weights = {0.25f, 0.75f};
  trace.klToPrior = 0.25f * std::log(0.5f) + 0.75f * std::log(1.5f);
  const std::array<float, 2> actions{0.0f, std::tanh(1.0f)};
  const auto bytes = std::as_bytes(std::span(actions));
  trace.rootActions.assign(bytes.begin(), bytes.end());
  QVERIFY(std::abs(*klToUpdated(trace, trace.policyRow) - trace.klToPrior) < 1e-6f);
  // A middle of 1: −z²/2 + (z − 1)²/2 is 1/2 at z = 0 and −1/2 at z = 1, weighed 1/8 − 3/8.
  const std::vector<float> moved{1.0f, 1.0f};
  QVERIFY(std::abs(*klToUpdated(trace, moved) - (trace.klToPrior - 0.25f)) < 1e-5f);
  // At the edge both have nearly all of their mass: nothing has changed between a middle of 8 and one of 9.
  trace.policyRow = {8.0f, 0.5f};
  const std::array<float, 2> saturated{1.0f, std::tanh(4.5f)};
  const auto edge = std::as_bytes(std::span(saturated));
  trace.rootActions.assign(edge.begin(), edge.end());
  const std::vector<float> farther{9.0f, 0.5f};
  QVERIFY(std::abs(*klToUpdated(trace, farther) - trace.klToPrior) < 1e-5f);
}

QTEST_GUILESS_MAIN(DrawingUnits)
#include "drawing_units.moc"
