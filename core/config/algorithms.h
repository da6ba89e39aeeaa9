#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/learn/learner_config.h"
#include "core/plan/planner_config.h"
#include "envs/env.h"

namespace spolab {

/// A method: a planner that acts and a learner that improves the network from what it did. Another one is an entry
/// here, a folder in core/plan or core/learn where it needs a planner or learner of its own, and a line in
/// core/learn/registry.cpp. Other places at most name a default.
struct AlgorithmEntry {
  std::string id, title;
  bool discrete = false, continuous = false;  ///< actions it can act in
  std::unique_ptr<PlannerConfig> (*planner)() = nullptr;
  std::unique_ptr<LearnerConfig> (*learner)() = nullptr;

  [[nodiscard]] bool actsIn(const EnvSpec& spec) const { return spec.discrete() ? discrete : continuous; }
  /// What lists show: the title up to its colon.
  [[nodiscard]] std::string shortTitle() const { return title.substr(0, title.find(':')); }
};

/// All methods, in the order people should see them.
const std::vector<AlgorithmEntry>& algorithmRegistry();
/// Throws a usage Error that lists the ids when there is no such method.
const AlgorithmEntry& findAlgorithm(const std::string& id);

}  // namespace spolab
