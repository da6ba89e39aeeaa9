#pragma once

#include <string>

#include "render/panels/paint.h"

namespace spolab::panel {

/// The quantities people meet in the panels, written as in the SPO paper.
enum class Symbol {
  kPrior,
  kQhat,
  kUpdated,
  kValue,
  kEss,
  kKl,
  kKlUpdated,
  kEta,
  kWeight,
  kAdvantage,
  kReward,
  kEntropy,
  kAncestors
};

/// In English: translate("panels", …) where it is shown.
struct SymbolInfo {
  const char* text;  ///< as drawn: "q̂"
  const char* name;
  const char* unit;
  const char* sentence;
  const char* source;  ///< where in the SPO paper
};
const SymbolInfo& infoOf(Symbol symbol);

/// Draws the symbol; its tooltip appears while the pointer rests on it. Returns the width.
float paintSymbol(const Panel& panel, const TextStyle& style, float x, float middle, Symbol symbol,
                  Anchor anchor = Anchor::kLeft);
/// Name, unit, place in the paper and a sentence.
Tooltip explanationOf(Symbol symbol);
/// Shows that beside the pointer, for larger targets than the symbol's text.
void symbolTooltip(const Panel& panel, Symbol symbol);

}  // namespace spolab::panel
