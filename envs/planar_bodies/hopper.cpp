#include "envs/planar_bodies/planar_env.h"

namespace spolab::planar {
namespace {

constexpr float kFootFriction = 2;
constexpr float kDeepest = -2.61799f;

Link limb(int parent, const Hinge& hinge, float mass, Vec2 centre, float inertia, const Bar& bar) {
  return {parent, hinge, mass, centre, inertia, kFootFriction, {bar}, 0};
}

/// Masses, moments of inertia, damping and gears of the reference body; only the foot meets the ground.
Body makeBody() {
  Body body;
  body.startHeight = 1.25f;
  body.addedInertia = body.addedTorsoInertia = 0.3f;
  body.substeps = 4;
  body.substepSeconds = 0.002f;
  const auto add = [&body](Link link) { body.links.push_back(std::move(link)); };
  add(limb(-1, {}, 3.66519f, {0, 0}, 0.069246f, {{0, -0.2f}, {0, 0.2f}, 0.05f, false}));
  add(limb(0, {{0, -0.2f}, -1, kDeepest, 0, 0, 1, 200, "thigh"}, 4.05789f, {0, -0.225f}, 0.093299f,
           {{0, 0}, {0, -0.45f}, 0.05f, false}));
  add(limb(1, {{0, -0.45f}, -1, kDeepest, 0, 0, 1, 200, "leg"}, 2.78136f, {0, -0.25f}, 0.072303f,
           {{0, 0}, {0, -0.5f}, 0.04f, false}));
  add(limb(2, {{0, -0.5f}, -1, -0.785398f, 0.785398f, 0, 1, 200, "foot"}, 5.31557f, {0.065f, 0}, 0.103523f,
           {{-0.13f, 0}, {0.26f, 0}, 0.06f, true}));
  return body;
}

Task makeTask() {
  Task task;
  task.id = "hopper";
  task.title = "Hopper";
  task.body = &hopperBody();
  task.positionNoise = 0.005f;
  task.rateNoise = 0.005f;
  task.aliveReward = 1;
  task.controlCost = 0.001f;
  task.canFall = true;
  task.minimumHeight = 0.7f;
  task.maximumPitch = 0.2f;
  task.largestHealthy = 100;
  task.observedRateLimit = 10;
  task.scoreMinimum = 0;
  task.scoreMaximum = 4000;
  task.keys = "QWOPKL";
  return task;
}

const bool registered = registerTask<makeTask>("hopper", "Hopper", 50);

}  // namespace

const Body& hopperBody() {
  static const Body body = makeBody();
  return body;
}

}  // namespace spolab::planar
