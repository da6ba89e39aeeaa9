#include "envs/planar_bodies/planar_env.h"

namespace spolab::planar {
namespace {

constexpr float kFriction = 1, kDamping = 2;
constexpr float kHipSpacing = 0.09f;  ///< drawn only

Hinge hinge(float height, float lower, float upper, float stiffness, float gear, const std::string& name) {
  return {{0, height}, -1, lower, upper, stiffness, kDamping, gear, name};
}

/// A leg of Walker2d that can also be lifted forwards, with a shin that meets the edges of steps.
void addLeg(Body& body, const std::string& side, float depth) {
  const int first = static_cast<int>(body.links.size());
  const auto add = [&](int parent, const Hinge& joint, float mass, Vec2 centre, float inertia, const Bar& bar) {
    body.links.push_back({parent, joint, mass, centre, inertia, kFriction, {bar}, depth});
  };
  add(0, hinge(-0.2f, -0.8f, 1.6f, 20, 140, side + " thigh"), 4.05789f, {0, -0.225f}, 0.093299f,
      {{0, 0}, {0, -0.45f}, 0.05f, false});
  add(first, hinge(-0.45f, -2.4f, 0, 0, 120, side + " shin"), 2.78136f, {0, -0.25f}, 0.072303f,
      {{0, 0}, {0, -0.5f}, 0.04f, true});
  add(first + 1, hinge(-0.5f, -0.785398f, 0.785398f, 20, 80, side + " foot"), 2.0f, {0.075f, 0}, 0.02f,
      {{-0.07f, 0}, {0.22f, 0}, 0.06f, true});
}

Body makeBody() {
  Body body;
  body.startHeight = 1.25f;
  body.addedInertia = body.addedTorsoInertia = 0.3f;
  body.substeps = 5;
  body.substepSeconds = 0.004f;
  Link torso;
  torso.mass = 8.0f;
  torso.inertia = 0.15f;
  torso.friction = kFriction;
  torso.bars = {{{0, -0.2f}, {0, 0.25f}, 0.07f, false}};  // the episode is over long before it lies down
  body.links.push_back(torso);
  addLeg(body, "right", -kHipSpacing);
  addLeg(body, "left", kHipSpacing);
  return body;
}

Task makeTask() {
  Task task;
  task.id = "parkour-walker";
  task.title = "Parkour walker";
  task.body = &parkourWalkerBody();
  task.hasTerrain = true;
  task.positionNoise = 0.02f;
  task.rateNoise = 0.02f;
  task.aliveReward = 1;
  task.controlCost = 0.01f;
  task.canFall = true;
  task.minimumHeight = 0.7f;
  task.maximumHeight = 2.5f;
  task.maximumPitch = 1;
  task.observedRateLimit = 10;
  task.scoreMinimum = 0;
  task.scoreMaximum = 3000;
  task.keys = "OPKLNMQWSDZX";
  return task;
}

const bool registered = registerTask<makeTask>("parkour-walker", "Parkour walker", 70);

}  // namespace

const Body& parkourWalkerBody() {
  static const Body body = makeBody();
  return body;
}

}  // namespace spolab::planar
