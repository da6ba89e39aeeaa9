#pragma once

#include <optional>
#include <vector>

#include "render/futures.h"
#include "render/panels/trace_reading.h"

namespace spolab {

class FutureFilter;
class FutureFlows;

/// Where the states of a search are in the world.
struct FuturePlaces {
  Vec3 root;
  std::vector<Vec3> at;  ///< [h, N]
};

/// What a person points at or has selected, as far as it is revealed.
struct FutureFocus {
  std::optional<ParticleRef> particle;
  int family = -1;  ///< TraceReading::family, −1: none

  FutureFocus(const panel::TraceReading& reading, const PanelState& state, const panel::Moment& moment);
  [[nodiscard]] bool any() const { return particle || family >= 0; }
  /// On the line of the particle pointed at, before or after it, or of the family.
  [[nodiscard]] bool contains(const ParticleRef& ref) const;

 private:
  const panel::TraceReading* reading_;
};

/// See Futures::drawPaths. On boards paths that share a step become one, as wide as their weights together.
/// With more particles than FutureFlows::kMostTrails so do those of bodies that pass the same places.
void drawFuturePaths(const panel::TraceReading& reading, const FuturePlaces& places, FutureFlows& flows,
                     const FutureFilter& filter, bool onBoard, float phase, PanelState& state, const PanelArea& area,
                     const Futures::Projection& project, const Theme& theme);

}  // namespace spolab
