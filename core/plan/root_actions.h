#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/base/rng.h"
#include "core/trace/search_trace.h"
#include "envs/env.h"

namespace spolab {

/// Exploration at the root: the proposal is π̃ = (1 − fraction)·π + fraction·ν.
struct RootNoise {
  double fraction = 0.0;
  double alpha = 0.03;   ///< discrete: ν ~ Dirichlet(alpha) over the legal actions; box: ν is uniform over the box
  bool correct = false;  ///< atoms carry log π/π̃, so that the noise does not move the target
};

/// How the executed action is taken from q̂.
enum class ActionChoice {
  kSample,  ///< drawn from q̂
  kGreedy,  ///< the action with the largest weight
  kMean,    ///< box: Σ w·a over the atoms; discrete: as kGreedy
};

/// The roots of a search: prior and proposal of every root, the atoms drawn from it, and the decision from their
/// weights. One implementation for discrete actions, one for boxes; planners need not know which. Different roots may
/// be used from different threads at once.
class RootActions {
 public:
  virtual ~RootActions() = default;
  /// Room for so many roots.
  virtual void resize(std::size_t roots) = 0;
  /// Sets the policy of one root: row [policySize] of the network, mask [actions] of legal actions (empty: all).
  /// Returns false when the row holds a non-finite number.
  [[nodiscard]] virtual bool setPolicy(std::size_t root, std::span<const float> row, std::span<const std::uint8_t> mask,
                                       Rng& noise) = 0;
  /// Draws one atom from the proposal and writes it [actionBytes]; returns log π/π̃ where that is corrected, else 0.
  virtual float draw(std::size_t root, Rng& rng, std::span<std::byte> atom) const = 0;

  /// The weighted atoms of one root after the search.
  struct Atoms {
    std::span<const std::byte> actions;       ///< [N, actionBytes] of the final particles
    std::span<const float> weights;           ///< [N], summing to one
    std::span<const std::int32_t> ancestors;  ///< [N] initial draw that each final particle descends from
  };
  /// Chooses the executed action, writes it [actionBytes] and returns KL(q̂ ‖ π), equal atoms grouped first; a box:
  /// Σ w log(N w).
  virtual float decide(std::size_t root, const Atoms& atoms, ActionChoice choice, Rng& rng,
                       std::span<std::byte> chosen) const = 0;
  /// Writes prior, proposal and q̂ of the root into the trace.
  virtual void record(std::size_t root, const Atoms& atoms, SearchTrace& trace) const = 0;
};

std::unique_ptr<RootActions> makeRootActions(const EnvSpec& spec, const RootNoise& noise);

}  // namespace spolab
