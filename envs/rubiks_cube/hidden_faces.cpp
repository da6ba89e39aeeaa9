#include "envs/rubiks_cube/hidden_faces.h"

#include <algorithm>
#include <cstddef>

#include "envs/rubiks_cube/held_layer.h"

namespace spolab::cube {
namespace {

constexpr float kGap = 1.8f;       ///< metres beyond the cube: half of each face stands clear of it
constexpr float kGapBelow = 0.6f;  ///< and below it, where the ground is near
constexpr float kFaintness = 0.5f;

bool isSticker(const RoundedBox& box) {
  return box.look.role >= ColourRole::kFaceUp && box.look.role <= ColourRole::kFaceDown;
}

/// The axis of a plate that is its thickness, as it lies in the world.
Vec3 thicknessOf(const RoundedBox& plate) {
  const Quat& q = plate.pose.rotation;
  const Vec3& h = plate.halfExtents;
  if (h.x < h.y && h.x < h.z)
    return {1 - 2 * (q.y * q.y + q.z * q.z), 2 * (q.x * q.y + q.w * q.z), 2 * (q.x * q.z - q.w * q.y)};
  if (h.y < h.z) return {2 * (q.x * q.y - q.w * q.z), 1 - 2 * (q.x * q.x + q.z * q.z), 2 * (q.y * q.z + q.w * q.x)};
  return {2 * (q.x * q.z + q.w * q.y), 2 * (q.y * q.z - q.w * q.x), 1 - 2 * (q.x * q.x + q.y * q.y)};
}

float dot(const Vec3& a, const Vec3& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
Vec3 minus(const Vec3& a, const Vec3& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
Vec3 along(const Vec3& a, float distance, const Vec3& b) {
  return {a.x + distance * b.x, a.y + distance * b.y, a.z + distance * b.z};
}

}  // namespace

void addHiddenFaces(const Vec3& eye, Scene& scene) {
  const Vec3 centre = cubeCentre();
  for (std::size_t i = 0, count = scene.boxes.size(); i < count; ++i) {
    RoundedBox plate = scene.boxes[i];
    if (!isSticker(plate)) continue;
    Vec3 outward = thicknessOf(plate);
    if (dot(outward, minus(plate.pose.position, centre)) < 0.0f) outward = {-outward.x, -outward.y, -outward.z};
    if (dot(outward, minus(eye, plate.pose.position)) >= 0.0f) continue;
    const float gap = kGap - (kGap - kGapBelow) * std::max(0.0f, -outward.z);
    plate.pose.position = along(plate.pose.position, gap, outward);
    plate.look.alpha = kFaintness;
    plate.look.emphasis = 0.0f;
    scene.boxes.push_back(plate);
  }
}

}  // namespace spolab::cube
