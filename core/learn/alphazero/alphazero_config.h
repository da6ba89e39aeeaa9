#pragma once

#include "core/learn/learner_config.h"
#include "core/learn/spo/settings.h"

namespace spolab {

/// The learner of AlphaZero: cross-entropy to the visits of a tree search, half a squared error of the value.
class AlphaZeroConfig final : public LearnerConfig {
 public:
  AlphaZeroConfig();
  void describe(Schema& schema) override;
  [[nodiscard]] bool learningRateFalls() const override { return settings_.learningRateDecay; }
  /// What is left of SPO's actor and critic without its bounds and temperature.
  [[nodiscard]] const SpoSettings& actorCritic() const { return settings_; }

 private:
  SpoSettings settings_;
};

}  // namespace spolab
