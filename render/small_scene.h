#pragma once

#include <vector>

#include "core/trace/scene.h"
#include "render/camera.h"
#include "render/search_panels.h"
#include "render/theme.h"

namespace spolab {

/// A scene of boxes as flat polygons, for pictures so small that nobody misses light and rounding: a software renderer
/// needs far less for them than for the world's own shaders (docs/RESULTS.md). What lies behind others is painted
/// before them, by the middles of faces: enough for boxes of a kind that do not pass through one another. Spheres,
/// capsules and lines are left out.
class SmallScene {
 public:
  /// Works the polygons out. `camera` looks at the scene; its picture is square.
  void read(const Scene& scene, const OrbitCamera& camera, const Theme& theme);
  /// With the ImGui frame being built, over the theme's background in `area`, a square.
  void draw(const PanelArea& area, const Theme& theme) const;

 private:
  /// A face in the unit square, y down.
  struct Face {
    PanelPoint corners[4];
    Colour colour;
    float depth = 0.0f;
  };
  void addFaces(const RoundedBox& box, const CameraView& view, const Theme& theme);

  std::vector<Face> faces_;  ///< farthest first
};

}  // namespace spolab
