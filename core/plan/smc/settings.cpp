#include "core/plan/smc/settings.h"

namespace spolab {

void describe(SmcSettings& s, Schema& schema) {
  schema.group("planner");
  schema.add("particles", s.particles, {1, 65536}, "", "Particles N: candidate futures followed at once");
  schema.add("horizon", s.horizon, {1, 64}, "steps", "Depth h: how many steps each particle looks ahead");
  schema.add("period", s.period, {1, 64}, "steps",
             "Period p: depths between two resamplings (never after the last depth)");
  schema.add("resample", s.resample, {"period", "ess", "never"},
             "When to resample: every period, when the effective sample size is low, or never");
  schema.add("scheme", s.scheme, {"multinomial", "systematic"}, "How ancestors are drawn when resampling");
  schema.add("ess_fraction", s.essFraction, {0.0, 1.0}, "", "With resample = ess: resample below this share of N");
  schema.add("temperature", s.temperature, {kLeastTemperature, kMostTemperature}, "",
             "Temperature η of the weights exp(advantage / η); the starting value where it is learned");
  schema.add("gamma", s.gamma, {0.0, 1.0}, "", "Discount γ inside the search; usually the critic's, learner.gamma");
  schema.add("root_noise", s.rootNoise, {0.0, 1.0}, "",
             "Share f of noise in the root proposal while training: Dirichlet, or uniform over a box");
  schema.add("root_noise_alpha", s.rootNoiseAlpha, {1e-4, 100.0}, "", "Concentration of the Dirichlet noise");
  schema.add("root_noise_correct", s.rootNoiseCorrect,
             "Weight root actions by prior over proposal, so that the noise explores without moving the target");
  schema.add("resample_chance", s.resampleChance,
             "Each particle meets chances of its own (Snake's next fruit) instead of those that will really come");
  schema.add("weighting", s.weighting, {"advantage", "q"},
             "What the weights add up: advantages, or action values (an ablation)");
  schema.add("dual", s.dual, {"weights", "discounted"},
             "What the temperature learns from: the sum in the weights before the first resampling, or as in the "
             "reference code the advantages of all depths of a place in the search, each times (γλ)^depth");
  schema.add("dual_lambda", s.dualLambda, {0.0, 1.0}, "", "With dual = discounted: its λ");
  schema.add("action", s.action, {"sample", "greedy", "mean"},
             "Executed action: sampled from q̂, its largest entry, or (bodies) its mean");
}

}  // namespace spolab
