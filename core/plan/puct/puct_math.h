#pragma once

#include <cstdint>
#include <span>

/// The equations of the PUCT search, one function each, over spans.
namespace spolab {

/// One node of the tree as the selection sees it; A actions.
struct PuctNode {
  int visits = 1;   ///< N(s), 1 for the node's own evaluation and 1 for every simulation that went on below it
  float value = 0;  ///< running mean of what was backed up to it
  std::span<const std::int32_t> actionVisits;  ///< [A] n_a
  std::span<const float> actionValues;         ///< [A] Q(s, a) = r + γ V(s′), read where n_a > 0
  std::span<const float> prior;                ///< [A] P(a|s); below 0: not a legal action
};

/// Constants of the score.
struct PuctConstants {
  double c1 = 1.25, c2 = 19652.0;
  double leastRange = 1e-8;  ///< values closer together than this are not stretched to [0, 1]
};

/// score(a) = Q̃(a) + P(a) · √N / (1 + n_a) · (c₁ + log((N + c₂ + 1) / c₂)), −∞ for illegal actions (AlphaZero's
/// pUCT). Q̃ maps the range of V(s) and the visited Q(s, a) to [0, 1]; unvisited actions count as its lower end.
void puctScores(const PuctNode& node, const PuctConstants& constants, std::span<float> scores);

/// The visits' distribution n_a^(1/T) / Σ n_b^(1/T) [A]; at least one n_a > 0.
void visitShares(std::span<const std::int32_t> visits, double temperature, std::span<float> shares);

}  // namespace spolab
