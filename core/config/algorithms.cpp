#include "core/config/algorithms.h"

#include "core/base/error.h"
#include "core/learn/alphazero/alphazero_config.h"
#include "core/learn/spo/spo_config.h"
#include "core/plan/puct/puct_config.h"
#include "core/plan/smc/smc_config.h"

namespace spolab {
namespace {

template <typename Base, typename Config>
std::unique_ptr<Base> make() {
  return std::make_unique<Config>();
}

}  // namespace

const std::vector<AlgorithmEntry>& algorithmRegistry() {
  static const std::vector<AlgorithmEntry> all{
      {"spo", "SPO: Sequential Monte Carlo Policy Optimisation", true, true, make<PlannerConfig, SmcConfig>,
       make<LearnerConfig, SpoConfig>},
      {"alphazero", "AlphaZero: PUCT tree search", true, false, make<PlannerConfig, PuctConfig>,
       make<LearnerConfig, AlphaZeroConfig>},
  };
  return all;
}

const AlgorithmEntry& findAlgorithm(const std::string& id) {
  std::string list;
  std::vector<std::string> ids;
  for (const AlgorithmEntry& entry : algorithmRegistry()) {
    if (entry.id == id) return entry;
    list += (list.empty() ? "" : ", ") + entry.id;
    ids.push_back(entry.id);
  }
  throw Error::usage("one of the algorithms " + list, withSuggestion(id, nearestName(id, ids)), "--algorithm");
}

}  // namespace spolab
