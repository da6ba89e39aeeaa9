#include "core/learn/alphazero/alphazero_config.h"

namespace spolab {

AlphaZeroConfig::AlphaZeroConfig() {
  settings_.klConstraint = false;
  settings_.adaptiveTemperature = false;
}

void AlphaZeroConfig::describe(Schema& schema) { describeActorCritic(settings_, schema); }

}  // namespace spolab
