#pragma once

#include <memory>
#include <string>

#include "core/config/run_config.h"
#include "core/plan/planner.h"

namespace spolab {

/// The planner that a configuration names. Borrows `env`, which must outlive it. Throws a usage Error when the planner
/// cannot act in this environment.
std::unique_ptr<Planner> makePlanner(const RunConfig& config, const Env& env);

/// One line for people: "SMC, 16 particles × horizon 4, period 2".
std::string describePlanner(const RunConfig& config);

}  // namespace spolab
