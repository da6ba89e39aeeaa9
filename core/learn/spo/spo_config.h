#pragma once

#include "core/learn/learner_config.h"
#include "core/learn/spo/settings.h"

namespace spolab {

/// The learner of SPO as a learning method.
class SpoConfig final : public LearnerConfig {
 public:
  void describe(Schema& schema) override;
  [[nodiscard]] std::vector<std::string_view> idleKeys(const EnvSpec& spec) const override;
  void validate(const PlannerConfig& planner) const override;
  [[nodiscard]] bool learningRateFalls() const override { return settings.learningRateDecay; }

  SpoSettings settings;
};

/// The settings of an SPO learner; null when `learner` is another method.
SpoSettings* spoSettings(LearnerConfig& learner);
const SpoSettings* spoSettings(const LearnerConfig& learner);

}  // namespace spolab
