#include "render/scene_labels.h"

#include <algorithm>
#include <utility>

#include "render/picking.h"
#include "render/vec_math.h"

namespace spolab {
namespace {

constexpr float kLetterWidth = 0.5f;  // of the height
constexpr float kClear = 0.02f;       // metres a label may touch what it stands on

/// Whether a solid thing covers the text's middle or one of its ends. The ground does not count: marks lie in it.
bool covered(const Scene& scene, const CameraView& view, const Label& label) {
  const auto letters =
      std::count_if(label.text.begin(), label.text.end(), [](char byte) { return (byte & 0xC0) != 0x80; });
  const float half = 0.5f * kLetterWidth * label.height * static_cast<float>(letters);
  const glm::vec3 eye = toGlm(view.eye);
  for (const float side : {-half, 0.0f, half}) {
    const glm::vec3 towards = toGlm(label.position) + side * toGlm(view.right) - eye;
    const float distance = glm::length(towards);
    if (distance < kClear) continue;
    const glm::vec3 direction = towards / distance;
    const auto hit = pick(scene, {view.eye, {direction.x, direction.y, direction.z}});
    if (hit && hit->kind != SceneHit::Kind::kGround && hit->distance < distance - kClear) return true;
  }
  return false;
}

}  // namespace

std::vector<PlacedLabel> placeLabels(const Scene& scene, const CameraView& view, const Viewport& viewport,
                                     const Theme& theme) {
  std::vector<std::pair<float, PlacedLabel>> placed;
  for (const Label& label : scene.labels) {
    const ScreenPoint at = project(view, viewport, label.position);
    if (!at.inFront || label.look.alpha <= 0.0f || covered(scene, view, label)) continue;
    const float height = label.height * view.pixelsPerMetreAtOne / std::max(at.depth, 1e-3f);
    placed.emplace_back(-at.depth, PlacedLabel{label.text, at.x, at.y, height,
                                               theme.role(label.look.role).withAlpha(label.look.alpha)});
  }
  std::stable_sort(placed.begin(), placed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<PlacedLabel> labels;
  for (auto& [depth, label] : placed) labels.push_back(std::move(label));
  return labels;
}

}  // namespace spolab
