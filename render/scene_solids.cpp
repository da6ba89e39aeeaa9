#include "render/scene_solids.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "render/vec_math.h"

namespace spolab {
namespace {

// Tangent of an eighth of a right angle's double: where the hull's faces meet between two tangent points.
constexpr float kBevel = 0.41421356f;

constexpr float kPlateThickness = 0.16f;  // of the middle extent; anything thicker is a body
constexpr float kFaintestHalo = 0.3f;     // below, the thing only brightens

struct Hull {
  std::vector<HullVertex> vertices;
  std::vector<std::uint16_t> indices;

  Hull() {
    // Vertex 3·octant + axis: the corner of the face across `axis` that lies in that octant.
    for (int octant = 0; octant < 8; ++octant)
      for (int axis = 0; axis < 3; ++axis) {
        HullVertex vertex{};
        for (int i = 0; i < 3; ++i) {
          const auto part = static_cast<std::size_t>(i);
          vertex.corner[part] = (octant >> i & 1) != 0 ? 1.0f : -1.0f;
          vertex.tangent[part] = vertex.corner[part] * (i == axis ? 1.0f : kBevel);
        }
        vertices.push_back(vertex);
      }
    for (int axis = 0; axis < 3; ++axis) {
      const int u = 1 << (axis + 1) % 3, v = 1 << (axis + 2) % 3, w = 1 << axis;
      for (int side : {0, w}) polygon({at(side, axis), at(side | u, axis), at(side | u | v, axis), at(side | v, axis)});
      // The bevels along `axis`, between the faces across the other two.
      const int b = (axis + 1) % 3, c = (axis + 2) % 3;
      for (int side : {0, u, v, u | v}) polygon({at(side, b), at(side | w, b), at(side | w, c), at(side, c)});
    }
    for (int octant = 0; octant < 8; ++octant) polygon({at(octant, 0), at(octant, 1), at(octant, 2)});
  }

  static int at(int octant, int axis) { return 3 * octant + axis; }

  [[nodiscard]] glm::vec3 corner(int index) const {
    const HullVertex& vertex = vertices[static_cast<std::size_t>(index)];
    glm::vec3 out;
    for (int i = 0; i < 3; ++i)
      out[i] = vertex.corner[static_cast<std::size_t>(i)] + vertex.tangent[static_cast<std::size_t>(i)];
    return out;
  }

  /// A fan, turned so that it is anticlockwise seen from outside.
  void polygon(std::vector<int> corners) {
    const glm::vec3 normal =
        glm::cross(corner(corners[1]) - corner(corners[0]), corner(corners[2]) - corner(corners[0]));
    if (glm::dot(normal, corner(corners[0])) < 0.0f) std::reverse(corners.begin(), corners.end());
    for (std::size_t i = 2; i < corners.size(); ++i)
      for (int index : {corners[0], corners[i - 1], corners[i]}) indices.push_back(static_cast<std::uint16_t>(index));
  }
};

const Hull& hull() {
  static const Hull value;
  return value;
}

/// A plate whose rim is rounded all through (a sticker, a floor tile) is drawn as a flat shape with round corners: axis
/// of its thickness, and radius of the corners, larger than the thickness allows.
struct Plate {
  float axis = -1.0f;
  float cornerRadius = 0.0f;
};

Plate plateOf(const RoundedBox& box) {
  std::array<float, 3> extents = {box.halfExtents.x, box.halfExtents.y, box.halfExtents.z};
  const auto thinnest = static_cast<std::size_t>(std::min_element(extents.begin(), extents.end()) - extents.begin());
  const float thin = extents[thinnest];
  std::sort(extents.begin(), extents.end());
  if (box.radius < 0.99f * thin || thin > kPlateThickness * extents[1]) return {};
  return {static_cast<float>(thinnest), std::min(std::max(box.radius, 2.0f * thin), extents[1])};
}

}  // namespace

RoundedBox asBox(const Sphere& sphere) {
  return {{sphere.centre, {}}, {sphere.radius, sphere.radius, sphere.radius}, sphere.radius, sphere.look};
}

RoundedBox asBox(const Capsule& capsule) {
  const glm::vec3 a = toGlm(capsule.a), b = toGlm(capsule.b);
  const float length = glm::length(b - a);
  Quat rotation;
  if (length > 1e-6f) {
    // From +z to the capsule's axis, half way between the two.
    const glm::vec3 axis = (b - a) / length;
    const glm::vec3 turn(-axis.y, axis.x, 0.0f);
    const float w = 1.0f + axis.z;
    const glm::quat q = w > 1e-5f ? glm::normalize(glm::quat(w, turn)) : glm::quat(0.0f, 1.0f, 0.0f, 0.0f);
    rotation = {q.w, q.x, q.y, q.z};
  }
  return {{fromGlm(0.5f * (a + b)), rotation},
          {capsule.radius, capsule.radius, capsule.radius + 0.5f * length},
          capsule.radius,
          capsule.look};
}

std::span<const HullVertex> hullVertices() { return hull().vertices; }
std::span<const std::uint16_t> hullIndices() { return hull().indices; }

SolidInstance instanceOf(const RoundedBox& box, const Colour& colour) {
  const Quat& q = box.pose.rotation;
  SolidInstance instance{};
  instance.place = {box.pose.position.x, box.pose.position.y, box.pose.position.z};
  instance.rotation = {q.x, q.y, q.z, q.w};
  instance.halfExtents = {box.halfExtents.x, box.halfExtents.y, box.halfExtents.z};
  const Plate plate = plateOf(box);
  instance.tileAxis = plate.axis;
  instance.radius = instance.tile() ? plate.cornerRadius : box.radius;
  // Squaring is the renderer's idea of linear light throughout, the shader takes the root at the end.
  instance.colour = {colour.r * colour.r, colour.g * colour.g, colour.b * colour.b, colour.a};
  instance.emphasis = box.look.emphasis;
  return instance;
}

void SolidList::add(const RoundedBox& box, const Theme& theme) {
  const SolidInstance instance = instanceOf(box, theme.role(box.look.role).withAlpha(box.look.alpha));
  if (box.look.alpha > 0.0f) (box.look.alpha < 0.999f ? faint : opaque).push_back(instance);
  if (box.look.emphasis > kFaintestHalo) halos.push_back(instance);
}

void SolidList::sort(const CameraView& camera, std::vector<SolidInstance>& list) {
  order_.clear();
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto& p = list[i].place;
    // Distance and not depth: of two equal boxes that touch, the one nearer the eye is never behind the other.
    const float distance = glm::length(glm::vec3(p[0], p[1], p[2]) - toGlm(camera.eye));
    order_.emplace_back(-distance, static_cast<std::uint32_t>(i));
  }
  std::sort(order_.begin(), order_.end());
  sorted_.clear();
  for (const auto& [distance, index] : order_) sorted_.push_back(list[index]);
  list.swap(sorted_);
}

void SolidList::build(const Scene& scene, const CameraView& camera, const Theme& theme) {
  opaque.clear();
  halos.clear();
  faint.clear();
  for (const RoundedBox& box : scene.boxes) add(box, theme);
  for (const Sphere& sphere : scene.spheres) add(asBox(sphere), theme);
  for (const Capsule& capsule : scene.capsules) add(asBox(capsule), theme);
  sort(camera, opaque);
  sort(camera, halos);
  sort(camera, faint);
}

}  // namespace spolab
