// Draws scenes and panels without a display and compares them with tests/golden/expected. Fails, never skips, where
// there is no OpenGL. `--update` writes the expected pictures anew: look at them before committing.
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>

#include <QtTest>

#include "app/episode/stage_overlay.h"
#include "envs/registry.h"
#include "render/futures.h"
#include "render/imgui_layer.h"
#include "render/offscreen.h"
#include "render/scene_renderer.h"
#include "render/scene_solids.h"
#include "render/search_panels.h"
#include "tests/golden/panel_pictures.h"
#include "tests/golden/picture_compare.h"
#include "tests/golden/sample_scene.h"
#include "tests/golden/sample_trace.h"
#include "tests/golden/world_trace.h"

using namespace spolab;

namespace {

bool g_update = false;

const std::filesystem::path kExpected = std::filesystem::path(SPOLAB_SOURCE_DIR) / "tests/golden/expected";
const std::filesystem::path kActual = "golden-failures";

/// Pictures of more pixels a point show fewer points, to be no larger.
int scaleOfRow() { return QByteArray(QTest::currentDataTag()).contains("-2x-") ? 2 : 1; }
QSize pointsOfRow(QSize once) { return scaleOfRow() == 1 ? once : QSize(160, 110); }

/// Worlds whose library was not there when the program was built have no rows (continuous integration builds with all
/// of them); rows of any other world that is missing fail.
bool builtIn(const char* id) {
  return std::ranges::none_of(missingEnvs(), [id](const MissingEnv& entry) { return entry.id == id; });
}

}  // namespace

class GoldenPictures : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void cleanupTestCase();
  void scenes_data();
  void scenes();
  void cube_data();
  void cube();
  void worlds_data();
  void worlds();
  void futures_data();
  void futures();
  void captions_data();
  void captions();
  void ghostsAreOneSilhouette();
  void panels_data();
  void panels();
  void sameTwice();
  void smallChangesAreSeen();
  void brokenTraceIsRefused();
  void twoOfAKind();
  void clickSelects();

 private:
  Image drawScene(const Scene& scene, const Theme& theme, int width, int height, float resolution = 1.0f,
                  int scale = 1);
  Image drawFutures(const std::string& envId, int particles, float phase, bool selected, const Theme& theme, int scale);
  Image drawPanel(const PanelCase& what, float scale, const Theme& theme) {
    return drawPanelCase(*context_, *layer_, what, scale, theme);
  }
  static void check(const Image& actual, const std::string& name);

  std::unique_ptr<OffscreenContext> context_;
  std::unique_ptr<SceneRenderer> renderer_;
  std::unique_ptr<ImGuiLayer> layer_;
};

void GoldenPictures::initTestCase() {
  context_ = std::make_unique<OffscreenContext>(64, 64);
  renderer_ = std::make_unique<SceneRenderer>();
  layer_ = std::make_unique<ImGuiLayer>();
}

void GoldenPictures::cleanupTestCase() {
  layer_.reset();
  renderer_.reset();
  context_.reset();
}

/// `width` × `height` points of `scale` pixels; `resolution` is that of the world within the picture.
Image GoldenPictures::drawScene(const Scene& scene, const Theme& theme, int width, int height, float resolution,
                                int scale) {
  const int wide = width * scale, high = height * scale;
  context_->resize(wide, high);
  OrbitCamera camera;
  camera.reset(scene.camera);
  renderer_->setResolutionScale(resolution);
  renderer_->draw(scene, camera, {0, 0, wide, high}, high, theme);
  const auto pixels = static_cast<float>(scale);
  layer_->beginFrame(static_cast<float>(width), static_cast<float>(height), pixels, 0.0f, theme);
  drawSceneLabels(renderer_->labels(), {0, 0, 4096, 4096}, pixels, theme);
  layer_->endFrame();
  return context_->readPixels();
}

void GoldenPictures::check(const Image& actual, const std::string& name) {
  const std::filesystem::path file = kExpected / (name + ".png");
  if (g_update) {
    std::filesystem::create_directories(kExpected);
    savePng(actual, file);
    return;
  }
  const Image expected = loadPng(file);
  QCOMPARE(actual.width, expected.width);
  QCOMPARE(actual.height, expected.height);
  const PictureDifference difference = comparePictures(expected, actual);
  if (difference.meanSquare > kLargestMeanSquare || difference.brokenShare > kLargestBrokenShare) {
    std::filesystem::create_directories(kActual);
    savePng(actual, kActual / (name + ".actual.png"));
    savePng(difference.picture, kActual / (name + ".difference.png"));
    QFAIL(qPrintable(QString("%1: mean square %2, broken pixels %3 %; see %4")
                         .arg(QString::fromStdString(name))
                         .arg(difference.meanSquare)
                         .arg(100.0 * difference.brokenShare)
                         .arg(QString::fromStdString(std::filesystem::absolute(kActual).string()))));
  }
}

void GoldenPictures::scenes_data() {
  QTest::addColumn<bool>("dark");
  QTest::addColumn<float>("scale");
  QTest::newRow("scene-dark") << true << 1.0f;
  QTest::newRow("scene-light") << false << 1.0f;
  QTest::newRow("scene-light-fine") << false << 2.0f;
}

void GoldenPictures::scenes() {
  QFETCH(bool, dark);
  QFETCH(float, scale);
  check(drawScene(sampleScene(), Theme::of(dark), 400, 260, scale), QTest::currentDataTag());
}

void GoldenPictures::cube_data() {
  QTest::addColumn<bool>("dark");
  QTest::addColumn<int>("turn");
  QTest::newRow("cube-dark") << true << -1;
  QTest::newRow("cube-light") << false << -1;
  QTest::newRow("cube-turning-dark") << true << 6;
  QTest::newRow("cube-turning-light") << false << 6;
  QTest::newRow("cube-2x-dark") << true << 6;
  QTest::newRow("cube-2x-light") << false << 6;
}

void GoldenPictures::cube() {
  QFETCH(bool, dark);
  QFETCH(int, turn);
  const auto env = findEnv("rubiks-cube").config()->make();
  std::vector<std::byte> state(env->spec().stateBytes);
  env->parse("R U2 F' L D B2 R'", state);
  Scene scene;
  const auto action = static_cast<std::int32_t>(turn);
  const ActionView view(reinterpret_cast<const std::byte*>(&action), turn < 0 ? 0 : sizeof action);
  env->draw(state, view, turn < 0 ? 0.0f : 0.4f, scene);
  const QSize points = pointsOfRow({360, 260});
  check(drawScene(scene, Theme::of(dark), points.width(), points.height(), 1.0f, scaleOfRow()),
        QTest::currentDataTag());
}

void GoldenPictures::worlds_data() {
  QTest::addColumn<QString>("env");
  QTest::addColumn<QString>("text");
  QTest::addColumn<bool>("dark");
  const QString room = "#######|#     #|# $.  #|# *@  #|#  $. #|#     #|#######";
  for (const bool dark : {true, false})
    for (const char* env :
         {"sokoban", "snake", "half-cheetah", "hopper", "walker2d", "parkour-walker", "ant", "humanoid"})
      for (const char* scale : {"", "2x-"})
        if (builtIn(env))
          QTest::addRow("world-%s-%s%s", env, scale, dark ? "dark" : "light")
              << env << (QString(env) == "sokoban" ? room : QString()) << dark;
}

/// A world as it looks soon after its start, or in the state of a text.
void GoldenPictures::worlds() {
  QFETCH(QString, env);
  QFETCH(QString, text);
  QFETCH(bool, dark);
  const auto world = findEnv(env.toStdString()).config()->make();
  std::vector<std::byte> state(world->spec().stateBytes), action(world->spec().actionBytes());
  Rng rng(4, Stream::kTest);
  world->reset(state, rng);
  if (!text.isEmpty()) world->parse(text.toStdString(), state);
  for (int t = 0; t < 6 && !world->spec().discrete(); ++t) world->step(state, action);
  Scene scene;
  world->draw(state, {}, 0.0f, scene);
  const QSize points = pointsOfRow({300, 200});
  check(drawScene(scene, Theme::of(dark), points.width(), points.height(), 1.0f, scaleOfRow()),
        QTest::currentDataTag());
}

Image GoldenPictures::drawFutures(const std::string& envId, int particles, float phase, bool selected,
                                  const Theme& theme, int scale) {
  const int width = scale == 1 ? 420 : 200, height = scale == 1 ? 280 : 140;
  const auto pixels = static_cast<float>(scale);
  const auto env = findEnv(envId).config()->make();
  std::vector<std::byte> state(env->spec().stateBytes);
  Rng rng(3, Stream::kTest);
  env->reset(state, rng);
  const SearchTrace trace = worldTrace(*env, state, particles, 4, env->spec().discrete() ? 1 : 3);
  Scene scene;
  env->draw(state, {}, 0.0f, scene);
  OrbitCamera camera;
  camera.reset(scene.camera);
  PanelState panels;
  if (selected) panels.selected = ParticleRef{2, 5};
  Futures futures;
  futures.read(*env, trace);
  Overlay overlay;
  futures.addTo(overlay, phase, panels, theme);
  const Viewport viewport{0, 0, width * scale, height * scale};
  context_->resize(viewport.width, viewport.height);
  renderer_->setResolutionScale(1.0f);
  renderer_->draw(scene, camera, viewport, viewport.height, theme, {}, overlay);
  const CameraView view = camera.view(viewport);
  layer_->mouseLeft();
  const PanelArea area{0, 0, static_cast<float>(width), static_cast<float>(height)};
  layer_->beginFrame(area.width, area.height, pixels, 1.0f / 60, theme);
  futures.drawPaths(
      phase, panels, area,
      [&](const Vec3& point) -> std::optional<PanelPoint> {
        const ScreenPoint at = project(view, viewport, point);
        return PanelPoint{at.x / pixels, at.y / pixels};
      },
      theme);
  layer_->endFrame();
  return context_->readPixels();
}

void GoldenPictures::futures_data() {
  QTest::addColumn<QString>("env");
  QTest::addColumn<int>("particles");
  QTest::addColumn<float>("phase");
  QTest::addColumn<bool>("selected");
  QTest::addColumn<bool>("dark");
  const auto add = [](const char* name, const char* env, int particles, float phase, bool selected, bool dark) {
    if (builtIn(env))
      QTest::addRow("futures-%s-%s", name, dark ? "dark" : "light") << env << particles << phase << selected << dark;
  };
  for (const bool dark : {true, false}) {
    add("body", "half-cheetah", 14, 1e9f, false, dark);
    add("body-resampling", "half-cheetah", 14, 1.88f, false, dark);
    add("body-selected", "half-cheetah", 14, 1e9f, true, dark);
    add("board", "snake", 14, 1e9f, false, dark);
    add("board-selected", "snake", 14, 1e9f, true, dark);
    add("boxes-resampling", "sokoban", 14, 1.88f, false, dark);
    add("boxes-2x", "sokoban", 14, 1.95f, false, dark);
    add("body-2x", "half-cheetah", 14, 1.88f, true, dark);
  }
  add("many-body", "half-cheetah", 2048, 1e9f, false, true);  // once: these are large
}

void GoldenPictures::futures() {
  QFETCH(QString, env);
  QFETCH(int, particles);
  QFETCH(float, phase);
  QFETCH(bool, selected);
  QFETCH(bool, dark);
  check(drawFutures(env.toStdString(), particles, phase, selected, Theme::of(dark), scaleOfRow()),
        QTest::currentDataTag());
}

void GoldenPictures::captions_data() {
  QTest::addColumn<float>("scale");
  QTest::addColumn<bool>("dark");
  for (const char* scale : {"0.75", "1", "2"})
    for (const bool dark : {true, false})
      QTest::addRow("captions-%sx-%s", scale, dark ? "dark" : "light") << QByteArray(scale).toFloat() << dark;
}

/// What is written over a world, at every size of everything.
void GoldenPictures::captions() {
  QFETCH(float, scale);
  QFETCH(bool, dark);
  const Theme theme = Theme::of(dark);
  const PanelArea area{0, 0, 420, 150};
  context_->resize(static_cast<int>(scale * area.width), static_cast<int>(scale * area.height));
  renderer_->draw({}, {}, {0, 0, context_->width(), context_->height()}, context_->height(), theme);
  layer_->mouseLeft();
  layer_->beginFrame(area.width, area.height, scale, 1.0f / 60, theme);
  WorldCaption caption;
  caption.title = "HalfCheetah";
  caption.parameters = "iteration 120 of this training";
  caption.progress = "episode 4  ·  step 31";
  caption.verdict = "Solved in 9 moves";
  caption.success = true;
  caption.speed = "1.84 m/s";
  caption.distance = "12.4 m from the start";
  drawCaption(caption, {0, 0, area.width, 116}, theme);
  drawTabs({0, 116, area.width, 34}, {StageTab::kRiver, StageTab::kDecision, StageTab::kParticles}, StageTab::kDecision,
           theme);
  layer_->endFrame();
  check(context_->readPixels(), QTest::currentDataTag());
}

/// Parts that overlap are not darker where they do.
void GoldenPictures::ghostsAreOneSilhouette() {
  Scene scene;
  scene.camera = {{0, 0, 1}, 6.0f, 0.0f, 0.0f};
  Overlay overlay;
  const Capsule limb{{-1, 0, 1}, {1, 0, 1}, 0.3f, {}};
  const auto drawn = [&](int copies) {
    overlay.clear();
    for (int i = 0; i < copies; ++i) overlay.solids.push_back(asBox(limb));
    overlay.ghosts.push_back({{0, 0}, 0, overlay.solids.size(), Theme::dark().accent.withAlpha(0.5f)});
    OrbitCamera camera;
    camera.reset(scene.camera);
    context_->resize(200, 120);
    renderer_->draw(scene, camera, {0, 0, 200, 120}, 120, Theme::dark(), {}, overlay);
    return context_->readPixels();
  };
  const Image none = drawn(0), one = drawn(1), three = drawn(3);
  QVERIFY(comparePictures(none, one).brokenShare > 0.05);
  QVERIFY(one.pixels == three.pixels);
}

void GoldenPictures::panels_data() {
  QTest::addColumn<std::function<PanelCase()>>("what");
  QTest::addColumn<float>("scale");
  QTest::addColumn<bool>("dark");
  for (const auto& [name, what] : panelCases())
    for (const float scale : {1.0f, 2.0f})
      for (const bool dark : {true, false}) {
        const QString row =
            QString("%1-%2x-%3").arg(QString::fromStdString(name)).arg(scale).arg(dark ? "dark" : "light");
        QTest::newRow(qPrintable(row)) << std::function([value = what] { return value; }) << scale << dark;
      }
}

void GoldenPictures::panels() {
  QFETCH(std::function<PanelCase()>, what);
  QFETCH(float, scale);
  QFETCH(bool, dark);
  check(drawPanel(what(), scale, Theme::of(dark)), QTest::currentDataTag());
}

void GoldenPictures::sameTwice() {
  const Image first = drawScene(sampleScene(), Theme::dark(), 320, 200);
  QVERIFY(first.pixels == drawScene(sampleScene(), Theme::dark(), 320, 200).pixels);
}

void GoldenPictures::smallChangesAreSeen() {
  // One row of the table is selected.
  PanelCase table{drawParticleTable, 280, 220};
  const Image plain = drawPanel(table, 1.0f, Theme::dark());
  table.selected = true;
  const PictureDifference panel = comparePictures(plain, drawPanel(table, 1.0f, Theme::dark()));
  QVERIFY(panel.brokenShare > kLargestBrokenShare || panel.meanSquare > kLargestMeanSquare);
  // One box of the scene stands a little elsewhere.
  Scene scene = sampleScene();
  const Image before = drawScene(scene, Theme::light(), 400, 260);
  scene.spheres.front().centre.x += 0.1f;
  const PictureDifference moved = comparePictures(before, drawScene(scene, Theme::light(), 400, 260));
  QVERIFY(moved.brokenShare > kLargestBrokenShare);
}

void GoldenPictures::brokenTraceIsRefused() {
  const EnvSpec spec = sampleSpec();
  SearchTrace trace = sampleTrace(spec, 8, 3, 2);
  trace.parent[9] = 8;  // beyond the last particle
  context_->resize(700, 230);
  PanelState state;
  for (const PanelDrawer draw : {drawRiver, drawDecision, drawGauges, drawParticleTable, drawPhase}) {
    layer_->beginFrame(700, 230, 1.0f, 0.01f, Theme::dark());
    beginPanels(state);
    draw({&trace, &spec, 1e9f, {}, "Nothing to show."}, state, {0, 0, 700, 230}, Theme::dark());
    layer_->endFrame();
  }
}

void GoldenPictures::twoOfAKind() {
  const EnvSpec spec = sampleSpec();
  const SearchTrace trace = sampleTrace(spec, 8, 3, 2);
  context_->resize(800, 200);
  PanelState state;
  for (int frame = 0; frame < 2; ++frame) {
    context_->clear(Theme::dark().background);
    layer_->beginFrame(800, 200, 1.0f, 0.01f, Theme::dark());
    beginPanels(state);
    for (const float x : {0.0f, 400.0f})
      drawRiver({&trace, &spec, 1e9f, {}, ""}, state, {x, 0, 400, 200}, Theme::dark());
    layer_->endFrame();
  }
  const Image both = context_->readPixels();
  Image left{400, 200, {}}, right{400, 200, {}};
  for (int y = 0; y < 200; ++y) {
    const auto row = both.pixels.begin() + static_cast<std::ptrdiff_t>(y) * 800 * 4;
    left.pixels.insert(left.pixels.end(), row, row + 400 * 4);
    right.pixels.insert(right.pixels.end(), row + 400 * 4, row + 800 * 4);
  }
  const PictureDifference difference = comparePictures(left, right);
  QVERIFY(difference.meanSquare < 0.5 && difference.brokenShare < kLargestBrokenShare);
}

void GoldenPictures::clickSelects() {
  const EnvSpec spec = sampleSpec();
  const SearchTrace trace = sampleTrace(spec, 1, 1, 1);  // one circle in the middle of its column
  context_->resize(400, 200);
  PanelState state;
  const auto frame = [&] {
    layer_->beginFrame(400, 200, 1.0f, 0.01f, Theme::dark());
    beginPanels(state);
    drawRiver({&trace, &spec, 1e9f, {}, ""}, state, {0, 0, 400, 200}, Theme::dark());
    layer_->endFrame();
  };
  frame();
  for (float x = 60; x < 390 && !state.hovered; x += 4) {
    layer_->mousePosition(x, 98);
    frame();
  }
  QVERIFY(state.hovered == std::optional(ParticleRef{0, 0}));
  QVERIFY(layer_->wantsMouse());
  // Pressed and released between two frames.
  layer_->mouseButton(0, true);
  layer_->mouseButton(0, false);
  frame();
  QVERIFY(state.selected == std::optional(ParticleRef{0, 0}));
  frame();
  QVERIFY(state.selected);
  layer_->mouseLeft();
  frame();
  QVERIFY(!state.hovered);
}

int main(int argc, char** argv) {
  std::vector<char*> rest;
  for (int i = 0; i < argc; ++i)
    if (std::strcmp(argv[i], "--update") == 0)
      g_update = true;
    else
      rest.push_back(argv[i]);
  GoldenPictures test;
  return QTest::qExec(&test, static_cast<int>(rest.size()), rest.data());
}

#include "golden_pictures.moc"
