#include "core/learn/spo/spo_learner.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/learn/returns.h"
#include "core/learn/spo/spo_losses.h"
#include "core/nn/torch_setup.h"
#include "core/plan/smc/smc_math.h"

namespace spolab {
namespace {

constexpr std::int64_t kEta = 0;  // in duals_; the bounds' α follow
constexpr std::int64_t kAlpha = 1;
constexpr double kStatisticsOfAnAgent = 1e5;  // observations that a given agent's statistics stand for

ParameterSet withGradients(const ParameterSet& set) {
  ParameterSet leaves{set.names, {}, set.statistics};
  for (std::size_t i = 0; i < set.tensors.size(); ++i) {
    leaves.tensors.push_back(set.tensors[i].detach().requires_grad_(i < set.trained()));
  }
  return leaves;
}

std::vector<torch::Tensor> trainedTensors(const ParameterSet& set) {
  return {set.tensors.begin(), set.tensors.begin() + static_cast<std::ptrdiff_t>(set.trained())};
}

/// Raw duals at their start: η, then α of every bound.
torch::Tensor initialDuals(double temperature, const std::vector<KlBound>& bounds) {
  std::vector<double> raw{inverseSoftplus(temperature)};
  for (const KlBound& bound : bounds) raw.push_back(inverseSoftplus(bound.initialAlpha));
  return torch::tensor(raw, torch::kFloat64);
}

/// Mean over the states that may be learned from; broken ones count 0.
torch::Tensor meanOver(const torch::Tensor& perState, const torch::Tensor& sound) {
  if (!sound.defined()) return perState.mean(0);
  return (perState.dim() == 1 ? perState * sound : perState * sound.unsqueeze(1)).mean(0);
}

void requireFinite(double value, const char* quantity) {
  if (!std::isfinite(value))
    throw Error(fmt::format("a finite {}", quantity), fmt::format("{}", value), "a gradient step");
}

/// Rows [begin, end) of a [rows, width] byte matrix.
std::span<const std::byte> rows(const std::vector<std::byte>& matrix, std::int64_t begin, std::int64_t end,
                                std::size_t width) {
  return std::span(matrix).subspan(static_cast<std::size_t>(begin) * width,
                                   static_cast<std::size_t>(end - begin) * width);
}

bool belongsToCritic(const std::string& name) { return name.starts_with("critic.") || name.starts_with("value."); }

void appendTensors(LearnerState& state, const std::string& prefix, const std::vector<std::string>& names,
                   const std::vector<torch::Tensor>& tensors) {
  for (std::size_t i = 0; i < tensors.size(); ++i) state[prefix + names[i]] = tensors[i].detach();
}

void copyTensor(const LearnerState& state, const std::string& name, const torch::Tensor& into) {
  const auto found = state.find(name);
  if (found == state.end()) throw Error("the tensor '" + name + "'", "none", "the checkpoint");
  if (found->second.sizes() != into.sizes())
    throw Error("another shape of '" + name + "'", "a different network", "the checkpoint");
  torch::Tensor target = into.detach();
  target.copy_(found->second);
}

}  // namespace

SpoLearner::SpoLearner(const SpoSettings& settings, const RunConfig& config, const EnvSpec& spec, ParameterSet initial,
                       const torch::Device& device)
    : settings_(settings),
      learningRate_(config.train.learningRate),
      shards_(config.train.shards),
      fixedTemperature_(config.planner->temperature()),
      spec_(spec),
      device_(device),
      network_(NetworkShape(spec, config.network)),
      objective_(makePolicyObjective(spec, settings_)),
      moments_(static_cast<std::size_t>(spec.floatCount), spec.observationBytes()),
      online_(initial.clone(device)),
      target_(initial.clone(device)),
      anchor_(initial.clone(device)),
      adam_(trainedTensors(online_)),
      dualAdam_({torch::zeros({1 + static_cast<std::int64_t>(objective_->bounds().size())}, torch::kFloat64)}),
      duals_(initialDuals(config.planner->temperature(), objective_->bounds())) {}

double SpoLearner::temperature() const {
  return settings_.adaptiveTemperature ? softplus(duals_[kEta].item<double>()) + 1e-8 : fixedTemperature_;
}

void SpoLearner::absorb(std::span<const std::byte> observations) {
  if (online_.statistics > 0) moments_.absorb(observations);
}

/// Mean and scale of the observations seen so far become part of all parameter sets.
void SpoLearner::useStatistics() {
  const std::size_t mean = online_.trained();
  torch::Tensor values[2] = {torch::empty({spec_.floatCount}), torch::empty({spec_.floatCount})};
  moments_.writeMean({values[0].data_ptr<float>(), static_cast<std::size_t>(spec_.floatCount)});
  moments_.writeScale({values[1].data_ptr<float>(), static_cast<std::size_t>(spec_.floatCount)});
  for (ParameterSet* set : {&online_, &target_, &anchor_}) {
    for (std::size_t i = 0; i < 2; ++i) set->tensors[mean + i].copy_(values[i]);
  }
}

void SpoLearner::startFrom(const ParameterSet& parameters) {
  for (ParameterSet* set : {&online_, &target_, &anchor_}) {
    for (std::size_t i = 0; i < set->tensors.size(); ++i) set->tensors[i].copy_(parameters.tensors[i]);
  }
  if (online_.statistics == 0) return;
  const torch::Tensor mean = parameters.tensors[online_.trained()].contiguous();
  const torch::Tensor scale = parameters.tensors[online_.trained() + 1].contiguous();
  const auto floats = static_cast<std::size_t>(spec_.floatCount);
  moments_.startFrom({mean.data_ptr<float>(), floats}, {scale.data_ptr<float>(), floats}, kStatisticsOfAnAgent);
}

void SpoLearner::beginIteration(double learningRateScale) {
  learningRateScale_ = learningRateScale;
  if (online_.statistics > 0 && moments_.count() > 0.0) useStatistics();
  if (settings_.anchor == "iteration") anchor_ = online_.clone(device_);
}

/// SPO Algorithm 2, one gradient step: shards' gradients, one clip, Adam, duals, Polyak.
LearnerMetrics SpoLearner::update(const WindowBatch& batch, WorkerPool& pool) {
  std::vector<ShardResult> results = allShards(batch, pool);
  ShardResult sum = std::move(results[0]);
  for (std::size_t k = 1; k < results.size(); ++k) {
    for (std::size_t i = 0; i < sum.gradients.size(); ++i) sum.gradients[i].add_(results[k].gradients[i]);
    sum.policyLoss += results[k].policyLoss;
    sum.valueLoss += results[k].valueLoss;
    for (std::size_t b = 0; b < sum.kl.size(); ++b) sum.kl[b] += results[k].kl[b];
    sum.temperatureLoss += results[k].temperatureLoss;
    sum.temperatureGradient += results[k].temperatureGradient;
    sum.particleKl += results[k].particleKl;
    sum.entropy += results[k].entropy;
  }
  requireFinite(sum.policyLoss, "policy loss");
  requireFinite(sum.valueLoss, "value loss");
  requireFinite(sum.temperatureLoss, "temperature loss");
  requireFinite(sum.temperatureGradient, "temperature gradient");
  LearnerMetrics metrics{{"loss_policy", sum.policyLoss},
                         {"loss_value", sum.valueLoss},
                         {"grad_norm", globalNorm(sum.gradients)},
                         {"entropy", sum.entropy}};
  if (settings_.adaptiveTemperature) {
    metrics["loss_eta"] = sum.temperatureLoss;
    metrics["kl_particles"] = sum.particleKl;
    metrics["eta"] = temperature();
  }
  requireFinite(metrics["grad_norm"], "gradient");
  addBoundMetrics(sum.kl, metrics);
  stepParameters(sum.gradients, pool);
  stepDuals(sum.temperatureGradient, sum.kl);
  return metrics;
}

/// alpha and kl_anchor of discrete actions; of a box alpha_mu, kl_mu, … as means over its dimensions.
void SpoLearner::addBoundMetrics(std::span<const double> kl, LearnerMetrics& metrics) const {
  const std::vector<KlBound>& bounds = objective_->bounds();
  for (std::size_t b = 0; b < bounds.size(); ++b) {
    const std::string& group = bounds[b].group;
    const auto members = static_cast<double>(
        std::count_if(bounds.begin(), bounds.end(), [&](const KlBound& other) { return other.group == group; }));
    const double alpha = softplus(duals_[kAlpha + static_cast<std::int64_t>(b)].item<double>());
    if (settings_.klConstraint) metrics["alpha" + group] += alpha / members;
    metrics["kl_anchor" + group] += kl[b] / members;
  }
}

std::vector<SpoLearner::ShardResult> SpoLearner::allShards(const WindowBatch& batch, WorkerPool& pool) const {
  std::vector<ShardResult> results(static_cast<std::size_t>(std::min(shards_, batch.windows)));
  const auto count = static_cast<std::int64_t>(results.size());
  try {
    pool.parallelFor(results.size(), 1, [&](std::size_t first, std::size_t last, int) {
      useOneThread();
      for (std::size_t k = first; k < last; ++k) {
        const auto shard = static_cast<std::int64_t>(k);
        results[k] = shardGradients(batch, shard * batch.windows / count, (shard + 1) * batch.windows / count);
      }
    });
  } catch (const c10::Error& error) {
    throw Error("a gradient step", error.what_without_backtrace(), device_.str());
  }
  return results;
}

SpoLearner::ShardResult SpoLearner::shardGradients(const WindowBatch& batch, std::int64_t begin,
                                                   std::int64_t end) const {
  const std::int64_t states = (end - begin) * batch.steps;
  const double share = static_cast<double>(end - begin) / static_cast<double>(batch.windows);
  const Network::Features input = network_.features(
      rows(batch.observations, begin * batch.steps, end * batch.steps, spec_.observationBytes()), states, device_);
  const PolicyObjective::States batchStates{batch, begin * batch.steps, end * batch.steps, device_};
  torch::Tensor anchorRows;
  torch::Tensor targets;
  {
    const torch::NoGradGuard noGradients;
    const bool apart = settings_.anchor == "iteration";
    const NetworkRows old = network_.forward(target_, input, apart ? Heads::kValue : Heads::kBoth);
    anchorRows = apart ? network_.forward(anchor_, input, Heads::kPolicy).policy : old.policy;
    anchorRows = objective_->prepare(anchorRows, batchStates);
    targets = valueTargets(batch, begin, end, old.value.to(torch::kCPU).contiguous());
  }
  const torch::Tensor sound = soundStates(batch, begin, end);
  const ParameterSet leaves = withGradients(online_);
  const NetworkRows now = network_.forward(leaves, input);
  const torch::Tensor rowsNow = objective_->prepare(now.policy, batchStates);
  const torch::Tensor policyLoss = meanOver(objective_->loss(rowsNow, anchorRows, batchStates), sound);
  const torch::Tensor kl = meanOver(objective_->kl(rowsNow, anchorRows), sound).to(torch::kCPU);
  const torch::Tensor valueLoss = meanOver(halfSquaredError(now.value, targets), sound);
  torch::Tensor loss = policyLoss + settings_.valueCoefficient * valueLoss;
  if (settings_.klConstraint) {
    const torch::Tensor alphas = torch::softplus(duals_.slice(0, kAlpha)).to(torch::kFloat32);
    loss = loss + (alphas * kl).sum().to(device_);
  }

  ShardResult result;
  result.gradients = torch::autograd::grad({loss * share}, trainedTensors(leaves));
  result.policyLoss = share * policyLoss.item<double>();
  result.valueLoss = share * valueLoss.item<double>();
  result.entropy = share * meanOver(objective_->entropy(rowsNow.detach()), sound).item<double>();
  for (std::int64_t b = 0; b < kl.size(0); ++b) result.kl.push_back(share * kl[b].item<double>());
  addTemperature(batch, begin, end, result);
  return result;
}

/// 1 per state [S], 0 where the simulation broke down; undefined when all are sound.
torch::Tensor SpoLearner::soundStates(const WindowBatch& batch, std::int64_t begin, std::int64_t end) const {
  const auto failed = std::span(batch.failed)
                          .subspan(static_cast<std::size_t>(begin * batch.steps),
                                   static_cast<std::size_t>((end - begin) * batch.steps));
  if (std::all_of(failed.begin(), failed.end(), [](std::uint8_t f) { return f == 0; })) return {};
  torch::Tensor sound = torch::ones({static_cast<std::int64_t>(failed.size())});
  for (std::size_t i = 0; i < failed.size(); ++i) {
    if (failed[i] != 0) sound.data_ptr<float>()[i] = 0.0f;
  }
  return sound.to(device_);
}

/// GAE targets from the target critic: V(next_t) is V(s_{t+1}) inside a window; the network is asked again only for the
/// last step and where an episode was cut off.
torch::Tensor SpoLearner::valueTargets(const WindowBatch& batch, std::int64_t begin, std::int64_t end,
                                       const torch::Tensor& values) const {
  const std::int64_t steps = batch.steps;
  const std::int64_t states = (end - begin) * steps;
  const std::size_t width = spec_.observationBytes();
  const std::int64_t offset = begin * steps;
  std::vector<float> valuesNext(static_cast<std::size_t>(states), 0.0f);
  std::vector<std::int64_t> asked;
  std::vector<std::byte> observations;
  const auto* value = values.data_ptr<float>();
  for (std::int64_t i = 0; i < states; ++i) {
    const auto at = static_cast<std::size_t>(offset + i);
    if (batch.ended[at] != 0) continue;
    if (batch.truncated[at] == 0 && (i + 1) % steps != 0) {
      valuesNext[static_cast<std::size_t>(i)] = value[i + 1];
      continue;
    }
    asked.push_back(i);
    const auto row = rows(batch.observationsNext, offset + i, offset + i + 1, width);
    observations.insert(observations.end(), row.begin(), row.end());
  }
  if (!asked.empty()) {
    const auto count = static_cast<std::int64_t>(asked.size());
    const torch::Tensor answers =
        network_.forward(target_, network_.features(observations, count, device_), Heads::kValue)
            .value.to(torch::kCPU)
            .contiguous();
    for (std::size_t k = 0; k < asked.size(); ++k) {
      valuesNext[static_cast<std::size_t>(asked[k])] = answers.data_ptr<float>()[k];
    }
  }
  torch::Tensor targets = torch::empty({states}, torch::kFloat32);
  std::vector<float> advantages(static_cast<std::size_t>(steps));
  for (std::int64_t w = 0; w < end - begin; ++w) {
    const auto at = static_cast<std::size_t>(offset + w * steps);
    const auto count = static_cast<std::size_t>(steps);
    const auto local = static_cast<std::size_t>(w * steps);
    generalisedAdvantages({std::span(batch.rewards).subspan(at, count),
                           {value + local, count},
                           std::span(valuesNext).subspan(local, count),
                           std::span(batch.ended).subspan(at, count),
                           std::span(batch.truncated).subspan(at, count),
                           std::span(batch.failed).subspan(at, count)},
                          settings_.gamma, settings_.gaeLambda, advantages, {targets.data_ptr<float>() + local, count});
  }
  return targets.to(device_);
}

/// The temperature's dual over the shard's states, and the KL of the particle weights it bounds.
void SpoLearner::addTemperature(const WindowBatch& batch, std::int64_t begin, std::int64_t end,
                                ShardResult& result) const {
  const double eta = temperature();
  const double scale = 1.0 / static_cast<double>(batch.windows * batch.steps);
  const auto atoms = static_cast<std::size_t>(batch.atoms);
  for (std::int64_t i = begin * batch.steps; i < end * batch.steps; ++i) {
    const auto first = static_cast<std::size_t>(i) * atoms;
    if (batch.failed[static_cast<std::size_t>(i)] != 0) continue;
    const TemperatureDual dual =
        temperatureDual(std::span(batch.dualAdvantages).subspan(first, atoms),
                        std::span(batch.logRatios).subspan(first, atoms), eta, settings_.epsilonEta);
    result.temperatureLoss += scale * dual.loss;
    result.temperatureGradient += scale * dual.gradient;
    result.particleKl += scale * (settings_.epsilonEta - dual.gradient);
  }
}

void SpoLearner::stepParameters(std::vector<torch::Tensor>& gradients, WorkerPool& pool) {
  // A shared torso has one clip; separate networks have one each.
  std::vector<torch::Tensor> groups[2];
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    groups[!network_.shape().sharedTorso && belongsToCritic(online_.names[i]) ? 1 : 0].push_back(gradients[i]);
  }
  for (auto& group : groups) {
    const double norm = globalNorm(group);
    if (norm <= settings_.maxGradNorm) continue;
    for (torch::Tensor& gradient : group) gradient.mul_(settings_.maxGradNorm / norm);
  }
  adam_.beginStep();
  pool.parallelFor(gradients.size(), 1, [&](std::size_t first, std::size_t last, int) {
    useOneThread();
    const torch::NoGradGuard noGradients;
    for (std::size_t i = first; i < last; ++i) {
      adam_.update(i, online_.tensors[i], gradients[i], learningRate_ * learningRateScale_);
      target_.tensors[i].lerp_(online_.tensors[i], settings_.targetRate);
    }
  });
}

void SpoLearner::stepDuals(double temperatureGradient, std::span<const double> kl) {
  torch::Tensor gradient = torch::zeros_like(duals_);
  auto* slope = gradient.data_ptr<double>();
  auto* raw = duals_.data_ptr<double>();
  if (settings_.adaptiveTemperature) slope[kEta] = temperatureGradient * softplusSlope(raw[kEta]);
  for (std::size_t b = 0; settings_.klConstraint && b < kl.size(); ++b) {
    slope[kAlpha + b] = alphaDual(raw[kAlpha + b], kl[b], objective_->bounds()[b].epsilon).rawGradient;
  }
  dualAdam_.beginStep();
  dualAdam_.update(0, duals_, gradient, settings_.dualLearningRate);
  for (std::int64_t i = 0; i < duals_.size(0); ++i) raw[i] = projectRawDual(raw[i]);
}

LearnerState SpoLearner::save() const {
  LearnerState state;
  appendTensors(state, "online.", online_.names, online_.tensors);
  appendTensors(state, "target.", online_.names, target_.tensors);
  appendTensors(state, "anchor.", online_.names, anchor_.tensors);
  state["moments"] = torch::from_blob(const_cast<double*>(moments_.values().data()),
                                      {static_cast<std::int64_t>(1 + 2 * spec_.floatCount)}, torch::kFloat64)
                         .clone();
  appendTensors(state, "adam.first.", online_.names, adam_.firstMoments());
  appendTensors(state, "adam.second.", online_.names, adam_.secondMoments());
  state["duals"] = duals_;
  state["duals.first"] = dualAdam_.firstMoments()[0];
  state["duals.second"] = dualAdam_.secondMoments()[0];
  state["steps"] = torch::tensor({adam_.step(), dualAdam_.step()}, torch::kInt64);
  return state;
}

void SpoLearner::restore(const LearnerState& state) {
  for (std::size_t i = 0; i < online_.names.size(); ++i) {
    copyTensor(state, "online." + online_.names[i], online_.tensors[i]);
    copyTensor(state, "target." + online_.names[i], target_.tensors[i]);
    copyTensor(state, "anchor." + online_.names[i], anchor_.tensors[i]);
    if (i >= online_.trained()) continue;
    copyTensor(state, "adam.first." + online_.names[i], adam_.firstMoments()[i]);
    copyTensor(state, "adam.second." + online_.names[i], adam_.secondMoments()[i]);
  }
  copyTensor(state, "moments",
             torch::from_blob(moments_.values().data(), {static_cast<std::int64_t>(moments_.values().size())},
                              torch::kFloat64));
  copyTensor(state, "duals", duals_);
  copyTensor(state, "duals.first", dualAdam_.firstMoments()[0]);
  copyTensor(state, "duals.second", dualAdam_.secondMoments()[0]);
  torch::Tensor steps = torch::zeros({2}, torch::kInt64);
  copyTensor(state, "steps", steps);
  adam_.setStep(steps[0].item<std::int64_t>());
  dualAdam_.setStep(steps[1].item<std::int64_t>());
}

}  // namespace spolab
