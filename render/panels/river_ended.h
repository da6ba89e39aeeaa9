#pragma once

#include "render/panels/trace_reading.h"

namespace spolab::panel {

/// Sizes of the mark of an ended particle, in points.
struct EndedSize {
  float ring = 0;  ///< of the ring around the mark; too small for a mark below three
  float room = 1;  ///< [0, 1] thins the ring where there is little
};

/// Whether there was a reward on the way to the particle.
bool wasRewarded(const SearchTrace& trace, ParticleRef ref);

/// A particle whose episode has ended: with success a ring around a star, otherwise a ring around a cross.
void paintEnded(const Panel& panel, ImVec2 at, const EndedSize& size, bool success, const Colour& colour);

}  // namespace spolab::panel
