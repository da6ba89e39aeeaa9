#include "render/scene_ghosts.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "render/vec_math.h"

namespace spolab {
namespace {

constexpr float kOutlinePixels = 2.0f;
constexpr float kHardEdged = 0.2f;        // nobody sees the edges of a ghost as faint as this
constexpr float kEdge = 0.02f;            // coverage
constexpr std::size_t kMostGhosts = 255;  // an 8-bit stencil tells them apart

/// Spheres and capsules: round all through, their axis along z.
bool isRound(const RoundedBox& box) {
  const auto same = [&](float a) { return std::abs(a - box.radius) <= 1e-4f * box.radius; };
  return same(box.halfExtents.x) && same(box.halfExtents.y) && box.halfExtents.z >= 0.999f * box.radius;
}

GhostPart partOf(const RoundedBox& box, const Colour& colour, float growth, float least) {
  const glm::vec3 half = glm::mat3_cast(toGlm(box.pose.rotation))[2] * std::max(box.halfExtents.z - box.radius, 0.0f);
  const glm::vec3 middle = toGlm(box.pose.position), from = middle - half, to = middle + half;
  return {{from.x, from.y, from.z},
          box.radius,
          {to.x, to.y, to.z},
          growth,
          {colour.r, colour.g, colour.b, colour.a},
          least};
}

}  // namespace

void GhostList::build(const Overlay& overlay) {
  parts.clear();
  solids.clear();
  ghosts.clear();
  for (const Ghost& ghost : overlay.ghosts) {
    if (ghosts.size() == kMostGhosts) break;
    Stretch stretch{parts.size(), 0, solids.size(), 0};
    const auto own = std::span(overlay.solids).subspan(ghost.first, ghost.count);
    const auto addParts = [&](const Colour& colour, float growth, float least) {
      for (const RoundedBox& box : own)
        if (isRound(box)) parts.push_back(partOf(box, colour, growth, least));
    };
    if (ghost.colour.a > kHardEdged && ghost.outline.a <= 0.0f) {  // an outline covers hard edges
      addParts(ghost.colour, 0.0f, 1.0f);
      addParts(ghost.colour, 0.0f, kEdge);
    } else {
      addParts(ghost.colour, 0.0f, 0.5f);
    }
    if (ghost.outline.a > 0.0f) addParts(ghost.outline, kOutlinePixels, kEdge);
    for (const RoundedBox& box : own) {
      if (isRound(box)) continue;
      solids.push_back(instanceOf(box, ghost.colour));
      solids.back().emphasis = 0.0f;
      solids.back().tileAxis = -1.0f;
    }
    stretch.parts = parts.size() - stretch.part;
    stretch.solids = solids.size() - stretch.solid;
    ghosts.push_back(stretch);
  }
}

}  // namespace spolab
