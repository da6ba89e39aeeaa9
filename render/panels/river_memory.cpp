#include "render/panels/river_memory.h"

namespace spolab::panel {

RiverMemory::RiverMemory(const TraceReading& reading, const PanelArea& inner)
    : reading_(reading), inner_(inner), layout_(reading, inner), mouths_(mouthsOf(reading, layout_)) {}

bool RiverMemory::fits(const PanelArea& inner) const {
  return inner.x == inner_.x && inner.y == inner_.y && inner.width == inner_.width && inner.height == inner_.height;
}

void RiverMemory::update(const PanelState& state, const Theme& theme) {
  const FocusKey key = FocusKey::of(reading_, state);
  const bool moved = !focus_ || !(focus_->key() == key);
  if (moved) focus_.emplace(reading_, key);
  if (!layout_.crowded) return;
  if (!moved && colour_ == state.colour && dark_ == theme.isDark) return;
  density_ = RiverDensity(reading_, layout_, *focus_, state.colour, theme);
  colour_ = state.colour;
  dark_ = theme.isDark;
}

}  // namespace spolab::panel
