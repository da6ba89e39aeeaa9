#include "core/plan/puct/puct_planner.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>
#include <set>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/plan/distribution.h"
#include "core/plan/parallel_env.h"
#include "core/plan/puct/puct_math.h"
#include "core/plan/smc/smc_math.h"

namespace spolab {
namespace {

constexpr std::size_t kRootGrain = 4;
constexpr std::size_t kMaxActions = Categorical::kMaxActions;

[[noreturn]] void refuseNonFinite(const char* quantity) {
  throw Error(std::string("finite numbers from the network"), std::string("a non-finite ") + quantity, "the search");
}

}  // namespace

PuctPlanner::PuctPlanner(const PuctSettings& settings, const Env& env)
    : settings_(settings),
      env_(env),
      spec_(env.spec()),
      actions_(static_cast<std::size_t>(spec_.actionCount())),
      capacity_(static_cast<std::size_t>(settings.simulations) + 1) {
  if (!spec_.discrete()) throw Error::usage("a world of discrete actions for a tree search", spec_.id, "the planner");
}

void PuctPlanner::plan(const PlanRequest& request, Evaluator& evaluator, WorkerPool& pool, Decisions& out,
                       std::span<SearchTrace> traces) {
  SPOLAB_CHECK_EQ(static_cast<std::size_t>(evaluator.outputs().policySize), actions_);
  prepare(request, out);
  const auto roots = static_cast<std::size_t>(out.roots);
  SPOLAB_CHECK(traces.empty() || traces.size() == roots);
  const RootGroups groups(roots, 1, evaluator);
  EvaluationQueue network(evaluator);
  observeBatch(env_, pool, request.states, observations_);
  for (std::size_t g = 0; g < groups.count(); ++g) askAboutRoots(groups[g], out, network);
  for (int simulation = -1; simulation < settings_.simulations; ++simulation) {
    const bool last = simulation + 1 == settings_.simulations;
    for (std::size_t g = 0; g < groups.count(); ++g) {
      network.finish();
      // Roots are independent of one another, so all that happens between two calls of the network is one phase.
      pool.parallelFor(groups[g].size(), kRootGrain, [&](std::size_t begin, std::size_t end, int) {
        for (std::size_t root = groups[g].first + begin; root < groups[g].first + end; ++root) {
          if (simulation < 0) {
            plantTree(root, request, out);
          } else {
            backUp(root);
          }
          if (!last) {
            walk(root, simulation + 1, request);
            continue;
          }
          decide(root, request, out);
          if (!traces.empty()) record(root, request, out, traces[root]);
        }
      });
      if (!last) askAboutLeaves(groups[g], pool, network);
    }
  }
}

void PuctPlanner::askAboutRoots(RootGroup group, Decisions& out, EvaluationQueue& network) {
  const std::size_t width = spec_.observationBytes();
  network.begin(std::span(observations_).subspan(group.first * width, group.size() * width),
                {std::span(logits_).subspan(group.first * actions_, group.size() * actions_),
                 std::span(out.values).subspan(group.first, group.size()),
                 {}});
}

void PuctPlanner::prepare(const PlanRequest& request, Decisions& out) {
  const std::size_t roots = request.states.size() / spec_.stateBytes;
  SPOLAB_CHECK_EQ(request.environment.size(), roots);
  SPOLAB_CHECK_EQ(request.step.size(), roots);
  const std::size_t nodes = roots * capacity_;

  out.roots = static_cast<int>(roots);
  out.atoms = static_cast<int>(actions_);
  out.rootActions.resize(roots * actions_ * spec_.actionBytes());
  out.weights.resize(roots * actions_);
  out.logRatios.assign(roots * actions_, 0.0f);
  out.dualAdvantages.assign(roots * actions_, 0.0f);
  for (auto* perRoot : {&out.values, &out.searchValues, &out.ess, &out.klToPrior}) perRoot->resize(roots);
  out.broken.resize(roots);
  out.chosenActions.resize(roots * spec_.actionBytes());

  nodes_.resize(nodes);
  states_.resize(nodes * spec_.stateBytes);
  children_.resize(nodes * actions_);
  priors_.resize(nodes * actions_);
  rootPriors_.resize(roots * actions_);
  for (auto* perRoot : {&used_, &leaves_, &rowOf_}) perRoot->resize(roots);
  observations_.resize(roots * spec_.observationBytes());
  logits_.resize(roots * actions_);
  values_.resize(roots);
}

/// P(a|s) of a node from its row of the network; −1 marks actions that are not legal there.
void PuctPlanner::setPrior(std::size_t root, std::int32_t node, std::span<const float> logits) {
  const std::size_t index = at(root, node);
  const std::span<float> prior(&priors_[index * actions_], actions_);
  std::array<std::uint8_t, kMaxActions> buffer;
  std::span<std::uint8_t> mask;
  if (spec_.hasLegalMask) {
    mask = std::span(buffer).first(actions_);
    env_.legalActions(stateOf(index), mask);
  }
  if (!Categorical::probabilities(logits, mask, prior)) refuseNonFinite("logit");
  for (std::size_t a = 0; a < mask.size(); ++a)
    if (mask[a] == 0) prior[a] = -1.0f;
  std::fill_n(&children_[index * actions_], actions_, -1);
}

void PuctPlanner::plantTree(std::size_t root, const PlanRequest& request, const Decisions& out) {
  const std::size_t index = at(root, 0);
  std::memcpy(&states_[index * spec_.stateBytes], &request.states[root * spec_.stateBytes], spec_.stateBytes);
  if (!std::isfinite(out.values[root])) refuseNonFinite("value");
  nodes_[index] = {};
  nodes_[index].value = nodes_[index].leaf = out.values[root];
  used_[root] = 1;
  setPrior(root, 0, {&logits_[root * actions_], actions_});

  const std::span<float> prior(&priors_[index * actions_], actions_);
  const std::span<float> own(&rootPriors_[root * actions_], actions_);
  std::transform(prior.begin(), prior.end(), own.begin(), [](float p) { return std::max(p, 0.0f); });
  if (settings_.rootNoise <= 0.0) return;
  Rng noise(request.seed, Stream::kRootNoise, request.environment[root], request.step[root]);
  std::array<float, kMaxActions> mixed;
  mixRootNoise(own, settings_.rootNoise, settings_.rootNoiseAlpha, noise, std::span(mixed).first(actions_));
  for (std::size_t a = 0; a < actions_; ++a)
    if (prior[a] >= 0.0f) prior[a] = mixed[a];
}

/// The action with the best score; among equals one is drawn.
std::int32_t PuctPlanner::select(std::size_t root, std::int32_t node, int simulation, const PlanRequest& request) {
  const std::size_t index = at(root, node);
  std::array<std::int32_t, kMaxActions> visits;
  std::array<float, kMaxActions> values, scores;
  for (std::size_t a = 0; a < actions_; ++a) {
    const std::int32_t child = children_[index * actions_ + a];
    visits[a] = 0;
    if (child < 0) continue;
    const Node& below = nodes_[at(root, child)];
    visits[a] = below.visits;
    values[a] = below.reward + static_cast<float>(settings_.gamma) * below.value;
  }
  const std::span<float> score = std::span(scores).first(actions_);
  puctScores({nodes_[index].visits,
              nodes_[index].value,
              std::span(visits).first(actions_),
              std::span(values).first(actions_),
              {&priors_[index * actions_], actions_}},
             {settings_.c1, settings_.c2, settings_.leastRange}, score);
  const auto best = std::max_element(score.begin(), score.end());
  const auto equals = static_cast<std::uint32_t>(std::count(best, score.end(), *best));
  if (equals == 1) return static_cast<std::int32_t>(best - score.begin());
  Rng rng(request.seed, Stream::kPropose, request.environment[root], request.step[root],
          static_cast<std::uint32_t>(simulation), static_cast<std::uint32_t>(nodes_[index].depth));
  auto skip = static_cast<std::uint32_t>(rng.uniformDouble() * equals);
  for (auto it = best;; ++it)
    if (*it == *best && skip-- == 0) return static_cast<std::int32_t>(it - score.begin());
}

std::int32_t PuctPlanner::addNode(std::size_t root, std::int32_t parent, std::int32_t action) {
  const std::int32_t node = used_[root]++;
  const std::size_t index = at(root, node), above = at(root, parent);
  children_[above * actions_ + static_cast<std::size_t>(action)] = node;
  std::memcpy(&states_[index * spec_.stateBytes], &states_[above * spec_.stateBytes], spec_.stateBytes);
  std::array<std::byte, sizeof action> bytes;
  std::memcpy(bytes.data(), &action, sizeof action);
  const StepResult result = env_.step(stateOf(index), bytes);
  Node& made = nodes_[index];
  made = {};
  made.parent = parent;
  made.action = action;
  made.depth = nodes_[above].depth + 1;
  made.visits = 0;
  made.reward = result.reward;
  made.ended = result.ended || result.failed;
  made.broken = result.failed;
  made.closed = made.ended || result.truncated;
  return node;
}

/// Goes down to a state that is new, to the end of an episode or to the greatest depth.
void PuctPlanner::walk(std::size_t root, int simulation, const PlanRequest& request) {
  std::int32_t node = 0;
  rowOf_[root] = -1;
  while (!nodes_[at(root, node)].closed && nodes_[at(root, node)].depth < settings_.maxDepth) {
    const std::int32_t action = select(root, node, simulation, request);
    const std::int32_t child = children_[at(root, node) * actions_ + static_cast<std::size_t>(action)];
    node = child >= 0 ? child : addNode(root, node, action);
    if (child >= 0) continue;
    if (!nodes_[at(root, node)].ended) rowOf_[root] = 0;
    break;
  }
  leaves_[root] = node;
}

/// One batch of a group's new leaves, from the group's first row on.
void PuctPlanner::askAboutLeaves(RootGroup group, WorkerPool& pool, EvaluationQueue& network) {
  std::size_t row = group.first;
  for (std::size_t root = group.first; root < group.last; ++root)
    if (rowOf_[root] >= 0) rowOf_[root] = static_cast<std::int32_t>(row++);
  const std::size_t width = spec_.observationBytes();
  pool.parallelFor(group.size(), kRootGrain, [&](std::size_t begin, std::size_t end, int) {
    for (std::size_t root = group.first + begin; root < group.first + end; ++root) {
      if (rowOf_[root] < 0) continue;
      env_.observe(stateOf(at(root, leaves_[root])),
                   {&observations_[static_cast<std::size_t>(rowOf_[root]) * width], width});
    }
  });
  const std::size_t asked = row - group.first;
  network.begin(std::span(observations_).subspan(group.first * width, asked * width),
                {std::span(logits_).subspan(group.first * actions_, asked * actions_),
                 std::span(values_).subspan(group.first, asked),
                 {}});
}

/// G = r + γ G up to the root; running means, one more visit each.
void PuctPlanner::backUp(std::size_t root) {
  std::int32_t node = leaves_[root];
  if (rowOf_[root] >= 0) {
    const auto row = static_cast<std::size_t>(rowOf_[root]);
    if (!std::isfinite(values_[row])) refuseNonFinite("value");
    nodes_[at(root, node)].leaf = values_[row];
    setPrior(root, node, {&logits_[row * actions_], actions_});
  }
  float value = nodes_[at(root, node)].leaf;
  while (node >= 0) {
    Node& here = nodes_[at(root, node)];
    here.value += (value - here.value) / static_cast<float>(here.visits + 1);
    ++here.visits;
    value = here.reward + static_cast<float>(settings_.gamma) * value;
    node = here.parent;
  }
}

void PuctPlanner::decide(std::size_t root, const PlanRequest& request, Decisions& out) {
  const std::size_t index = at(root, 0);
  std::array<std::int32_t, kMaxActions> visits;
  for (std::size_t a = 0; a < actions_; ++a) {
    const std::int32_t child = children_[index * actions_ + a];
    visits[a] = child < 0 ? 0 : nodes_[at(root, child)].visits;
    const auto action = static_cast<std::int32_t>(a);
    std::memcpy(&out.rootActions[(root * actions_ + a) * sizeof action], &action, sizeof action);
  }
  const std::span<const std::int32_t> counts = std::span(visits).first(actions_);
  const std::span<float> qhat(&out.weights[root * actions_], actions_);
  visitShares(counts, 1.0, qhat);
  out.searchValues[root] = nodes_[index].value;
  const auto nodes = std::span(nodes_).subspan(index, static_cast<std::size_t>(used_[root]));
  out.broken[root] =
      static_cast<std::int32_t>(std::count_if(nodes.begin(), nodes.end(), [](const Node& n) { return n.broken; }));
  out.ess[root] = effectiveSampleSize(qhat);
  out.klToPrior[root] = static_cast<float>(klDivergence(qhat, {&rootPriors_[root * actions_], actions_}));

  std::int32_t chosen = 0;
  if (settings_.action == "sample") {
    std::array<float, kMaxActions> tempered;
    visitShares(counts, settings_.visitTemperature, std::span(tempered).first(actions_));
    Rng rng(request.seed, Stream::kAct, request.environment[root], request.step[root]);
    chosen = rng.categorical(std::span<const float>(tempered).first(actions_));
  } else {
    chosen = static_cast<std::int32_t>(std::max_element(qhat.begin(), qhat.end()) - qhat.begin());
  }
  std::memcpy(&out.chosenActions[root * sizeof chosen], &chosen, sizeof chosen);
}

/// The finished tree, row by row: nodes keep the order in which they were added.
void PuctPlanner::record(std::size_t root, const PlanRequest& request, const Decisions& out, SearchTrace& trace) {
  trace = {};
  recordRoot(root, request, out, trace);
  const std::span<const Node> nodes(&nodes_[at(root, 0)], static_cast<std::size_t>(used_[root]));
  std::vector<std::int32_t> slots(nodes.size());  // place of each node in its row
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    const auto depth = static_cast<std::size_t>(nodes[i].depth - 1);
    if (trace.count.size() <= depth) trace.count.resize(depth + 1, 0);
    slots[i] = trace.count[depth]++;
  }
  makeRows(trace);
  for (std::size_t i = 1; i < nodes.size(); ++i) recordNode(root, nodes, slots, i, trace);
  recordGauges(trace);
}

void PuctPlanner::recordRoot(std::size_t root, const PlanRequest& request, const Decisions& out,
                             SearchTrace& trace) const {
  const auto row = [&](const auto& source, std::size_t width) {
    const auto* begin = source.data() + root * width;
    return std::vector(begin, begin + width);
  };
  trace.kind = SearchKind::kTree;
  trace.actions = spec_.actionCount();
  trace.stateBytes = spec_.stateBytes;
  trace.actionBytes = spec_.actionBytes();
  trace.rootValue = out.values[root];
  trace.temperature = 1.0f;
  trace.rootState = row(request.states, spec_.stateBytes);
  trace.prior = row(rootPriors_, actions_);
  trace.proposal.resize(actions_);
  for (std::size_t a = 0; a < actions_; ++a) trace.proposal[a] = std::max(priors_[at(root, 0) * actions_ + a], 0.0f);
  trace.qhat = row(out.weights, actions_);
  trace.weights = trace.qhat;
  trace.rootActions = row(out.rootActions, actions_ * trace.actionBytes);
  trace.chosenAction = row(out.chosenActions, trace.actionBytes);
  trace.klToPrior = out.klToPrior[root];
}

/// Room for as many rows as there are counts.
void PuctPlanner::makeRows(SearchTrace& trace) {
  trace.depths = static_cast<int>(trace.count.size());
  trace.particles = *std::max_element(trace.count.begin(), trace.count.end());
  const std::size_t cells = trace.at(trace.depths, 0);
  for (auto* ints : {&trace.parent, &trace.rootAncestor, &trace.visits}) ints->resize(cells);
  for (auto* floats :
       {&trace.reward, &trace.value, &trace.advantage, &trace.logWeight, &trace.weight, &trace.edgePrior}) {
    floats->resize(cells);
  }
  trace.dead.resize(cells);
  trace.action.resize(cells * trace.actionBytes);
  trace.state.resize(cells * trace.stateBytes);
  trace.resampling.assign(trace.count.size(), ResampleEvent::kNone);
}

void PuctPlanner::recordNode(std::size_t root, std::span<const Node> nodes, std::span<const std::int32_t> slots,
                             std::size_t i, SearchTrace& trace) const {
  const Node& node = nodes[i];
  const auto above = static_cast<std::size_t>(node.parent);
  const std::size_t cell = trace.at(node.depth - 1, slots[i]);
  const bool first = node.parent == 0;
  trace.parent[cell] = first ? slots[i] : slots[above];
  trace.rootAncestor[cell] = first ? slots[i] : trace.rootAncestor[trace.at(node.depth - 2, slots[above])];
  trace.visits[cell] = node.visits;
  trace.reward[cell] = node.reward;
  trace.value[cell] = node.value;
  trace.advantage[cell] = node.reward + static_cast<float>(settings_.gamma) * node.value - nodes[above].value;
  trace.weight[cell] = static_cast<float>(node.visits) / static_cast<float>(settings_.simulations);
  trace.logWeight[cell] = std::log(trace.weight[cell]);
  trace.edgePrior[cell] =
      std::max(priors_[at(root, node.parent) * actions_ + static_cast<std::size_t>(node.action)], 0.0f);
  trace.dead[cell] = static_cast<std::uint8_t>(node.broken ? Fate::kBroke : node.closed ? Fate::kEnded : Fate::kGoesOn);
  std::memcpy(&trace.action[cell * trace.actionBytes], &node.action, sizeof node.action);
  std::memcpy(&trace.state[cell * trace.stateBytes],
              &states_[at(root, static_cast<std::int32_t>(i)) * trace.stateBytes], trace.stateBytes);
}

/// How evenly the simulations that came to each depth are spread over its nodes, and over first actions.
void PuctPlanner::recordGauges(SearchTrace& trace) {
  for (int depth = 0; depth < trace.depths; ++depth) {
    const auto count = static_cast<std::size_t>(trace.countAt(depth));
    std::vector<float> shares(&trace.weight[trace.at(depth, 0)], &trace.weight[trace.at(depth, 0)] + count);
    const float total = std::accumulate(shares.begin(), shares.end(), 0.0f);
    for (float& share : shares) share /= total;
    trace.ess.push_back(effectiveSampleSize(shares));
    trace.entropy.push_back(entropy(shares));
    const auto* roots = &trace.rootAncestor[trace.at(depth, 0)];
    trace.ancestors.push_back(static_cast<std::int32_t>(std::set<std::int32_t>(roots, roots + count).size()));
  }
}

}  // namespace spolab
