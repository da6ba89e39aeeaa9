#include "core/config/run_config.h"

namespace spolab {

const std::vector<AlgorithmEntry>& algorithmRegistry() {
  static const std::vector<AlgorithmEntry> all{
      {"spo", "SPO: Sequential Monte Carlo Policy Optimisation", true, true},
  };
  return all;
}

}  // namespace spolab
