#pragma once

#include <cstdint>
#include <string>

#include "core/base/settings.h"

namespace spolab {

/// Settings of the PUCT tree search of AlphaZero. Group "planner".
struct PuctSettings {
  std::int64_t simulations = 64;  ///< walks from the root to a leaf, each with one new state
  std::int64_t maxDepth = 64;     ///< actions of the longest walk
  double c1 = 1.25;               ///< exploration constant
  double c2 = 19652.0;            ///< base of its slow growth with the visits
  double leastRange = 1e-8;       ///< values closer together than this are not stretched to [0, 1]
  double gamma = 0.99;            ///< discount inside the search, usually the critic's
  double rootNoise = 0.25;        ///< f, share of Dirichlet noise in the root's prior
  double rootNoiseAlpha = 0.3;    ///< concentration of the noise
  double visitTemperature = 1.0;  ///< T of the executed action, drawn in proportion to visits^(1/T)
  std::string action = "sample";  ///< executed action: "sample" or "greedy"
};

void describe(PuctSettings& settings, Schema& schema);

}  // namespace spolab
