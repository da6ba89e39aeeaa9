#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/trace/scene.h"
#include "render/camera.h"
#include "render/theme.h"

namespace spolab {

/// Vertex of line.vert.
struct LineVertex {
  std::array<float, 3> position;
  std::array<float, 4> colour;
  std::array<float, 2> across;
};

/// The line strips of a scene as triangles that face the viewer, joined with mitres, one and a half pixels wide at
/// least (thinner lines become fainter instead), with a margin over which the shader fades their edges.
struct LineMesh {
  std::vector<LineVertex> vertices;  ///< triangles, three by three

  void build(const Scene& scene, const CameraView& camera, const Theme& theme);
};

}  // namespace spolab
