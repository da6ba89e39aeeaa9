#include "tests/golden/sample_comparison.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "tests/golden/sample_trace.h"

namespace spolab {

void drawSampleComparison(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme) {
  const SearchTrace& a = *input.trace;
  const SearchTrace b = sampleTrace(*input.spec, 6, 4, 2, 9);
  ComparisonInput comparison;
  comparison.spec = input.spec;
  std::vector<float> exact, low, high;
  std::vector<int> order;
  if (input.spec->discrete()) {
    comparison.before = {"A held", a.qhat, {}, {}, {}, nullptr, discreteAction(a.chosenAction)};
    comparison.after = {"B turned", b.qhat, {}, {}, {}, nullptr, discreteAction(b.chosenAction)};
    for (std::size_t i = 0; i < a.qhat.size(); ++i) {
      exact.push_back(0.5f * (a.qhat[i] + a.prior[i]));
      low.push_back(std::max(0.0f, b.qhat[i] - 0.06f));
      high.push_back(b.qhat[i] + 0.04f);
    }
    order.resize(a.qhat.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int x, int y) {
      return a.qhat[static_cast<std::size_t>(x)] > a.qhat[static_cast<std::size_t>(y)];
    });
    comparison.before.exact = exact;
    comparison.after.exact = exact;
  } else {
    comparison.before = {"A held", {}, {}, {}, {}, &a, -1};
    comparison.after = {"B turned", {}, {}, {}, {}, &b, -1};
    low.assign(static_cast<std::size_t>(input.spec->actionDims), -0.2f);
    high.assign(low.size(), 0.3f);
  }
  comparison.after.low = low;
  comparison.after.high = high;
  comparison.order = order;
  drawComparison(comparison, state, area, theme);
}

void drawSampleFacts(const PanelInput& /*input*/, PanelState& /*state*/, const PanelArea& area, const Theme& theme) {
  FactTable table;
  table.columns = {"A held", "B turned"};
  table.rows = {{"takes", "", {"R'", "U2"}},
                {"KL(A ‖ B)", "", {"", "0.339"}},
                {"transitions", "", {"64", "17 of 20"}, true},
                {"milliseconds", "", {"1.31", "0.62"}}};
  table.note = "Exact q̂: all 104,976 action sequences, 50,523 different states.";
  drawFactTable(table, area, theme);
}

void drawSamplePaneHead(const PanelInput& /*input*/, PanelState& /*state*/, const PanelArea& area, const Theme& theme) {
  drawPaneHead({"64 particles", "SMC, 64 particles × horizon 4, period 2 and more than fits",
                "256 transitions · 1.43 ms · 15 rows"},
               area, theme);
}

void drawSampleShootOut(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme) {
  constexpr float kHead = 68.0f, kGap = 4.0f;
  const SearchTrace few = sampleTrace(*input.spec, 6, 4, 2, 9);
  const SearchTrace* traces[] = {input.trace, &few};
  const char* names[] = {"16 particles", "6 particles"};
  const float width = 0.5f * (area.width - kGap), river = 0.45f * (area.height - kHead);
  PanelState states[2] = {state, state};
  for (int k = 0; k < 2; ++k) {
    const SearchTrace& trace = *traces[k];
    const float x = area.x + static_cast<float>(k) * (width + kGap);
    drawPaneHead({names[k], k == 0 ? "SMC, period 3" : "SMC, period 2", "1.43 ms"}, {x, area.y, width, kHead}, theme);
    drawRiver({&trace, input.spec, input.phase, {}, ""}, states[k], {x, area.y + kHead + kGap, width, river}, theme);
    ComparisonInput comparison;
    comparison.spec = input.spec;
    comparison.before = {"π prior", trace.prior, {}, {}, {}, nullptr, -1};
    comparison.after = {"q̂", trace.qhat, {}, {}, {}, nullptr, discreteAction(trace.chosenAction)};
    const float top = area.y + kHead + 2.0f * kGap + river;
    drawComparison(comparison, states[k], {x, top, width, area.y + area.height - top}, theme);
  }
}

}  // namespace spolab
