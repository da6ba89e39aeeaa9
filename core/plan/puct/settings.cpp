#include "core/plan/puct/settings.h"

namespace spolab {

void describe(PuctSettings& s, Schema& schema) {
  schema.group("planner");
  schema.add("simulations", s.simulations, {1, 65536}, "",
             "Simulations: walks from the root to a leaf of the tree, each of which adds one state");
  schema.add("max_depth", s.maxDepth, {1, 1024}, "steps", "How many steps the longest walk looks ahead");
  schema.add("c1", s.c1, {0.0, 1e3}, "", "Exploration constant c₁ of the PUCT score: how much the prior counts");
  schema.add("c2", s.c2, {1.0, 1e9}, "", "Base c₂ of the exploration's slow growth with the visits");
  schema.add(
      "least_range", s.leastRange, {1e-8, 1e6}, "",
      "Values at a node are stretched to [0, 1] as though they lay at least so far apart: with less, small errors "
      "of an untrained critic decide");
  schema.add("gamma", s.gamma, {0.0, 1.0}, "", "Discount γ inside the search; usually the critic's, learner.gamma");
  schema.add("root_noise", s.rootNoise, {0.0, 1.0}, "",
             "Share f of Dirichlet noise in the root's prior while training");
  schema.add("root_noise_alpha", s.rootNoiseAlpha, {1e-4, 100.0}, "", "Concentration of the Dirichlet noise");
  schema.add("visit_temperature", s.visitTemperature, {0.01, 100.0}, "",
             "Temperature T of a sampled action: drawn in proportion to visits^(1/T)");
  schema.add("action", s.action, {"sample", "greedy"}, "Executed action: sampled from the visits, or the most visited");
}

}  // namespace spolab
