#include "core/learn/spo/spo_config.h"

#include <cmath>

#include <fmt/format.h>

#include "core/base/error.h"

namespace spolab {

void SpoConfig::describe(Schema& schema) { spolab::describe(settings, schema); }

std::vector<std::string_view> SpoConfig::idleKeys(const EnvSpec& spec) const {
  if (!spec.discrete()) return {"learner.initial_alpha", "learner.epsilon_alpha"};
  return {"learner.initial_alpha_mu", "learner.epsilon_mu", "learner.initial_alpha_sigma", "learner.epsilon_sigma"};
}

void SpoConfig::validate(const PlannerConfig& planner) const {
  const double limit = std::log(static_cast<double>(planner.futures()));
  if (!settings.adaptiveTemperature || settings.epsilonEta < limit) return;
  throw Error::usage(
      fmt::format("'learner.epsilon_eta' below log(planner.particles × train.particles_factor) = {:.4f} (an empirical "
                  "KL cannot exceed it)",
                  limit),
      fmt::format("{}", settings.epsilonEta), "the settings");
}

SpoSettings* spoSettings(LearnerConfig& learner) {
  auto* spo = dynamic_cast<SpoConfig*>(&learner);
  return spo != nullptr ? &spo->settings : nullptr;
}

const SpoSettings* spoSettings(const LearnerConfig& learner) {
  const auto* spo = dynamic_cast<const SpoConfig*>(&learner);
  return spo != nullptr ? &spo->settings : nullptr;
}

}  // namespace spolab
