#include "tests/golden/sample_trace.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "core/base/rng.h"

namespace spolab {
namespace {

/// More particles over all depths need more numbers than one Rng gives: every particle of a depth gets its own.
constexpr int kMostForOneRng = 512;

struct Maker {
  const EnvSpec& spec;
  SearchTrace trace;
  std::uint64_t seed;
  Rng rng;
  std::vector<float> logWeight;

  Maker(const EnvSpec& envSpec, int particles, int depths, std::uint64_t number)
      : spec(envSpec), seed(number), rng(seed, Stream::kTest), logWeight(static_cast<std::size_t>(particles), 0.0f) {
    trace.particles = particles;
    trace.depths = depths;
    trace.actions = spec.actionCount();
    trace.actionDims = spec.actionDims;
    trace.actionBytes = spec.actionBytes();
    trace.rootValue = 0.46f;
    trace.temperature = 0.214f;
    const auto cells = static_cast<std::size_t>(particles) * static_cast<std::size_t>(depths);
    for (auto* list : {&trace.reward, &trace.value, &trace.advantage, &trace.logWeight, &trace.weight})
      list->assign(cells, 0.0f);
    trace.parent.assign(cells, 0);
    trace.rootAncestor.assign(cells, 0);
    trace.dead.assign(cells, 0);
    trace.action.assign(cells * trace.actionBytes, std::byte{0});
  }

  void makePrior() {
    float total = 0.0f;
    for (int i = 0; i < trace.actions; ++i) {
      trace.prior.push_back(static_cast<float>(std::exp(1.1 * rng.normal())));
      total += trace.prior.back();
    }
    for (float& p : trace.prior) p /= total;
    trace.proposal = trace.prior;
    for (int d = 0; d < spec.actionDims; ++d) trace.policyRow.push_back(0.3f * std::sin(2.0f * static_cast<float>(d)));
    for (int d = 0; d < spec.actionDims; ++d) trace.policyRow.push_back(0.25f + 0.12f * static_cast<float>(d));
  }

  void writeAction(std::byte* out) {
    if (spec.discrete()) {
      const std::int32_t action = rng.categorical(trace.prior);
      std::memcpy(out, &action, sizeof action);
      return;
    }
    for (int d = 0; d < spec.actionDims; ++d) {
      const auto part = static_cast<float>(std::tanh(0.6 * rng.normal() + 0.3 * std::sin(2.0 * d)));
      std::memcpy(out + static_cast<std::size_t>(d) * sizeof part, &part, sizeof part);
    }
  }

  void turnTo(int depth, int n) {
    if (trace.particles * trace.depths > kMostForOneRng)
      rng = Rng(seed, Stream::kTest, 1, static_cast<std::uint32_t>(depth), static_cast<std::uint32_t>(n));
  }

  void makeParticle(int depth, int n) {
    turnTo(depth, n);
    const std::size_t i = trace.at(depth, n);
    const std::size_t before = depth > 0 ? trace.at(depth - 1, trace.parent[i]) : i;
    trace.rootAncestor[i] = depth > 0 ? trace.rootAncestor[before] : n;
    writeAction(trace.action.data() + i * trace.actionBytes);
    if (depth > 0 && trace.dead[before] != 0) {
      trace.dead[i] = 1;
      return;
    }
    // Descendants of the same root share part of their luck, so that the search has something to find.
    const double luck = 0.09 * std::sin(1.7 * trace.rootAncestor[i]);
    trace.advantage[i] = static_cast<float>(luck + 0.11 * rng.normal());
    const float from = depth > 0 ? trace.value[before] : trace.rootValue;
    trace.value[i] = from + trace.advantage[i];
    if (depth >= 2 && trace.advantage[i] > 0.2f) {
      trace.dead[i] = 1;
      trace.reward[i] = 1.0f;
      trace.value[i] = 0.0f;
      trace.advantage[i] = 1.0f - from;
    } else if (depth >= 1 && trace.advantage[i] < -0.25f) {
      trace.dead[i] = 1;
      trace.value[i] = 0.0f;
      trace.advantage[i] = -from;
    }
  }

  void weigh(int depth) {
    float largest = -1e9f, total = 0.0f, squares = 0.0f, entropy = 0.0f;
    std::vector<std::uint8_t> roots(static_cast<std::size_t>(trace.particles), 0);
    for (int n = 0; n < trace.particles; ++n) {
      float& sum = logWeight[static_cast<std::size_t>(n)];
      sum += trace.advantage[trace.at(depth, n)] / trace.temperature;
      trace.logWeight[trace.at(depth, n)] = sum;
      largest = std::max(largest, sum);
    }
    for (int n = 0; n < trace.particles; ++n) total += std::exp(logWeight[static_cast<std::size_t>(n)] - largest);
    for (int n = 0; n < trace.particles; ++n) {
      const float w = std::exp(logWeight[static_cast<std::size_t>(n)] - largest) / total;
      trace.weight[trace.at(depth, n)] = w;
      squares += w * w;
      entropy -= w > 0 ? w * std::log(w) : 0.0f;
      roots[static_cast<std::size_t>(trace.rootAncestor[trace.at(depth, n)])] = 1;
    }
    trace.ess.push_back(1.0f / squares);
    trace.entropy.push_back(entropy);
    trace.ancestors.push_back(static_cast<std::int32_t>(std::count(roots.begin(), roots.end(), 1)));
  }

  void resample(int depth, int period) {
    const bool due = (depth + 1) % period == 0, last = depth + 1 == trace.depths;
    trace.resampling.push_back(!due ? ResampleEvent::kNone : last ? ResampleEvent::kReported : ResampleEvent::kApplied);
    if (last) return;
    const auto row = std::span(trace.weight).subspan(trace.at(depth, 0), static_cast<std::size_t>(trace.particles));
    std::vector<float> sums(row.size());
    std::partial_sum(row.begin(), row.end(), sums.begin());
    for (int n = 0; n < trace.particles; ++n) {
      if (due && trace.particles * trace.depths > kMostForOneRng) {
        turnTo(depth + trace.depths, n);
        const auto drawn = std::upper_bound(sums.begin(), sums.end(), rng.uniform() * sums.back()) - sums.begin();
        trace.parent[trace.at(depth + 1, n)] = std::min(static_cast<int>(drawn), trace.particles - 1);
      } else {
        trace.parent[trace.at(depth + 1, n)] = due ? rng.categorical(row) : n;
      }
    }
    if (due) std::fill(logWeight.begin(), logWeight.end(), 0.0f);
  }

  void decide() {
    const int last = trace.depths - 1;
    trace.qhat.assign(static_cast<std::size_t>(trace.actions), 0.0f);
    int best = 0;
    for (int n = 0; n < trace.particles; ++n) {
      const std::size_t i = trace.at(last, n);
      const auto root = static_cast<std::ptrdiff_t>(trace.at(0, trace.rootAncestor[i]) * trace.actionBytes);
      const auto bytes = static_cast<std::ptrdiff_t>(trace.actionBytes);
      trace.rootActions.insert(trace.rootActions.end(), trace.action.begin() + root,
                               trace.action.begin() + root + bytes);
      trace.weights.push_back(trace.weight[i]);
      if (trace.weights.back() > trace.weights[static_cast<std::size_t>(best)]) best = n;
      if (spec.discrete())
        trace.qhat[static_cast<std::size_t>(discreteAction({trace.action.data() + root, trace.actionBytes}))] +=
            trace.weights.back();
    }
    const auto from = static_cast<std::size_t>(best) * trace.actionBytes;
    trace.chosenAction.assign(trace.rootActions.begin() + static_cast<std::ptrdiff_t>(from),
                              trace.rootActions.begin() + static_cast<std::ptrdiff_t>(from + trace.actionBytes));
    if (spec.discrete()) {
      const auto largest =
          static_cast<std::int32_t>(std::max_element(trace.qhat.begin(), trace.qhat.end()) - trace.qhat.begin());
      std::memcpy(trace.chosenAction.data(), &largest, sizeof largest);
    }
    for (std::size_t i = 0; i < trace.qhat.size(); ++i)
      if (trace.qhat[i] > 0) trace.klToPrior += trace.qhat[i] * std::log(trace.qhat[i] / trace.prior[i]);
  }
};

}  // namespace

EnvSpec sampleSpec() {
  EnvSpec spec;
  spec.id = "sample";
  for (const char* face : {"U", "F", "R", "B", "L", "D"})
    for (const char* amount : {"", "'", "2"}) spec.actionNames.push_back(std::string(face) + amount);
  return spec;
}

EnvSpec sampleBoxSpec() {
  EnvSpec spec;
  spec.id = "sample-box";
  spec.actionNames = {"back thigh", "back shin", "back foot", "front thigh", "front shin", "front foot"};
  spec.actionDims = 6;
  return spec;
}

SearchTrace sampleTrace(const EnvSpec& spec, int particles, int depths, int period, std::uint64_t seed) {
  Maker maker(spec, particles, depths, seed);
  maker.makePrior();
  for (int n = 0; n < particles; ++n) maker.trace.parent[static_cast<std::size_t>(n)] = n;
  for (int depth = 0; depth < depths; ++depth) {
    for (int n = 0; n < particles; ++n) maker.makeParticle(depth, n);
    maker.weigh(depth);
    maker.resample(depth, period);
  }
  maker.decide();
  return maker.trace;
}

SearchTrace sampleTree(const EnvSpec& spec, int simulations, int depths, std::uint64_t seed) {
  struct Node {
    int parent = -1, action = -1, depth = 0, visits = 0, slot = 0;
    float value = 0;
  };
  SearchTrace trace = sampleTrace(spec, 2, 1, 1, seed);  // its root: prior, value
  std::vector<Node> nodes{{}};
  nodes[0].value = trace.rootValue;
  for (int k = 0; k < simulations; ++k) {
    int node = 0;
    Rng rng(seed, Stream::kTest, 1, static_cast<std::uint32_t>(k));
    while (nodes[static_cast<std::size_t>(node)].depth < depths) {
      // Every node prefers actions of its own, so that the tree is bushy here and thin there.
      std::vector<float> wish(trace.prior);
      for (std::size_t a = 0; a < wish.size(); ++a)
        wish[a] *= std::exp(2.5f * std::sin(1.3f * static_cast<float>(a) + 2.1f * static_cast<float>(node)));
      const int action = rng.categorical(wish);
      const auto known = std::find_if(nodes.begin(), nodes.end(),
                                      [&](const Node& n) { return n.parent == node && n.action == action; });
      if (known != nodes.end()) {
        node = static_cast<int>(known - nodes.begin());
        ++known->visits;
        continue;
      }
      const Node& above = nodes[static_cast<std::size_t>(node)];
      const float value = above.value + static_cast<float>(0.12 * rng.normal());
      nodes.push_back({node, action, above.depth + 1, 1, 0, value});
      break;
    }
  }
  trace.kind = SearchKind::kTree;
  trace.temperature = 1.0f;
  trace.count.clear();
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    const auto row = static_cast<std::size_t>(nodes[i].depth - 1);
    if (trace.count.size() <= row) trace.count.resize(row + 1, 0);
    nodes[i].slot = trace.count[row]++;
  }
  trace.depths = static_cast<int>(trace.count.size());
  trace.particles = *std::max_element(trace.count.begin(), trace.count.end());
  const std::size_t cells = trace.at(trace.depths, 0);
  for (auto* list : {&trace.parent, &trace.rootAncestor, &trace.visits}) list->assign(cells, 0);
  for (auto* list : {&trace.reward, &trace.value, &trace.advantage, &trace.logWeight, &trace.weight, &trace.edgePrior})
    list->assign(cells, 0.0f);
  trace.dead.assign(cells, 0);
  trace.action.assign(cells * trace.actionBytes, std::byte{0});
  trace.qhat.assign(trace.prior.size(), 0.0f);
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    const Node& node = nodes[i];
    const Node& above = nodes[static_cast<std::size_t>(node.parent)];
    const std::size_t at = trace.at(node.depth - 1, node.slot);
    trace.parent[at] = node.parent == 0 ? node.slot : above.slot;
    trace.rootAncestor[at] = node.parent == 0 ? node.slot : trace.rootAncestor[trace.at(node.depth - 2, above.slot)];
    trace.visits[at] = node.visits;
    trace.weight[at] = static_cast<float>(node.visits) / static_cast<float>(simulations);
    trace.logWeight[at] = std::log(trace.weight[at]);
    trace.value[at] = node.value;
    trace.advantage[at] = node.value - above.value;
    trace.edgePrior[at] = trace.prior[static_cast<std::size_t>(node.action)];
    std::memcpy(&trace.action[at * trace.actionBytes], &node.action, sizeof node.action);
    if (node.parent == 0) trace.qhat[static_cast<std::size_t>(node.action)] = trace.weight[at];
  }
  trace.dead[trace.at(trace.depths - 1, 0)] = 1;
  trace.reward[trace.at(trace.depths - 1, 0)] = 1.0f;
  trace.weights = trace.qhat;
  trace.rootActions.resize(trace.qhat.size() * trace.actionBytes);
  for (std::size_t a = 0; a < trace.qhat.size(); ++a) {
    const auto action = static_cast<std::int32_t>(a);
    std::memcpy(&trace.rootActions[a * sizeof action], &action, sizeof action);
  }
  const auto best =
      static_cast<std::int32_t>(std::max_element(trace.qhat.begin(), trace.qhat.end()) - trace.qhat.begin());
  std::memcpy(trace.chosenAction.data(), &best, sizeof best);
  trace.klToPrior = 0.0f;
  for (std::size_t a = 0; a < trace.qhat.size(); ++a)
    if (trace.qhat[a] > 0) trace.klToPrior += trace.qhat[a] * std::log(trace.qhat[a] / trace.prior[a]);
  trace.resampling.assign(trace.count.size(), ResampleEvent::kNone);
  trace.ess.clear();
  trace.entropy.clear();
  trace.ancestors.clear();
  for (int depth = 0; depth < trace.depths; ++depth) {
    trace.ess.push_back(static_cast<float>(trace.countAt(depth)));
    trace.entropy.push_back(std::log(static_cast<float>(trace.countAt(depth))));
    trace.ancestors.push_back(std::max(1, trace.countAt(0) - 2 * depth));
  }
  return trace;
}

}  // namespace spolab
