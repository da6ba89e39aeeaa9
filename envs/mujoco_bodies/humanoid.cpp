#include "envs/mujoco_bodies/body.h"
#include "envs/mujoco_bodies/mjcf.h"

namespace spolab {
namespace bodies {
namespace {

/// Legs and waist: seventeen joints are too many for ten fingers, and the arms do little. Hips and waist turn about +y,
/// where forward is minus; knees the other way.
std::vector<RuledKey> humanoidKeys() {
  return {{'Q', "left_hip_y", 1, "left thigh back"},      {'W', "left_hip_y", -1, "left thigh forward"},
          {'S', "left_knee", -1, "left knee bent"},       {'D', "left_knee", 1, "left knee stretched"},
          {'Z', "left_hip_x", -1, "left leg outward"},    {'X', "left_hip_x", 1, "left leg inward"},
          {'O', "right_hip_y", 1, "right thigh back"},    {'P', "right_hip_y", -1, "right thigh forward"},
          {'K', "right_knee", -1, "right knee bent"},     {'L', "right_knee", 1, "right knee stretched"},
          {'N', "right_hip_x", 1, "right leg inward"},    {'M', "right_hip_x", -1, "right leg outward"},
          {kKeyDown, "abdomen_y", 1, "waist leans back"}, {kKeyUp, "abdomen_y", -1, "waist leans forward"}};
}

Rules humanoidRules() {
  Rules rules;
  rules.id = "humanoid";
  rules.title = "Humanoid";
  rules.mjcf = kHumanoidMjcf;
  rules.forwardReward = 1.25;
  rules.forwardOfMass = true;
  rules.aliveReward = 5.0;
  rules.controlCost = 0.1;
  rules.controlScale = 0.4;
  rules.lowest = 1.0;
  rules.highest = 2.0;
  rules.positionNoise = 0.01;
  rules.velocityNoise = 0.01;
  rules.normalVelocities = false;
  rules.observesMasses = true;
  rules.scoreMaximum = 13000.0;
  rules.viewHeight = 0.8f;
  rules.viewDistance = 4.0f;
  rules.keys = humanoidKeys();
  return rules;
}

}  // namespace

const Body& humanoid() {
  static const Body body = makeBody(humanoidRules(), 1);
  return body;
}

}  // namespace bodies

namespace {

const bool registered =
    registerEnv({"humanoid", "Humanoid", [] { return makeMujocoBodyConfig(bodies::humanoid, true); }, 90});

}  // namespace
}  // namespace spolab
