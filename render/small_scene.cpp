#include "render/small_scene.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <imgui.h>

#include "render/vec_math.h"

namespace spolab {
namespace {

constexpr int kPixels = 1000;    ///< of the picture the faces are projected into
constexpr float kThin = 0.25f;   ///< a box is a plate when one side is so much shorter than the longest
constexpr float kShade = 0.78f;  ///< light on a face that looks away from the sky

Colour shaded(const Colour& colour, float light) {
  return {colour.r * light, colour.g * light, colour.b * light, colour.a};
}

}  // namespace

void SmallScene::read(const Scene& scene, const OrbitCamera& camera, const Theme& theme) {
  faces_.clear();
  const CameraView view = camera.view({0, 0, kPixels, kPixels});
  for (const RoundedBox& box : scene.boxes) addFaces(box, view, theme);
  std::stable_sort(faces_.begin(), faces_.end(), [](const Face& a, const Face& b) { return a.depth > b.depth; });
}

/// Those that look at the viewer; of a plate its two large ones.
void SmallScene::addFaces(const RoundedBox& box, const CameraView& view, const Theme& theme) {
  const glm::vec3 half = toGlm(box.halfExtents), middle = toGlm(box.pose.position), eye = toGlm(view.eye);
  const glm::quat turn = toGlm(box.pose.rotation);
  const float thin = kThin * std::max({half.x, half.y, half.z});
  const bool plate = std::min({half.x, half.y, half.z}) < thin;
  const Viewport viewport{0, 0, kPixels, kPixels};
  for (int axis = 0; axis < 3; ++axis) {
    if (plate && half[axis] >= thin) continue;
    glm::vec3 across(0.0f), along(0.0f);
    across[(axis + 1) % 3] = half[(axis + 1) % 3];
    along[(axis + 2) % 3] = half[(axis + 2) % 3];
    for (const float side : {-1.0f, 1.0f}) {
      glm::vec3 out(0.0f);
      out[axis] = side;
      const glm::vec3 normal = turn * out, face = middle + turn * (half[axis] * out);
      if (glm::dot(normal, eye - face) <= 0.0f) continue;
      Face made;
      const std::array<glm::vec3, 4> corners{across + along, across - along, -across - along, along - across};
      bool visible = true;
      for (std::size_t i = 0; i < corners.size(); ++i) {
        const ScreenPoint at = project(view, viewport, fromGlm(face + turn * corners[i]));
        visible = visible && at.inFront;
        made.corners[i] = {at.x / kPixels, at.y / kPixels};
      }
      if (!visible) continue;
      made.depth = glm::length(eye - face);
      made.colour = shaded(theme.role(box.look.role).withAlpha(box.look.alpha), kShade + (1.0f - kShade) * normal.z);
      faces_.push_back(made);
    }
  }
}

void SmallScene::draw(const PanelArea& area, const Theme& theme) const {
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  const ImVec2 low{area.x, area.y}, high{area.x + area.width, area.y + area.height};
  list.AddRectFilled(low, high, theme.background.packed(), 3.0f);
  list.PushClipRect(low, high, true);
  for (const Face& face : faces_) {
    std::array<ImVec2, 4> at;
    for (std::size_t i = 0; i < at.size(); ++i)
      at[i] = {area.x + area.width * face.corners[i].x, area.y + area.height * face.corners[i].y};
    list.AddConvexPolyFilled(at.data(), static_cast<int>(at.size()), face.colour.packed());
  }
  list.PopClipRect();
}

}  // namespace spolab
