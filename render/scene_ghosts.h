#pragma once

#include <array>
#include <vector>

#include "render/overlay.h"
#include "render/scene_solids.h"

namespace spolab {

/// One capsule of a ghost as ghost.vert reads it.
struct GhostPart {
  std::array<float, 3> from;
  float radius;
  std::array<float, 3> to;
  float growth;  ///< pixels added to the radius
  std::array<float, 4> colour;
  float least;  ///< coverage below which a pixel is left out; from a half on there is no soft edge
};

/// The ghosts of an overlay ready to draw, one stretch of instances each: the insides of all its parts, then their soft
/// edges where the ghost is strong enough to show them, then the outline around it. A stencil that takes each pixel
/// once makes one silhouette of them. Spheres and capsules are flat shapes, hundreds of which cost a software renderer
/// little; boxes are hulls.
struct GhostList {
  struct Stretch {
    std::size_t part = 0, parts = 0;    ///< of `parts`
    std::size_t solid = 0, solids = 0;  ///< of `solids`: hulls, drawn inside then edges
  };
  std::vector<GhostPart> parts;
  std::vector<SolidInstance> solids;
  std::vector<Stretch> ghosts;

  /// Replaces the contents; keeps the memory.
  void build(const Overlay& overlay);
};

}  // namespace spolab
