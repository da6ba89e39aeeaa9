#include "render/panels/symbols.h"

#include <array>

#include "core/base/translate.h"

namespace spolab::panel {
namespace {

constexpr std::array<SymbolInfo, 13> kSymbols = {{
    {"π", marked("panels", "prior policy"), marked("panels", "probability"),
     marked("panels", "What the network would do before any search."), marked("panels", "SPO eq. 6")},
    {"q̂", marked("panels", "target policy"), marked("panels", "probability"),
     marked("panels", "What the search found: weights of the particles, summed by first action."),
     marked("panels", "SPO Algorithm 1, line 14")},
    {"π′", marked("panels", "updated policy"), marked("panels", "probability"),
     marked("panels", "The network's policy after it has learned towards q̂."), marked("panels", "SPO eq. 10")},
    {"V", marked("panels", "value"), marked("panels", "discounted return"),
     marked("panels", "What the critic expects to earn from here on."), marked("panels", "SPO eq. 6")},
    {marked("panels", "ESS"), marked("panels", "effective sample size"), marked("panels", "particles"),
     marked("panels", "How many particles really count: 1 / Σ w̄². Low means that few carry all the weight."),
     marked("panels", "SPO section 4.2.1")},
    {"KL", marked("panels", "divergence of q̂ from π"), marked("panels", "nats"),
     marked("panels", "How far the search has moved away from the prior."), marked("panels", "SPO eq. 5")},
    {"KL′", marked("panels", "divergence of q̂ from π′"), marked("panels", "nats"),
     marked("panels",
            "How far the search still is from the policy that has learned since: below KL where it learned "
            "towards this q̂."),
     marked("panels", "SPO eq. 10")},
    {"η", marked("panels", "temperature"), marked("panels", "discounted return"),
     marked("panels",
            "How sharply advantages turn into weights; learned so that the divergence stays within its bound."),
     marked("panels", "SPO eq. 7")},
    {"w̄", marked("panels", "normalised weight"), marked("panels", "share"),
     marked(
         "panels",
         "The particle's part of the target: product of exp(A/η) since weights were last reset, made to sum to one."),
     marked("panels", "SPO eq. 8")},
    {"A", marked("panels", "advantage"), marked("panels", "discounted return"),
     marked("panels", "Better or worse than the critic expected: r + γV(s′) − V(s)."),
     marked("panels", "SPO eq. 8, Algorithm 1, line 7")},
    {"r", marked("panels", "reward"), marked("panels", "reward"),
     marked("panels", "What the step of the model earned."), marked("panels", "SPO Algorithm 1, line 6")},
    {"H", marked("panels", "entropy of the weights"), marked("panels", "nats"),
     marked("panels", "Spread of the weights, at most log N: −Σ w̄ log w̄."), marked("panels", "SPO section 4.2.1")},
    {marked("panels", "roots"), marked("panels", "surviving root ancestors"), marked("panels", "particles"),
     marked("panels", "How many of the first actions drawn still have descendants."),
     marked("panels", "SPO Algorithm 1, line 13")},
}};

}  // namespace

const SymbolInfo& infoOf(Symbol symbol) { return kSymbols[static_cast<std::size_t>(symbol)]; }

Tooltip explanationOf(Symbol symbol) {
  const SymbolInfo& info = infoOf(symbol);
  return {translate("panels", info.text) + "  " + translate("panels", info.name),
          {{translate("panels", "unit"), translate("panels", info.unit)},
           {translate("panels", "paper"), translate("panels", info.source)}},
          translate("panels", info.sentence)};
}

void symbolTooltip(const Panel& panel, Symbol symbol) { paintTooltip(explanationOf(symbol), panel.theme()); }

float paintSymbol(const Panel& panel, const TextStyle& style, float x, float middle, Symbol symbol, Anchor anchor) {
  const float width = paintText(panel.list(), style, x, middle, translate("panels", infoOf(symbol).text), anchor);
  const float left = anchor == Anchor::kLeft ? x : anchor == Anchor::kCentre ? x - 0.5f * width : x - width;
  if (panel.hovers({left - 3, middle - 9, width + 6, 18})) symbolTooltip(panel, symbol);
  return width;
}

}  // namespace spolab::panel
