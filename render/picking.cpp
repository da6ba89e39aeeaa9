#include "render/picking.h"

#include <cmath>
#include <limits>
#include <utility>

#include "render/vec_math.h"

namespace spolab {
namespace {

constexpr float kNever = std::numeric_limits<float>::infinity();
constexpr float kSolid = 0.5f;  // fainter things are ghosts and let the ray through

struct Crossing {
  float distance = kNever;
  glm::vec3 normal{0.0f};
};

/// Slab test in the box's own frame.
Crossing crossBox(const glm::vec3& origin, const glm::vec3& direction, const glm::vec3& half) {
  float enter = -kNever, leave = kNever;
  int axis = 0;
  for (int i = 0; i < 3; ++i) {
    if (std::abs(direction[i]) < 1e-9f) {
      if (std::abs(origin[i]) > half[i]) return {};
      continue;
    }
    float near = (-half[i] - origin[i]) / direction[i], far = (half[i] - origin[i]) / direction[i];
    if (near > far) std::swap(near, far);
    if (near > enter) {
      enter = near;
      axis = i;
    }
    leave = std::min(leave, far);
  }
  if (enter > leave || enter <= 0.0f) return {};
  Crossing out{enter, glm::vec3(0.0f)};
  out.normal[axis] = direction[axis] > 0 ? -1.0f : 1.0f;
  return out;
}

Crossing crossSphere(const glm::vec3& origin, const glm::vec3& direction, const glm::vec3& centre, float radius) {
  const glm::vec3 away = origin - centre;
  const float b = glm::dot(away, direction);
  const float root = b * b - glm::dot(away, away) + radius * radius;
  if (root < 0.0f) return {};
  const float distance = -b - std::sqrt(root);
  if (distance <= 0.0f) return {};
  return {distance, (away + distance * direction) / radius};
}

Crossing crossCapsule(const glm::vec3& origin, const glm::vec3& direction, const Capsule& capsule) {
  const glm::vec3 a = toGlm(capsule.a), b = toGlm(capsule.b);
  Crossing best = crossSphere(origin, direction, a, capsule.radius);
  const Crossing other = crossSphere(origin, direction, b, capsule.radius);
  if (other.distance < best.distance) best = other;
  const float length = glm::length(b - a);
  if (length < 1e-6f) return best;
  const glm::vec3 axis = (b - a) / length;
  const glm::vec3 away = origin - a;
  const glm::vec3 d = direction - glm::dot(direction, axis) * axis, o = away - glm::dot(away, axis) * axis;
  const float dd = glm::dot(d, d), od = glm::dot(o, d);
  const float root = od * od - dd * (glm::dot(o, o) - capsule.radius * capsule.radius);
  if (dd < 1e-12f || root < 0.0f) return best;
  const float distance = (-od - std::sqrt(root)) / dd;
  const float along = glm::dot(away + distance * direction, axis);
  if (distance <= 0.0f || distance >= best.distance || along < 0.0f || along > length) return best;
  return {distance, (o + distance * d) / capsule.radius};
}

}  // namespace

std::optional<SceneHit> pick(const Scene& scene, const Ray& ray) {
  const glm::vec3 origin = toGlm(ray.origin), direction = toGlm(ray.direction);
  std::optional<SceneHit> best;
  const auto offer = [&](const Crossing& crossing, SceneHit::Kind kind, std::size_t index) {
    if (!(crossing.distance < (best ? best->distance : kNever))) return;
    best = SceneHit{kind, index, fromGlm(origin + crossing.distance * direction), fromGlm(crossing.normal),
                    crossing.distance};
  };

  for (std::size_t i = 0; i < scene.boxes.size(); ++i) {
    const RoundedBox& box = scene.boxes[i];
    if (box.look.alpha < kSolid) continue;
    const glm::quat back = glm::conjugate(toGlm(box.pose.rotation));
    Crossing crossing = crossBox(back * (origin - toGlm(box.pose.position)), back * direction, toGlm(box.halfExtents));
    crossing.normal = toGlm(box.pose.rotation) * crossing.normal;
    offer(crossing, SceneHit::Kind::kBox, i);
  }
  for (std::size_t i = 0; i < scene.spheres.size(); ++i)
    if (const Sphere& s = scene.spheres[i]; s.look.alpha >= kSolid)
      offer(crossSphere(origin, direction, toGlm(s.centre), s.radius), SceneHit::Kind::kSphere, i);
  for (std::size_t i = 0; i < scene.capsules.size(); ++i)
    if (const Capsule& c = scene.capsules[i]; c.look.alpha >= kSolid)
      offer(crossCapsule(origin, direction, c), SceneHit::Kind::kCapsule, i);

  if (direction.z < -1e-6f) {
    const float distance = (scene.groundHeight - origin.z) / direction.z;
    const glm::vec3 place = origin + distance * direction;
    const glm::vec2 offset = glm::vec2(place) - glm::vec2(scene.camera.target.x, scene.camera.target.y);
    if (distance > 0.0f && glm::length(offset) <= scene.groundRadius)
      offer({distance, {0, 0, 1}}, SceneHit::Kind::kGround, 0);
  }
  return best;
}

}  // namespace spolab
