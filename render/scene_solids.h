#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/trace/scene.h"
#include "render/camera.h"
#include "render/theme.h"

namespace spolab {

/// One rounded box as solid.vert reads it; spheres and capsules are rounded boxes whose rounding is all there is.
struct SolidInstance {
  std::array<float, 3> place;
  float radius;
  std::array<float, 4> rotation;  ///< x, y, z, w
  std::array<float, 3> halfExtents;
  float halo;                   ///< 1: draw the glow around it instead of the thing
  std::array<float, 4> colour;  ///< linear light, alpha
  float emphasis;
  float tileAxis;  ///< 0, 1, 2: a plate thin along that axis, rounded in its plane; −1: none
  std::array<float, 2> spares;

  [[nodiscard]] bool tile() const { return tileAxis >= 0.0f; }
};

/// Vertex of the shared hull.
struct HullVertex {
  std::array<float, 3> corner;
  std::array<float, 3> tangent;
};

/// The instances of a scene in the order to draw them: far before near, so that edges blend over what is behind.
struct SolidList {
  std::vector<SolidInstance> opaque;
  std::vector<SolidInstance> halos;  ///< what glows: drawn after, without depth writes
  std::vector<SolidInstance> faint;  ///< things with alpha below 1: drawn last, without depth writes

  /// Replaces the contents; keeps the memory.
  void build(const Scene& scene, const CameraView& camera, const Theme& theme);

 private:
  void add(const RoundedBox& box, const Theme& theme);
  void sort(const CameraView& camera, std::vector<SolidInstance>& list);

  std::vector<std::pair<float, std::uint32_t>> order_;
  std::vector<SolidInstance> sorted_;
};

/// As solid.vert reads it, with the colour in linear light.
SolidInstance instanceOf(const RoundedBox& box, const Colour& colour);

/// The rounded box that is this sphere or capsule.
RoundedBox asBox(const Sphere& sphere);
RoundedBox asBox(const Capsule& capsule);

/// The hull: 24 vertices, tangent to the rounded box on every face and edge, and 132 indices of triangles.
std::span<const HullVertex> hullVertices();
std::span<const std::uint16_t> hullIndices();

}  // namespace spolab
