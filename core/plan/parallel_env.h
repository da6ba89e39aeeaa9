#pragma once

#include <span>

#include "core/base/worker_pool.h"
#include "envs/env.h"

namespace spolab {

/// Env::stepBatch, split over the pool where that is worth it. Same results.
void stepBatch(const Env& env, WorkerPool& pool, std::span<std::byte> states, std::span<const std::byte> actions,
               std::span<float> rewards, std::span<std::uint8_t> flags);
/// Env::observeBatch, split over the pool where that is worth it. Same results.
void observeBatch(const Env& env, WorkerPool& pool, std::span<const std::byte> states,
                  std::span<std::byte> observations);

}  // namespace spolab
