#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "envs/planar_bodies/body.h"
#include "envs/planar_bodies/state.h"
#include "envs/registry.h"

namespace spolab::planar {

/// What a body has to do: start, reward, end and observation, as data.
///
/// Reward of a step: (x' − x) / control seconds + aliveReward − controlCost · Σ a². A body that has fallen ends its
/// episode (that step's reward is still paid); env.step_limit cuts it off.
struct Task {
  std::string id, title;
  const Body* body = nullptr;
  bool hasTerrain = false;  ///< rough ground drawn at reset, and 16 of its heights in the observation
  float positionNoise = 0;  ///< each coordinate starts uniformly within ± this
  float rateNoise = 0;      ///< each rate: uniformly within ± this, or normal with this deviation
  bool gaussianRates = false;
  float aliveReward = 0;
  float controlCost = 0;
  bool canFall = false;     ///< false: the limits below end nothing
  float minimumHeight = 0;  ///< of the torso above the ground
  float maximumHeight = 1e6f;
  float maximumPitch = 1e6f;    ///< to either side
  float largestHealthy = 1e6f;  ///< pitch, joint angles and all rates must stay below
  float observedHeightOffset = 0;
  float observedRateLimit = 1e6f;  ///< rates are clipped to ± this in the observation
  double scoreMinimum = 0, scoreMaximum = 1;
  std::string keys;  ///< for a person: two letters per joint, see BodyControls
};

/// Settings of all planar bodies. Group "env".
struct Settings {
  std::int64_t stepLimit = 1000;  ///< control steps until an episode is cut off, 1 to 100000
  double difficulty = 1.0;        ///< size of the obstacles, 0 to 1.5; only where there is terrain
};

/// Heights of the ground in the observation of a task with terrain, at x + kFirstSample + i · kSampleSpacing.
inline constexpr int kSamples = 16;
inline constexpr double kFirstSample = -0.3, kSampleSpacing = 0.2;

std::unique_ptr<Env> makePlanarEnv(const Task& task, const Settings& settings);
std::unique_ptr<EnvConfig> makePlanarConfig(const Task& task);

template <Task (*makeTask)()>
bool registerTask(const char* id, const char* title, int order) {
  return registerEnv({id, title, [] { return makePlanarConfig(makeTask()); }, order});
}

}  // namespace spolab::planar
