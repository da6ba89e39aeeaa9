#include "render/panels/river_ended.h"

namespace spolab::panel {

bool wasRewarded(const SearchTrace& trace, ParticleRef ref) {
  for (; ref.depth >= 0; --ref.depth) {
    const std::size_t i = trace.at(ref.depth, ref.particle);
    if (trace.reward[i] > 0) return true;
    ref.particle = trace.parent[i];
  }
  return false;
}

void paintEnded(const Panel& panel, ImVec2 at, const EndedSize& size, bool success, const Colour& colour) {
  ImDrawList& list = panel.list();
  const Theme& theme = panel.theme();
  const float ring = size.ring, mark = 0.66f * ring;
  const ImU32 ink = packed(mix(colour.withAlpha(1.0f), theme.text, 0.35f), colour.a);
  const int sides = ring > 4 ? 24 : 10;
  paintDisc(list, at, ring, packed(theme.surface[0]));
  paintDisc(list, at, ring, packed(colour, 0.25f));
  list.AddCircle(at, ring - 0.5f, packed(colour), sides, 0.5f + 0.75f * size.room);
  if (ring < 3.0f) return;  // hollow says enough
  if (success) {
    paintStar(list, at, mark + 0.6f, 5, ink);
  } else {
    const float arm = 0.6f * mark;
    list.AddLine({at.x - arm, at.y - arm}, {at.x + arm, at.y + arm}, ink, 1.25f);
    list.AddLine({at.x - arm, at.y + arm}, {at.x + arm, at.y - arm}, ink, 1.25f);
  }
}

}  // namespace spolab::panel
