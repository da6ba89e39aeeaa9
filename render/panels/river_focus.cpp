#include "render/panels/river_focus.h"

namespace spolab::panel {

FocusKey FocusKey::of(const TraceReading& reading, const PanelState& state) {
  FocusKey key;
  key.particle = state.hovered ? state.hovered : state.hoveredBefore ? state.hoveredBefore : state.selected;
  if (key.particle && !reading.valid(*key.particle)) key.particle.reset();
  if (!key.particle)
    key.family = state.hoveredAction >= 0         ? state.hoveredAction
                 : state.hoveredActionBefore >= 0 ? state.hoveredActionBefore
                                                  : state.selectedAction;
  return key;
}

RiverFocus::RiverFocus(const TraceReading& reading, const FocusKey& key) : key_(key) {
  const SearchTrace& trace = reading.trace;
  of_.assign(trace.weight.size(), key.any() ? Kin::kOther : Kin::kNone);
  if (!key.particle) {
    for (int depth = 0; depth < trace.depths && key.family >= 0; ++depth)
      for (int n = 0; n < trace.countAt(depth); ++n)
        if (reading.family(depth, n) == key.family) of_[trace.at(depth, n)] = Kin::kLine;
    return;
  }
  const ParticleRef& ref = *key.particle;
  line_.resize(static_cast<std::size_t>(ref.depth) + 1);
  for (int depth = ref.depth, n = ref.particle; depth >= 0; --depth) {
    line_[static_cast<std::size_t>(depth)] = n;
    of_[trace.at(depth, n)] = Kin::kLine;
    n = trace.parent[trace.at(depth, n)];
  }
  for (int depth = ref.depth + 1; depth < trace.depths; ++depth)
    for (int n = 0; n < trace.countAt(depth); ++n) {
      const ParticleRef parent{depth - 1, trace.parent[trace.at(depth, n)]};
      if (parent == ref || of_[trace.at(parent.depth, parent.particle)] == Kin::kAfter)
        of_[trace.at(depth, n)] = Kin::kAfter;
    }
}

}  // namespace spolab::panel
