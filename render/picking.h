#pragma once

#include <cstddef>
#include <optional>

#include "core/trace/scene.h"
#include "render/camera.h"

namespace spolab {

/// What a ray meets first.
struct SceneHit {
  enum class Kind { kBox, kSphere, kCapsule, kGround };
  Kind kind = Kind::kGround;
  std::size_t index = 0;  ///< into the scene's vector of that kind
  Vec3 point;             ///< world
  Vec3 normal;            ///< unit, world
  float distance = 0;     ///< metres from the ray's origin
};

/// Nothing when the ray meets neither a thing with alpha ≥ 0.5 nor the ground disc. Rounded edges count as sharp.
std::optional<SceneHit> pick(const Scene& scene, const Ray& ray);

}  // namespace spolab
