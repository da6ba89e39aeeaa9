#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/worker_pool.h"
#include "core/plan/evaluator.h"
#include "core/trace/search_trace.h"
#include "envs/env.h"

namespace spolab {

/// What to plan for. All arrays have one entry (or row) per root.
struct PlanRequest {
  std::span<const std::byte> states;  ///< [R, stateBytes], none of them finished
  std::uint64_t seed = 0;
  std::span<const std::uint32_t> environment;  ///< [R] random stream of each root
  std::span<const std::uint32_t> step;         ///< [R] random step of each root; (environment, step) must not repeat
};

/// What was decided. Row-major; R roots, N atoms per root. Reuse one object: it allocates only when it grows.
struct Decisions {
  int roots = 0;
  int atoms = 0;
  std::vector<std::byte> rootActions;  ///< [R, N, actionBytes]
  std::vector<float> weights;          ///< [R, N], each row sums to one: q̂ as atoms
  std::vector<float> logRatios;  ///< [R, N] log π(a)/π̃(a) of the initial draws (pre-resampling order), 0 unless
                                 ///< corrected; −∞: the dual leaves this particle out, as its simulation broke down
  std::vector<float> dualAdvantages;     ///< [R, N] X of the temperature's dual (pre-resampling order)
  std::vector<float> values;             ///< [R] V(s) of the critic
  std::vector<float> searchValues;       ///< [R] the method's own estimate of the value, V(s) where it has none
  std::vector<std::byte> chosenActions;  ///< [R, actionBytes]
  std::vector<float> ess;                ///< [R, h] effective sample size per depth
  std::vector<float> klToPrior;          ///< [R] KL(q̂ ‖ π)
  std::vector<std::int32_t> broken;      ///< [R] transitions of the search in which the simulation broke down
};

/// Turns states into action distributions with a model (the environment itself) and a network. Allocates nothing once
/// warm. Results depend on the request, the network's rows and the settings only: not on the number of workers, not on
/// the other roots, not on whether traces are wanted.
class Planner {
 public:
  virtual ~Planner() = default;
  /// `traces` is empty or has one entry per root. Throws Error when the network yields a non-finite number.
  virtual void plan(const PlanRequest& request, Evaluator& evaluator, WorkerPool& pool, Decisions& out,
                    std::span<SearchTrace> traces = {}) = 0;
  /// Environment transitions one search makes at most, per root: the budget of the papers.
  [[nodiscard]] virtual int transitionsPerRoot() const = 0;
  /// Atoms of a decision: root actions per root that q̂ spreads its weight over.
  [[nodiscard]] virtual int atomsPerRoot() const = 0;
  /// Sets η for the next searches (learned during training). Ignored by planners that have none.
  virtual void setTemperature(double /*eta*/) {}
};

}  // namespace spolab
