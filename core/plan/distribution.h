#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/base/rng.h"
#include "envs/env.h"

namespace spolab {

/// How rows of policy numbers become actions: the one place where discrete and box actions differ inside a planner.
/// Immutable and thread-safe.
class ActionDistribution {
 public:
  virtual ~ActionDistribution() = default;
  /// Numbers per policy row (EvaluationBatch::policy).
  [[nodiscard]] virtual int policySize() const = 0;
  /// Draws an action from `row` [policySize] and writes it to `action` [actionBytes]; `mask` [actions] of legal actions
  /// (empty: all legal). Returns false when the row holds a non-finite number.
  virtual bool sample(std::span<const float> row, std::span<const std::uint8_t> mask, Rng& rng,
                      std::span<std::byte> action) const = 0;
};

/// Softmax over logits, illegal actions excluded. At most 512 actions.
class Categorical final : public ActionDistribution {
 public:
  static constexpr int kMaxActions = 512;

  explicit Categorical(int actions);
  [[nodiscard]] int policySize() const override { return actions_; }
  bool sample(std::span<const float> row, std::span<const std::uint8_t> mask, Rng& rng,
              std::span<std::byte> action) const override;
  /// π [A] over legal actions from logits [A]; log π [A] beside it when `logProbabilities` is not empty (−∞ where
  /// illegal). Returns false when a logit is not finite.
  static bool probabilities(std::span<const float> logits, std::span<const std::uint8_t> mask,
                            std::span<float> probabilities, std::span<float> logProbabilities = {});

 private:
  int actions_;
};

/// The distribution that fits an environment's actions.
std::unique_ptr<ActionDistribution> makeDistribution(const EnvSpec& spec);

}  // namespace spolab
