#include "render/scene_lines.h"

#include <algorithm>
#include <cmath>

#include "render/vec_math.h"

namespace spolab {
namespace {

constexpr float kThinnest = 1.5f;      // pixels
constexpr float kLongestMitre = 2.0f;  // half widths; sharper turns are cut

glm::vec3 unit(const glm::vec3& v, const glm::vec3& otherwise) {
  const float length = glm::length(v);
  return length > 1e-9f ? v / length : otherwise;
}

/// Sideways direction of the strip at point i as the viewer sees it, longer where it turns.
glm::vec3 sideAt(const LineStrip& strip, std::size_t i, const glm::vec3& toEye) {
  const auto point = [&](std::size_t k) { return toGlm(strip.points[k]); };
  const std::size_t last = strip.points.size() - 1;
  const glm::vec3 fallback(0, 0, 1);
  const glm::vec3 before = i > 0 ? unit(point(i) - point(i - 1), fallback) : unit(point(1) - point(0), fallback);
  const glm::vec3 after = i < last ? unit(point(i + 1) - point(i), before) : before;
  const glm::vec3 sideBefore = unit(glm::cross(toEye, before), fallback);
  const glm::vec3 sideAfter = unit(glm::cross(toEye, after), sideBefore);
  const glm::vec3 middle = unit(sideBefore + sideAfter, sideAfter);
  return middle * std::min(1.0f / std::max(glm::dot(middle, sideAfter), 0.1f), kLongestMitre);
}

}  // namespace

void LineMesh::build(const Scene& scene, const CameraView& camera, const Theme& theme) {
  vertices.clear();
  const glm::vec3 eye = toGlm(camera.eye);
  for (const LineStrip& strip : scene.strips) {
    if (strip.points.size() < 2) continue;
    const Colour base = mix(theme.role(strip.look.role), theme.selection, 0.35f * strip.look.emphasis);
    std::array<LineVertex, 2> edge{};
    for (std::size_t i = 0; i < strip.points.size(); ++i) {
      const glm::vec3 point = toGlm(strip.points[i]);
      const float pixel = glm::length(eye - point) / camera.pixelsPerMetreAtOne;
      const float pixels = std::max(strip.width / std::max(pixel, 1e-9f), kThinnest);
      const float alpha = strip.look.alpha * std::min(strip.width / std::max(pixel * kThinnest, 1e-9f), 1.0f);
      const float padded = 0.5f * pixels + 0.5f;
      const glm::vec3 side = sideAt(strip, i, unit(eye - point, {0, -1, 0})) * (padded * pixel);
      std::array<LineVertex, 2> here{};
      for (int k = 0; k < 2; ++k) {
        const float sign = k == 0 ? -1.0f : 1.0f;
        const glm::vec3 p = point + sign * side;
        here[static_cast<std::size_t>(k)] = {{p.x, p.y, p.z}, {base.r, base.g, base.b, alpha}, {sign, padded}};
      }
      if (i > 0) vertices.insert(vertices.end(), {edge[0], edge[1], here[0], here[0], edge[1], here[1]});
      edge = here;
    }
  }
}

}  // namespace spolab
