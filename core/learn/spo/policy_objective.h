#pragma once

#include <memory>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "core/learn/replay.h"
#include "core/learn/spo/settings.h"
#include "envs/env.h"

namespace spolab {

/// One bound of the M-step: KL_k(anchor ‖ online) ≤ epsilon, held by its own dual α_k.
struct KlBound {
  std::string group;  ///< metrics are averaged over bounds of one group: "" (discrete), "_mu", "_sigma"
  double epsilon = 0.0;
  double initialAlpha = 1.0;
};

/// All that the M-step of SPO asks of a policy distribution: the one place where discrete and box actions differ inside
/// the learner. Immutable and thread-safe.
class PolicyObjective {
 public:
  /// States [begin, end) of a batch; S = end − begin.
  struct States {
    const WindowBatch& batch;
    std::int64_t begin, end;
    torch::Device device;
  };

  virtual ~PolicyObjective() = default;
  /// K bounds, in the order of kl()'s columns.
  [[nodiscard]] virtual const std::vector<KlBound>& bounds() const = 0;
  /// Rows as the losses read them (illegal actions excluded); applied to anchor and online rows alike.
  [[nodiscard]] virtual torch::Tensor prepare(const torch::Tensor& rows, const States& states) const = 0;
  /// −Σ_n w_n log π(a_n|s) per state [S] (SPO eq. 11); rows from prepare(), gradient in `online` only.
  [[nodiscard]] virtual torch::Tensor loss(const torch::Tensor& online, const torch::Tensor& anchor,
                                           const States& states) const = 0;
  /// KL_k(anchor ‖ online) per state [S, K]; gradient in `online` only.
  [[nodiscard]] virtual torch::Tensor kl(const torch::Tensor& online, const torch::Tensor& anchor) const = 0;
  /// Entropy of π per state [S], nats, to be watched: of a box that of the Gaussian before squashing, per dimension.
  [[nodiscard]] virtual torch::Tensor entropy(const torch::Tensor& online) const = 0;
};

std::unique_ptr<PolicyObjective> makePolicyObjective(const EnvSpec& spec, const SpoSettings& settings);

}  // namespace spolab
