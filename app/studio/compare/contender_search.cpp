#include "app/studio/compare/contender_search.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <ctime>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/translate.h"
#include "core/plan/distribution.h"
#include "core/plan/smc/smc_config.h"
#include "core/plan/smc/smc_math.h"

namespace spolab {
namespace {

constexpr std::size_t kCacheEntries = 65536;
/// Rows of the network on each core between two looks for a newer request, images of a state counted each.
constexpr std::size_t kPieceRows = 1024;
/// Particles that the searches of a spread follow side by side.
constexpr std::int64_t kSideBySide = 2048;
constexpr std::size_t kKeptFutures = 3;
constexpr int kMostTries = 8;
/// A short search is timed so often, as long as that costs no more than this.
constexpr int kTimings = 3;
constexpr double kTimingMilliseconds = 30.0;
/// Ends of the interval that a spread shows.
constexpr double kLow = 0.05, kHigh = 0.95;
/// Streams of the searches of a spread: far from those of episodes.
constexpr std::uint32_t kSpreadStream = 0x40000000;

/// Processor time of this thread: what else the machine does is no part of it.
double threadMilliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// The value at a share of the sorted numbers, in proportion between two of them.
float quantile(const std::vector<float>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const auto part = static_cast<float>(at - static_cast<double>(below));
  return sorted[below] + part * (sorted[above] - sorted[below]);
}

/// Transitions that were made: a particle is stepped until its episode ends, a node of a tree is stepped to once.
std::int64_t transitionsMade(const SearchTrace& trace) {
  std::int64_t made = 0;
  for (int depth = 0; depth < trace.depths; ++depth)
    for (int n = 0; n < trace.countAt(depth); ++n)
      made += depth == 0 || trace.dead[trace.at(depth - 1, trace.parent[trace.at(depth, n)])] == 0 ? 1 : 0;
  return made;
}

/// What one root of the decisions says per action; of a box its mean action.
std::vector<float> summaryOf(const Decisions& decisions, std::size_t root, const EnvSpec& spec) {
  const auto atoms = static_cast<std::size_t>(decisions.atoms);
  std::vector<float> summary(static_cast<std::size_t>(spec.discrete() ? spec.actionCount() : spec.actionDims), 0.0f);
  for (std::size_t n = root * atoms; n < (root + 1) * atoms; ++n) {
    const ActionView action = std::span(decisions.rootActions).subspan(n * spec.actionBytes(), spec.actionBytes());
    if (spec.discrete()) {
      summary[static_cast<std::size_t>(discreteAction(action))] += decisions.weights[n];
      continue;
    }
    for (std::size_t d = 0; d < summary.size(); ++d) {
      float part = 0.0f;
      std::memcpy(&part, &action[d * sizeof part], sizeof part);
      summary[d] += decisions.weights[n] * part;
    }
  }
  return summary;
}

}  // namespace

/// Hands large batches on in pieces and stops between them when a newer request has come.
class ContenderSearch::StoppableEvaluator final : public Evaluator {
 public:
  StoppableEvaluator(std::unique_ptr<Evaluator> inner, std::size_t observationBytes, std::size_t piece,
                     const ContenderSearch& owner)
      : inner_(std::move(inner)), observationBytes_(observationBytes), piece_(piece), owner_(owner) {}
  [[nodiscard]] const NetworkOutputs& outputs() const override { return inner_->outputs(); }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override {
    const auto policySize = static_cast<std::size_t>(outputs().policySize);
    for (std::size_t first = 0; first < out.value.size(); first += piece_) {
      owner_.checkSuperseded();
      const std::size_t count = std::min(piece_, out.value.size() - first);
      const auto rows = [&](std::span<float> all) {  // empty: not asked for
        return all.empty() ? all : all.subspan(first * policySize, count * policySize);
      };
      inner_->evaluate(observations.subspan(first * observationBytes_, count * observationBytes_),
                       {rows(out.policy), out.value.subspan(first, count), rows(out.q)});
    }
  }
  [[nodiscard]] EvaluatorCounts counts() const override { return inner_->counts(); }

 private:
  std::unique_ptr<Evaluator> inner_;
  std::size_t observationBytes_;
  std::size_t piece_;  ///< states between two looks
  const ContenderSearch& owner_;
};

ContenderSearch::ContenderSearch(Superseded superseded) : superseded_(std::move(superseded)) {}
ContenderSearch::~ContenderSearch() = default;

void ContenderSearch::checkSuperseded() const {
  if (superseded_ && superseded_()) throw SupersededError{};
}

void ContenderSearch::hold(const HeldDecision& held) {
  const std::int64_t symmetries = held.decider->config.network.symmetries;
  const bool sameNetwork = evaluator_ && held.decider->agent == agent_ && symmetries == symmetries_;
  if (!sameNetwork || held.env != held_.env || held.state != held_.state) futures_.clear();
  if (!sameNetwork) {
    evaluator_.reset();
    forMany_.reset();
    agent_ = held.decider->agent;
    symmetries_ = symmetries;
    evaluator_ = std::make_unique<CachedEvaluator>(stoppable(held, pool_), held.env->spec().observationBytes(),
                                                   kCacheEntries, &pool_);
    forMany_ = stoppable(held, allCores_);
    warmUp(held);
  }
  held_ = held;
}

std::unique_ptr<Evaluator> ContenderSearch::stoppable(const HeldDecision& held, WorkerPool& pool) const {
  const std::size_t rows = kPieceRows * static_cast<std::size_t>(pool.workers());
  return std::make_unique<StoppableEvaluator>(
      agent_->makeEvaluator({"cpu", 0, &pool, symmetries_}), held.env->spec().observationBytes(),
      std::max<std::size_t>(rows / static_cast<std::size_t>(symmetries_), 1), *this);
}

/// A thread's first row of a network costs what no later one does: it must not count as a search's time.
void ContenderSearch::warmUp(const HeldDecision& held) {
  std::vector<std::byte> observation(held.env->spec().observationBytes());
  std::vector<float> row(static_cast<std::size_t>(evaluator_->outputs().policySize));
  float value = 0.0f;
  held.env->observe(held.state, observation);
  evaluator_->evaluate(observation, {row, {&value, 1}, {}});
}

RunConfig ContenderSearch::configOf(const Contender& contender) const {
  const RunConfig& played = held_.decider->config;
  RunConfig config = played.withAlgorithm(contender.method.empty() ? played.algorithm : contender.method);
  config.applyOverrides(contender.changes, true);
  return config;
}

Scalable ContenderSearch::scalable(const Contender& contender) const {
  const RunConfig config = configOf(contender);
  const std::int64_t particles = config.planner->futures();
  return {particles, config.planner->make(*held_.env)->transitionsPerRoot() / particles};
}

ContenderResult ContenderSearch::search(const Contender& contender, std::optional<std::int64_t> particles) {
  ContenderResult result;
  result.name = contender.name;
  result.searches = contender.searches;
  result.stale = false;
  try {
    if (contender.searches)
      run(contender, particles, result);
    else
      decideWithoutSearch(result);
  } catch (const Error& error) {
    result.error = error.what();
  }
  return result;
}

void ContenderSearch::run(const Contender& contender, std::optional<std::int64_t> particles, ContenderResult& result) {
  RunConfig config = configOf(contender);
  if (particles) config.planner->setFutures(std::clamp<std::int64_t>(*particles, 1, kMostParticles));
  const auto planner = config.planner->make(*held_.env);
  result.summary = config.planner->summary();
  result.particles = config.planner->futures();
  result.budget = planner->transitionsPerRoot();
  checkSuperseded();
  auto trace = std::make_shared<SearchTrace>();
  // Cold caches of the processor show in short times: of those the shortest counts.
  double spent = 0.0;
  for (int time = 0; time < kTimings && spent < kTimingMilliseconds; ++time) {
    *trace = {};
    evaluator_->clear();
    const std::uint64_t before = evaluator_->counts().evaluated;
    const double begin = threadMilliseconds();
    planner->plan({held_.state, contender.seed, {&held_.episode, 1}, {&held_.step, 1}}, *evaluator_, pool_, decisions_,
                  {trace.get(), 1});
    const double took = threadMilliseconds() - begin;
    result.milliseconds = time == 0 ? took : std::min(result.milliseconds, took);
    result.rows = static_cast<std::int64_t>(evaluator_->counts().evaluated - before);
    spent += took;
  }
  result.made = transitionsMade(*trace);
  if (!trace->ess.empty() && !trace->isTree()) result.ess = trace->ess.back();
  result.trace = std::move(trace);
}

/// The network alone: its most likely action, or the middle of its density.
void ContenderSearch::decideWithoutSearch(ContenderResult& result) {
  const EnvSpec& spec = held_.env->spec();
  std::vector<std::byte> observation(spec.observationBytes());
  std::vector<float> row(static_cast<std::size_t>(evaluator_->outputs().policySize));
  auto trace = std::make_shared<SearchTrace>();
  evaluator_->clear();
  const double begin = threadMilliseconds();
  held_.env->observe(held_.state, observation);
  evaluator_->evaluate(observation, {row, {&trace->rootValue, 1}, {}});
  trace->actions = spec.actionCount();
  trace->actionDims = spec.actionDims;
  trace->actionBytes = spec.actionBytes();
  trace->stateBytes = spec.stateBytes;
  trace->rootState = held_.state;
  trace->chosenAction.resize(trace->actionBytes);
  if (spec.discrete()) {
    std::vector<std::uint8_t> mask(row.size(), 1);
    held_.env->legalActions(held_.state, mask);
    trace->prior.resize(row.size());
    if (!Categorical::probabilities(row, mask, trace->prior))
      throw Error("finite numbers from the network", "a non-finite logit", "the policy");
    trace->proposal = trace->prior;
    const auto best = std::max_element(trace->prior.begin(), trace->prior.end()) - trace->prior.begin();
    trace->qhat.assign(row.size(), 0.0f);
    trace->qhat[static_cast<std::size_t>(best)] = 1.0f;
    const auto action = static_cast<std::int32_t>(best);
    std::memcpy(trace->chosenAction.data(), &action, sizeof action);
    trace->klToPrior = static_cast<float>(klDivergence(trace->qhat, trace->prior));
  } else {
    trace->policyRow = row;
    for (std::size_t d = 0; d < static_cast<std::size_t>(spec.actionDims); ++d) {
      const float middle = std::tanh(row[d]);
      std::memcpy(&trace->chosenAction[d * sizeof middle], &middle, sizeof middle);
    }
    trace->rootActions = trace->chosenAction;
    trace->weights = {1.0f};
  }
  result.milliseconds = threadMilliseconds() - begin;
  result.rows = 1;
  result.summary = translate("compare", "the policy alone, no search");
  result.trace = std::move(trace);
}

ContenderResult ContenderSearch::searchFor(const Contender& contender, double milliseconds) {
  ContenderResult best = search(contender);
  if (!contender.searches || !best.error.empty()) return best;
  ContenderResult latest = best;
  for (int tries = 1; tries < kMostTries; ++tries) {
    const std::int64_t next = particlesForTime(latest.particles, latest.milliseconds, milliseconds, kMostParticles);
    if (next == latest.particles) break;
    latest = search(contender, next);
    if (std::abs(std::log(latest.milliseconds / milliseconds)) < std::abs(std::log(best.milliseconds / milliseconds)))
      best = latest;
  }
  return best;
}

std::shared_ptr<const Spread> ContenderSearch::spread(const Contender& contender, std::int64_t particles,
                                                      int searches) {
  RunConfig config = configOf(contender);
  config.planner->setFutures(particles);
  const auto planner = config.planner->make(*held_.env);
  const EnvSpec& spec = held_.env->spec();
  const auto together = std::clamp<std::int64_t>(kSideBySide / particles, 1, searches);
  std::vector<std::vector<float>> found;
  while (static_cast<int>(found.size()) < searches) {
    const auto roots =
        std::min<std::size_t>(static_cast<std::size_t>(together), static_cast<std::size_t>(searches) - found.size());
    std::vector<std::byte> states;
    std::vector<std::uint32_t> streams, steps(roots, held_.step);
    for (std::size_t r = 0; r < roots; ++r) {
      states.insert(states.end(), held_.state.begin(), held_.state.end());
      streams.push_back(kSpreadStream + static_cast<std::uint32_t>(found.size() + r));
    }
    checkSuperseded();
    planner->plan({states, contender.seed, streams, steps}, *evaluator_, pool_, decisions_);
    for (std::size_t r = 0; r < roots; ++r) found.push_back(summaryOf(decisions_, r, spec));
  }
  auto spread = std::make_shared<Spread>();
  spread->searches = searches;
  for (std::size_t i = 0; i < found.front().size(); ++i) {
    std::vector<float> sorted;
    double sum = 0.0;
    for (const std::vector<float>& one : found) {
      sorted.push_back(one[i]);
      sum += static_cast<double>(one[i]);
    }
    std::sort(sorted.begin(), sorted.end());
    spread->mean.push_back(static_cast<float>(sum / searches));
    spread->low.push_back(quantile(sorted, kLow));
    spread->high.push_back(quantile(sorted, kHigh));
  }
  return spread;
}

FutureTree& ContenderSearch::futures(int horizon) {
  const auto known =
      std::find_if(futures_.begin(), futures_.end(), [&](const FutureTree& tree) { return tree.horizon() == horizon; });
  if (known != futures_.end()) {
    futures_.splice(futures_.begin(), futures_, known);
  } else {
    FutureTree tree(*held_.env, held_.state, horizon, kMostExactRows, superseded_);
    if (tree.extent() == FutureTree::Extent::kCancelled) throw SupersededError{};
    futures_.push_front(std::move(tree));
    while (futures_.size() > kKeptFutures) futures_.pop_back();
  }
  return futures_.front();
}

std::shared_ptr<const ExactAnswer> ContenderSearch::exact(const Contender& contender, const SearchTrace& trace,
                                                          const std::function<void(int percent)>& progress) {
  const RunConfig config = configOf(contender);
  const SmcSettings* smc = smcSettings(*config.planner);
  auto answer = std::make_shared<ExactAnswer>();
  if (smc == nullptr) {
    answer->absent = translate("compare", "No exact q̂: only that of an SMC search is known.");
    return answer;
  }
  const SmcSettings& settings = *smc;
  if (const std::string why = whyNotEnumerable(held_.env->spec(), settings); !why.empty()) {
    answer->absent = translateFormat(phrase("compare", "No exact q̂: {}."), why);
    return answer;
  }
  FutureTree& tree = futures(static_cast<int>(settings.horizon));
  answer->rows = tree.rows();
  answer->sequences = tree.sequences();
  if (tree.extent() == FutureTree::Extent::kTooLarge) {
    answer->absent =
        translateFormat(phrase("compare", "No exact q̂: {:.4g} action sequences, more than {} different states."),
                        tree.sequences(), kMostExactRows);
    return answer;
  }
  int told = -1;
  const auto cancelled = [&] {
    const int percent = static_cast<int>(100 * tree.evaluatedRows() / tree.rows());
    if (percent / 10 != told / 10 || told < 0) progress(percent);
    told = percent;
    return superseded_ && superseded_();
  };
  if (!tree.evaluate(*forMany_, cancelled)) throw SupersededError{};
  const bool moved = settings.rootNoise > 0.0 && !settings.rootNoiseCorrect;
  answer->qhat = tree.target(settings, moved ? std::span<const float>(trace.proposal) : std::span<const float>{}).qhat;
  return answer;
}

}  // namespace spolab
