#include "core/plan/parallel_env.h"

#include "core/base/check.h"

namespace spolab {
namespace {

/// States that are worth a worker's while: of bodies some, of puzzles many, as they step in nanoseconds.
std::size_t grainOf(const EnvSpec& spec) { return spec.secondsPerStep > 0.0 ? 4 : 4096; }

}  // namespace

void stepBatch(const Env& env, WorkerPool& pool, std::span<std::byte> states, std::span<const std::byte> actions,
               std::span<float> rewards, std::span<std::uint8_t> flags) {
  const EnvSpec& spec = env.spec();
  const std::size_t stateBytes = spec.stateBytes, actionBytes = spec.actionBytes();
  SPOLAB_CHECK_EQ(states.size(), rewards.size() * stateBytes);
  SPOLAB_CHECK_EQ(actions.size(), rewards.size() * actionBytes);
  SPOLAB_CHECK_EQ(flags.size(), rewards.size());
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
  const std::size_t stateBytes = spec.stateBytes, width = spec.observationBytes(), count = states.size() / stateBytes;
  SPOLAB_CHECK_EQ(states.size(), count * stateBytes);
  SPOLAB_CHECK_EQ(observations.size(), count * width);
  pool.parallelFor(count, grainOf(spec), [&](std::size_t begin, std::size_t end, int) {
    env.observeBatch(states.subspan(begin * stateBytes, (end - begin) * stateBytes),
                     observations.subspan(begin * width, (end - begin) * width));
  });
}

}  // namespace spolab
