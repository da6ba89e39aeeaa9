#pragma once

#include "core/plan/planner_config.h"
#include "core/plan/puct/settings.h"

namespace spolab {

/// The PUCT tree search as a planning method.
class PuctConfig final : public PlannerConfig {
 public:
  void describe(Schema& schema) override;
  void usePlayDefaults() override;
  [[nodiscard]] std::int64_t futures() const override { return settings.simulations; }
  void setFutures(std::int64_t count) override { settings.simulations = count; }
  [[nodiscard]] std::string_view futuresKey() const override { return "planner.simulations"; }
  [[nodiscard]] std::string_view depthKey() const override { return "planner.max_depth"; }
  [[nodiscard]] double gamma() const override { return settings.gamma; }
  [[nodiscard]] std::string action() const override { return settings.action; }
  [[nodiscard]] std::string summary() const override;
  [[nodiscard]] std::unique_ptr<Planner> make(const Env& env) const override;

  PuctSettings settings;
};

}  // namespace spolab
