#pragma once

#include <cstdint>
#include <string>

#include "core/base/settings.h"

namespace spolab {

/// Range of the setting; one that was learned beyond it is set to its end.
inline constexpr double kLeastTemperature = 1e-6, kMostTemperature = 1e6;

/// Settings of the SMC search of SPO (SPO Algorithm 1; Table 3 of the paper). Group "planner".
struct SmcSettings {
  std::int64_t particles = 16;         ///< N
  std::int64_t horizon = 4;            ///< h, depths per search
  std::int64_t period = 4;             ///< p, depths between resamplings; never after the last depth
  std::string resample = "period";     ///< "period", "ess" (when ESS < essFraction·N) or "never"
  std::string scheme = "multinomial";  ///< "multinomial" or "systematic"
  double essFraction = 0.5;
  double temperature = 0.5;             ///< η; where it is learned, the start of training
  double gamma = 0.99;                  ///< discount inside the search, usually the critic's
  double rootNoise = 0.25;              ///< f, share of Dirichlet noise in the root proposal
  double rootNoiseAlpha = 0.03;         ///< concentration of the noise
  bool rootNoiseCorrect = true;         ///< weight by π/π̃ so that the target does not depend on the noise
  bool resampleChance = false;          ///< each particle meets chances of its own instead of the state's
  std::string weighting = "advantage";  ///< "advantage" (δ) or "q" (r + γV(s′)), an ablation
  std::string dual = "weights";         ///< what the temperature's dual sees: the sum that the "weights" use before the
                                        ///< first resampling, or "discounted": δ of all depths, each (γλ)^depth
  double dualLambda = 0.95;             ///< λ of the latter
  std::string action = "sample";        ///< executed action: "sample" from q̂, "greedy" or "mean"
};

void describe(SmcSettings& settings, Schema& schema);

}  // namespace spolab
