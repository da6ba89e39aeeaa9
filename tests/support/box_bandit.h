#pragma once

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "core/base/check.h"
#include "core/learn/replay.h"
#include "envs/env.h"

namespace spolab::test {

/// One step, two dimensions: reward 1 − |a − optimum|², then the episode is over. Actions outside the box abort.
/// Observation: one constant float.
class BoxBandit final : public Env {
 public:
  explicit BoxBandit(std::array<float, 2> optimum) : optimum_(optimum) {
    spec_.id = "box-bandit";
    spec_.title = "A box bandit";
    spec_.stateBytes = 8;
    spec_.floatCount = 1;
    spec_.actionDims = 2;
    spec_.stepLimit = 1;
  }

  /// Many episodes at their start.
  struct Episodes {
    std::vector<std::byte> states, observations;
  };
  [[nodiscard]] Episodes episodes(std::size_t count) const {
    Episodes all{std::vector<std::byte>(count * spec_.stateBytes),
                 std::vector<std::byte>(count * spec_.observationBytes())};
    observeBatch(all.states, all.observations);
    return all;
  }
  /// Plays what was decided; the steps as windows of one, ready to learn from.
  [[nodiscard]] WindowBatch batchOf(const Episodes& start, const Decisions& decisions) const {
    WindowBatch b;
    const auto count = static_cast<std::size_t>(decisions.roots);
    b.windows = decisions.roots;
    b.steps = 1;
    b.atoms = decisions.atoms;
    b.observations = b.observationsNext = start.observations;
    b.rewards.resize(count);
    std::vector<std::uint8_t> flags(count);
    std::vector<std::byte> states = start.states;
    stepBatch(states, decisions.chosenActions, b.rewards, flags);
    b.ended.assign(count, 1);
    b.truncated.assign(count, 0);
    b.failed.assign(count, 0);
    b.rootActions = decisions.rootActions;
    b.weights = decisions.weights;
    b.logRatios = decisions.logRatios;
    b.dualAdvantages = decisions.dualAdvantages;
    return b;
  }

  [[nodiscard]] const EnvSpec& spec() const override { return spec_; }
  void reset(StateSpan state, Rng& /*rng*/) const override { std::fill(state.begin(), state.end(), std::byte{0}); }
  StepResult step(StateSpan state, ActionView action) const override {
    SPOLAB_CHECK(state[0] == std::byte{0});  // not finished
    state[0] = std::byte{1};
    float reward = 1.0f;
    for (std::size_t d = 0; d < optimum_.size(); ++d) {
      float a = 0.0f;
      std::memcpy(&a, &action[d * sizeof a], sizeof a);
      SPOLAB_CHECK(a >= -1.0f && a <= 1.0f);
      reward -= (a - optimum_[d]) * (a - optimum_[d]);
    }
    return {reward, true};
  }
  void observe(StateView /*state*/, std::span<std::byte> observation) const override {
    const float one = 1.0f;
    std::memcpy(observation.data(), &one, sizeof one);
  }
  void draw(StateView, ActionView, float, Scene&) const override {}
  [[nodiscard]] std::string print(StateView) const override { return "start"; }
  void parse(std::string_view, StateSpan state) const override { std::fill(state.begin(), state.end(), std::byte{0}); }
  [[nodiscard]] std::string stateHelp() const override { return "start"; }

 private:
  std::array<float, 2> optimum_;
  EnvSpec spec_;
};

}  // namespace spolab::test
