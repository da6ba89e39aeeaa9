#pragma once

#include "core/plan/planner_config.h"
#include "core/plan/smc/settings.h"

namespace spolab {

/// The SMC search of SPO as a planning method.
class SmcConfig final : public PlannerConfig {
 public:
  void describe(Schema& schema) override;
  [[nodiscard]] std::vector<std::string_view> idleKeys(const EnvSpec& spec) const override;
  void usePlayDefaults() override;
  [[nodiscard]] std::int64_t futures() const override { return settings.particles; }
  void setFutures(std::int64_t count) override { settings.particles = count; }
  [[nodiscard]] std::string_view futuresKey() const override { return "planner.particles"; }
  [[nodiscard]] std::string_view depthKey() const override { return "planner.horizon"; }
  [[nodiscard]] double gamma() const override { return settings.gamma; }
  [[nodiscard]] double temperature() const override { return settings.temperature; }
  void setTemperature(double eta) override;
  [[nodiscard]] std::string action() const override { return settings.action; }
  [[nodiscard]] std::string summary() const override;
  [[nodiscard]] std::unique_ptr<Planner> make(const Env& env) const override;

  SmcSettings settings;
};

/// The settings of an SMC search; null when `planner` is another method.
SmcSettings* smcSettings(PlannerConfig& planner);
const SmcSettings* smcSettings(const PlannerConfig& planner);

}  // namespace spolab
