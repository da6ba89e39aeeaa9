#include "core/plan/puct/puct_config.h"

#include "core/base/translate.h"
#include "core/plan/puct/puct_planner.h"

namespace spolab {

void PuctConfig::describe(Schema& schema) { spolab::describe(settings, schema); }

void PuctConfig::usePlayDefaults() {
  settings.action = "greedy";
  settings.rootNoise = 0.0;
}

std::string PuctConfig::summary() const {
  return translateFormat(phrase("planners", "PUCT tree, {} simulations"), settings.simulations);
}

std::unique_ptr<Planner> PuctConfig::make(const Env& env) const { return std::make_unique<PuctPlanner>(settings, env); }

}  // namespace spolab
