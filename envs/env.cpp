#include "envs/env.h"

#include <algorithm>
#include <sstream>

#include "core/base/check.h"
#include "core/base/error.h"

namespace spolab {

bool shareNetworks(const EnvSpec& a, const EnvSpec& b) {
  return a.id == b.id && a.actionNames.size() == b.actionNames.size() && a.actionDims == b.actionDims &&
         a.floatCount == b.floatCount && a.tokenCount == b.tokenCount && a.tokenVocabulary == b.tokenVocabulary;
}

void Env::legalActions(StateView /*state*/, std::span<std::uint8_t> mask) const {
  std::fill(mask.begin(), mask.end(), std::uint8_t{1});
}

void Env::start(int index, StateSpan /*state*/) const { SPOLAB_CHECK(index < startCount()); }

void Env::drawActor(StateView /*state*/, Scene& /*scene*/) const {}

bool Env::place(StateView /*state*/, Vec3& /*point*/) const { return false; }

void Env::reseedChance(StateSpan /*state*/, std::uint64_t /*seed*/) const {}

std::string Env::printActions(StateView /*start*/, std::span<const std::int32_t> actions) const {
  std::string text;
  for (const std::int32_t action : actions) {
    text += (text.empty() ? "" : " ") + spec().actionNames[static_cast<std::size_t>(action)];
  }
  return text;
}

std::vector<std::int32_t> Env::parseActions(StateView /*start*/, std::string_view text) const {
  const std::vector<std::string>& names = spec().actionNames;
  std::istringstream words{std::string(text)};
  std::vector<std::int32_t> actions;
  for (std::string word; words >> word;) {
    const auto name = std::find(names.begin(), names.end(), word);
    if (name == names.end()) {
      std::string known;
      for (const std::string& one : names) known += (known.empty() ? "" : ", ") + one;
      throw Error::usage("one of the actions " + known, "'" + word + "'",
                         "action " + std::to_string(actions.size() + 1));
    }
    actions.push_back(static_cast<std::int32_t>(name - names.begin()));
  }
  return actions;
}

bool Env::isGoal(StateView /*state*/) const { return false; }

bool Env::isOver(StateView state) const { return isGoal(state); }

void Env::stepBatch(std::span<std::byte> states, std::span<const std::byte> actions, std::span<float> rewards,
                    std::span<std::uint8_t> flags) const {
  const std::size_t stateBytes = spec().stateBytes;
  const std::size_t actionBytes = spec().actionBytes();
  SPOLAB_CHECK_EQ(states.size(), rewards.size() * stateBytes);
  SPOLAB_CHECK_EQ(actions.size(), rewards.size() * actionBytes);
  for (std::size_t i = 0; i < rewards.size(); ++i) {
    const StepResult result =
        step(states.subspan(i * stateBytes, stateBytes), actions.subspan(i * actionBytes, actionBytes));
    rewards[i] = result.reward;
    flags[i] = static_cast<std::uint8_t>((result.ended ? kEnded : 0) | (result.truncated ? kTruncated : 0) |
                                         (result.success ? kSuccess : 0) | (result.failed ? kFailed : 0));
  }
}

void Env::observeBatch(std::span<const std::byte> states, std::span<std::byte> observations) const {
  const std::size_t stateBytes = spec().stateBytes;
  const std::size_t observationBytes = spec().observationBytes();
  const std::size_t count = states.size() / stateBytes;
  SPOLAB_CHECK_EQ(observations.size(), count * observationBytes);
  for (std::size_t i = 0; i < count; ++i) {
    observe(states.subspan(i * stateBytes, stateBytes), observations.subspan(i * observationBytes, observationBytes));
  }
}

}  // namespace spolab
