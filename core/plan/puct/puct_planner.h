#pragma once

#include <vector>

#include "core/plan/planner.h"
#include "core/plan/puct/settings.h"
#include "core/plan/root_groups.h"

namespace spolab {

/// PUCT tree search of AlphaZero for discrete actions: every simulation walks down by the PUCT score, adds one state,
/// asks the network about it and backs its value up. q̂ is the distribution of the root's visits. README.md beside this
/// file has the equations. All roots walk side by side, so the network is asked about one leaf of each at once.
class PuctPlanner final : public Planner {
 public:
  /// Borrows `env`. Throws a usage Error when its actions are not discrete.
  PuctPlanner(const PuctSettings& settings, const Env& env);

  void plan(const PlanRequest& request, Evaluator& evaluator, WorkerPool& pool, Decisions& out,
            std::span<SearchTrace> traces = {}) override;
  [[nodiscard]] int transitionsPerRoot() const override { return static_cast<int>(settings_.simulations); }
  [[nodiscard]] int atomsPerRoot() const override { return static_cast<int>(actions_); }

 private:
  struct Node {
    std::int32_t parent = -1;  ///< of the same tree
    std::int32_t action = -1;  ///< that led here
    std::int32_t depth = 0;
    std::int32_t visits = 1;
    float reward = 0.0f;  ///< on the way here
    float value = 0.0f;   ///< running mean of the returns from here on
    float leaf = 0.0f;    ///< what one more visit that ends here backs up: the network's value, 0 once ended
    bool closed = false;  ///< its episode has ended or was cut off: no walk goes on
    bool ended = false;
    bool broken = false;  ///< its simulation broke down
  };

  void prepare(const PlanRequest& request, Decisions& out);
  void plantTree(std::size_t root, const PlanRequest& request, const Decisions& out);
  void walk(std::size_t root, int simulation, const PlanRequest& request);
  [[nodiscard]] std::int32_t select(std::size_t root, std::int32_t node, int simulation, const PlanRequest& request);
  [[nodiscard]] std::int32_t addNode(std::size_t root, std::int32_t parent, std::int32_t action);
  void askAboutRoots(RootGroup group, Decisions& out, EvaluationQueue& network);
  void askAboutLeaves(RootGroup group, WorkerPool& pool, EvaluationQueue& network);
  void backUp(std::size_t root);
  void setPrior(std::size_t root, std::int32_t node, std::span<const float> logits);
  void decide(std::size_t root, const PlanRequest& request, Decisions& out);
  void record(std::size_t root, const PlanRequest& request, const Decisions& out, SearchTrace& trace);
  void recordRoot(std::size_t root, const PlanRequest& request, const Decisions& out, SearchTrace& trace) const;
  static void makeRows(SearchTrace& trace);
  void recordNode(std::size_t root, std::span<const Node> nodes, std::span<const std::int32_t> slots, std::size_t i,
                  SearchTrace& trace) const;
  static void recordGauges(SearchTrace& trace);

  [[nodiscard]] std::size_t at(std::size_t root, std::int32_t node) const {
    return root * capacity_ + static_cast<std::size_t>(node);
  }
  [[nodiscard]] std::span<std::byte> stateOf(std::size_t index) {
    return {&states_[index * spec_.stateBytes], spec_.stateBytes};
  }

  PuctSettings settings_;
  const Env& env_;
  const EnvSpec& spec_;
  std::size_t actions_;   ///< A
  std::size_t capacity_;  ///< nodes of one tree

  // Node i of root r is at r · capacity_ + i; the root is node 0.
  std::vector<Node> nodes_;
  std::vector<std::int32_t> used_;      ///< [R] nodes of each tree
  std::vector<std::byte> states_;       ///< [R, nodes, stateBytes]
  std::vector<std::int32_t> children_;  ///< [R, nodes, A] −1: not yet
  std::vector<float> priors_;           ///< [R, nodes, A] −1: illegal
  std::vector<float> rootPriors_;       ///< [R, A] π before the noise
  // Of the simulation under way.
  std::vector<std::int32_t> leaves_;  ///< [R] node at which the walk ended
  std::vector<std::int32_t> rowOf_;   ///< [R] row of the network, −1: nothing to ask
  std::vector<std::byte> observations_;
  std::vector<float> logits_, values_;
};

}  // namespace spolab
