#pragma once

#include <functional>

#include "core/base/worker_pool.h"
#include "core/plan/evaluator.h"
#include "core/run/engine.h"

namespace spolab {

/// Plays `episodes` whole episodes in `env`, which is one of `config`, with its planner and fills a report; 0: each
/// listed start once, but at most 1,280, and so many where none are listed. Episode e starts from the reset stream
/// (seed, e), whatever the batch: up to 256 episodes are played side by side. Listed starts are played one after the
/// other, again from the first where there are more episodes, and evenly spread over the list where there are fewer.
/// `progress` (may be empty) is told the finished share; when it says false the evaluation ends with an Error.
EvalReport playEpisodes(const Env& env, const RunConfig& config, Evaluator& evaluator, WorkerPool& pool, int episodes,
                        std::uint64_t seed, const std::function<bool(double)>& progress = {});

}  // namespace spolab
