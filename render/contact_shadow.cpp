#include "render/contact_shadow.h"

#include <algorithm>
#include <cmath>

#include "render/scene_solids.h"
#include "render/vec_math.h"

namespace spolab {
namespace {

/// Footprint of one thing.
struct Blocker {
  glm::vec2 centre;
  glm::vec2 half;
  float blur;      // metres over which its edge fades
  float strength;  // share of light it takes under its middle
};

Blocker blockerOf(const RoundedBox& box, float groundHeight, const Vec3& light) {
  const glm::mat3 axes = glm::mat3_cast(toGlm(box.pose.rotation));
  const glm::vec3 extents = toGlm(box.halfExtents);
  glm::vec3 reach(0.0f);
  for (int i = 0; i < 3; ++i) reach += glm::abs(axes[i]) * extents[i];
  const float height = std::max(box.pose.position.z - reach.z - groundHeight, 0.0f);
  const float size = 0.5f * (reach.x + reach.y);
  const glm::vec2 away = -glm::vec2(light.x, light.y) * (0.45f * (height + reach.z));
  const float closeness = std::exp(-0.55f * height / std::max(size, 0.05f));
  return {glm::vec2(box.pose.position.x, box.pose.position.y) + away, glm::vec2(reach),
          0.35f * size + 0.65f * height + 0.03f, box.look.alpha * (0.10f + 0.62f * closeness)};
}

bool throwsShadow(const Look& look) {
  return look.alpha > 0.02f && look.role != ColourRole::kGround && look.role != ColourRole::kTarget;
}

std::vector<Blocker> blockersOf(const Scene& scene, const Vec3& light) {
  std::vector<Blocker> out;
  const auto add = [&](const RoundedBox& box) {
    // Stickers and the like lie on something that throws the same shadow.
    const float thin = std::min({box.halfExtents.x, box.halfExtents.y, box.halfExtents.z});
    const float wide = std::max({box.halfExtents.x, box.halfExtents.y, box.halfExtents.z});
    if (throwsShadow(box.look) && thin > 0.1f * wide) out.push_back(blockerOf(box, scene.groundHeight, light));
  };
  for (const RoundedBox& box : scene.boxes) add(box);
  for (const Sphere& sphere : scene.spheres)
    if (throwsShadow(sphere.look)) out.push_back(blockerOf(asBox(sphere), scene.groundHeight, light));
  for (const Capsule& capsule : scene.capsules)
    if (throwsShadow(capsule.look)) out.push_back(blockerOf(asBox(capsule), scene.groundHeight, light));
  return out;
}

/// 1 inside, 0 outside, smooth over `blur` around the edge.
float inside(float offset, float half, float blur) {
  const float t = std::clamp(0.5f + (half - std::abs(offset)) / (2.0f * blur), 0.0f, 1.0f);
  return t * t * (3.0f - 2.0f * t);
}

}  // namespace

void ContactShadow::build(const Scene& scene, const Vec3& light) {
  constexpr auto kCells = static_cast<std::size_t>(kSize) * kSize;
  open_.assign(kCells, 1.0f);
  darkness.assign(kCells, 0);
  const std::vector<Blocker> blockers = blockersOf(scene, light);

  glm::vec2 low(1e9f), high(-1e9f);
  for (const Blocker& b : blockers) {
    low = glm::min(low, b.centre - b.half - b.blur);
    high = glm::max(high, b.centre + b.half + b.blur);
  }
  if (blockers.empty()) low = high = glm::vec2(0.0f);
  // One empty cell around, so that the clamped border is unshaded.
  side = std::max({high.x - low.x, high.y - low.y, 1e-3f}) * kSize / (kSize - 4.0f);
  x = 0.5f * (low.x + high.x - side);
  y = 0.5f * (low.y + high.y - side);

  const float cell = side / kSize;
  for (const Blocker& b : blockers) {
    const float blur = std::max(b.blur, cell);
    const auto range = [&](float centre, float half, float origin) {
      const float reach = half + blur;
      return std::pair(std::max(static_cast<int>((centre - reach - origin) / cell), 0),
                       std::min(static_cast<int>((centre + reach - origin) / cell) + 1, kSize));
    };
    const auto [left, right] = range(b.centre.x, b.half.x, x);
    const auto [top, bottom] = range(b.centre.y, b.half.y, y);
    std::array<float, kSize> across{};
    for (int column = left; column < right; ++column)
      across[static_cast<std::size_t>(column)] =
          b.strength * inside(x + (static_cast<float>(column) + 0.5f) * cell - b.centre.x, b.half.x, blur);
    for (int row = top; row < bottom; ++row) {
      const float down = inside(y + (static_cast<float>(row) + 0.5f) * cell - b.centre.y, b.half.y, blur);
      float* cells = open_.data() + static_cast<std::size_t>(row) * kSize;
      for (int column = left; column < right; ++column)
        cells[column] *= 1.0f - across[static_cast<std::size_t>(column)] * down;
    }
  }
  for (std::size_t i = 0; i < kCells; ++i) darkness[i] = static_cast<std::uint8_t>(255.0f * (1.0f - open_[i]) + 0.5f);
}

}  // namespace spolab
