#include "app/studio/newer_policy.h"

#include <algorithm>
#include <utility>

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
  evaluator_ = agent_->makeEvaluator({"cpu", 0, &pool_});
  world_ = agent_->config().makeEnv();
}

bool NewerPolicy::fits(const Env& env) const {
  const EnvSpec& here = env.spec();
  const EnvSpec& there = world_->spec();
  return here.discrete() && here.id == there.id && here.actionCount() == there.actionCount() &&
         here.observationBytes() == there.observationBytes();
}

const std::vector<float>& NewerPolicy::at(const Env& env, StateView state) {
  if (!agent_ || std::equal(state.begin(), state.end(), state_.begin(), state_.end())) return policy_;
  state_.assign(state.begin(), state.end());
  policy_.clear();
  if (!fits(env)) return policy_;
  const auto actions = static_cast<std::size_t>(env.spec().actionCount());
  std::vector<std::byte> observation(env.spec().observationBytes());
  std::vector<float> logits(actions), value(1);
  std::vector<std::uint8_t> legal(actions, 1);
  env.observe(state, observation);
  env.legalActions(state, legal);
  evaluator_->evaluate(observation, {logits, value, {}});
  policy_.resize(actions);
  if (!Categorical::probabilities(logits, legal, policy_)) policy_.clear();
  return policy_;
}

}  // namespace spolab
