#pragma once

namespace spolab {

/// World frame of every scene: right-handed, x to the right, y away from the viewer, z up; metres.
struct Vec3 {
  float x = 0, y = 0, z = 0;
  friend bool operator==(const Vec3&, const Vec3&) = default;
};

/// Unit quaternion, w first; identity by default.
struct Quat {
  float w = 1, x = 0, y = 0, z = 0;
  friend bool operator==(const Quat&, const Quat&) = default;
};

struct Pose {
  Vec3 position;
  Quat rotation;
};

}  // namespace spolab
