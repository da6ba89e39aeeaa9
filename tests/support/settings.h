#pragma once

#include "core/config/run_config.h"
#include "core/learn/spo/spo_config.h"
#include "core/plan/smc/smc_config.h"

namespace spolab::test {

/// The settings of a configuration whose planner is the SMC search.
inline SmcSettings& smc(RunConfig& config) { return *smcSettings(*config.planner); }
inline const SmcSettings& smc(const RunConfig& config) { return *smcSettings(*config.planner); }

/// The settings of a configuration whose learner is that of SPO.
inline const SpoSettings& spo(const RunConfig& config) { return *spoSettings(*config.learner); }

}  // namespace spolab::test
