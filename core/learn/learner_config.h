#pragma once

#include <string_view>
#include <vector>

#include "core/base/settings.h"
#include "core/plan/planner_config.h"
#include "envs/env.h"

namespace spolab {

/// The settings of one learning method, without LibTorch: what configurations know of it (makeLearner builds it).
class LearnerConfig {
 public:
  virtual ~LearnerConfig() = default;
  /// Adds the method's fields (group "learner") to the schema; the fields point into this object.
  virtual void describe(Schema& schema) = 0;
  /// Keys of settings that do nothing in such a world.
  [[nodiscard]] virtual std::vector<std::string_view> idleKeys(const EnvSpec& /*spec*/) const { return {}; }
  /// Throws a usage Error when its settings contradict one another or those of the planner it learns from.
  virtual void validate(const PlannerConfig& /*planner*/) const {}
  /// Whether the learning rate falls over the run, which then needs a limit in steps.
  [[nodiscard]] virtual bool learningRateFalls() const { return false; }
};

}  // namespace spolab
