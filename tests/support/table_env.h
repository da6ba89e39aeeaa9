#pragma once

#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/plan/evaluator.h"
#include "envs/env.h"

namespace spolab::test {

/// Outcome of one action in a TableEnv.
struct Edge {
  int next = 0;
  float reward = 0.0f;
  bool ended = false;
  bool truncated = false;
  bool illegal = false;
  bool broken = false;  ///< the simulation breaks down here; needs `ended`
};

/// What a network says about a node, and where its actions lead.
struct Node {
  float value = 0.0f;
  std::vector<float> logits;
  std::vector<Edge> edges;
};

/// A small world given as a graph: node 0 is where episodes start. Stepping a finished state or taking an illegal
/// action aborts, so a planner that does either cannot pass. Observation: the number of the node as one float.
class TableEnv final : public Env {
 public:
  explicit TableEnv(std::vector<Node> nodes) : nodes_(std::move(nodes)) {
    spec_.id = "table";
    spec_.title = "A table";
    spec_.stateBytes = sizeof(State);
    spec_.floatCount = 1;
    spec_.stepLimit = 1000;
    for (std::size_t a = 0; a < nodes_.front().edges.size(); ++a) spec_.actionNames.push_back(std::to_string(a));
    for (const Node& node : nodes_) {
      for (const Edge& edge : node.edges) spec_.hasLegalMask = spec_.hasLegalMask || edge.illegal;
    }
  }

  /// Bytes of the state at `node`.
  [[nodiscard]] static std::vector<std::byte> stateAt(int node) {
    std::vector<std::byte> bytes(sizeof(State));
    const State state{node, 0};
    std::memcpy(bytes.data(), &state, sizeof state);
    return bytes;
  }
  [[nodiscard]] static int nodeOf(StateView bytes) { return load(bytes).node; }
  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }

  [[nodiscard]] const EnvSpec& spec() const override { return spec_; }
  void reset(StateSpan state, Rng& /*rng*/) const override { store(State{}, state); }
  StepResult step(StateSpan bytes, ActionView action) const override {
    State state = load(bytes);
    SPOLAB_CHECK_EQ(state.finished, 0);
    const Edge& edge =
        nodes_.at(static_cast<std::size_t>(state.node)).edges.at(static_cast<std::size_t>(discreteAction(action)));
    SPOLAB_CHECK(!edge.illegal);
    state = {edge.next, edge.ended || edge.truncated ? 1 : 0};
    store(state, bytes);
    return {edge.reward, edge.ended, edge.truncated, edge.ended && edge.reward > 0.0f, edge.broken};
  }
  void observe(StateView state, std::span<std::byte> observation) const override {
    const auto node = static_cast<float>(load(state).node);
    std::memcpy(observation.data(), &node, sizeof node);
  }
  void legalActions(StateView state, std::span<std::uint8_t> mask) const override {
    const Node& node = nodes_.at(static_cast<std::size_t>(load(state).node));
    for (std::size_t a = 0; a < mask.size(); ++a) mask[a] = node.edges[a].illegal ? 0 : 1;
  }
  void draw(StateView, ActionView, float, Scene&) const override {}
  [[nodiscard]] std::string print(StateView state) const override { return std::to_string(load(state).node); }
  void parse(std::string_view text, StateSpan state) const override {
    store(State{std::stoi(std::string(text)), 0}, state);
  }
  [[nodiscard]] std::string stateHelp() const override { return "the number of a node"; }

 private:
  struct State {
    std::int32_t node = 0;
    std::int32_t finished = 0;
  };
  static State load(StateView bytes) {
    State state;
    std::memcpy(&state, bytes.data(), sizeof state);
    return state;
  }
  static void store(const State& state, StateSpan bytes) { std::memcpy(bytes.data(), &state, sizeof state); }

  std::vector<Node> nodes_;
  EnvSpec spec_;
};

/// Answers with the logits and values written into the nodes of a TableEnv.
class TableEvaluator final : public Evaluator {
 public:
  explicit TableEvaluator(const TableEnv& env) : env_(env), outputs_{env.spec().actionCount(), false} {}
  [[nodiscard]] const NetworkOutputs& outputs() const override { return outputs_; }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override {
    const auto actions = static_cast<std::size_t>(outputs_.policySize);
    for (std::size_t i = 0; i < out.value.size(); ++i) {
      float number = 0.0f;
      std::memcpy(&number, &observations[i * sizeof number], sizeof number);
      const Node& node = env_.nodes().at(static_cast<std::size_t>(number));
      SPOLAB_CHECK_EQ(node.logits.size(), actions);
      if (!out.policy.empty()) std::copy(node.logits.begin(), node.logits.end(), &out.policy[i * actions]);
      out.value[i] = node.value;
    }
    counts_.asked += out.value.size();
    counts_.evaluated += out.value.size();
  }
  [[nodiscard]] EvaluatorCounts counts() const override { return counts_; }

 private:
  const TableEnv& env_;
  NetworkOutputs outputs_;
  EvaluatorCounts counts_;
};

}  // namespace spolab::test
