#include "core/run/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/base/version.h"
#include "core/learn/augment.h"
#include "core/learn/registry.h"
#include "core/nn/torch_setup.h"
#include "core/plan/parallel_env.h"
#include "core/run/evaluation.h"

namespace spolab {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

double secondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

template <typename T>
StoredTensor storeVector(const std::vector<T>& values) {
  StoredTensor stored{"U8", {static_cast<std::int64_t>(values.size() * sizeof(T))}, {}};
  const auto* begin = reinterpret_cast<const std::byte*>(values.data());
  stored.bytes.assign(begin, begin + values.size() * sizeof(T));
  return stored;
}

const StoredTensor& stored(const TensorFile& file, const std::string& name) {
  const auto found = file.tensors.find(name);
  if (found == file.tensors.end()) throw Error("the tensor '" + name + "'", "none", "the checkpoint");
  return found->second;
}

template <typename T>
void loadVector(const TensorFile& file, const std::string& name, std::vector<T>& into) {
  const StoredTensor& tensor = stored(file, name);
  if (tensor.bytes.size() != into.size() * sizeof(T)) {
    throw Error("'" + name + "' of " + std::to_string(into.size() * sizeof(T)) + " bytes",
                std::to_string(tensor.bytes.size()), "the checkpoint");
  }
  std::copy_n(tensor.bytes.data(), tensor.bytes.size(), reinterpret_cast<std::byte*>(into.data()));
}

void set(MetricsRow& row, const std::string& name, double value) {
  const int column = metricColumn(name);
  SPOLAB_CHECK_LE(0, column);
  row.values[static_cast<std::size_t>(column)] = value;
}

}  // namespace

Trainer::Trainer(RunConfig config, const torch::Device& device, int threads)
    : config_(std::move(config)),
      pool_(std::make_unique<WorkerPool>(threads > 0 ? threads : availableCores(), useOneThread)),
      device_(device),
      env_(config_.makeEnv()),
      planner_(config_.forTraining().planner->make(*env_)) {
  const EnvSpec& spec = env_->spec();
  const Network network(NetworkShape(spec, config_.network));
  learner_ = makeLearner(config_, spec, network.initialise(config_.seed), device_);
  auto plain = std::make_unique<TorchEvaluator>(network, learner_->parameters(), device_, pool_.get());
  network_ = plain.get();
  evaluator_ = std::move(plain);
  if (config_.cache.size > 0) {
    auto cached = std::make_unique<CachedEvaluator>(std::move(evaluator_), spec.observationBytes(),
                                                    static_cast<std::size_t>(config_.cache.size), pool_.get());
    cache_ = cached.get();
    evaluator_ = std::move(cached);
  }
  replay_ = std::make_unique<ReplayBuffer>(spec, config_.train.envs, config_.train.replay, planner_->atomsPerRoot());

  const auto envs = static_cast<std::size_t>(config_.train.envs);
  states_.resize(envs * spec.stateBytes);
  environment_.resize(envs);
  std::iota(environment_.begin(), environment_.end(), 0u);
  steps_.resize(envs);
  episodes_.resize(envs);
  episodeReturn_.resize(envs);
  episodeLength_.resize(envs);
  observations_.resize(envs * spec.observationBytes());
  observationsNext_.resize(envs * spec.observationBytes());
  rewards_.resize(envs);
  flags_.resize(envs);
  if (spec.hasLegalMask) legal_.resize(envs * static_cast<std::size_t>(spec.actionCount()));
  for (std::size_t env = 0; env < envs; ++env) resetEnvironment(env);
}

void Trainer::resetEnvironment(std::size_t env) {
  const std::size_t stateBytes = env_->spec().stateBytes;
  Rng rng(config_.seed, Stream::kReset, static_cast<std::uint32_t>(env), episodes_[env]++);
  env_->reset(std::span(states_).subspan(env * stateBytes, stateBytes), rng);
  episodeReturn_[env] = 0.0f;
  episodeLength_[env] = 0;
}

void Trainer::startFrom(const TrainedAgent& agent) {
  learner_->startFrom(agent.parameters());
  earlierSteps_ = agent.envSteps() + agent.earlierSteps();
  network_->setParameters(learner_->parameters());
  if (cache_ != nullptr) cache_->clear();
}

MetricsRow Trainer::iterate(std::int64_t totalSteps) {
  const auto begin = Clock::now();
  MetricsRow row{std::vector<double>(metricNames().size(), std::nan(""))};
  if (cache_ != nullptr) cache_->clear();  // hits are counted per iteration, the same after resuming
  const EvaluatorCounts before = evaluator_->counts();
  EpisodeTally tally;
  planner_->setTemperature(learner_->temperature());
  for (std::int64_t t = 0; t < config_.train.rollout; ++t) playStep(tally);
  const double acting = secondsSince(begin);
  const EvaluatorCounts after = evaluator_->counts();

  const double progress = totalSteps > 0 ? static_cast<double>(envSteps()) / static_cast<double>(totalSteps) : 0.0;
  learner_->beginIteration(config_.learner->learningRateFalls() ? std::max(0.0, 1.0 - progress) : 1.0);
  for (const auto& [name, value] : learn()) set(row, name, value);
  useNewParameters();
  ++iteration_;
  const double elapsed = secondsSince(begin);
  seconds_ += elapsed;

  set(row, "failures", static_cast<double>(tally.failures));
  set(row, "search_failures", static_cast<double>(tally.searchFailures));
  set(row, "iteration", static_cast<double>(iteration_));
  set(row, "env_steps", static_cast<double>(envSteps()));
  set(row, "seconds", seconds_);
  if (tally.episodes > 0) {
    const auto episodes = static_cast<double>(tally.episodes);
    set(row, "return_mean", tally.returns / episodes);
    if (env_->spec().discrete()) set(row, "solve_rate", static_cast<double>(tally.successes) / episodes);
    set(row, "length_mean", static_cast<double>(tally.steps) / episodes);
  }
  set(row, "ess", tally.ess / tally.searches);
  set(row, "kl_qhat", tally.klToPrior / tally.searches);
  const auto asked = static_cast<double>(after.asked - before.asked);
  const auto evaluated = static_cast<double>(after.evaluated - before.evaluated);
  set(row, "cache_hits", asked > 0 ? 1.0 - evaluated / asked : 0.0);
  set(row, "steps_per_second", static_cast<double>(config_.train.envs * config_.train.rollout) / elapsed);
  set(row, "evaluations_per_second", evaluated / acting);
  set(row, "seconds_acting", acting);
  set(row, "seconds_learning", elapsed - acting);
  return row;
}

void Trainer::playStep(EpisodeTally& tally) {
  std::fill(steps_.begin(), steps_.end(), static_cast<std::uint32_t>(step_));
  if (!observed_) observeBatch(*env_, *pool_, states_, observations_);
  learner_->absorb(observations_);
  noteLegalActions();
  planner_->plan({states_, config_.seed, environment_, steps_}, *evaluator_, *pool_, decisions_);
  stepBatch(*env_, *pool_, states_, decisions_.chosenActions, rewards_, flags_);
  observeBatch(*env_, *pool_, states_, observationsNext_);
  replay_->append({observations_, observationsNext_, rewards_, flags_, legal_, &decisions_});
  ++step_;
  const auto envs = static_cast<std::size_t>(config_.train.envs);
  for (std::size_t env = 0; env < envs; ++env) {
    episodeReturn_[env] += rewards_[env];
    ++episodeLength_[env];
    tally.failures += (flags_[env] & kFailed) != 0 ? 1 : 0;
    if ((flags_[env] & (kEnded | kTruncated)) == 0) continue;
    ++tally.episodes;
    tally.returns += episodeReturn_[env];
    tally.steps += episodeLength_[env];
    tally.successes += (flags_[env] & kSuccess) != 0 ? 1 : 0;
    resetEnvironment(env);
    const EnvSpec& spec = env_->spec();
    env_->observe(std::span(states_).subspan(env * spec.stateBytes, spec.stateBytes),
                  std::span(observationsNext_).subspan(env * spec.observationBytes(), spec.observationBytes()));
  }
  std::swap(observations_, observationsNext_);
  observed_ = true;
  tally.searches += static_cast<double>(envs);
  if (const auto depths = static_cast<double>(decisions_.ess.size() / envs); depths > 0.0)
    tally.ess += std::accumulate(decisions_.ess.begin(), decisions_.ess.end(), 0.0) / depths;
  tally.klToPrior += std::accumulate(decisions_.klToPrior.begin(), decisions_.klToPrior.end(), 0.0);
  tally.searchFailures += std::accumulate(decisions_.broken.begin(), decisions_.broken.end(), std::int64_t{0});
}

void Trainer::noteLegalActions() {
  const EnvSpec& spec = env_->spec();
  if (!spec.hasLegalMask) return;
  const auto actions = static_cast<std::size_t>(spec.actionCount());
  for (std::size_t env = 0; env < environment_.size(); ++env) {
    env_->legalActions(std::span(states_).subspan(env * spec.stateBytes, spec.stateBytes),
                       std::span(legal_).subspan(env * actions, actions));
  }
}

LearnerMetrics Trainer::learn() {
  LearnerMetrics total;
  if (replay_->stepsPerEnv() < config_.train.sequence) return total;
  for (std::int64_t epoch = 0; epoch < config_.train.epochs; ++epoch) {
    Rng rng(config_.seed, Stream::kReplay, static_cast<std::uint32_t>(gradientSteps_),
            static_cast<std::uint32_t>(gradientSteps_ >> 32));
    replay_->sample(config_.train.batch, config_.train.sequence, rng, batch_);
    if (config_.train.symmetries) drawSymmetries(env_->symmetries(), env_->spec(), rng, batch_);
    for (const auto& [name, value] : learner_->update(batch_, *pool_)) {
      total[name] += value / static_cast<double>(config_.train.epochs);
    }
    ++gradientSteps_;
  }
  return total;
}

/// Also where nothing was learned yet: the statistics of the observations have moved.
void Trainer::useNewParameters() {
  if (!device_.is_cpu()) network_->setParameters(learner_->parameters());
  if (cache_ != nullptr) cache_->clear();
}

EvalReport Trainer::evaluate(int episodes, const std::function<bool(double)>& progress) {
  const auto begin = Clock::now();
  RunConfig play = config_.clone();
  play.usePlayDefaults();
  play.planner->setTemperature(learner_->temperature());
  if (!held_) held_ = play.makeEnv();
  EvalReport report = playEpisodes(*held_, play, *evaluator_, *pool_, episodes, config_.seed, progress);
  seconds_ += secondsSince(begin);
  return report;
}

std::shared_ptr<const TrainedAgent> Trainer::agent(const std::string& label) const {
  RunConfig trained = config_.clone();
  // Six digits: the agent's settings are read by people.
  trained.planner->setTemperature(std::strtod(fmt::format("{:.6g}", learner_->temperature()).c_str(), nullptr));
  return std::make_shared<TrainedAgent>(std::move(trained), learner_->parameters().clone(),
                                        TrainedAgent::Counters{iteration_, envSteps(), seconds_, earlierSteps_}, label);
}

TensorFile Trainer::checkpoint() const {
  TensorFile file;
  for (const auto& [name, tensor] : learner_->save()) file.tensors["learner." + name] = storeTensor(tensor);
  const auto records = replay_->records();
  file.tensors["replay"] = {"U8", {static_cast<std::int64_t>(records.size())}, {records.begin(), records.end()}};
  file.tensors["env.states"] = storeVector(states_);
  file.tensors["env.episodes"] = storeVector(episodes_);
  file.tensors["env.returns"] = storeVector(episodeReturn_);
  file.tensors["env.lengths"] = storeVector(episodeLength_);
  file.metadata["spolab.version"] = programVersion();
  file.metadata["spolab.config"] = config_.toml();
  file.metadata["trainer"] = json{
      {"iteration", iteration_},
      {"step", step_},
      {"gradient_steps", gradientSteps_},
      {"seconds", seconds_},
      {"earlier_steps", earlierSteps_},
      {"replay_position", replay_->position()},
      {"replay_filled",
       replay_->stepsPerEnv()}}.dump();
  return file;
}

void Trainer::restore(const TensorFile& checkpoint) {
  LearnerState state;
  for (const auto& [name, tensor] : checkpoint.tensors) {
    if (name.starts_with("learner.")) state[name.substr(8)] = loadTensor(tensor, name);
  }
  learner_->restore(state);
  loadVector(checkpoint, "env.states", states_);
  observed_ = false;
  loadVector(checkpoint, "env.episodes", episodes_);
  loadVector(checkpoint, "env.returns", episodeReturn_);
  loadVector(checkpoint, "env.lengths", episodeLength_);
  const auto counters = checkpoint.metadata.find("trainer");
  if (counters == checkpoint.metadata.end())
    throw Error("a training checkpoint", "another .safetensors file", "resuming");
  try {
    const json values = json::parse(counters->second);
    iteration_ = values.at("iteration").get<std::int64_t>();
    step_ = values.at("step").get<std::int64_t>();
    gradientSteps_ = values.at("gradient_steps").get<std::int64_t>();
    seconds_ = values.at("seconds").get<double>();
    earlierSteps_ = values.value("earlier_steps", std::int64_t{0});
    if (!replay_->restore(stored(checkpoint, "replay").bytes, values.at("replay_position").get<std::int64_t>(),
                          values.at("replay_filled").get<std::int64_t>())) {
      throw Error("a replay of this size", "another", "the checkpoint");
    }
  } catch (const json::exception& error) {
    throw Error("counters as JSON", error.what(), "the checkpoint");
  }
  network_->setParameters(learner_->parameters());
  if (cache_ != nullptr) cache_->clear();
}

}  // namespace spolab
