#include <algorithm>
#include <mujoco/mujoco.h>

#include "core/base/check.h"
#include "envs/mujoco_bodies/body.h"

namespace spolab::bodies {

BodyControls::BodyControls(const Body& body) {
  for (const RuledKey& rule : body.rules.keys) {
    KeyBinding binding;
    binding.key = rule.key;
    binding.dimension = mj_name2id(body.model.get(), mjOBJ_ACTUATOR, rule.motor.c_str());
    SPOLAB_CHECK_LE(0, binding.dimension);
    binding.level = rule.level;
    binding.help = rule.help;
    keys_.push_back(binding);
  }
}

}  // namespace spolab::bodies
