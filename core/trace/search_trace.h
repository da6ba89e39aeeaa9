#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace spolab {

/// What happened at the end of one search depth.
enum class ResampleEvent : std::uint8_t {
  kNone,
  kApplied,   ///< particles were drawn again in proportion to their weights, weights reset
  kReported,  ///< the papers resample here, after the last depth; we report the weights instead (same mean, less
              ///< variance)
};

/// How the rows of a trace are to be read.
enum class SearchKind : std::uint8_t {
  kParticles,  ///< a particle filter: N particles at every depth, w̄ are importance weights
  kTree,       ///< a tree: row d holds the nodes that d + 1 actions lead to, w̄ are shares of the simulations
};

/// What has become of a particle.
enum class Fate : std::uint8_t {
  kGoesOn,
  kEnded,  ///< its episode has ended or was cut off
  kBroke,  ///< its simulation broke down: it has no weight
};

/// How a particle filter came to the numbers of its trace, where words and equations depend on it.
struct SearchRules {
  bool systematic = false;  ///< particles are drawn again systematically, else multinomially
  bool weighsQ = false;     ///< weights follow Q = r + γV(s′), else the advantage A = Q − V(s)
  bool rootNoise = false;   ///< first actions are drawn from π̃, π with noise
  bool corrected = false;   ///< and weighed by π/π̃
};

/// Everything one search did at one root, for people and for tests. A struct of arrays; N particles, depth h.
/// Particle n of depth d is the outcome of its d-th action (d from 0), before any resampling at that depth. A tree is
/// the same river with rows of different length: a node is a particle that its parent continues, its weight the share
/// of the simulations that came through it. Filling a trace never changes a decision.
struct SearchTrace {
  SearchKind kind = SearchKind::kParticles;
  SearchRules rules;
  int particles = 0;   ///< N; of a tree its widest row
  int depths = 0;      ///< h; of a tree its deepest node
  int actions = 0;     ///< discrete actions, 0 for a box
  int actionDims = 0;  ///< dimensions of a box, 0 when discrete
  std::size_t stateBytes = 0;
  std::size_t actionBytes = 0;

  // The root and the decision.
  std::vector<std::byte> rootState;     ///< [stateBytes]
  float rootValue = 0.0f;               ///< V(s0) of the critic
  float temperature = 0.0f;             ///< η
  std::vector<float> prior;             ///< [actions] π(a|s0); empty for a box
  std::vector<float> proposal;          ///< [actions] π̃(a|s0), π with root noise; empty for a box
  std::vector<float> qhat;              ///< [actions] q̂(a|s0), atoms grouped by action; empty for a box
  std::vector<float> policyRow;         ///< a box: means then standard deviations before squashing [2·dims]
  std::vector<float> rootLogDensities;  ///< a box: log π(a|s0) of rootActions [N]
  std::vector<std::byte> rootActions;  ///< [atoms, actionBytes] root action of each final particle; a tree: each action
  std::vector<float> weights;          ///< [atoms] their final normalised weights: q̂ as atoms
  std::vector<std::byte> chosenAction;  ///< [actionBytes]
  float klToPrior = 0.0f;               ///< KL(q̂ ‖ π), atoms grouped by action first; a box: Σ w log(N w)

  // One row per depth: [h, N] unless the shape says otherwise.
  std::vector<std::int32_t> count;         ///< [h] particles of a row, the rest of it is unused; empty: all N of each
  std::vector<std::int32_t> parent;        ///< particle of the depth before it continues (after resampling); depth 0: n
  std::vector<std::int32_t> rootAncestor;  ///< particle of depth 0 it descends from
  std::vector<std::byte> action;           ///< [h, N, actionBytes]
  std::vector<float> reward;
  std::vector<float> value;        ///< V(s′), 0 once ended; a tree: the mean that was backed up to the node
  std::vector<float> advantage;    ///< δ = r + γV(s′) − V(s) of this depth, 0 for a dead particle
  std::vector<float> logWeight;    ///< log-weight accumulated since the last reset, before any reset at this depth
  std::vector<float> weight;       ///< softmax of logWeight over the particles: w̄; a tree: visits / simulations
  std::vector<std::uint8_t> dead;  ///< its Fate, from the depth on at which that came
  std::vector<std::byte> state;    ///< [h, N, stateBytes] s′
  std::vector<ResampleEvent> resampling;  ///< [h]
  std::vector<float> ess;                 ///< [h] effective sample size 1/Σw̄² before resampling
  std::vector<float> entropy;             ///< [h] −Σ w̄ log w̄
  std::vector<std::int32_t> ancestors;    ///< [h] distinct root ancestors alive before resampling
  std::vector<std::int32_t> visits;       ///< a tree: simulations through the node; else empty
  std::vector<float> edgePrior;           ///< a tree: P(a|s) of the action that leads to the node; else empty

  [[nodiscard]] bool broke(std::size_t at) const { return dead[at] == static_cast<std::uint8_t>(Fate::kBroke); }
  [[nodiscard]] int countAt(int depth) const {
    return count.empty() ? particles : count[static_cast<std::size_t>(depth)];
  }
  [[nodiscard]] bool isTree() const { return kind == SearchKind::kTree; }
  /// Entries of rootActions and weights.
  [[nodiscard]] int atoms() const { return isTree() ? actions : particles; }
  [[nodiscard]] std::size_t at(int depth, int particle) const {
    return static_cast<std::size_t>(depth) * static_cast<std::size_t>(particles) + static_cast<std::size_t>(particle);
  }
};

}  // namespace spolab
