#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/settings.h"
#include "envs/env.h"

namespace spolab {

/// The settings of one environment and the way from them to rules.
class EnvConfig {
 public:
  virtual ~EnvConfig() = default;
  /// Adds the environment's fields (group "env") to the schema; the fields point into this object.
  virtual void describe(Schema& schema) = 0;
  /// Turns training settings into those of the field's evaluation protocol (the cube: scrambles of 7 turns only).
  virtual void useEvaluationProtocol() {}
  /// Whether starts of the world's own making are those that no training sees. make() reads it.
  bool heldOut = false;
  /// Settings, as KEY=VALUE, under which any state and any moves fit that the rules know: what a person has found need
  /// not keep to what agents are trained with.
  [[nodiscard]] virtual std::vector<std::string> widestRules() const { return {}; }
  /// Throws a usage Error when settings contradict one another or files they name cannot be used.
  [[nodiscard]] virtual std::unique_ptr<Env> make() const = 0;
  /// The rules alone, for what a network or a form needs to know: nothing is read from files, reset() and start() may
  /// abort. As make() unless overridden.
  [[nodiscard]] virtual std::unique_ptr<Env> makeRules() const { return make(); }
};

struct EnvEntry {
  std::string id;
  std::string title;
  std::unique_ptr<EnvConfig> (*config)();
  int order;  ///< position in lists shown to people
};

/// Called once per environment by a static initialiser in its own .cpp. Always true.
bool registerEnv(EnvEntry entry);

/// An environment whose library was not there when this program was built.
struct MissingEnv {
  std::string id, title;
  std::string reason;  ///< for people: "needs Box2D (Debian: libbox2d-dev)"
};
bool registerMissingEnv(MissingEnv entry);
const std::vector<MissingEnv>& missingEnvs();

/// All environments built into this program, in the order people should see them.
const std::vector<EnvEntry>& envRegistry();
/// Throws a usage Error that lists the ids when there is no such environment.
const EnvEntry& findEnv(const std::string& id);

}  // namespace spolab
