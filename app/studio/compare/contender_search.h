#pragma once

#include <functional>
#include <list>
#include <memory>
#include <optional>

#include "app/studio/compare/compare_budget.h"
#include "app/studio/compare/compare_request.h"
#include "core/base/worker_pool.h"
#include "core/plan/cached_evaluator.h"
#include "core/plan/exact_target.h"
#include "core/plan/planner.h"

namespace spolab {

/// Asked between pieces of work; true gives up with a SupersededError.
using Superseded = std::function<bool()>;
/// Thrown when a newer request has come.
struct SupersededError {};

/// Searches one held decision in one way after another, each from an empty cache on one core so that their times can be
/// compared, and enumerates the exact q̂ on all of them. Keeps the futures it has walked, so that another temperature
/// costs nothing. One caller's thread.
class ContenderSearch {
 public:
  /// Most different states an exact q̂ may take.
  static constexpr std::int64_t kMostExactRows = 200000;
  static constexpr std::int64_t kMostParticles = 65536;
  /// Most threads that enumerate.
  static constexpr int kMostWorkers = 8;

  explicit ContenderSearch(Superseded superseded = {});
  ~ContenderSearch();

  /// From now on about this decision. Makes an evaluator when the parameters or the number of images are others. Throws
  /// Error.
  void hold(const HeldDecision& held);

  /// Settings of a contender: the held ones, of another method those that both have, with its changes. Throws a usage
  /// Error.
  [[nodiscard]] RunConfig configOf(const Contender& contender) const;
  /// How its cost grows. Throws a usage Error.
  [[nodiscard]] Scalable scalable(const Contender& contender) const;

  /// One search, with so many particles instead of its own when given. Everything but spread and exact q̂ is filled; an
  /// Error becomes the result's. Throws SupersededError.
  ContenderResult search(const Contender& contender, std::optional<std::int64_t> particles = {});
  /// Searches again with more or fewer particles until one search takes about `milliseconds`.
  ContenderResult searchFor(const Contender& contender, double milliseconds);
  /// q̂ over other random numbers. Throws Error, SupersededError.
  std::shared_ptr<const Spread> spread(const Contender& contender, std::int64_t particles, int searches);
  /// The exact q̂ of its settings; `progress` is told the percentage now and then. Throws Error, SupersededError; what
  /// was evaluated until then is kept.
  std::shared_ptr<const ExactAnswer> exact(const Contender& contender, const SearchTrace& trace,
                                           const std::function<void(int percent)>& progress);

 private:
  class StoppableEvaluator;

  void run(const Contender& contender, std::optional<std::int64_t> particles, ContenderResult& result);
  [[nodiscard]] std::unique_ptr<Evaluator> stoppable(const HeldDecision& held, WorkerPool& pool) const;
  void warmUp(const HeldDecision& held);
  void decideWithoutSearch(ContenderResult& result);
  FutureTree& futures(int horizon);
  void checkSuperseded() const;

  Superseded superseded_;
  WorkerPool pool_{1};
  WorkerPool allCores_{std::min(availableCores(), kMostWorkers)};
  HeldDecision held_;
  std::shared_ptr<const Agent> agent_;  ///< whose network evaluator_ is
  std::int64_t symmetries_ = 1;         ///< images of a state that it averages over
  std::unique_ptr<CachedEvaluator> evaluator_;
  std::unique_ptr<Evaluator> forMany_;  ///< the same network for thousands of states at once: all cores, no cache
  Decisions decisions_;
  std::list<FutureTree> futures_;  ///< of the held state, newest first
};

}  // namespace spolab
