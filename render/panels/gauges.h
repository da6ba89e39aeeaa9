#pragma once

#include <array>
#include <cstddef>

#include "core/trace/search_trace.h"
#include "render/panels/symbols.h"

namespace spolab::panel {

/// One quantity per depth against its largest possible value.
struct Gauge {
  Symbol symbol;
  float largest;
  int digits;  ///< behind the point
  float (*at)(const SearchTrace&, std::size_t depth);
  bool warns;  ///< when it is small
};
/// Those of a search, in their order on screen.
std::array<Gauge, 3> gaugesOf(const SearchTrace& trace);

/// How many of `depths` have been weighed at `phase` (PanelInput), [0, depths].
int weighedDepths(float phase, int depths);

}  // namespace spolab::panel
