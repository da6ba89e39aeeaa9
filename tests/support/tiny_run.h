#pragma once

#include <functional>
#include <string>
#include <vector>

#include <QTest>

#include "core/base/settings.h"
#include "core/config/algorithms.h"
#include "core/config/run_config.h"
#include "envs/registry.h"

namespace spolab::test {

/// Of these settings those that the method has.
inline void applyKnown(RunConfig& config, std::vector<std::string> settings) {
  const Schema schema = config.schema();
  std::erase_if(settings, [&](const std::string& s) { return schema.find(s.substr(0, s.find('='))) == nullptr; });
  config.applyOverrides(settings);
}

inline RunConfig tiny(const QString& env, const QString& algorithm, const std::vector<std::string>& overrides = {}) {
  RunConfig config(env.toStdString(), algorithm.toStdString());
  config.planner->setFutures(4);
  applyKnown(config, {"network.width=16", "network.layers=1", "network.head_width=0", "train.envs=8", "train.rollout=5",
                      "train.sequence=4", "train.batch=4", "train.epochs=2", "train.replay=80", "planner.period=2",
                      "learner.epsilon_eta=0.5", "eval.every=0"});
  if (!config.makeEnv()->spec().discrete()) {  // simulations are slow; bodies have networks of another kind
    config.applyOverrides({"train.envs=3", "train.rollout=4", "train.replay=24", "planner.horizon=2",
                           "env.step_limit=6", "network.torso=mlp", "network.activation=silu",
                           "network.shared_torso=false", "network.normalise=true"});
  }
  applyKnown(config, overrides);
  config.validate();
  return config;
}

/// Rows of test data named `…, suffix`: each environment under each method that can act in it.
inline void addPairs(const std::function<void(QTestData& row)>& more = {}, const char* suffix = "") {
  for (const EnvEntry& env : envRegistry()) {
    const EnvSpec spec = env.config()->make()->spec();
    for (const AlgorithmEntry& algorithm : algorithmRegistry()) {
      if (!algorithm.actsIn(spec)) continue;
      QTestData& row = QTest::addRow("%s, %s%s", env.id.c_str(), algorithm.id.c_str(), suffix);
      row << QString::fromStdString(env.id) << QString::fromStdString(algorithm.id);
      if (more) more(row);
    }
  }
}

inline void everyPair() {
  QTest::addColumn<QString>("env");
  QTest::addColumn<QString>("algorithm");
  addPairs();
}

}  // namespace spolab::test
