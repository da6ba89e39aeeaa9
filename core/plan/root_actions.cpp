#include "core/plan/root_actions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/base/check.h"
#include "core/plan/distribution.h"
#include "core/plan/smc/smc_math.h"
#include "core/plan/squashed_gaussian.h"

namespace spolab {
namespace {

class DiscreteRootActions final : public RootActions {
 public:
  DiscreteRootActions(const EnvSpec& spec, const RootNoise& noise)
      : actions_(static_cast<std::size_t>(spec.actionCount())), noise_(noise) {}

  void resize(std::size_t roots) override {
    for (auto* rows : {&prior_, &logPrior_, &proposal_}) rows->resize(roots * actions_);
  }

  bool setPolicy(std::size_t root, std::span<const float> row, std::span<const std::uint8_t> mask,
                 Rng& noise) override {
    const std::span<float> prior = rowOf(prior_, root);
    const std::span<float> proposal = rowOf(proposal_, root);
    if (!Categorical::probabilities(row, mask, prior, rowOf(logPrior_, root))) return false;
    std::copy(prior.begin(), prior.end(), proposal.begin());
    if (noise_.fraction > 0.0) mixRootNoise(prior, noise_.fraction, noise_.alpha, noise, proposal);
    return true;
  }

  float draw(std::size_t root, Rng& rng, std::span<std::byte> atom) const override {
    const std::int32_t action = rng.categorical({&proposal_[root * actions_], actions_});
    std::memcpy(atom.data(), &action, sizeof action);
    if (!noise_.correct || noise_.fraction <= 0.0) return 0.0f;
    const std::size_t at = root * actions_ + static_cast<std::size_t>(action);
    return logPrior_[at] - std::log(proposal_[at]);
  }

  float decide(std::size_t root, const Atoms& atoms, ActionChoice choice, Rng& rng,
               std::span<std::byte> chosen) const override {
    std::array<float, Categorical::kMaxActions> buffer;
    const std::span<float> qhat = std::span(buffer).first(actions_);
    group(atoms, qhat);
    if (choice == ActionChoice::kSample) {
      const auto atom = static_cast<std::size_t>(rng.categorical(atoms.weights));
      std::memcpy(chosen.data(), &atoms.actions[atom * sizeof(std::int32_t)], sizeof(std::int32_t));
    } else {
      const auto best = static_cast<std::int32_t>(std::max_element(qhat.begin(), qhat.end()) - qhat.begin());
      std::memcpy(chosen.data(), &best, sizeof best);
    }
    return static_cast<float>(klDivergence(qhat, {&prior_[root * actions_], actions_}));
  }

  void record(std::size_t root, const Atoms& atoms, SearchTrace& trace) const override {
    const auto row = [&](const std::vector<float>& rows) {
      const float* begin = &rows[root * actions_];
      return std::vector<float>(begin, begin + actions_);
    };
    trace.prior = row(prior_);
    trace.proposal = row(proposal_);
    trace.qhat.resize(actions_);
    group(atoms, trace.qhat);
  }

 private:
  std::span<float> rowOf(std::vector<float>& rows, std::size_t root) const {
    return {&rows[root * actions_], actions_};
  }
  static void group(const Atoms& atoms, std::span<float> qhat) {
    thread_local std::vector<std::int32_t> indices;
    indices.resize(atoms.weights.size());
    std::memcpy(indices.data(), atoms.actions.data(), atoms.actions.size());
    groupByAction(indices, atoms.weights, qhat);
  }

  std::size_t actions_;
  RootNoise noise_;
  std::vector<float> prior_, logPrior_, proposal_;  // [R, A]
};

class BoxRootActions final : public RootActions {
 public:
  BoxRootActions(const EnvSpec& spec, const RootNoise& noise)
      : dims_(static_cast<std::size_t>(spec.actionDims)), noise_(noise), gaussian_(spec.actionDims) {}

  void resize(std::size_t roots) override { rows_.resize(roots * 2 * dims_); }

  bool setPolicy(std::size_t root, std::span<const float> row, std::span<const std::uint8_t> /*mask*/,
                 Rng& /*noise*/) override {
    std::copy(row.begin(), row.end(), rows_.begin() + static_cast<std::ptrdiff_t>(root * 2 * dims_));
    return std::all_of(row.begin(), row.end(), [](float x) { return std::isfinite(x); }) &&
           std::all_of(row.begin() + static_cast<std::ptrdiff_t>(dims_), row.end(), [](float x) { return x > 0.0f; });
  }

  float draw(std::size_t root, Rng& rng, std::span<std::byte> atom) const override {
    const bool noise = noise_.fraction > 0.0 && rng.uniformDouble() < noise_.fraction;
    if (noise) {
      for (std::size_t d = 0; d < dims_; ++d) {
        const float a = 2.0f * rng.uniform() - 1.0f;
        std::memcpy(&atom[d * sizeof a], &a, sizeof a);
      }
    } else {
      SPOLAB_CHECK(gaussian_.sample(rowOf(root), {}, rng, atom));
    }
    if (!noise_.correct || noise_.fraction <= 0.0) return 0.0f;
    // log π/π̃ = −log((1 − f) + f·ν/π), never above −log(1 − f). ν/π itself overflows for draws far from π.
    const double logUniform = -static_cast<double>(dims_) * std::log(2.0);
    const double own = std::log1p(-noise_.fraction);
    const double other = std::log(noise_.fraction) + logUniform - logDensity(root, atom);
    const double larger = std::max(own, other);
    return static_cast<float>(-larger - std::log1p(std::exp(std::min(own, other) - larger)));
  }

  float decide(std::size_t /*root*/, const Atoms& atoms, ActionChoice choice, Rng& rng,
               std::span<std::byte> chosen) const override {
    if (choice == ActionChoice::kMean) {
      writeMean(atoms, chosen);
    } else {
      const std::size_t atom =
          choice == ActionChoice::kSample ? static_cast<std::size_t>(rng.categorical(atoms.weights)) : heaviest(atoms);
      std::memcpy(chosen.data(), &atoms.actions[atom * chosen.size()], chosen.size());
    }
    double kl = 0.0;  // Σ w log(N w)
    for (const float weight : weightsByDraw(atoms)) {
      const auto w = static_cast<double>(weight);
      if (w > 0.0) kl += w * std::log(w * static_cast<double>(atoms.weights.size()));
    }
    return static_cast<float>(kl);
  }

  void record(std::size_t root, const Atoms& atoms, SearchTrace& trace) const override {
    const std::span<const float> row = rowOf(root);
    trace.policyRow.assign(row.begin(), row.end());
    trace.rootLogDensities.clear();
    const std::size_t bytes = dims_ * sizeof(float);
    for (std::size_t n = 0; n < atoms.weights.size(); ++n) {
      trace.rootLogDensities.push_back(static_cast<float>(logDensity(root, atoms.actions.subspan(n * bytes, bytes))));
    }
  }

 private:
  std::span<const float> rowOf(std::size_t root) const { return {&rows_[root * 2 * dims_], 2 * dims_}; }
  double logDensity(std::size_t root, std::span<const std::byte> atom) const {
    std::array<float, kMaxDims> action;
    SPOLAB_CHECK_LE(dims_, kMaxDims);
    std::memcpy(action.data(), atom.data(), dims_ * sizeof(float));
    return SquashedGaussian::logDensity(rowOf(root), std::span(action).first(dims_));
  }
  void writeMean(const Atoms& atoms, std::span<std::byte> chosen) const {
    for (std::size_t d = 0; d < dims_; ++d) {
      float mean = 0.0f;
      for (std::size_t n = 0; n < atoms.weights.size(); ++n) {
        float a = 0.0f;
        std::memcpy(&a, &atoms.actions[(n * dims_ + d) * sizeof a], sizeof a);
        mean += atoms.weights[n] * a;
      }
      std::memcpy(&chosen[d * sizeof mean], &mean, sizeof mean);
    }
  }
  /// Particles that share an initial draw share its action: weights [N] summed by draw.
  static std::span<const float> weightsByDraw(const Atoms& atoms) {
    thread_local std::vector<float> sums;
    sums.assign(atoms.weights.size(), 0.0f);
    for (std::size_t n = 0; n < atoms.weights.size(); ++n) {
      sums[static_cast<std::size_t>(atoms.ancestors[n])] += atoms.weights[n];
    }
    return sums;
  }
  static std::size_t heaviest(const Atoms& atoms) {
    const std::span<const float> sums = weightsByDraw(atoms);
    const auto draw = static_cast<std::int32_t>(std::max_element(sums.begin(), sums.end()) - sums.begin());
    return static_cast<std::size_t>(std::find(atoms.ancestors.begin(), atoms.ancestors.end(), draw) -
                                    atoms.ancestors.begin());
  }

  static constexpr std::size_t kMaxDims = 64;
  std::size_t dims_;
  RootNoise noise_;
  SquashedGaussian gaussian_;
  std::vector<float> rows_;  // [R, 2D] means, then standard deviations
};

}  // namespace

std::unique_ptr<RootActions> makeRootActions(const EnvSpec& spec, const RootNoise& noise) {
  if (spec.discrete()) return std::make_unique<DiscreteRootActions>(spec, noise);
  return std::make_unique<BoxRootActions>(spec, noise);
}

}  // namespace spolab
