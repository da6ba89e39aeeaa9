#include "render/panels/symbols.h"

#include <array>

#include "core/base/translate.h"

namespace spolab::panel {
namespace {

constexpr std::array<SymbolInfo, 12> kSymbols = {{
    {"π", "prior policy", "probability", "What the network would do before any search.", "SPO eq. 6"},
    {"q̂", "target policy", "probability", "What the search found: weights of the particles, summed by first action.",
     "SPO Algorithm 1, line 14"},
    {"π′", "updated policy", "probability", "The network's policy after it has learned towards q̂.", "SPO eq. 10"},
    {"V", "value", "discounted return", "What the critic expects to earn from here on.", "SPO eq. 6"},
    {"ESS", "effective sample size", "particles",
     "How many particles really count: 1 / Σ w̄². Low means that few carry all the weight.", "SPO section 4.2.1"},
    {"KL", "divergence of q̂ from π", "nats", "How far the search has moved away from the prior.", "SPO eq. 5"},
    {"η", "temperature", "discounted return",
     "How sharply advantages turn into weights; learned so that the divergence stays within its bound.", "SPO eq. 7"},
    {"w̄", "normalised weight", "share",
     "The particle's part of the target: product of exp(A/η) since weights were last reset, made to sum to one.",
     "SPO eq. 8"},
    {"A", "advantage", "discounted return", "Better or worse than the critic expected: r + γV(s′) − V(s).",
     "SPO eq. 8, Algorithm 1, line 7"},
    {"r", "reward", "reward", "What the step of the model earned.", "SPO Algorithm 1, line 6"},
    {"H", "entropy of the weights", "nats", "Spread of the weights, at most log N: −Σ w̄ log w̄.", "SPO section 4.2.1"},
    {"roots", "surviving root ancestors", "particles", "How many of the first actions drawn still have descendants.",
     "SPO Algorithm 1, line 13"},
}};

}  // namespace

const SymbolInfo& infoOf(Symbol symbol) { return kSymbols[static_cast<std::size_t>(symbol)]; }

void symbolTooltip(const Panel& panel, Symbol symbol) {
  const SymbolInfo& info = infoOf(symbol);
  paintTooltip({translate("panels", info.text) + "  " + translate("panels", info.name),
                {{translate("panels", "unit"), translate("panels", info.unit)},
                 {translate("panels", "paper"), translate("panels", info.source)}},
                translate("panels", info.sentence)},
               panel.theme());
}

float paintSymbol(const Panel& panel, const TextStyle& style, float x, float middle, Symbol symbol, Anchor anchor) {
  const float width = paintText(panel.list(), style, x, middle, translate("panels", infoOf(symbol).text), anchor);
  const float left = anchor == Anchor::kLeft ? x : anchor == Anchor::kCentre ? x - 0.5f * width : x - width;
  if (panel.hovers({left - 3, middle - 9, width + 6, 18})) symbolTooltip(panel, symbol);
  return width;
}

}  // namespace spolab::panel
