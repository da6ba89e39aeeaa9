#include "tests/golden/panel_pictures.h"

#include <cmath>
#include <span>

#include "tests/golden/sample_comparison.h"
#include "tests/golden/sample_trace.h"

namespace spolab {
namespace {

/// Weights of a search that is surer of itself: a few particles carry much, as with trained networks.
void sharpen(SearchTrace& trace) {
  for (int depth = 0; depth < trace.depths; ++depth) {
    const auto row = std::span(trace.weight).subspan(trace.at(depth, 0), static_cast<std::size_t>(trace.particles));
    double total = 0.0, squares = 0.0;
    for (float& w : row) total += w = w * w * w * w;
    for (float& w : row) squares += std::pow(w = static_cast<float>(w / total), 2.0);
    trace.ess[static_cast<std::size_t>(depth)] = static_cast<float>(1.0 / squares);
  }
}

}  // namespace

std::vector<std::pair<std::string, PanelCase>> panelCases() {
  std::vector<std::pair<std::string, PanelCase>> cases = {
      {"river", {drawRiver, 700, 230}},
      {"river-resampling", {drawRiver, 700, 230, 2.9f}},
      {"river-selected", {drawRiver, 700, 230, 1e9f, false, false, true}},
      {"decision", {drawDecision, 280, 260, 1e9f, false, true}},
      {"decision-box", {drawDecision, 280, 260, 1e9f, true}},
      {"decision-box-updated", {drawDecision, 280, 260, 1e9f, true, true}},
      {"river-box", {drawRiver, 700, 230, 1e9f, true}},
      {"table-box", {drawParticleTable, 280, 220, 1e9f, true}},
      {"gauges", {drawGauges, 280, 130}},
      {"table", {drawParticleTable, 280, 220, 1e9f, false, false, true}},
      {"comparison", {drawSampleComparison, 420, 330}},
      {"comparison-few-rows", {drawSampleComparison, 240, 150}},
      {"comparison-box", {drawSampleComparison, 420, 200, 1e9f, true}},
      {"facts", {drawSampleFacts, 264, 260}},
      {"pane-head", {drawSamplePaneHead, 240, 68}},
      {"shoot-out", {drawSampleShootOut, 360, 240}},
      {"phase", {drawPhase, 280, 100, 3.6f}},
      {"phase-decide", {drawPhase, 280, 84}},
  };
  const auto addMany = [&](const char* name, PanelCase what, int depths) {
    what.particles = 4096;
    what.depths = depths;
    what.period = 2;
    what.change = sharpen;
    cases.emplace_back(name, what);
  };
  addMany("river-many", {drawRiver, 300, 130}, 5);
  addMany("river-many-selected", {drawRiver, 300, 130, 1e9f, false, false, true}, 6);
  addMany("river-many-resampling", {drawRiver, 300, 130, 1.9f}, 4);
  addMany("decision-many-box", {drawDecision, 240, 160, 1e9f, true}, 4);
  addMany("gauges-many", {drawGauges, 240, 110}, 16);
  addMany("table-many", {drawParticleTable, 280, 110}, 16);
  const auto addTree = [&](const char* name, PanelCase what, int simulations) {
    what.change = [simulations](SearchTrace& trace) { trace = sampleTree(sampleSpec(), simulations, 8); };
    cases.emplace_back(name, what);
  };
  addTree("river-tree", {drawRiver, 700, 230}, 64);
  addTree("river-tree-growing", {drawRiver, 700, 230, 2.4f}, 64);
  addTree("river-tree-selected", {drawRiver, 700, 230, 1e9f, false, false, true}, 64);
  addTree("river-tree-crowded", {drawRiver, 300, 130}, 2000);
  addTree("decision-tree", {drawDecision, 280, 260, 1e9f, false, true}, 64);
  addTree("table-tree", {drawParticleTable, 280, 220}, 64);
  addTree("gauges-tree", {drawGauges, 280, 130}, 64);
  addTree("phase-tree", {drawPhase, 280, 100, 2.8f}, 64);
  return cases;
}

Image drawPanelCase(OffscreenContext& context, ImGuiLayer& layer, const PanelCase& what, float scale,
                    const Theme& theme) {
  const EnvSpec spec = what.box ? sampleBoxSpec() : sampleSpec();
  SearchTrace trace = sampleTrace(spec, what.particles, what.depths, what.period);
  if (what.change) what.change(trace);
  std::vector<float> updated;
  for (std::size_t i = 0; what.updated && i < trace.prior.size(); ++i)
    updated.push_back(0.5f * (trace.prior[i] + trace.qhat[i]));
  for (std::size_t i = 0; what.updated && i < trace.policyRow.size(); ++i)  // a little to the right and narrower
    updated.push_back(2 * i < trace.policyRow.size() ? trace.policyRow[i] + 0.3f : 0.7f * trace.policyRow[i]);
  PanelState state;
  if (what.selected) state.selected = ParticleRef{5, 3};

  const float width = static_cast<float>(what.width), height = static_cast<float>(what.height);
  context.resize(static_cast<int>(width * scale), static_cast<int>(height * scale));
  layer.mouseLeft();
  // ImGui shows a new window on its second frame at the latest.
  for (int frame = 0; frame < 2; ++frame) {
    layer.beginFrame(width, height, scale, 1.0f / 60, theme);
    beginPanels(state);
    context.clear(theme.background);
    what.draw({&trace, &spec, what.phase, updated, ""}, state, {0, 0, width, height}, theme);
    layer.endFrame();
  }
  return context.readPixels();
}

}  // namespace spolab
