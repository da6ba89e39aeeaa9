#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "core/learn/learner.h"
#include "core/nn/torch_setup.h"
#include "core/plan/smc/smc_math.h"

namespace spolab::test {

/// Six windows of five steps with four atoms each, all numbers random: floats of the observation, rewards, weights,
/// ratios and actions (of a box: some at the very edges). Episodes end and are cut off here and there.
inline WindowBatch randomBatch(const EnvSpec& spec, std::uint32_t seed) {
  WindowBatch b;
  b.windows = 6;
  b.steps = 5;
  b.atoms = 4;
  constexpr std::size_t kStates = 30;
  Rng rng(seed, Stream::kTest);
  const auto floats = [&](std::size_t count, double scale) {
    std::vector<float> out(count);
    for (float& x : out) x = static_cast<float>(scale * rng.normal());
    return out;
  };
  const auto bytesOf = [](const std::vector<float>& x) {
    std::vector<std::byte> out(x.size() * sizeof(float));
    std::memcpy(out.data(), x.data(), out.size());
    return out;
  };
  const std::size_t inputs = kStates * static_cast<std::size_t>(spec.floatCount);
  b.observations = bytesOf(floats(inputs, 1.0));
  b.observationsNext = bytesOf(floats(inputs, 1.0));
  b.rewards = floats(kStates, 0.5);
  b.dualAdvantages = floats(kStates * 4, 0.3);
  b.logRatios = floats(kStates * 4, 0.1);
  b.weights = floats(kStates * 4, 1.0);
  for (std::size_t i = 0; i < kStates; ++i) {
    b.ended.push_back(i % 7 == 3 ? 1 : 0);
    b.truncated.push_back(i % 11 == 5 ? 1 : 0);
    b.failed.push_back(0);
    softmax(std::vector<float>(&b.weights[i * 4], &b.weights[i * 4] + 4), {&b.weights[i * 4], 4});
  }
  b.rootActions.resize(kStates * 4 * spec.actionBytes());
  for (std::size_t n = 0; n < kStates * 4; ++n) {
    std::byte* atom = &b.rootActions[n * spec.actionBytes()];
    if (spec.discrete()) {
      const auto action = static_cast<std::int32_t>(rng.below(static_cast<std::uint32_t>(spec.actionCount())));
      std::memcpy(atom, &action, sizeof action);
    }
    for (int d = 0; d < spec.actionDims; ++d) {
      const float inner = 1.9f * rng.uniform() - 0.95f;
      const float action = n % 17 == 0 ? (d % 2 == 0 ? 1.0f : -1.0f) : inner;
      std::memcpy(atom + static_cast<std::size_t>(d) * sizeof action, &action, sizeof action);
    }
  }
  return b;
}

inline bool sameState(const LearnerState& a, const LearnerState& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [name, tensor] : a) {
    const auto found = b.find(name);
    if (found == b.end() || !torch::equal(tensor, found->second)) return false;
  }
  return true;
}

/// A learner's state shares its tensors; this one does not.
inline LearnerState deepCopy(const LearnerState& state) {
  LearnerState copy;
  for (const auto& [name, tensor] : state) copy[name] = tensor.clone();
  return copy;
}

/// A direction of length one, the same for the same number.
inline torch::Tensor randomDirection(const torch::Tensor& like, std::uint32_t number) {
  torch::Tensor direction = torch::empty_like(like);
  for (std::int64_t k = 0; k < direction.numel(); ++k) {
    Rng rng(5, Stream::kTest, number, static_cast<std::uint32_t>(k));
    direction.view(-1)[k] = static_cast<float>(rng.normal());
  }
  return direction / direction.norm();
}

/// Five updates with one, two and three workers end in the same bits. `make()` gives a fresh learner by unique_ptr,
/// `batch(k)` the batch of update k.
template <typename Make, typename Batch>
bool workersDoNotMatter(const Make& make, const Batch& batch) {
  LearnerState first;
  for (const int workers : {1, 2, 3}) {
    const auto learner = make();
    WorkerPool pool(workers, useOneThread);
    for (std::uint32_t k = 0; k < 5; ++k) {
      learner->beginIteration(1.0);
      static_cast<void>(learner->update(batch(k), pool));
    }
    if (workers == 1) first = deepCopy(learner->save());
    if (!sameState(first, learner->save())) return false;
  }
  return true;
}

}  // namespace spolab::test
