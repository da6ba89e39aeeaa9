#include "core/plan/registry.h"

#include <fmt/format.h>

#include "core/plan/smc/smc_planner.h"

namespace spolab {

std::unique_ptr<Planner> makePlanner(const RunConfig& config, const Env& env) {
  return std::make_unique<SmcPlanner>(config.planner, env);
}

std::string describePlanner(const RunConfig& config) {
  const SmcSettings& smc = config.planner;
  const std::string rule = smc.resample == "period" ? fmt::format("period {}", smc.period)
                           : smc.resample == "ess"  ? fmt::format("resampling below ESS {} N", smc.essFraction)
                                                    : std::string("no resampling");
  return fmt::format("SMC, {} particles × horizon {}, {}", smc.particles, smc.horizon, rule);
}

}  // namespace spolab
