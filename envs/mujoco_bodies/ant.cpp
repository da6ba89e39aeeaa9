#include "envs/mujoco_bodies/body.h"
#include "envs/mujoco_bodies/mjcf.h"

namespace spolab {
namespace bodies {
namespace {

/// The keyboard is the ant seen from above, its head at the top: hips in the inner rows, feet in the outer ones. Hips
/// turn about +z, so that forward is minus on the left; a foot's plus is down in front and up behind.
std::vector<RuledKey> antKeys() {
  return {{'Q', "hip_1", 1, "left front leg back"},     {'W', "hip_1", -1, "left front leg forward"},
          {'1', "ankle_1", 1, "left front foot down"},  {'2', "ankle_1", -1, "left front foot up"},
          {'O', "hip_4", -1, "right front leg back"},   {'P', "hip_4", 1, "right front leg forward"},
          {'9', "ankle_4", 1, "right front foot down"}, {'0', "ankle_4", -1, "right front foot up"},
          {'S', "hip_2", 1, "left back leg back"},      {'D', "hip_2", -1, "left back leg forward"},
          {'Z', "ankle_2", -1, "left back foot down"},  {'X', "ankle_2", 1, "left back foot up"},
          {'K', "hip_3", -1, "right back leg back"},    {'L', "hip_3", 1, "right back leg forward"},
          {'N', "ankle_3", -1, "right back foot down"}, {'M', "ankle_3", 1, "right back foot up"}};
}

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
  rules.keys = antKeys();
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
