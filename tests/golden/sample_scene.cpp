#include "tests/golden/sample_scene.h"

namespace spolab {
namespace {

void addBox(Scene& scene, Vec3 place, Vec3 half, float radius, Look look) {
  scene.boxes.push_back({{place, {}}, half, radius, look});
}

void addFloorAndWalls(Scene& scene) {
  constexpr int kColumns = 7, kRows = 5;
  for (int i = 0; i < kColumns; ++i)
    for (int j = 0; j < kRows; ++j) {
      const Vec3 place{static_cast<float>(i) - 3.0f, static_cast<float>(j) - 2.0f, 0};
      addBox(scene, {place.x, place.y, -0.05f}, {0.49f, 0.49f, 0.05f}, 0.06f, {ColourRole::kGround});
      if (j == kRows - 1 || i == 0)
        addBox(scene, {place.x, place.y, 0.4f}, {0.49f, 0.49f, 0.4f}, 0.08f, {ColourRole::kWall});
    }
}

void addLimb(Scene& scene) {
  const Vec3 hip{2.3f, -0.6f, 1.5f}, knee{2.0f, -1.0f, 0.9f}, foot{2.4f, -1.2f, 0.2f};
  scene.capsules.push_back({hip, knee, 0.16f, {ColourRole::kAgent}});
  scene.capsules.push_back({knee, foot, 0.13f, {ColourRole::kAgentSoft}});
  scene.spheres.push_back({knee, 0.19f, {ColourRole::kJoint}});
}

}  // namespace

Scene sampleScene() {
  Scene scene;
  scene.camera = {{0, -0.2f, 0.2f}, 9.0f, 0.25f, 0.75f};
  scene.groundHeight = -0.1f;
  scene.groundRadius = 7.0f;
  addFloorAndWalls(scene);
  addBox(scene, {-1, 0, 0.4f}, {0.4f, 0.4f, 0.4f}, 0.07f, {ColourRole::kBox});
  addBox(scene, {0, 1, 0.4f}, {0.4f, 0.4f, 0.4f}, 0.07f, {ColourRole::kBoxOnTarget});
  addBox(scene, {-1, -1.2f, 0.4f}, {0.4f, 0.4f, 0.4f}, 0.07f, {ColourRole::kBox, 1.0f, 1.0f});
  addBox(scene, {1, 1, 0.4f}, {0.4f, 0.4f, 0.4f}, 0.07f, {ColourRole::kBox, 0.35f});
  addBox(scene, {1, 0, 0.01f}, {0.3f, 0.3f, 0.01f}, 0.3f, {ColourRole::kTarget});
  scene.spheres.push_back({{0.1f, -0.4f, 0.38f}, 0.38f, {ColourRole::kFruit}});
  addLimb(scene);
  scene.strips.push_back(
      {{{-2, -1.8f, 0.05f}, {-1, -1.9f, 0.05f}, {0, -1.4f, 0.4f}, {1, -1.8f, 0.05f}}, 0.07f, {ColourRole::kTarget}});
  scene.strips.push_back({{{-2, 1, 0.9f}, {0, 0.6f, 1.2f}, {2, 1, 0.9f}}, 0.01f, {ColourRole::kText, 0.8f}});
  scene.labels.push_back({{0, 1, 1.2f}, "q̂ = 0.62", 0.3f, {ColourRole::kText}});
  return scene;
}

}  // namespace spolab
