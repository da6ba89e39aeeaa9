#include "tests/golden/world_trace.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/rng.h"

namespace spolab {
namespace {

/// More particles over all depths need more numbers than one Rng gives: every particle of a depth gets its own.
constexpr int kMostForOneRng = 512;

struct Maker {
  const Env& env;
  const EnvSpec& spec;
  int held;
  SearchTrace trace;
  std::uint64_t seed;
  Rng rng;
  std::vector<std::vector<std::byte>> states;
  std::vector<float> logWeights;

  Maker(const Env& world, StateView root, int particles, int depths, int heldSteps, std::uint64_t number)
      : env(world), spec(world.spec()), held(heldSteps), seed(number), rng(seed, Stream::kTest) {
    trace.particles = particles;
    trace.depths = depths;
    trace.actions = spec.actionCount();
    trace.actionDims = spec.actionDims;
    trace.stateBytes = spec.stateBytes;
    trace.actionBytes = spec.actionBytes();
    trace.temperature = 0.3f;
    trace.rootState.assign(root.begin(), root.end());
    trace.prior.assign(static_cast<std::size_t>(trace.actions), 1.0f / static_cast<float>(std::max(trace.actions, 1)));
    trace.policyRow.assign(2 * static_cast<std::size_t>(trace.actionDims), 0.5f);
    states.assign(static_cast<std::size_t>(particles), trace.rootState);
    logWeights.assign(static_cast<std::size_t>(particles), 0.0f);
  }

  std::vector<std::byte> randomAction(StateView state) {
    std::vector<std::byte> action(trace.actionBytes);
    if (!spec.discrete()) {
      std::vector<float> parts(static_cast<std::size_t>(spec.actionDims));
      for (float& part : parts) part = 2.0f * rng.uniform() - 1.0f;
      std::memcpy(action.data(), parts.data(), action.size());
      return action;
    }
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(trace.actions));
    env.legalActions(state, mask);
    std::vector<float> chances(mask.begin(), mask.end());
    const std::int32_t index = rng.categorical(chances);
    std::memcpy(action.data(), &index, sizeof index);
    return action;
  }

  void turnTo(std::uint32_t use, std::uint32_t step) {
    if (trace.particles * trace.depths > kMostForOneRng) rng = Rng(seed, Stream::kTest, use, step);
  }

  void makeParticle(int n, int parent, int rootAncestor) {
    auto& state = states[static_cast<std::size_t>(n)];
    turnTo(1, static_cast<std::uint32_t>(trace.dead.size()));
    const std::vector<std::byte> action = randomAction(state);
    float reward = 0.0f;
    bool ended = wasDead(parent);
    for (int k = 0; k < held && !ended; ++k) {
      const StepResult result = env.step(state, action);
      reward += result.reward;
      ended = result.ended || result.truncated;
    }
    const auto advantage = static_cast<float>(0.35 * rng.normal());
    trace.parent.push_back(parent);
    trace.rootAncestor.push_back(rootAncestor);
    trace.action.insert(trace.action.end(), action.begin(), action.end());
    trace.reward.push_back(reward);
    trace.value.push_back(ended ? 0.0f : 0.5f + advantage);
    trace.advantage.push_back(advantage);
    trace.dead.push_back(ended ? 1 : 0);
    trace.state.insert(trace.state.end(), state.begin(), state.end());
    logWeights[static_cast<std::size_t>(n)] += advantage / trace.temperature;
  }

  [[nodiscard]] bool wasDead(int parent) const {
    const auto row = static_cast<int>(trace.dead.size()) / trace.particles;  // rows that are complete
    return row > 0 && trace.dead[trace.at(row - 1, parent)] != 0;
  }

  void weigh() {
    const float largest = *std::max_element(logWeights.begin(), logWeights.end());
    float total = 0.0f, squares = 0.0f, entropy = 0.0f;
    for (const float w : logWeights) total += std::exp(w - largest);
    for (const float log : logWeights) {
      const float w = std::exp(log - largest) / total;
      trace.logWeight.push_back(log);
      trace.weight.push_back(w);
      squares += w * w;
      entropy -= w * std::log(std::max(w, 1e-12f));
    }
    trace.ess.push_back(1.0f / squares);
    trace.entropy.push_back(entropy);
    trace.ancestors.push_back(trace.particles);
  }

  void run() {
    std::vector<int> parents(states.size());
    for (std::size_t n = 0; n < parents.size(); ++n) parents[n] = static_cast<int>(n);
    for (int depth = 0; depth < trace.depths; ++depth) {
      const std::vector<std::vector<std::byte>> before = states;
      for (int n = 0; n < trace.particles; ++n) {
        const int parent = parents[static_cast<std::size_t>(n)];
        states[static_cast<std::size_t>(n)] = before[static_cast<std::size_t>(parent)];
        makeParticle(n, parent, depth == 0 ? n : trace.rootAncestor[trace.at(depth - 1, parent)]);
      }
      weigh();
      resample(depth, parents);
    }
    decide();
  }

  void resample(int depth, std::vector<int>& parents) {
    const bool due = depth % 2 == 1, last = depth + 1 == trace.depths;
    trace.resampling.push_back(!due ? ResampleEvent::kNone : last ? ResampleEvent::kReported : ResampleEvent::kApplied);
    const auto row = std::span(trace.weight).subspan(trace.at(depth, 0), static_cast<std::size_t>(trace.particles));
    turnTo(2, static_cast<std::uint32_t>(depth));
    for (int n = 0; n < trace.particles; ++n)
      parents[static_cast<std::size_t>(n)] = due && !last ? rng.categorical(row) : n;
    if (due) std::fill(logWeights.begin(), logWeights.end(), 0.0f);
  }

  void decide() {
    const int last = trace.depths - 1;
    trace.qhat.assign(trace.prior.size(), 0.0f);
    int best = 0;
    for (int n = 0; n < trace.particles; ++n) {
      const std::size_t i = trace.at(last, n);
      const auto first = static_cast<std::ptrdiff_t>(trace.at(0, trace.rootAncestor[i]) * trace.actionBytes);
      const auto root = std::span(trace.action).subspan(static_cast<std::size_t>(first), trace.actionBytes);
      trace.rootActions.insert(trace.rootActions.end(), root.begin(), root.end());
      trace.weights.push_back(trace.weight[i]);
      if (spec.discrete()) trace.qhat[static_cast<std::size_t>(discreteAction(root))] += trace.weight[i];
      if (trace.weight[i] > trace.weight[trace.at(last, best)]) best = n;
    }
    const auto chosen = std::span(trace.rootActions).subspan(static_cast<std::size_t>(best) * trace.actionBytes);
    trace.chosenAction.assign(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(trace.actionBytes));
  }
};

}  // namespace

SearchTrace worldTrace(const Env& env, StateView root, int particles, int depths, int held, std::uint64_t seed) {
  Maker maker(env, root, particles, depths, held, seed);
  maker.run();
  return maker.trace;
}

}  // namespace spolab
