#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/trace/vec.h"

namespace spolab {

/// What a thing is, not what colour it has: the renderer's theme decides (render/theme.h).
enum class ColourRole : std::uint8_t {
  kFaceUp,  ///< cube stickers, in the order of the face ids of rubiks_cube.h
  kFaceFront,
  kFaceRight,
  kFaceBack,
  kFaceLeft,
  kFaceDown,
  kPlastic,  ///< dark body of a cubie
  kGround,   ///< floor tiles
  kWall,
  kTarget,
  kBox,
  kBoxOnTarget,
  kAgent,      ///< the acting body, the player, the snake's head
  kAgentSoft,  ///< its secondary parts
  kFruit,
  kJoint,
  kText,
};

/// Appearance shared by all primitives.
struct Look {
  ColourRole role = ColourRole::kPlastic;
  float alpha = 1.0f;     ///< [0, 1]
  float emphasis = 0.0f;  ///< [0, 1]: glow of what matters right now
};

/// Box with rounded edges: `halfExtents` include the rounding of `radius`.
struct RoundedBox {
  Pose pose;
  Vec3 halfExtents;
  float radius = 0.0f;
  Look look;
};

struct Sphere {
  Vec3 centre;
  float radius = 0.5f;
  Look look;
};

/// From `a` to `b` with hemispherical ends.
struct Capsule {
  Vec3 a, b;
  float radius = 0.1f;
  Look look;
};

/// A polyline of width `width` in metres that faces the viewer.
struct LineStrip {
  std::vector<Vec3> points;
  float width = 0.02f;
  Look look;
};

/// Text that faces the viewer; `height` in metres.
struct Label {
  Vec3 position;
  std::string text;
  float height = 0.2f;
  Look look;
};

/// Where a scene is best seen from. Angles in radians: azimuth about +z from −y (the viewer's side), elevation above
/// the xy plane.
struct CameraHint {
  Vec3 target;
  float distance = 8.0f;
  float azimuth = 0.6f;
  float elevation = 0.5f;
};

/// What an environment looks like at one moment: plain primitives. Filled by Env::draw, read by render/.
/// Reuse one Scene to avoid allocation: clear() keeps capacity.
struct Scene {
  std::vector<RoundedBox> boxes;
  std::vector<Sphere> spheres;
  std::vector<Capsule> capsules;
  std::vector<LineStrip> strips;
  std::vector<Label> labels;
  CameraHint camera;
  float groundHeight = 0.0f;  ///< z of the shadow-receiving plane
  float groundRadius = 4.0f;  ///< radius in which the ground fades out

  void clear() {
    boxes.clear();
    spheres.clear();
    capsules.clear();
    strips.clear();
    labels.clear();
  }
};

}  // namespace spolab
