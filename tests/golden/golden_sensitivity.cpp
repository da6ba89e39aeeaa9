// Whether the comparison of pictures would notice: one colour of the theme, one particle of the search. And what a
// pointer meets in a crowded river.
#include <algorithm>
#include <memory>
#include <optional>

#include <QtTest>

#include "tests/golden/panel_pictures.h"
#include "tests/golden/picture_compare.h"
#include "tests/golden/sample_trace.h"

using namespace spolab;

class GoldenSensitivity : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void cleanupTestCase();
  void aColourIsMissed_data();
  void aColourIsMissed();
  void aParticleIsMissed_data();
  void aParticleIsMissed();
  void anotherSearchIsDrawnAnew();
  void densitySelectsTheHeaviest();

 private:
  Image drawn(const PanelCase& what, float scale, const Theme& theme) {
    return drawPanelCase(*context_, *layer_, what, scale, theme);
  }
  /// Whether a picture test with the first as expected picture would fail on the second.
  static bool tellsApart(const Image& expected, const Image& actual) {
    const PictureDifference difference = comparePictures(expected, actual);
    return difference.meanSquare > kLargestMeanSquare || difference.brokenShare > kLargestBrokenShare;
  }
  static PanelCase named(const QString& name) {
    for (const auto& [known, what] : panelCases())
      if (known == name.toStdString()) return what;
    return {};
  }

  std::unique_ptr<OffscreenContext> context_;
  std::unique_ptr<ImGuiLayer> layer_;
};

void GoldenSensitivity::initTestCase() {
  context_ = std::make_unique<OffscreenContext>(64, 64);
  layer_ = std::make_unique<ImGuiLayer>();
}

void GoldenSensitivity::cleanupTestCase() {
  layer_.reset();
  context_.reset();
}

void GoldenSensitivity::aColourIsMissed_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<bool>("dark");
  for (const auto& [name, what] : panelCases())
    for (const bool dark : {true, false})
      QTest::addRow("%s-%s", name.c_str(), dark ? "dark" : "light") << QString::fromStdString(name) << dark;
}

/// One colour of the theme that every panel uses.
void GoldenSensitivity::aColourIsMissed() {
  QFETCH(QString, name);
  QFETCH(bool, dark);
  const PanelCase what = named(name);
  Theme theme = Theme::of(dark);
  const Image expected = drawn(what, 1.0f, theme);
  QVERIFY(!tellsApart(expected, drawn(what, 1.0f, theme)));
  Colour& changed = name == "phase-decide" ? theme.accent : theme.textDim;  // of the equation, and of captions
  changed = mix(changed, theme.surface[0], 0.4f);
  QVERIFY(tellsApart(expected, drawn(what, 1.0f, theme)));
}

void GoldenSensitivity::aParticleIsMissed_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"river", "river-box", "river-many"}) QTest::newRow(name) << name;
}

/// The heaviest particle of the last depth with the opposite advantage, and one without weight.
void GoldenSensitivity::aParticleIsMissed() {
  QFETCH(QString, name);
  PanelCase what = named(name);
  const auto usual = what.change;
  const auto heaviest = [](const SearchTrace& trace) {
    const auto row = trace.weight.begin() + static_cast<std::ptrdiff_t>(trace.at(trace.depths - 1, 0));
    return static_cast<std::size_t>(std::max_element(row, row + trace.particles) - trace.weight.begin());
  };
  for (const float scale : {1.0f, 2.0f}) {
    what.change = usual;
    const Image expected = drawn(what, scale, Theme::dark());
    what.change = [&](SearchTrace& trace) {
      if (usual) usual(trace);
      trace.advantage[heaviest(trace)] = -10.0f;
    };
    QVERIFY(tellsApart(expected, drawn(what, scale, Theme::dark())));
    what.change = [&](SearchTrace& trace) {
      if (usual) usual(trace);
      trace.weight[heaviest(trace)] = 0.0f;
    };
    QVERIFY(tellsApart(expected, drawn(what, scale, Theme::dark())));
  }
}

/// What panels keep of a search is not shown for the next one, even at the same address and without forget().
void GoldenSensitivity::anotherSearchIsDrawnAnew() {
  const EnvSpec spec = sampleSpec();
  SearchTrace trace = sampleTrace(spec, 2048, 4, 2, 7);
  PanelState state;
  const auto picture = [&](PanelState& of) {
    context_->resize(340, 150);
    for (int frame = 0; frame < 2; ++frame) {
      layer_->beginFrame(340, 150, 1.0f, 1.0f / 60, Theme::dark());
      beginPanels(of);
      context_->clear(Theme::dark().background);
      drawRiver({&trace, &spec, 1e9f, {}, ""}, of, {0, 0, 340, 150}, Theme::dark());
      layer_->endFrame();
    }
    return context_->readPixels();
  };
  const Image first = picture(state);
  trace = sampleTrace(spec, 2048, 4, 2, 8);
  const Image second = picture(state);
  QVERIFY(tellsApart(first, second));
  PanelState fresh;
  QVERIFY(!tellsApart(picture(fresh), second));
}

void GoldenSensitivity::densitySelectsTheHeaviest() {
  const EnvSpec spec = sampleSpec();
  SearchTrace trace = sampleTrace(spec, 1000, 1, 1);
  // One weight for all but the last of a row of points in the middle: no circles.
  std::fill(trace.weight.begin(), trace.weight.end(), 0.0009f);
  std::fill(trace.action.begin(), trace.action.end(), std::byte{0});
  trace.weight[500] = 0.0018f;
  context_->resize(400, 200);
  PanelState state;
  const auto frame = [&] {
    layer_->beginFrame(400, 200, 1.0f, 0.01f, Theme::dark());
    beginPanels(state);
    drawRiver({&trace, &spec, 1e9f, {}, ""}, state, {0, 0, 400, 200}, Theme::dark());
    layer_->endFrame();
  };
  frame();
  std::optional<ParticleRef> met;
  for (float x = 60; x < 390 && !met; x += 3)
    for (float y = 93; y < 102 && !met; y += 1) {
      layer_->mousePosition(x, y);
      frame();
      if (state.hovered == std::optional(ParticleRef{0, 500})) met = state.hovered;
    }
  QVERIFY(met);
  layer_->mouseButton(0, true);
  layer_->mouseButton(0, false);
  frame();
  QCOMPARE(state.selected->particle, 500);
  layer_->mouseLeft();
  frame();
}

QTEST_GUILESS_MAIN(GoldenSensitivity)
#include "golden_sensitivity.moc"
