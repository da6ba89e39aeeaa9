#pragma once

#include <cstdint>
#include <string>

#include "core/base/settings.h"

namespace spolab {

/// Settings of the SPO learner (SPO Table 3 and Appendix D). Group "learner".
struct SpoSettings {
  double gamma = 0.99;  ///< discount of the critic
  double gaeLambda = 0.95;
  double dualLearningRate = 3e-4;   ///< of η and α
  double targetRate = 0.005;        ///< τ of the Polyak averages
  double maxGradNorm = 0.5;         ///< global norm per optimiser
  double valueCoefficient = 1.0;    ///< vf_coef
  bool adaptiveTemperature = true;  ///< learn η by its dual; false keeps planner.temperature
  double epsilonEta = 0.5;          ///< ε_η, below log N
  double initialAlpha = 0.5;        ///< α after softplus
  double epsilonAlpha = 1e-3;       ///< ε_α, bound on KL(anchor ‖ π)
  bool klConstraint = true;         ///< false drops the KL term of the M-step, an ablation
  std::string anchor = "polyak";    ///< "polyak" target actor or the "iteration"'s frozen one
  bool learningRateDecay = false;   ///< linearly to 0 over the run (needs --steps)
};

void describe(SpoSettings& settings, Schema& schema);

}  // namespace spolab
