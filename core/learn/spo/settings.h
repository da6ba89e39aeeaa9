#pragma once

#include <cstdint>
#include <string>

#include "core/base/settings.h"

namespace spolab {

/// Settings of the SPO learner (SPO Table 3 and Appendix D). Group "learner".
struct SpoSettings {
  double gamma = 0.99;  ///< discount of the critic
  double gaeLambda = 0.95;
  double dualLearningRate = 3e-4;    ///< of η and α
  double targetRate = 0.005;         ///< τ of the Polyak averages
  double maxGradNorm = 0.5;          ///< global norm per optimiser
  double valueCoefficient = 1.0;     ///< vf_coef
  bool adaptiveTemperature = true;   ///< learn η by its dual; false keeps planner.temperature
  double epsilonEta = 0.5;           ///< ε_η, below log N
  double initialAlpha = 0.5;         ///< discrete: α after softplus
  double epsilonAlpha = 1e-3;        ///< discrete: ε_α, bound on KL(anchor ‖ π)
  double initialAlphaMu = 10.0;      ///< box: α of the means, per dimension
  double epsilonMu = 0.05;           ///< box: bound on the KL that a mean makes, per dimension
  double initialAlphaSigma = 500.0;  ///< box: α of the spreads, per dimension
  double epsilonSigma = 5e-4;        ///< box: bound on the KL that a spread makes, per dimension
  bool klConstraint = true;          ///< false drops the KL term of the M-step, an ablation
  std::string anchor = "polyak";     ///< "polyak" target actor or the "iteration"'s frozen one
  bool learningRateDecay = false;    ///< linearly to 0 over the run (needs --steps)
};

/// Every setting of SPO; the fields point into `settings`.
void describe(SpoSettings& settings, Schema& schema);
/// Those of its actor and critic alone, without temperature and bounds, for methods that share them.
void describeActorCritic(SpoSettings& settings, Schema& schema);

}  // namespace spolab
