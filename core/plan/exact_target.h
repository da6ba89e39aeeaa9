#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/plan/evaluator.h"
#include "core/plan/smc/settings.h"
#include "envs/env.h"

namespace spolab {

/// The law of the first action that SMC's q̂ tends to as N → ∞, whatever the resampling:
/// q(a₀) ∝ π(a₀|s₀) e^{δ₀/η} E_π[e^{(δ₁+…+δ_{h−1})/η} | a₀], δ = r + γV(s′) − V(s).
struct ExactTarget {
  std::vector<float> qhat;   ///< [actions], sums to one
  double logEvidence = 0.0;  ///< log of the sum before normalising, log E_π e^{Σδ/η}
};

/// Every future of a state up to a horizon, for discrete actions and a deterministic model: each different state is
/// stepped and evaluated once, however many action sequences meet in it. Walk, evaluate, then ask for the target at any
/// temperature and discount: that costs no network. Single-threaded.
class FutureTree {
 public:
  enum class Extent {
    kComplete,
    kTooLarge,   ///< more than `mostRows` different states: nothing can be evaluated
    kCancelled,  ///< `cancelled` said so on the way
  };
  /// Asked now and then; true gives up.
  using Cancelled = std::function<bool()>;

  /// Walks from `root` (not finished). Borrows `env`, which must outlive it. Needs whyNotEnumerable() to be empty.
  FutureTree(const Env& env, StateView root, int horizon, std::int64_t mostRows, const Cancelled& cancelled = {});

  [[nodiscard]] Extent extent() const { return extent_; }
  [[nodiscard]] int horizon() const { return horizon_; }
  /// Action sequences of the horizon, illegal ones and those cut short by an end included.
  [[nodiscard]] double sequences() const;
  /// Different states found, the root among them: rows of the network that the target takes.
  [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(places_.size()); }
  [[nodiscard]] std::int64_t evaluatedRows() const { return evaluated_; }

  /// Evaluates the states in batches and returns whether all are done; after a cancel it goes on where it stopped.
  /// Always the same network. Throws Error on a non-finite answer.
  bool evaluate(Evaluator& evaluator, const Cancelled& cancelled = {});

  /// Needs a complete tree that is evaluated. Takes horizon, temperature, gamma and weighting from `settings`, whose
  /// horizon must be this tree's. `rootPolicy` [actions] stands for π(·|s₀) where root noise is not corrected for;
  /// empty: π itself.
  [[nodiscard]] ExactTarget target(const SmcSettings& settings, std::span<const float> rootPolicy = {}) const;

 private:
  struct Edge {
    std::int32_t action = 0;
    std::int32_t place = -1;  ///< state it leads to, −1: the episode ends there
    float reward = 0.0f;
    float logPrior = 0.0f;
    bool cut = false;  ///< cut off by time: the value of the state counts, nothing after it
  };
  struct Place {
    std::uint32_t firstEdge = 0;
    std::int32_t edges = 0;  ///< 0: a leaf
    std::int32_t layer = 0;  ///< last depth it was listed at
    float value = 0.0f;
  };
  struct Index;

  void walk(StateView root, std::int64_t mostRows, const Cancelled& cancelled);
  void expand(std::int32_t place, Index& index);
  void readRows(std::size_t first, std::span<const float> policy, std::span<const float> values);
  [[nodiscard]] StateView stateOf(std::size_t place) const {
    return {&states_[place * env_->spec().stateBytes], env_->spec().stateBytes};
  }
  [[nodiscard]] double logWeight(const Edge& edge, float value, const SmcSettings& settings) const;

  const Env* env_;
  int horizon_;
  Extent extent_ = Extent::kComplete;
  std::vector<std::byte> states_;  // [places, stateBytes]
  std::vector<Place> places_;
  std::vector<Edge> edges_;
  std::vector<std::vector<std::int32_t>> layers_;  // [h] states that can be reached with so many actions
  std::int64_t evaluated_ = 0;
};

/// Why q̂ of these settings has no target that could be enumerated, a clause for people; empty when it has.
std::string whyNotEnumerable(const EnvSpec& spec, const SmcSettings& settings);

}  // namespace spolab
