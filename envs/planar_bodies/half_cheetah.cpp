#include "envs/planar_bodies/planar_env.h"

namespace spolab::planar {
namespace {

constexpr float kRadius = 0.046f;
constexpr float kFriction = 0.4f;

Link torso() {
  Link link;
  link.mass = 6.25021f;
  link.centre = {0.15239f, 0.0254f};
  link.inertia = 0.897118f;
  link.friction = kFriction;
  const Bar trunk{{-0.5f, 0}, {0.5f, 0}, kRadius, false};
  const Bar head{{0.4854f, 0.0033f}, {0.7146f, 0.1967f}, kRadius, true};
  link.bars = {trunk, head};
  return link;
}

Link limb(int parent, const Hinge& hinge, float mass, Vec2 centre, float inertia, const Bar& bar) {
  return {parent, hinge, mass, centre, inertia, kFriction, {bar}, 0};
}

/// Masses, moments of inertia, stiffness, damping and gears of the reference body.
Body makeBody() {
  Body body;
  body.startHeight = 0.7f;
  body.addedInertia = 0.1f;
  body.substeps = 8;
  body.substepSeconds = 0.00625f;
  const auto add = [&body](Link link) { body.links.push_back(std::move(link)); };
  add(torso());
  add(limb(0, {{-0.5f, 0}, 1, -0.52f, 1.05f, 240, 6, 120, "back thigh"}, 1.54351f, {0.1f, -0.13f}, 0.016844f,
           {{0.0113f, -0.0153f}, {0.1887f, -0.2447f}, kRadius, true}));
  add(limb(1, {{0.16f, -0.25f}, 1, -0.785f, 0.785f, 180, 4.5f, 90, "back shin"}, 1.58745f, {-0.14f, -0.07f}, 0.018267f,
           {{-0.0055f, -0.0035f}, {-0.2745f, -0.1365f}, kRadius, false}));
  add(limb(2, {{-0.28f, -0.14f}, 1, -0.4f, 0.785f, 120, 3, 60, "back foot"}, 1.0954f, {0.03f, -0.097f}, 0.006352f,
           {{0.0551f, -0.1876f}, {0.0049f, -0.0064f}, kRadius, true}));
  add(limb(0, {{0.5f, 0}, 1, -1, 0.7f, 180, 4.5f, 120, "front thigh"}, 1.43808f, {-0.07f, -0.12f}, 0.01374f,
           {{-0.1361f, -0.2354f}, {-0.0039f, -0.0046f}, kRadius, true}));
  add(limb(4, {{-0.14f, -0.24f}, 1, -1.2f, 0.87f, 120, 3, 60, "front shin"}, 1.20084f, {0.065f, -0.09f}, 0.008222f,
           {{0.1249f, -0.1775f}, {0.0051f, -0.0025f}, kRadius, false}));
  add(limb(5, {{0.13f, -0.18f}, 1, -0.5f, 0.5f, 60, 1.5f, 30, "front foot"}, 0.88452f, {0.045f, -0.07f}, 0.003529f,
           {{0.0845f, -0.1278f}, {0.0055f, -0.0122f}, kRadius, true}));
  return body;
}

Task makeTask() {
  Task task;
  task.id = "half-cheetah";
  task.title = "HalfCheetah";
  task.body = &halfCheetahBody();
  task.positionNoise = 0.1f;
  task.rateNoise = 0.1f;
  task.gaussianRates = true;
  task.controlCost = 0.1f;
  task.observedHeightOffset = 0.7f;
  task.scoreMinimum = -300;
  task.scoreMaximum = 8000;
  task.keys = "QWSDZXOPKLNM";
  return task;
}

const bool registered = registerTask<makeTask>("half-cheetah", "HalfCheetah", 40);

}  // namespace

const Body& halfCheetahBody() {
  static const Body body = makeBody();
  return body;
}

}  // namespace spolab::planar
