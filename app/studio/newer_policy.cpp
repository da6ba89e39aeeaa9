#include "app/studio/newer_policy.h"

#include <algorithm>
#include <utility>

#include "app/episode/play_settings.h"
#include "core/plan/distribution.h"

namespace spolab {

void NewerPolicy::use(std::shared_ptr<const Agent> agent) {
  if (agent == agent_) return;
  agent_ = std::move(agent);
  evaluator_.reset();
  world_.reset();
  state_.clear();
  policy_.clear();
  if (!agent_) return;
  world_ = agent_->config().makeRules();
}

const std::vector<float>& NewerPolicy::at(const Env& env, StateView state, std::int64_t symmetries) {
  if (!agent_) return policy_;
  const bool sameNetwork = evaluator_ && symmetries == symmetries_;
  if (sameNetwork && std::equal(state.begin(), state.end(), state_.begin(), state_.end())) return policy_;
  if (!sameNetwork) evaluator_ = agent_->makeEvaluator({"cpu", 0, &pool_, symmetries});
  symmetries_ = symmetries;
  state_.assign(state.begin(), state.end());
  policy_.clear();
  if (!shareNetworks(env.spec(), world_->spec())) return policy_;
  const auto outputs = static_cast<std::size_t>(evaluator_->outputs().policySize);
  std::vector<std::byte> observation(env.spec().observationBytes());
  std::vector<float> row(outputs), value(1);
  env.observe(state, observation);
  evaluator_->evaluate(observation, {row, value, {}});
  if (!env.spec().discrete()) return policy_ = std::move(row);
  std::vector<std::uint8_t> legal(outputs, 1);
  env.legalActions(state, legal);
  policy_.resize(outputs);
  if (!Categorical::probabilities(row, legal, policy_)) policy_.clear();
  return policy_;
}

}  // namespace spolab
