#include "envs/planar_bodies/planar_env.h"

namespace spolab::planar {
namespace {

constexpr float kDeepest = -2.61799f;
constexpr float kGear = 100, kDamping = 0.1f;
constexpr float kTorsoFriction = 0.7f, kRightFriction = 0.9f, kLeftFriction = 1.9f;
constexpr float kHipSpacing = 0.09f;  ///< drawn only

Hinge hinge(float height, float lower, float upper, const std::string& name) {
  return {{0, height}, -1, lower, upper, 0, kDamping, kGear, name};
}

/// Thigh, leg and foot.
void addLeg(Body& body, const std::string& side, float footFriction, float depth) {
  const int first = static_cast<int>(body.links.size());
  const auto add = [&](int parent, const Hinge& joint, float mass, Vec2 centre, float inertia, const Bar& bar) {
    body.links.push_back({parent, joint, mass, centre, inertia, footFriction, {bar}, depth});
  };
  add(0, hinge(-0.2f, kDeepest, 0, side + " thigh"), 4.05789f, {0, -0.225f}, 0.093299f,
      {{0, 0}, {0, -0.45f}, 0.05f, false});
  add(first, hinge(-0.45f, kDeepest, 0, side + " leg"), 2.78136f, {0, -0.25f}, 0.072303f,
      {{0, 0}, {0, -0.5f}, 0.04f, false});
  add(first + 1, hinge(-0.5f, -0.785398f, 0.785398f, side + " foot"), 3.16673f, {0.1f, 0}, 0.023998f,
      {{0, 0}, {0.2f, 0}, 0.06f, true});
}

/// Masses, moments of inertia, damping and gears of the reference body; feet and torso meet the ground.
Body makeBody() {
  Body body;
  body.startHeight = 1.25f;
  body.addedInertia = body.addedTorsoInertia = 0.3f;
  body.substeps = 4;
  body.substepSeconds = 0.002f;
  Link torso;
  torso.mass = 3.66519f;
  torso.inertia = 0.069246f;
  torso.friction = kTorsoFriction;
  torso.bars = {{{0, -0.2f}, {0, 0.2f}, 0.05f, true}};
  body.links.push_back(torso);
  addLeg(body, "right", kRightFriction, -kHipSpacing);
  addLeg(body, "left", kLeftFriction, kHipSpacing);
  return body;
}

Task makeTask() {
  Task task;
  task.id = "walker2d";
  task.title = "Walker2d";
  task.body = &walker2dBody();
  task.positionNoise = 0.005f;
  task.rateNoise = 0.005f;
  task.aliveReward = 1;
  task.controlCost = 0.001f;
  task.canFall = true;
  task.minimumHeight = 0.8f;
  task.maximumHeight = 2;
  task.maximumPitch = 1;
  task.observedRateLimit = 10;
  task.scoreMinimum = 0;
  task.scoreMaximum = 5000;
  task.keys = "OPKLNMQWSDZX";
  return task;
}

const bool registered = registerTask<makeTask>("walker2d", "Walker2d", 60);

}  // namespace

const Body& walker2dBody() {
  static const Body body = makeBody();
  return body;
}

}  // namespace spolab::planar
