#pragma once

#include <functional>

#include "core/base/worker_pool.h"
#include "core/plan/evaluator.h"
#include "core/run/engine.h"

namespace spolab {

/// Plays `episodes` whole episodes with the environment and planner of `config` and fills a report. Episode e starts
/// from the reset stream (seed, e), whatever the batch: up to 256 episodes are played side by side.
/// `progress` (may be empty) is told the finished share; when it says false the evaluation ends with an Error.
EvalReport playEpisodes(const RunConfig& config, Evaluator& evaluator, WorkerPool& pool, int episodes,
                        std::uint64_t seed, const std::function<bool(double)>& progress = {});

}  // namespace spolab
