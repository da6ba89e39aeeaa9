#include "core/plan/smc/smc_config.h"

#include <algorithm>

#include "core/base/translate.h"
#include "core/plan/smc/smc_planner.h"

namespace spolab {

void SmcConfig::describe(Schema& schema) { spolab::describe(settings, schema); }

std::vector<std::string_view> SmcConfig::idleKeys(const EnvSpec& spec) const {
  std::vector<std::string_view> idle;
  if (!spec.discrete()) idle.push_back("planner.root_noise_alpha");
  if (spec.deterministic) idle.push_back("planner.resample_chance");
  return idle;
}

void SmcConfig::usePlayDefaults() {
  settings.action = "greedy";
  settings.rootNoise = 0.0;
}

void SmcConfig::setTemperature(double eta) {
  settings.temperature = std::clamp(eta, kLeastTemperature, kMostTemperature);
}

std::string SmcConfig::summary() const {
  const std::string rule = settings.resample == "period"
                               ? translateFormat(phrase("planners", "period {}"), settings.period)
                           : settings.resample == "ess"
                               ? translateFormat(phrase("planners", "resampling below ESS {} N"), settings.essFraction)
                               : translate("planners", "no resampling");
  return translateFormat(phrase("planners", "SMC, {} particles × horizon {}, {}"), settings.particles, settings.horizon,
                         rule);
}

std::unique_ptr<Planner> SmcConfig::make(const Env& env) const { return std::make_unique<SmcPlanner>(settings, env); }

SmcSettings* smcSettings(PlannerConfig& planner) {
  auto* smc = dynamic_cast<SmcConfig*>(&planner);
  return smc != nullptr ? &smc->settings : nullptr;
}

const SmcSettings* smcSettings(const PlannerConfig& planner) {
  const auto* smc = dynamic_cast<const SmcConfig*>(&planner);
  return smc != nullptr ? &smc->settings : nullptr;
}

}  // namespace spolab
