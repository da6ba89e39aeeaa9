#pragma once

#include <memory>

#include "core/config/run_config.h"
#include "core/learn/learner.h"

namespace spolab {

/// The learner of the configuration's algorithm, starting from `initial` parameters on `device`.
std::unique_ptr<Learner> makeLearner(const RunConfig& config, const EnvSpec& spec, ParameterSet initial,
                                     const torch::Device& device);

}  // namespace spolab
