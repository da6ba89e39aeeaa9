#include "core/plan/smc/smc_planner.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/plan/parallel_env.h"
#include "core/plan/smc/smc_math.h"

namespace spolab {
namespace {

/// Particles that are worth a worker's while; of a body one root's are enough.
constexpr std::size_t kWorthAPiece = 64;
/// Particles in a stretch of one root: worth the one more meeting of the workers that splitting it costs.
constexpr std::size_t kBodiesInAStretch = 8;
constexpr std::size_t kPuzzlesInAStretch = 512;
constexpr std::size_t kMaxActions = Categorical::kMaxActions;
constexpr std::size_t kDrawsPerRng = 4096;
/// Log-weight of a particle whose simulation broke down: weight 0, or that of all where every one broke.
constexpr float kBrokenLogWeight = -1e30f;

[[noreturn]] void refuseNonFinite(const char* quantity) {
  throw Error(std::string("finite numbers from the network"), std::string("a non-finite ") + quantity, "the search");
}

ActionChoice choiceOf(const std::string& action) {
  if (action == "sample") return ActionChoice::kSample;
  return action == "mean" ? ActionChoice::kMean : ActionChoice::kGreedy;
}

/// Copies row `from` of `source` to row `to` of `target`.
template <typename T>
void copyRow(const std::vector<T>& source, std::size_t from, std::vector<T>& target, std::size_t to,
             std::size_t width) {
  std::copy_n(&source[from * width], width, &target[to * width]);
}

}  // namespace

SmcPlanner::SmcPlanner(const SmcSettings& settings, const Env& env)
    : settings_(settings),
      env_(env),
      spec_(env.spec()),
      distribution_(makeDistribution(env.spec())),
      rootActions_(
          makeRootActions(env.spec(), {settings.rootNoise, settings.rootNoiseAlpha, settings.rootNoiseCorrect})),
      choice_(choiceOf(settings.action)),
      discountedDual_(settings.dual == "discounted"),
      particles_(static_cast<std::size_t>(settings.particles)),
      rootsAtOnce_(spec_.secondsPerStep > 0.0 ? 1 : std::max(std::size_t{1}, kWorthAPiece / particles_)),
      particlesAtOnce_(spec_.secondsPerStep > 0.0 ? kBodiesInAStretch : kPuzzlesInAStretch),
      stretchesPerRoot_((particles_ + particlesAtOnce_ - 1) / particlesAtOnce_) {}

int SmcPlanner::transitionsPerRoot() const { return static_cast<int>(settings_.particles * settings_.horizon); }

SmcPlanner::Stretch SmcPlanner::stretch(std::size_t index) const {
  const std::size_t root = index / stretchesPerRoot_;
  const std::size_t first = index % stretchesPerRoot_ * particlesAtOnce_;
  return {root, root * particles_ + first, root * particles_ + std::min(first + particlesAtOnce_, particles_), index};
}

std::span<std::byte> SmcPlanner::stateOf(std::size_t particle) {
  return {&states_[particle * spec_.stateBytes], spec_.stateBytes};
}

std::span<std::byte> SmcPlanner::actionOf(std::size_t particle) {
  return {&actions_[particle * spec_.actionBytes()], spec_.actionBytes()};
}

/// SPO Algorithm 1, for all roots at once: propose → move → weigh → resample, h times, then q̂.
void SmcPlanner::plan(const PlanRequest& request, Evaluator& evaluator, WorkerPool& pool, Decisions& out,
                      std::span<SearchTrace> traces) {
  SPOLAB_CHECK_EQ(evaluator.outputs().policySize, distribution_->policySize());
  prepare(request, out, traces);
  const RootGroups groups(static_cast<std::size_t>(out.roots), particles_, evaluator);
  EvaluationQueue network(evaluator);
  observeBatch(env_, pool, request.states, rootObservations_);
  for (std::size_t g = 0; g < groups.count(); ++g) askAboutRoots(groups[g], out, network);
  for (int depth = -1; depth < settings_.horizon; ++depth) {
    for (std::size_t g = 0; g < groups.count(); ++g) {
      network.finish();
      advance(groups[g], depth, request, pool, out, traces);
      if (depth + 1 < settings_.horizon) askAboutLiving(groups[g], depth + 1, network);
    }
  }
}

/// From the network's answer about one depth, −1 for the root, to the question about the next. Roots are independent of
/// one another, so this is one phase; with fewer roots than workers particles move in a second one, split among them.
void SmcPlanner::advance(RootGroup group, int depth, const PlanRequest& request, WorkerPool& pool, Decisions& out,
                         std::span<SearchTrace> traces) {
  const bool goesOn = depth + 1 < settings_.horizon;
  const bool splitRoots = goesOn && stretchesPerRoot_ > 1 && group.size() < static_cast<std::size_t>(pool.atWork());
  const auto goOnWith = [&](std::size_t root) {
    for (std::size_t k = 0; k < stretchesPerRoot_; ++k) goOn(stretch(root * stretchesPerRoot_ + k), depth + 1, request);
  };
  pool.parallelFor(group.size(), rootsAtOnce_, [&](std::size_t begin, std::size_t end, int) {
    for (std::size_t root = group.first + begin; root < group.first + end; ++root) {
      settle(root, depth, request, out, traces.empty() ? nullptr : &traces[root]);
      if (goesOn && !splitRoots) goOnWith(root);
    }
  });
  if (!splitRoots) return;
  pool.parallelFor(group.size() * stretchesPerRoot_, 1, [&](std::size_t begin, std::size_t end, int) {
    for (std::size_t k = begin; k < end; ++k) goOn(stretch(group.first * stretchesPerRoot_ + k), depth + 1, request);
  });
}

/// What all particles of a root have to do with one another at a depth.
void SmcPlanner::settle(std::size_t root, int depth, const PlanRequest& request, Decisions& out, SearchTrace* trace) {
  if (depth < 0) return proposeAtRoot(root, request, out);
  weigh(root, depth, out);
  if (trace != nullptr) record(root, depth, *trace);
  if (resamplesAfter(root, depth)) resample(root, depth, request);
  if (depth + 1 == settings_.horizon) decide(root, request, out, trace);
}

/// What each particle does by itself, to its next observation.
void SmcPlanner::goOn(Stretch stretch, int depth, const PlanRequest& request) {
  if (depth > 0) propose(stretch, depth, request);
  if (settings_.resampleChance) reseedChances(stretch, depth, request);
  move(stretch);
}

void SmcPlanner::askAboutRoots(RootGroup group, Decisions& out, EvaluationQueue& network) {
  const std::size_t width = spec_.observationBytes();
  const auto policySize = static_cast<std::size_t>(distribution_->policySize());
  network.begin(std::span(rootObservations_).subspan(group.first * width, group.size() * width),
                {std::span(rootPolicy_).subspan(group.first * policySize, group.size() * policySize),
                 std::span(out.values).subspan(group.first, group.size()),
                 {}});
}

void SmcPlanner::prepare(const PlanRequest& request, Decisions& out, std::span<SearchTrace> traces) {
  const std::size_t roots = request.states.size() / spec_.stateBytes;
  SPOLAB_CHECK_EQ(request.environment.size(), roots);
  SPOLAB_CHECK_EQ(request.step.size(), roots);
  SPOLAB_CHECK(traces.empty() || traces.size() == roots);
  const std::size_t all = roots * particles_;
  const std::size_t actionBytes = spec_.actionBytes();
  const auto policySize = static_cast<std::size_t>(distribution_->policySize());

  out.roots = static_cast<int>(roots);
  out.atoms = static_cast<int>(particles_);
  out.rootActions.resize(all * actionBytes);
  out.weights.resize(all);
  out.logRatios.assign(all, 0.0f);
  out.dualAdvantages.assign(all, 0.0f);
  out.values.resize(roots);
  out.searchValues.resize(roots);
  out.chosenActions.resize(roots * actionBytes);
  out.ess.resize(roots * static_cast<std::size_t>(settings_.horizon));
  out.klToPrior.resize(roots);
  out.broken.assign(roots, 0);

  rootObservations_.resize(roots * spec_.observationBytes());
  rootPolicy_.resize(roots * policySize);
  rootActions_->resize(roots);
  states_.resize(all * spec_.stateBytes);
  statesNext_.resize(all * spec_.stateBytes);
  for (auto* bytes : {&actions_, &rootActionsNext_}) bytes->resize(all * actionBytes);
  for (auto* floats : {&rewards_, &values_, &valuesNext_, &deltas_, &advantageSums_, &returns_, &returnsNext_,
                       &logWeights_, &weights_, &logRatios_, &rowValues_}) {
    floats->resize(all);
  }
  for (auto* bytes : {&dead_, &deadNext_, &broken_}) bytes->assign(all, 0);
  resampledOnce_.assign(roots, 0);
  for (auto* ints : {&policyRow_, &policyRowNext_, &parents_, &ancestors_, &ancestorsNext_, &indices_})
    ints->resize(all);
  living_.resize(roots * stretchesPerRoot_);
  observations_.resize(all * spec_.observationBytes());
  policy_.resize(all * policySize);

  for (std::size_t root = 0; root < roots; ++root) {
    for (std::size_t n = 0; n < particles_; ++n) {
      std::memcpy(&states_[(root * particles_ + n) * spec_.stateBytes], &request.states[root * spec_.stateBytes],
                  spec_.stateBytes);
    }
  }
  for (std::size_t root = 0; root < traces.size(); ++root) {
    SearchTrace& trace = traces[root];
    trace = {};
    trace.particles = static_cast<int>(particles_);
    trace.depths = static_cast<int>(settings_.horizon);
    const bool noise = settings_.rootNoise > 0.0;
    trace.rules = {settings_.scheme == "systematic", settings_.weighting == "q", noise,
                   noise && settings_.rootNoiseCorrect};
    trace.actions = spec_.actionCount();
    trace.actionDims = spec_.actionDims;
    trace.stateBytes = spec_.stateBytes;
    trace.actionBytes = actionBytes;
    trace.temperature = static_cast<float>(settings_.temperature);
    const auto* state = &request.states[root * spec_.stateBytes];
    trace.rootState.assign(state, state + spec_.stateBytes);
  }
}

void SmcPlanner::proposeAtRoot(std::size_t root, const PlanRequest& request, Decisions& out) {
  const auto policySize = static_cast<std::size_t>(distribution_->policySize());
  std::array<std::uint8_t, kMaxActions> maskBuffer;
  std::span<std::uint8_t> mask;
  if (spec_.hasLegalMask) {
    mask = std::span(maskBuffer).first(static_cast<std::size_t>(spec_.actionCount()));
    env_.legalActions(request.states.subspan(root * spec_.stateBytes, spec_.stateBytes), mask);
  }
  Rng noise(request.seed, Stream::kRootNoise, request.environment[root], request.step[root]);
  if (!rootActions_->setPolicy(root, {&rootPolicy_[root * policySize], policySize}, mask, noise)) {
    refuseNonFinite(spec_.discrete() ? "logit" : "policy output");
  }
  if (!std::isfinite(out.values[root])) refuseNonFinite("value");
  for (std::size_t n = 0; n < particles_; ++n) {
    const std::size_t particle = root * particles_ + n;
    Rng rng(request.seed, Stream::kPropose, request.environment[root], request.step[root],
            static_cast<std::uint32_t>(n));
    out.logRatios[particle] = rootActions_->draw(root, rng, actionOf(particle));
    logRatios_[particle] = out.logRatios[particle];
    values_[particle] = out.values[root];
    returns_[particle] = out.values[root];
    advantageSums_[particle] = 0.0f;
    parents_[particle] = static_cast<std::int32_t>(n);
    ancestors_[particle] = static_cast<std::int32_t>(n);
  }
  std::copy_n(&actions_[root * particles_ * spec_.actionBytes()], particles_ * spec_.actionBytes(),
              &out.rootActions[root * particles_ * spec_.actionBytes()]);
}

void SmcPlanner::propose(Stretch stretch, int depth, const PlanRequest& request) {
  const auto policySize = static_cast<std::size_t>(distribution_->policySize());
  std::array<std::uint8_t, kMaxActions> maskBuffer;
  for (std::size_t particle = stretch.first; particle < stretch.last; ++particle) {
    if (dead_[particle] != 0) continue;
    std::span<std::uint8_t> mask;
    if (spec_.hasLegalMask) {
      mask = std::span(maskBuffer).first(static_cast<std::size_t>(spec_.actionCount()));
      env_.legalActions(stateOf(particle), mask);
    }
    Rng rng = rngOf(Stream::kPropose, stretch.root, particle, depth, request);
    const std::span<const float> row(&policy_[static_cast<std::size_t>(policyRow_[particle]) * policySize], policySize);
    if (!distribution_->sample(row, mask, rng, actionOf(particle))) refuseNonFinite("policy output");
  }
}

/// Random numbers of one particle at one depth.
Rng SmcPlanner::rngOf(Stream stream, std::size_t root, std::size_t particle, int depth,
                      const PlanRequest& request) const {
  return {request.seed,
          stream,
          request.environment[root],
          request.step[root],
          static_cast<std::uint32_t>(particle - root * particles_),
          static_cast<std::uint32_t>(depth)};
}

/// Copies of one state share the stream of chance in it: here each particle gets its own, at every depth.
void SmcPlanner::reseedChances(Stretch stretch, int depth, const PlanRequest& request) {
  for (std::size_t particle = stretch.first; particle < stretch.last; ++particle) {
    Rng rng = rngOf(Stream::kChance, stretch.root, particle, depth, request);
    env_.reseedChance(stateOf(particle), rng.nextU64());
  }
}

void SmcPlanner::move(Stretch stretch) {
  const std::size_t observationBytes = spec_.observationBytes();
  std::size_t living = 0;
  for (std::size_t particle = stretch.first; particle < stretch.last; ++particle) {
    policyRow_[particle] = -1;
    rewards_[particle] = 0.0f;
    deltas_[particle] = 0.0f;
    if (dead_[particle] == 1) continue;
    const StepResult result = env_.step(stateOf(particle), actionOf(particle));
    rewards_[particle] = result.reward;
    // 2 marks a death at this very depth: its last δ still counts. A body cut off by time keeps its V(s′) in that δ.
    if (result.ended || result.truncated) dead_[particle] = 2;
    if (result.failed) broken_[particle] = 1;
    if (result.ended) continue;
    const std::size_t place = stretch.first + living;
    env_.observe(stateOf(particle), {&observations_[place * observationBytes], observationBytes});
    policyRow_[particle] = static_cast<std::int32_t>(living++);
  }
  living_[stretch.index] = living;
}

/// One batch of what a group's living have observed, each stretch into its own places, from the group's first row on.
/// Returns how many there are.
std::size_t SmcPlanner::packLiving(RootGroup group) {
  const std::size_t width = spec_.observationBytes();
  std::size_t row = group.first * particles_;
  for (std::size_t k = group.first * stretchesPerRoot_; k < group.last * stretchesPerRoot_; ++k) {
    const auto [root, first, last, index] = stretch(k);
    if (row != first) std::memmove(&observations_[row * width], &observations_[first * width], living_[index] * width);
    for (std::size_t particle = first; particle < last; ++particle) {
      if (policyRow_[particle] >= 0) policyRow_[particle] += static_cast<std::int32_t>(row);
    }
    row += living_[index];
  }
  return row - group.first * particles_;
}

/// Nothing is proposed after the last depth: only the values are asked for there.
void SmcPlanner::askAboutLiving(RootGroup group, int depth, EvaluationQueue& network) {
  const std::size_t living = packLiving(group);
  const std::size_t first = group.first * particles_;
  const std::size_t width = spec_.observationBytes();
  const auto policySize = static_cast<std::size_t>(distribution_->policySize());
  const bool proposes = depth + 1 < settings_.horizon;
  network.begin(std::span(observations_).subspan(first * width, living * width),
                {std::span(policy_).subspan(first * policySize, proposes ? living * policySize : 0),
                 std::span(rowValues_).subspan(first, living),
                 {}});
}

void SmcPlanner::weigh(std::size_t root, int depth, Decisions& out) {
  const std::size_t first = root * particles_;
  const auto gamma = static_cast<float>(settings_.gamma);
  const auto inverseTemperature = static_cast<float>(1.0 / settings_.temperature);
  const auto discount = static_cast<float>(std::pow(settings_.gamma, depth));
  const bool advantages = settings_.weighting == "advantage";
  for (std::size_t particle = first; particle < first + particles_; ++particle) {
    if (broken_[particle] != 0) {
      // What came of its action nobody knows: as a death without reward it would look good where V(s) < 0.
      values_[particle] = advantageSums_[particle] = 0.0f;
      if (dead_[particle] == 2) ++out.broken[root];
      dead_[particle] = 1;
      logWeights_[particle] = kBrokenLogWeight;
      continue;
    }
    if (dead_[particle] != 1) {
      const std::int32_t row = policyRow_[particle];
      const float valueNext = row < 0 ? 0.0f : rowValues_[static_cast<std::size_t>(row)];
      if (!std::isfinite(valueNext)) refuseNonFinite("value");
      deltas_[particle] = searchAdvantage(rewards_[particle], gamma, valueNext, advantages ? values_[particle] : 0.0f);
      advantageSums_[particle] += deltas_[particle];
      returns_[particle] += discount * searchAdvantage(rewards_[particle], gamma, valueNext, values_[particle]);
      values_[particle] = valueNext;
      if (discountedDual_)
        out.dualAdvantages[particle] += deltas_[particle] * dualDiscount(depth, dead_[particle] == 2);
      if (dead_[particle] == 2) dead_[particle] = 1;
    }
    logWeights_[particle] = logRatios_[particle] + advantageSums_[particle] * inverseTemperature;
  }
  const std::span<float> weights(&weights_[first], particles_);
  softmax({&logWeights_[first], particles_}, weights);
  out.ess[root * static_cast<std::size_t>(settings_.horizon) + static_cast<std::size_t>(depth)] =
      effectiveSampleSize(weights);
  tellDual(root, out);
}

/// (γλ)^depth of the reference code's sum, in which an end beyond the first depth, by death or by time, counts nothing.
float SmcPlanner::dualDiscount(int depth, bool endsHere) const {
  if (depth == 0) return 1.0f;
  return endsHere ? 0.0f : static_cast<float>(std::pow(settings_.gamma * settings_.dualLambda, depth));
}

/// The dual sees what the weights use: X just before the first resampling, or at the end when there is none; or what
/// weigh() has added up over all depths for each place among the particles, whoever stands there.
void SmcPlanner::tellDual(std::size_t root, Decisions& out) {
  const std::size_t first = root * particles_;
  if (!discountedDual_) {
    if (resampledOnce_[root] != 0) return;
    std::copy_n(&advantageSums_[first], particles_, &out.dualAdvantages[first]);
  }
  const auto broken = std::span(broken_).subspan(first, particles_);
  if (std::all_of(broken.begin(), broken.end(), [](std::uint8_t b) { return b != 0; })) return;
  for (std::size_t n = 0; n < particles_; ++n)
    if (broken[n] != 0) out.logRatios[first + n] = -INFINITY;
}

bool SmcPlanner::resamplesAfter(std::size_t root, int depth) const {
  if (depth + 1 >= settings_.horizon) return false;
  if (settings_.resample == "period") return periodEnds(depth);
  if (settings_.resample == "never") return false;
  return effectiveSampleSize({&weights_[root * particles_], particles_}) <
         static_cast<float>(settings_.essFraction * static_cast<double>(particles_));
}

void SmcPlanner::resample(std::size_t root, int depth, const PlanRequest& request) {
  const std::size_t first = root * particles_;
  const std::span<std::int32_t> indices(&indices_[first], particles_);
  const std::span<const float> weights(&weights_[first], particles_);
  // An Rng yields a bounded count of numbers, so every piece of independent draws has its own.
  const bool systematic = settings_.scheme == "systematic";
  const std::size_t piece = systematic ? particles_ : kDrawsPerRng;
  for (std::size_t n = 0; n < particles_; n += piece) {
    Rng rng(request.seed, Stream::kResample, request.environment[root], request.step[root],
            static_cast<std::uint32_t>(n / piece), static_cast<std::uint32_t>(depth));
    (systematic ? resampleSystematic : resampleMultinomial)(weights, rng,
                                                            indices.subspan(n, std::min(piece, particles_ - n)));
  }
  for (std::size_t n = 0; n < particles_; ++n) {
    const std::size_t from = first + static_cast<std::size_t>(indices[n]);
    const std::size_t to = first + n;
    copyRow(states_, from, statesNext_, to, spec_.stateBytes);
    valuesNext_[to] = values_[from];
    returnsNext_[to] = returns_[from];
    deadNext_[to] = dead_[from];
    policyRowNext_[to] = policyRow_[from];
    ancestorsNext_[to] = ancestors_[from];
    parents_[to] = indices[n];
    broken_[to] = 0;        // such a one lives on only where all broke
    logRatios_[to] = 0.0f;  // weights start anew
    advantageSums_[to] = 0.0f;
  }
  std::copy_n(&statesNext_[first * spec_.stateBytes], particles_ * spec_.stateBytes,
              &states_[first * spec_.stateBytes]);
  std::copy_n(&valuesNext_[first], particles_, &values_[first]);
  std::copy_n(&returnsNext_[first], particles_, &returns_[first]);
  std::copy_n(&deadNext_[first], particles_, &dead_[first]);
  std::copy_n(&policyRowNext_[first], particles_, &policyRow_[first]);
  std::copy_n(&ancestorsNext_[first], particles_, &ancestors_[first]);
  resampledOnce_[root] = 1;
}

void SmcPlanner::decide(std::size_t root, const PlanRequest& request, Decisions& out, SearchTrace* trace) {
  const std::size_t first = root * particles_;
  const std::size_t actionBytes = spec_.actionBytes();
  // Root actions of the final particles, through their ancestors among the initial draws.
  for (std::size_t n = 0; n < particles_; ++n) {
    copyRow(out.rootActions, first + static_cast<std::size_t>(ancestors_[first + n]), rootActionsNext_, first + n,
            actionBytes);
  }
  std::copy_n(&rootActionsNext_[first * actionBytes], particles_ * actionBytes, &out.rootActions[first * actionBytes]);
  const std::span<const float> weights(&weights_[first], particles_);
  std::copy(weights.begin(), weights.end(), &out.weights[first]);
  out.searchValues[root] = std::inner_product(weights.begin(), weights.end(), &returns_[first], 0.0f);

  const RootActions::Atoms atoms{
      {&out.rootActions[first * actionBytes], particles_ * actionBytes}, weights, {&ancestors_[first], particles_}};
  Rng rng(request.seed, Stream::kAct, request.environment[root], request.step[root]);
  out.klToPrior[root] =
      rootActions_->decide(root, atoms, choice_, rng, {&out.chosenActions[root * actionBytes], actionBytes});
  if (trace == nullptr) return;
  trace->rootValue = out.values[root];
  rootActions_->record(root, atoms, *trace);
  const auto* atomsBegin = &out.rootActions[first * actionBytes];
  trace->rootActions.assign(atomsBegin, atomsBegin + particles_ * actionBytes);
  trace->weights.assign(weights.begin(), weights.end());
  const auto* chosenBegin = &out.chosenActions[root * actionBytes];
  trace->chosenAction.assign(chosenBegin, chosenBegin + actionBytes);
  trace->klToPrior = out.klToPrior[root];
}

void SmcPlanner::record(std::size_t root, int depth, SearchTrace& trace) {
  const std::size_t first = root * particles_;
  const auto append = [&](auto& target, const auto& source, std::size_t width) {
    const auto* begin = source.data() + first * width;
    target.insert(target.end(), begin, begin + particles_ * width);
  };
  append(trace.parent, parents_, 1);
  append(trace.rootAncestor, ancestors_, 1);
  append(trace.action, actions_, spec_.actionBytes());
  append(trace.reward, rewards_, 1);
  append(trace.value, values_, 1);
  append(trace.advantage, deltas_, 1);
  append(trace.logWeight, logWeights_, 1);
  append(trace.weight, weights_, 1);
  constexpr auto kBroke = static_cast<std::uint8_t>(Fate::kBroke);
  for (std::size_t n = first; n < first + particles_; ++n) {
    const bool before = depth > 0 && trace.dead[trace.at(depth - 1, parents_[n])] == kBroke;
    trace.dead.push_back(broken_[n] != 0 || before ? kBroke : dead_[n]);
  }
  append(trace.state, states_, spec_.stateBytes);
  const std::span<const float> weights(&weights_[first], particles_);
  trace.ess.push_back(effectiveSampleSize(weights));
  trace.entropy.push_back(entropy(weights));
  std::vector<std::uint8_t> alive(particles_, 0);
  for (std::size_t n = 0; n < particles_; ++n) alive[static_cast<std::size_t>(ancestors_[first + n])] = 1;
  trace.ancestors.push_back(std::accumulate(alive.begin(), alive.end(), 0));
  const bool last = depth + 1 == settings_.horizon;
  trace.resampling.push_back(resamplesAfter(root, depth)                                   ? ResampleEvent::kApplied
                             : last && settings_.resample == "period" && periodEnds(depth) ? ResampleEvent::kReported
                                                                                           : ResampleEvent::kNone);
  // Without a resampling in between the next depth continues particle n by particle n.
  std::iota(parents_.begin() + static_cast<std::ptrdiff_t>(first),
            parents_.begin() + static_cast<std::ptrdiff_t>(first + particles_), 0);
}

}  // namespace spolab
