#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/settings.h"
#include "core/plan/planner.h"
#include "envs/env.h"

namespace spolab {

/// The settings of one planning method and the way from them to a planner: what the rest of the program knows of it.
class PlannerConfig {
 public:
  virtual ~PlannerConfig() = default;
  /// Adds the method's fields (group "planner") to the schema; the fields point into this object.
  virtual void describe(Schema& schema) = 0;
  /// Keys of settings that do nothing in such a world.
  [[nodiscard]] virtual std::vector<std::string_view> idleKeys(const EnvSpec& /*spec*/) const { return {}; }
  /// Turns training settings into those of evaluation and play: the best action, no exploration noise.
  virtual void usePlayDefaults() = 0;
  /// Candidate futures of one search, which its budget grows with: particles, or simulations of a tree.
  [[nodiscard]] virtual std::int64_t futures() const = 0;
  virtual void setFutures(std::int64_t count) = 0;
  /// The setting that holds them: "planner.particles", …
  [[nodiscard]] virtual std::string_view futuresKey() const = 0;
  /// The setting that bounds how many steps the search looks ahead: "planner.horizon", …
  [[nodiscard]] virtual std::string_view depthKey() const = 0;
  /// Discount inside the search.
  [[nodiscard]] virtual double gamma() const = 0;
  /// η, learned during training; methods without one keep 1.
  [[nodiscard]] virtual double temperature() const { return 1.0; }
  virtual void setTemperature(double /*eta*/) {}
  /// How the executed action follows from q̂: "sample", "greedy", …
  [[nodiscard]] virtual std::string action() const = 0;
  /// One line for people: "SMC, 16 particles × horizon 4, period 2".
  [[nodiscard]] virtual std::string summary() const = 0;
  /// Borrows `env`, which must outlive the planner. Throws a usage Error when the method cannot act in it.
  [[nodiscard]] virtual std::unique_ptr<Planner> make(const Env& env) const = 0;
};

}  // namespace spolab
