#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <QTest>

#include "render/imgui_layer.h"
#include "render/interface_runs.h"
#include "render/offscreen.h"
#include "render/search_panels.h"
#include "tests/golden/sample_trace.h"

using namespace spolab;

namespace {

const ImVec2 kWhite(0.5f, 0.5f);
constexpr ImU32 kSolid = 0xFF112233, kSheer = 0x80112233;

/// One list of triangles whose right angle is at `x`, `y`.
class Triangles {
 public:
  Triangles() {
    data_.DisplaySize = {1000, 800};
    data_.FramebufferScale = {1, 1};
    data_.CmdLists = &lists_;
    data_.CmdListsCount = 1;
  }
  void command(const ImVec4& clip) {
    ImDrawCmd command;
    command.ClipRect = clip;
    command.IdxOffset = static_cast<unsigned>(list_.IdxBuffer.Size);
    list_.CmdBuffer.push_back(command);
  }
  void add(float x, float y, float side, const ImVec2& place, ImU32 colour) {
    for (const ImVec2 at : {ImVec2(x, y), ImVec2(x + side, y), ImVec2(x, y + side)}) {
      list_.IdxBuffer.push_back(static_cast<ImDrawIdx>(list_.VtxBuffer.Size));
      list_.VtxBuffer.push_back({at, place, colour});
      ++list_.CmdBuffer.back().ElemCount;
    }
  }
  [[nodiscard]] std::vector<InterfaceRun> runs() const { return interfaceRuns(data_, kWhite); }

 private:
  ImDrawList list_{nullptr};
  ImDrawList* lists_ = &list_;
  ImDrawData data_;
};

}  // namespace

/// Drawing only what changed gives the picture that drawing all of it gives.
class InterfaceChangesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    spec_ = sampleSpec();
    trace_ = sampleTrace(spec_, 16, 4, 2);
  }

  void nothingChangesByItself() {
    OffscreenContext context(kWidth, kHeight);
    ImGuiLayer layer;
    PanelState state;
    for (int frame = 0; frame < 4; ++frame) static_cast<void>(build(layer, state, {2.0f, {}}));
    QVERIFY(build(layer, state, {2.0f, {}}).empty());
  }

  void aChangeIsTheAreaOfItsPanel() {
    OffscreenContext context(kWidth, kHeight);
    ImGuiLayer layer;
    PanelState state;
    for (int frame = 0; frame < 4; ++frame) static_cast<void>(build(layer, state, {2.0f, {}}));
    const std::vector<PixelArea> areas = build(layer, state, {3.0f, {}});
    QVERIFY(!areas.empty());
    for (const PixelArea& area : areas) QVERIFY(area.y + area.height <= kRiverHeight + 1);  // the decision stays
  }

  void aPictureOfChangesIsTheWholePicture() {
    std::vector<Look> looks = {{2.0f, {}}, {3.5f, {}}, {1.25f, {}}, {2.0f, {}}};
    for (float y = 40.0f; y < kHeight; y += 30.0f)  // the pointer goes over all of it
      for (const float x : {110.0f, 230.0f, 350.0f, 470.0f}) looks.push_back({2.0f, std::array{x, y}});
    Canvas changing, whole;
    Image before;
    int pictures = 0;
    for (const Look& look : looks) {
      changing.context.bind();
      for (const PixelArea& area : build(changing.layer, changing.state, look)) changing.draw(area);
      const Image picture = changing.context.readPixels();
      whole.context.bind();
      static_cast<void>(build(whole.layer, whole.state, look));
      whole.draw({0, 0, kWidth, kHeight});
      QVERIFY(whole.context.readPixels().pixels == picture.pixels);
      pictures += picture.pixels != before.pixels ? 1 : 0;
      before = picture;
    }
    QVERIFY2(pictures > 6, qPrintable(QString::number(pictures)));
  }

  /// Large plain areas are apart; small ones are not worth it, and go with the glyphs.
  void plainAreasAreApart() {
    Triangles triangles;
    triangles.command({0, 0, 1000, 800});
    triangles.add(0, 0, 300, kWhite, kSolid);
    triangles.add(10, 10, 20, {0.1f, 0.2f}, kSolid);
    triangles.add(40, 10, 20, kWhite, kSolid);
    triangles.add(100, 100, 300, kWhite, kSheer);
    triangles.command({500, 500, 700, 600});
    triangles.add(0, 0, 100, kWhite, kSolid);  // outside
    triangles.add(450, 450, 300, {0.1f, 0.2f}, kSheer);
    const std::vector<InterfaceRun> runs = triangles.runs();
    const std::vector<InterfacePaint> expected = {InterfacePaint::kOpaque, InterfacePaint::kGlyphs,
                                                  InterfacePaint::kGlyphs, InterfacePaint::kPlain,
                                                  InterfacePaint::kGlyphs};
    QCOMPARE(runs.size(), expected.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
      QVERIFY(runs[i].paint == expected[i]);
      QCOMPARE(runs[i].firstIndex, 3 * (i < 4 ? i : i + 1));
      QCOMPARE(runs[i].indices, std::size_t{3});
    }
    QVERIFY(runs[0].bounds == (PixelArea{0, 0, 300, 300}) && runs[0].clip == (PixelArea{0, 0, 1000, 800}));
    QVERIFY(runs[4].bounds == (PixelArea{500, 500, 200, 100}));
  }

  /// However many there are, each triangle is in one run, in their order.
  void noTriangleIsLeftOut() {
    Triangles triangles;
    triangles.command({0, 0, 1000, 800});
    for (int i = 0; i < 1000; ++i)
      triangles.add(static_cast<float>(i % 90) * 10, 20, i % 7 == 0 ? 200 : 9, i % 3 == 0 ? kWhite : ImVec2(), kSolid);
    std::size_t next = 0;
    for (const InterfaceRun& run : triangles.runs()) {
      QCOMPARE(run.firstIndex, next);
      next += run.indices;
    }
    QCOMPARE(next, std::size_t{3000});
  }

  void whatIsOutsideOfAHoleIsCoveredOnce() {
    const PixelArea area{10, 20, 60, 40};
    const std::vector<PixelArea> holes = {{0, 0, 100, 100}, {0, 0, 30, 30},  {30, 30, 10, 10}, {10, 20, 60, 40},
                                          {60, 50, 50, 50}, {0, 35, 100, 5}, {80, 20, 10, 10}, {70, 20, 5, 5}};
    const auto in = [](const PixelArea& a, int x, int y) {
      return x >= a.x && x < a.x + a.width && y >= a.y && y < a.y + a.height;
    };
    for (const PixelArea& hole : holes) {
      const std::vector<PixelArea> parts = outside(area, hole);
      for (int y = 0; y < 110; ++y)
        for (int x = 0; x < 110; ++x) {
          const auto covering =
              std::count_if(parts.begin(), parts.end(), [&](const auto& part) { return in(part, x, y); });
          QCOMPARE(covering, in(area, x, y) && !in(hole, x, y) ? 1 : 0);
        }
    }
  }

  void areasBecomeOneWhereThatIsCheaper() {
    std::vector<PixelArea> areas;
    addArea(areas, {10, 10, 20, 20});
    addArea(areas, {12, 12, 4, 4});    // inside
    addArea(areas, {30, 10, 10, 20});  // beside, as high
    addArea(areas, {5, 5, 0, 9});      // nothing
    QCOMPARE(areas.size(), std::size_t{1});
    QVERIFY(areas[0] == (PixelArea{10, 10, 30, 20}));
    addArea(areas, {40, 10, 20, 2});  // beside, but a box around both would be mostly empty
    addArea(areas, {60, 60, 9, 9});
    QCOMPARE(areas.size(), std::size_t{3});
    addArea(areas, {0, 0, 70, 60});  // over the first two
    QCOMPARE(areas.size(), std::size_t{2});
    QVERIFY(std::find(areas.begin(), areas.end(), PixelArea{0, 0, 70, 60}) != areas.end());
  }

 private:
  static constexpr int kWidth = 600, kHeight = 460, kRiverHeight = 230;

  struct Look {
    float phase;
    std::optional<std::array<float, 2>> pointer;
  };
  struct Canvas {
    OffscreenContext context{kWidth, kHeight};
    ImGuiLayer layer;
    PanelState state;

    Canvas() { context.clear(Theme::dark().background); }
    ~Canvas() { context.bind(); }
    void draw(const PixelArea& area) {
      context.clear(Theme::dark().background, area);
      layer.drawFrame(area);
    }
  };

  std::vector<PixelArea> build(ImGuiLayer& layer, PanelState& state, const Look& look) {
    if (look.pointer)
      layer.mousePosition((*look.pointer)[0], (*look.pointer)[1]);
    else
      layer.mouseLeft();
    layer.beginFrame(kWidth, kHeight, 1.0f, 0.05f, Theme::dark());
    beginPanels(state);
    drawRiver({&trace_, &spec_, look.phase, {}, ""}, state, {0, 0, kWidth, kRiverHeight}, Theme::dark());
    drawDecision({&trace_, &spec_, look.phase, {}, ""}, state, {0, kRiverHeight, kWidth, kHeight - kRiverHeight},
                 Theme::dark());
    return layer.finishFrame();
  }

  EnvSpec spec_;
  SearchTrace trace_;
};

QTEST_GUILESS_MAIN(InterfaceChangesTest)
#include "interface_changes_test.moc"
