#include "envs/mujoco_bodies/body.h"
#include "envs/mujoco_bodies/mjcf.h"

namespace spolab {
namespace bodies {
namespace {

Rules antRules() {
  Rules rules;
  rules.id = "ant";
  rules.title = "Ant";
  rules.mjcf = kAntMjcf;
  rules.forwardReward = 1.0;
  rules.aliveReward = 1.0;
  rules.controlCost = 0.5;
  rules.lowest = 0.2;
  rules.highest = 1.0;
  rules.positionNoise = 0.1;
  rules.velocityNoise = 0.1;
  rules.scoreMaximum = 8000.0;
  rules.viewHeight = 0.35f;
  rules.viewDistance = 3.7f;
  return rules;
}

}  // namespace

const Body& ant() {
  static const Body body = makeBody(antRules(), 0);
  return body;
}

}  // namespace bodies

namespace {

const bool registered = registerEnv({"ant", "Ant", [] { return makeMujocoBodyConfig(bodies::ant, false); }, 80});

}  // namespace
}  // namespace spolab
