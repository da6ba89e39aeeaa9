#pragma once

#include <cstddef>
#include <vector>

#include "core/trace/scene.h"
#include "render/colour.h"
#include "render/search_panels.h"

namespace spolab {

/// Something that moves, where it may come to be: a flat silhouette, each pixel covered once however its parts overlap,
/// behind the solid things it touches.
struct Ghost {
  ParticleRef who;
  std::size_t first = 0, count = 0;  ///< its parts in Overlay::solids
  Colour colour;                     ///< with its alpha
  Colour outline{0, 0, 0, 0};        ///< around the silhouette; alpha 0: none
  friend bool operator==(const Ghost&, const Ghost&) = default;
};

/// A floor tile with a colour of its own.
struct Tint {
  Vec3 centre;
  float halfWidth = 0, halfDepth = 0;  ///< metres along x and y
  Colour colour;
  friend bool operator==(const Tint&, const Tint&) = default;
};

/// What is drawn over a scene and is no part of the world. Casts no shadow.
struct Overlay {
  std::vector<Tint> tints;
  std::vector<RoundedBox> solids;
  std::vector<Ghost> ghosts;  ///< later ones cover earlier ones; at most 255

  void clear() {
    tints.clear();
    solids.clear();
    ghosts.clear();
  }
};

}  // namespace spolab
