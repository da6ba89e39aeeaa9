#include <algorithm>
#include <array>
#include <optional>

#include "core/base/translate.h"
#include "render/panels/atom_density.h"
#include "render/panels/gauges.h"
#include "render/panels/paint.h"
#include "render/panels/search_memory.h"
#include "render/panels/symbols.h"
#include "render/search_panels.h"

// What tooltips say, for those who have no pointer.

namespace spolab {

using namespace panel;

namespace {

constexpr int kSelection = 0;  // of PanelState::explained; from 1 on kInTurn
/// The gauges first: their numbers follow the depth on screen.
constexpr std::array<Symbol, 13> kInTurn = {Symbol::kEss,     Symbol::kAncestors, Symbol::kEntropy, Symbol::kValue,
                                            Symbol::kKl,      Symbol::kEta,       Symbol::kPrior,   Symbol::kQhat,
                                            Symbol::kUpdated, Symbol::kKlUpdated, Symbol::kWeight,  Symbol::kAdvantage,
                                            Symbol::kReward};
/// Then the dimensions of a box.
constexpr int kThings = 1 + static_cast<int>(kInTurn.size());

/// Of the selected particle or action; nothing without one.
std::optional<Tooltip> selectionOf(const PanelInput& input, const PanelState& state) {
  if (!state.memory || state.memory->key.trace != input.trace) return std::nullopt;
  const TraceReading& reading = state.memory->reading;
  if (state.selected && reading.valid(*state.selected)) return particleTooltip(reading, *state.selected);
  if (state.selectedAction < 0 || state.selectedAction >= reading.trace.actions) return std::nullopt;
  return actionTooltip(reading, input.updatedPolicy, state.selectedAction);
}

/// What a gauge shows at the depth on screen.
void addReading(Tooltip& tip, const Gauge& gauge, const PanelInput& input) {
  const SearchTrace& trace = *input.trace;
  const int weighed = weighedDepths(input.phase, trace.depths);
  const std::string most = number(gauge.largest, gauge.digits);
  tip.rows.insert(tip.rows.begin(), TooltipRow{translate("panels", "at most"), most});
  if (weighed == 0) return;
  const std::string now = number(gauge.at(trace, static_cast<std::size_t>(weighed - 1)), gauge.digits);
  tip.rows.insert(tip.rows.begin(), TooltipRow{translateFormat(phrase("panels", "at depth {}"), weighed), now});
}

/// What there is once in a decision. A tree has no η.
void addFact(Tooltip& tip, Symbol symbol, const SearchTrace& trace, std::span<const float> updated) {
  const auto add = [&](float value, int digits) {
    tip.rows.insert(tip.rows.begin(), TooltipRow{translate("panels", "in this decision"), number(value, digits)});
  };
  if (symbol == Symbol::kValue) add(trace.rootValue, 3);
  if (symbol == Symbol::kKl) add(trace.klToPrior, 3);
  if (const auto kl = klToUpdated(trace, updated); kl && symbol == Symbol::kKlUpdated) add(*kl, 3);
  if (symbol == Symbol::kEta && !trace.isTree()) add(trace.temperature, 3);
}

/// Of a dimension of a box.
std::optional<Tooltip> jointOf(const PanelInput& input, const PanelState& state, int dim) {
  if (!state.memory || state.memory->key.trace != input.trace) return std::nullopt;
  SearchMemory& memory = *state.memory;
  if (dim >= memory.reading.trace.actionDims) return std::nullopt;
  if (!memory.atoms) memory.atoms = std::make_unique<AtomDensity>(memory.reading);
  return jointTooltip(memory.reading, input.updatedPolicy, memory.atoms->means[static_cast<std::size_t>(dim)], dim);
}

Tooltip symbolWithNumber(const PanelInput& input, Symbol symbol) {
  Tooltip tip = explanationOf(symbol);
  if (input.trace == nullptr || input.spec == nullptr || !hasItsShape(*input.trace, *input.spec)) return tip;
  for (const Gauge& gauge : gaugesOf(*input.trace))
    if (gauge.symbol == symbol) addReading(tip, gauge, input);
  addFact(tip, symbol, *input.trace, input.updatedPolicy);
  return tip;
}

}  // namespace

void PanelState::explain(int by) {
  const bool chosen = selected || selectedAction >= 0;
  const int joints = memory ? memory->reading.trace.actionDims : 0;
  do {
    explained = placeAround(explained, by, kThings + joints);
  } while (explained == kSelection && !chosen);
}

void drawExplanation(const PanelInput& input, const PanelState& state, const PanelArea& area, const Theme& theme) {
  if (state.explained < 0) return;
  std::optional<Tooltip> tip;
  if (state.explained == kSelection)
    tip = selectionOf(input, state);
  else if (state.explained >= kThings)
    tip = jointOf(input, state, state.explained - kThings);
  else
    tip = symbolWithNumber(input, kInTurn[static_cast<std::size_t>(state.explained - 1)]);
  if (tip) paintCard(*tip, area, theme);
}

}  // namespace spolab
