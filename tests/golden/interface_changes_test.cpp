#include <QTest>

#include "render/imgui_layer.h"
#include "render/offscreen.h"
#include "render/search_panels.h"
#include "tests/golden/sample_trace.h"

using namespace spolab;

/// Drawing only what changed gives the picture that drawing all of it gives.
class InterfaceChangesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    spec_ = sampleSpec();
    trace_ = sampleTrace(spec_, 16, 4, 2);
  }

  void nothingChangesByItself() {
    ImGuiLayer layer;
    PanelState state;
    for (int frame = 0; frame < 4; ++frame) static_cast<void>(build(layer, state, 2.0f, -1.0f));
    QVERIFY(build(layer, state, 2.0f, -1.0f).empty());
  }

  void aChangeIsTheAreaOfItsPanel() {
    ImGuiLayer layer;
    PanelState state;
    for (int frame = 0; frame < 4; ++frame) static_cast<void>(build(layer, state, 2.0f, -1.0f));
    const std::vector<PixelArea> areas = build(layer, state, 3.0f, -1.0f);
    QVERIFY(!areas.empty());
    for (const PixelArea& area : areas) QVERIFY(area.y + area.height <= kRiverHeight + 1);  // the decision stays
  }

  void aPictureOfChangesIsTheWholePicture_data() {
    QTest::addColumn<float>("phase");
    QTest::addColumn<float>("pointer");
    QTest::newRow("another phase") << 3.5f << -1.0f;
    QTest::newRow("a particle pointed at") << 2.0f << 120.0f;
    QTest::newRow("an action pointed at") << 2.0f << kRiverHeight + 80.0f;
  }

  void aPictureOfChangesIsTheWholePicture() {
    QFETCH(float, phase);
    QFETCH(float, pointer);
    const std::vector<std::uint8_t> whole = pictureAfter(phase, pointer, true);
    const std::vector<std::uint8_t> changes = pictureAfter(phase, pointer, false);
    QVERIFY(whole == changes);
    QVERIFY(whole != pictureAfter(2.0f, -1.0f, true));  // there was something to see
  }

  void areasContainNoneOfTheOthers() {
    std::vector<PixelArea> areas;
    addArea(areas, {10, 10, 20, 20});
    addArea(areas, {12, 12, 4, 4});
    QCOMPARE(areas.size(), std::size_t{1});
    addArea(areas, {0, 0, 5, 5});
    addArea(areas, {5, 5, 0, 9});
    QCOMPARE(areas.size(), std::size_t{2});
    addArea(areas, {0, 0, 100, 100});
    QCOMPARE(areas.size(), std::size_t{1});
    QCOMPARE(areas[0].width, 100);
  }

 private:
  static constexpr int kWidth = 600, kHeight = 460, kRiverHeight = 230;

  std::vector<PixelArea> build(ImGuiLayer& layer, PanelState& state, float phase, float pointer) {
    if (pointer >= 0.0f)
      layer.mousePosition(300.0f, pointer);
    else
      layer.mouseLeft();
    layer.beginFrame(kWidth, kHeight, 1.0f, 0.05f, Theme::dark());
    beginPanels(state);
    drawRiver({&trace_, &spec_, phase, {}, ""}, state, {0, 0, kWidth, kRiverHeight}, Theme::dark());
    drawDecision({&trace_, &spec_, phase, {}, ""}, state, {0, kRiverHeight, kWidth, kHeight - kRiverHeight},
                 Theme::dark());
    return layer.finishFrame();
  }

  std::vector<std::uint8_t> pictureAfter(float phase, float pointer, bool whole) {
    OffscreenContext context(kWidth, kHeight);
    ImGuiLayer layer;
    PanelState state;
    const auto draw = [&](const std::vector<PixelArea>& areas) {
      for (const PixelArea& area : areas) {
        context.clear(Theme::dark().background, area);
        layer.drawFrame(area);
      }
    };
    const PixelArea all{0, 0, kWidth, kHeight};
    for (int frame = 0; frame < 4; ++frame) {
      static_cast<void>(build(layer, state, 2.0f, -1.0f));
      draw({all});
    }
    for (int frame = 0; frame < 4; ++frame) {  // what moves towards its place needs some
      const std::vector<PixelArea> areas = build(layer, state, phase, pointer);
      draw(whole ? std::vector{all} : areas);
    }
    const Image picture = context.readPixels();
    return {picture.pixels.begin(), picture.pixels.end()};
  }

  EnvSpec spec_;
  SearchTrace trace_;
};

QTEST_GUILESS_MAIN(InterfaceChangesTest)
#include "interface_changes_test.moc"
