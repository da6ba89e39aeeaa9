#include <cmath>
#include <mujoco/mujoco.h>
#include <string>

#include "envs/mujoco_bodies/body.h"

namespace spolab::bodies {
namespace {

/// geom_group of the MJCF files.
enum DrawnAs { kFloor, kTrunk, kLimb, kNotDrawn };

constexpr float kGroundRadius = 9.0f;  ///< metres; large enough for metre lines
constexpr int kMarkEvery = 5;          ///< metres between distance marks
constexpr float kMarksSeen = 9.0f;     ///< metres before and behind the body
constexpr float kMarkHalfLength = 2.0f;
constexpr float kMarkHalfWidth = 0.018f;
constexpr float kMarkHalfHeight = 0.006f;
constexpr float kLabelHeight = 0.22f;

Vec3 toVec(const double* v) { return {static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2])}; }

/// A capsule's axis is the third column of its frame.
Capsule capsuleOf(const double* centre, const double* frame, const double* size, Look look) {
  double a[3], b[3];
  for (int k = 0; k < 3; ++k) {
    const double reach = size[1] * frame[3 * k + 2];
    a[k] = centre[k] - reach;
    b[k] = centre[k] + reach;
  }
  return {toVec(a), toVec(b), static_cast<float>(size[0]), look};
}

}  // namespace

void addBody(const Body& body, const mjData_& data, Scene& scene) {
  const mjModel& model = *body.model;
  for (int i = 0; i < model.ngeom; ++i) {
    if (model.geom_group[i] != kTrunk && model.geom_group[i] != kLimb) continue;
    const Look look{model.geom_group[i] == kTrunk ? ColourRole::kAgent : ColourRole::kAgentSoft};
    const double* centre = data.geom_xpos + 3 * i;
    const double* size = model.geom_size + 3 * i;
    if (model.geom_type[i] == mjGEOM_SPHERE)
      scene.spheres.push_back({toVec(centre), static_cast<float>(size[0]), look});
    else
      scene.capsules.push_back(capsuleOf(centre, data.geom_xmat + 9 * i, size, look));
  }
  for (int i = 0; i < model.nsite; ++i)
    scene.spheres.push_back(
        {toVec(data.site_xpos + 3 * i), static_cast<float>(model.site_size[3 * i]), {ColourRole::kJoint}});
}

void addSurroundings(const Body& body, const std::array<double, 3>& centre, Scene& scene) {
  const Vec3 at = toVec(centre.data());
  scene.camera = {{at.x, at.y, body.rules.viewHeight}, body.rules.viewDistance, 0.55f, 0.3f};
  scene.groundHeight = 0.0f;
  scene.groundRadius = kGroundRadius;
  const auto markAfter = [](float x) { return kMarkEvery * static_cast<int>(std::ceil(x / kMarkEvery)); };
  for (int metres = markAfter(at.x - kMarksSeen); static_cast<float>(metres) <= at.x + kMarksSeen;
       metres += kMarkEvery) {
    const auto x = static_cast<float>(metres);
    scene.boxes.push_back({{{x, at.y, kMarkHalfHeight}, {}},
                           {kMarkHalfWidth, kMarkHalfLength, kMarkHalfHeight},
                           kMarkHalfHeight,
                           {ColourRole::kTarget, 0.85f}});
    scene.labels.push_back({{x, at.y + kMarkHalfLength + 0.3f, 0.6f * kLabelHeight},
                            std::to_string(metres) + " m",
                            kLabelHeight,
                            {ColourRole::kText}});
  }
}

}  // namespace spolab::bodies
