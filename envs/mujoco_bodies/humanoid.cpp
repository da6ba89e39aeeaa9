#include "envs/mujoco_bodies/body.h"
#include "envs/mujoco_bodies/mjcf.h"

namespace spolab {
namespace bodies {
namespace {

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
