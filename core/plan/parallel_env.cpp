#include "core/plan/parallel_env.h"

namespace spolab {
namespace {

/// States that are worth a worker's while: of bodies some, of puzzles many, as they step in nanoseconds.
std::size_t grainOf(const EnvSpec& spec) { return spec.secondsPerStep > 0.0 ? 4 : 4096; }

}  // namespace

void stepBatch(const Env& env, WorkerPool& pool, std::span<std::byte> states, std::span<const std::byte> actions,
               std::span<float> rewards, std::span<std::uint8_t> flags) {
  const EnvSpec& spec = env.spec();
  const std::size_t stateBytes = spec.stateBytes, actionBytes = spec.actionBytes();
  pool.parallelFor(rewards.size(), grainOf(spec), [&](std::size_t begin, std::size_t end, int) {
    const std::size_t count = end - begin;
    env.stepBatch(states.subspan(begin * stateBytes, count * stateBytes),
                  actions.subspan(begin * actionBytes, count * actionBytes), rewards.subspan(begin, count),
                  flags.subspan(begin, count));
  });
}

void observeBatch(const Env& env, WorkerPool& pool, std::span<const std::byte> states,
                  std::span<std::byte> observations) {
  const EnvSpec& spec = env.spec();
  const std::size_t stateBytes = spec.stateBytes, width = spec.observationBytes();
  pool.parallelFor(states.size() / stateBytes, grainOf(spec), [&](std::size_t begin, std::size_t end, int) {
    env.observeBatch(states.subspan(begin * stateBytes, (end - begin) * stateBytes),
                     observations.subspan(begin * width, (end - begin) * width));
  });
}

}  // namespace spolab
