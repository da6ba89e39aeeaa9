#include "core/learn/alphazero/alphazero_config.h"

namespace spolab {

AlphaZeroConfig::AlphaZeroConfig() {
  settings_.klConstraint = false;
  settings_.adaptiveTemperature = false;
}

void AlphaZeroConfig::describe(Schema& schema) {
  SpoSettings& s = settings_;
  schema.group("learner");
  schema.add("gamma", s.gamma, {0.0, 1.0}, "", "Discount γ of the critic");
  schema.add("gae_lambda", s.gaeLambda, {0.0, 1.0}, "",
             "λ of the generalised advantage estimate behind the value targets");
  schema.add("target_rate", s.targetRate, {0.0, 1.0}, "",
             "τ of the Polyak averages: share of the online parameters per gradient step");
  schema.add("max_grad_norm", s.maxGradNorm, {1e-6, 1e6}, "", "Gradients are scaled down to this global norm");
  schema.add("value_coefficient", s.valueCoefficient, {0.0, 1e3}, "", "Weight of the critic's loss beside the actor's");
  schema.add("learning_rate_decay", s.learningRateDecay,
             "Let the learning rate fall linearly to 0 over the run (needs a limit in steps)");
}

}  // namespace spolab
