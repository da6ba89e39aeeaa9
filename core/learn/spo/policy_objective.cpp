#include "core/learn/spo/policy_objective.h"

#include <cmath>
#include <cstring>
#include <numbers>

#include "core/learn/spo/gaussian_losses.h"
#include "core/learn/spo/spo_losses.h"
#include "core/plan/smc/smc_math.h"

namespace spolab {
namespace {

constexpr double kIllegalLogit = -1e9;  ///< finite, so that 0 · log 0 stays 0

class CategoricalObjective final : public PolicyObjective {
 public:
  CategoricalObjective(const EnvSpec& spec, const SpoSettings& settings)
      : actions_(spec.actionCount()), bounds_{{"", settings.epsilonAlpha, settings.initialAlpha}} {}

  [[nodiscard]] const std::vector<KlBound>& bounds() const override { return bounds_; }

  [[nodiscard]] torch::Tensor prepare(const torch::Tensor& rows, const States& states) const override {
    if (states.batch.legal.empty()) return rows;
    torch::Tensor illegal = torch::empty(rows.sizes(), torch::kBool);
    const auto* legal = &states.batch.legal[static_cast<std::size_t>(states.begin * actions_)];
    for (std::int64_t i = 0; i < rows.numel(); ++i) illegal.data_ptr<bool>()[i] = legal[i] == 0;
    return rows.masked_fill(illegal.to(states.device), kIllegalLogit);
  }

  [[nodiscard]] torch::Tensor loss(const torch::Tensor& online, const torch::Tensor& /*anchor*/,
                                   const States& states) const override {
    return weightedLogLikelihood(online, groupedTargets(states));
  }

  [[nodiscard]] torch::Tensor kl(const torch::Tensor& online, const torch::Tensor& anchor) const override {
    return categoricalKl(anchor, online).unsqueeze(1);
  }

  [[nodiscard]] torch::Tensor entropy(const torch::Tensor& online) const override {
    const torch::Tensor logs = torch::log_softmax(online, 1);
    return -(logs.exp() * logs).sum(1);
  }

 private:
  /// q̂ of every state as a row over actions [S, A].
  [[nodiscard]] torch::Tensor groupedTargets(const States& states) const {
    const WindowBatch& batch = states.batch;
    const auto actions = static_cast<std::size_t>(actions_);
    const auto atoms = static_cast<std::size_t>(batch.atoms);
    torch::Tensor qhat = torch::empty({states.end - states.begin, actions_}, torch::kFloat32);
    std::vector<std::int32_t> indices(atoms);
    for (std::int64_t i = states.begin; i < states.end; ++i) {
      const std::size_t first = static_cast<std::size_t>(i) * atoms;
      std::memcpy(indices.data(), &batch.rootActions[first * sizeof(std::int32_t)], atoms * sizeof(std::int32_t));
      groupByAction(indices, std::span(batch.weights).subspan(first, atoms),
                    {qhat.data_ptr<float>() + static_cast<std::size_t>(i - states.begin) * actions, actions});
    }
    return qhat.to(states.device);
  }

  std::int64_t actions_;
  std::vector<KlBound> bounds_;
};

/// Mean and spread are bounded apart, per dimension (MPO's decoupling, as in SPO Appendix D): the likelihood is that of
/// (μ online, σ anchor) plus that of (μ anchor, σ online).
class GaussianObjective final : public PolicyObjective {
 public:
  GaussianObjective(const EnvSpec& spec, const SpoSettings& settings) : dims_(spec.actionDims) {
    for (std::int64_t d = 0; d < dims_; ++d) bounds_.push_back({"_mu", settings.epsilonMu, settings.initialAlphaMu});
    for (std::int64_t d = 0; d < dims_; ++d) {
      bounds_.push_back({"_sigma", settings.epsilonSigma, settings.initialAlphaSigma});
    }
  }

  [[nodiscard]] const std::vector<KlBound>& bounds() const override { return bounds_; }

  [[nodiscard]] torch::Tensor prepare(const torch::Tensor& rows, const States& /*states*/) const override {
    return rows;
  }

  [[nodiscard]] torch::Tensor loss(const torch::Tensor& online, const torch::Tensor& anchor,
                                   const States& states) const override {
    const WindowBatch& batch = states.batch;
    const std::int64_t count = states.end - states.begin;
    const auto options = torch::TensorOptions(torch::kFloat32);
    const auto first = static_cast<std::size_t>(states.begin * batch.atoms);
    const torch::Tensor atoms =
        torch::from_blob(
            const_cast<std::byte*>(&batch.rootActions[first * sizeof(float) * static_cast<std::size_t>(dims_)]),
            {count, batch.atoms, dims_}, options)
            .to(states.device);
    const torch::Tensor weights =
        torch::from_blob(const_cast<float*>(&batch.weights[first]), {count, batch.atoms}, options).to(states.device);
    const auto likelihood = [&](const torch::Tensor& mean, const torch::Tensor& deviation) {
      return (weights * squashedLogDensity(mean.unsqueeze(1), deviation.unsqueeze(1), atoms).sum(2)).sum(1);
    };
    return -likelihood(mean(online), deviation(anchor)) - likelihood(mean(anchor), deviation(online));
  }

  [[nodiscard]] torch::Tensor kl(const torch::Tensor& online, const torch::Tensor& anchor) const override {
    return torch::cat(
        {meanKl(mean(anchor), deviation(anchor), mean(online)), spreadKl(deviation(anchor), deviation(online))}, 1);
  }

  /// ½ log(2πe σ²), the mean over dimensions.
  [[nodiscard]] torch::Tensor entropy(const torch::Tensor& online) const override {
    return deviation(online).log().mean(1) + 0.5 * std::log(2.0 * std::numbers::pi * std::numbers::e);
  }

 private:
  [[nodiscard]] torch::Tensor mean(const torch::Tensor& rows) const { return rows.slice(1, 0, dims_); }
  [[nodiscard]] torch::Tensor deviation(const torch::Tensor& rows) const { return rows.slice(1, dims_); }

  std::int64_t dims_;
  std::vector<KlBound> bounds_;
};

}  // namespace

std::unique_ptr<PolicyObjective> makePolicyObjective(const EnvSpec& spec, const SpoSettings& settings) {
  if (spec.discrete()) return std::make_unique<CategoricalObjective>(spec, settings);
  return std::make_unique<GaussianObjective>(spec, settings);
}

}  // namespace spolab
