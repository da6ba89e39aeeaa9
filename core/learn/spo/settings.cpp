#include "core/learn/spo/settings.h"

namespace spolab {

void describeActorCritic(SpoSettings& s, Schema& schema) {
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

void describe(SpoSettings& s, Schema& schema) {
  describeActorCritic(s, schema);
  schema.add("dual_learning_rate", s.dualLearningRate, {0.0, 1.0}, "", "Adam step of the duals η and α");
  schema.add("adaptive_temperature", s.adaptiveTemperature,
             "Learn the temperature η by its dual; otherwise keep planner.temperature");
  schema.add("epsilon_eta", s.epsilonEta, {1e-6, 1e3}, "nats",
             "ε_η: target KL of the particle weights over a weight period; below log N");
  schema.add("initial_alpha", s.initialAlpha, {1e-6, 1e6}, "", "Discrete: start of the dual α of the KL bound");
  schema.add("epsilon_alpha", s.epsilonAlpha, {1e-9, 1e3}, "nats",
             "Discrete: ε_α, bound on KL(anchor ‖ π) in the policy step");
  schema.add("initial_alpha_mu", s.initialAlphaMu, {1e-6, 1e6}, "", "Bodies: start of the duals of the means' bounds");
  schema.add("epsilon_mu", s.epsilonMu, {1e-9, 1e3}, "nats",
             "Bodies: bound on the KL that moving a mean makes, per action dimension");
  schema.add("initial_alpha_sigma", s.initialAlphaSigma, {1e-6, 1e6}, "",
             "Bodies: start of the duals of the spreads' bounds");
  schema.add("epsilon_sigma", s.epsilonSigma, {1e-9, 1e3}, "nats",
             "Bodies: bound on the KL that changing a spread makes, per action dimension");
  schema.add("kl_constraint", s.klConstraint, "Keep the policy near its anchor by the dual α (false: an ablation)");
  schema.add("anchor", s.anchor, {"polyak", "iteration"},
             "Anchor of the KL bound: the Polyak target actor, or the actor frozen at the start of the iteration");
}

}  // namespace spolab
