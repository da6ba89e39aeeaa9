#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <vector>

#include "core/plan/planner.h"
#include "core/plan/smc/smc_planner.h"
#include "tests/support/table_env.h"

namespace spolab::test {

inline std::vector<float> logits(std::initializer_list<double> probabilities) {
  std::vector<float> out;
  for (const double p : probabilities) out.push_back(static_cast<float>(std::log(p)));
  return out;
}

/// η = ½, γ = 1, no noise: the settings of the known answers.
inline SmcSettings plainSearch(std::int64_t particles, std::int64_t horizon, std::int64_t period) {
  SmcSettings settings;
  settings.particles = particles;
  settings.horizon = horizon;
  settings.period = period;
  settings.temperature = 0.5;
  settings.gamma = 1.0;
  settings.rootNoise = 0.0;
  return settings;
}

/// Known answers §1.4: π(·|s0) = (.6, .4), δ0 = (0, .2); after 0: π = (.5, .5), δ1 = (.5, −.5); after 1: π = (.9, .1),
/// δ1 = (0, 1). All values are zero, so rewards are the δ.
inline TableEnv twoStepTable() {
  return TableEnv({{0, logits({0.6, 0.4}), {{1, 0.0f}, {2, 0.2f}}},
                   {0, logits({0.5, 0.5}), {{3, 0.5f}, {3, -0.5f}}},
                   {0, logits({0.9, 0.1}), {{3, 0.0f}, {3, 1.0f}}},
                   {0, {0, 0}, {{3, 0.0f}, {3, 0.0f}}}});
}

/// Many independent searches from one state, `roots` side by side; a second call goes on with other random numbers.
class Searches {
 public:
  Searches(const SmcSettings& settings, const TableEnv& env, int node = 0)
      : env_(env), evaluator_(env), planner_(settings, env), state_(TableEnv::stateAt(node)) {}

  const Decisions& run(std::size_t roots, std::uint64_t seed, bool traced = false) {
    states_.resize(roots * state_.size());
    for (std::size_t r = 0; r < roots; ++r) std::memcpy(&states_[r * state_.size()], state_.data(), state_.size());
    environment_.resize(roots);
    std::iota(environment_.begin(), environment_.end(), 0u);
    step_.assign(roots, next_++);
    traces_.resize(traced ? roots : 0);
    planner_.plan({states_, seed, environment_, step_}, evaluator_, pool_, decisions_, traces_);
    return decisions_;
  }
  [[nodiscard]] const std::vector<SearchTrace>& traces() const { return traces_; }
  [[nodiscard]] SmcPlanner& planner() { return planner_; }

 private:
  const TableEnv& env_;
  TableEvaluator evaluator_;
  SmcPlanner planner_;
  WorkerPool pool_{1};
  std::vector<std::byte> state_, states_;
  std::vector<std::uint32_t> environment_, step_;
  std::uint32_t next_ = 0;
  std::vector<SearchTrace> traces_;
  Decisions decisions_;
};

/// q̂(action) of one root.
inline double qhatOf(const Decisions& decisions, std::size_t root, std::int32_t action) {
  const auto atoms = static_cast<std::size_t>(decisions.atoms);
  double sum = 0.0;
  for (std::size_t n = root * atoms; n < (root + 1) * atoms; ++n) {
    std::int32_t atom = 0;
    std::memcpy(&atom, &decisions.rootActions[n * sizeof atom], sizeof atom);
    if (atom == action) sum += static_cast<double>(decisions.weights[n]);
  }
  return sum;
}

/// Mean and variance of a stream of numbers (Welford).
class Moments {
 public:
  void add(double x) {
    ++count_;
    const double difference = x - mean_;
    mean_ += difference / static_cast<double>(count_);
    squares_ += difference * (x - mean_);
  }
  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double variance() const { return squares_ / static_cast<double>(count_ - 1); }
  /// Standard error of the mean.
  [[nodiscard]] double error() const { return std::sqrt(variance() / static_cast<double>(count_)); }

 private:
  std::int64_t count_ = 0;
  double mean_ = 0.0, squares_ = 0.0;
};

}  // namespace spolab::test
