#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/algorithms.h"
#include "envs/registry.h"

namespace spolab {

/// Shape of the network. Group "network".
struct NetworkSettings {
  std::int64_t width = 256;         ///< units of the torso's linear layers; 0 (convolutional torsos): none of them
  std::int64_t layers = 2;          ///< "mlp": hidden layers; other torsos: residual layers after the input layer
  std::int64_t headWidth = 128;     ///< units of the hidden layers of each head; 0: none
  std::int64_t embedding = 0;       ///< dimensions per token; 0: one-hot
  bool sharedTorso = true;          ///< policy and value share the torso
  std::string torso = "residual";   ///< "residual", "mlp", "conv" or "conv-residual"
  std::string activation = "relu";  ///< "relu", "silu" or "leaky-relu"
  std::int64_t headLayers = 1;      ///< hidden layers of each head
  std::string channels = "32,32";   ///< convolutional torsos: channels of their blocks
  std::int64_t kernel = 3;          ///< side of the convolutions
  std::int64_t stride = 1;          ///< of the first convolution
  bool normalise = false;           ///< standardise float observations by their running mean and spread
  bool layerNorm = false;           ///< normalise hidden linear layers after their activation
  std::int64_t symmetries = 1;      ///< images of a state whose answers are averaged at play; training asks once
};
/// The numbers of `channels`. Throws a usage Error when it is not a list of whole numbers from 1 to 4096.
std::vector<std::int64_t> channelList(const std::string& channels);

/// The outer loop. Group "train".
struct TrainSettings {
  std::int64_t particlesFactor = 1;  ///< particles of the search while training, in multiples of planner.particles
  std::int64_t envs = 256;
  std::int64_t rollout = 21;    ///< steps per environment and iteration
  std::int64_t epochs = 16;     ///< gradient steps per iteration
  std::int64_t batch = 64;      ///< windows per gradient step
  std::int64_t sequence = 17;   ///< steps per window
  std::int64_t replay = 65536;  ///< steps kept
  double learningRate = 1e-3;   ///< actor and critic
  bool symmetries = false;      ///< learn from a random symmetric image of each window
  std::int64_t shards = 4;      ///< gradient pieces summed in fixed order
};

/// Evaluations during training. Group "eval".
struct EvalSettings {
  std::int64_t every = 10;  ///< iterations between evaluations; 0: none
  std::int64_t episodes = 128;
};

/// Group "cache".
struct CacheSettings {
  std::int64_t size = 262144;  ///< entries; 0: off
};

/// Everything that decides what a run does: environment, algorithm, all settings, seed. Movable; copy with clone().
class RunConfig {
 public:
  /// Struct defaults of an environment and algorithm. Throws a usage Error for unknown ids or pairs that do not fit.
  RunConfig(const std::string& envId, const std::string& algorithm);
  RunConfig(RunConfig&&) noexcept;
  RunConfig& operator=(RunConfig&&) noexcept;
  ~RunConfig();
  [[nodiscard]] RunConfig clone() const;

  /// Struct defaults, then the preset, then `configFile` (may be empty), then `overrides` ("key=value"). Throws usage
  /// Errors that name key, range and place.
  static RunConfig resolve(const std::string& envId, const std::string& algorithm, const std::string& preset,
                           const std::filesystem::path& configFile, const std::vector<std::string>& overrides);
  /// From a document written by toml(). `where` names it in errors.
  static RunConfig fromToml(const std::string& document, const std::string& where);

  /// Applies "key=value"; refuses keys that change the network when `keepNetwork`.
  void applyOverrides(const std::vector<std::string>& overrides, bool keepNetwork = false);
  void applyTomlFile(const std::filesystem::path& file);
  /// For eval, solve and play: greedy, no root noise, the environment's evaluation protocol with held-out starts; then
  /// `overrides`, of which the protocol also knows (env.eval_levels). Throws as applyOverrides() that keeps the
  /// network.
  void usePlayDefaults(const std::vector<std::string>& overrides = {});
  /// Throws a usage Error when settings contradict one another (ε_η ≥ log N, a window longer than the replay, …), or
  /// files of the world cannot be used.
  void validate() const;
  /// The same without a look at files: for those who bring a state of their own.
  void validateWithoutFiles() const;
  /// The whole document with env, algorithm, preset, seed and every setting.
  [[nodiscard]] std::string toml() const;
  /// All settings; the fields point into this object.
  [[nodiscard]] Schema schema();
  [[nodiscard]] std::unique_ptr<Env> makeEnv() const;
  /// EnvConfig::makeRules.
  [[nodiscard]] std::unique_ptr<Env> makeRules() const;
  /// The value of a numeric setting; empty when this method or world has no such key.
  [[nodiscard]] std::optional<double> number(std::string_view key) const;
  /// The same world, network and seed under another method. Settings that both know are kept where the other one
  /// takes their values; the rest has its defaults. Throws a usage Error for unknown ids and pairs that do not fit.
  [[nodiscard]] RunConfig withAlgorithm(const std::string& other) const;
  /// A copy whose planner is the one that training uses: train.particles_factor times the futures.
  [[nodiscard]] RunConfig forTraining() const;

  std::string envId;
  std::string algorithm;
  std::string preset;
  std::uint64_t seed = 1;
  std::unique_ptr<EnvConfig> env;
  std::unique_ptr<PlannerConfig> planner;
  std::unique_ptr<LearnerConfig> learner;
  NetworkSettings network;
  TrainSettings train;
  EvalSettings eval;
  CacheSettings cache;

 private:
  std::vector<std::string_view> idleKeys_;  ///< settings that do nothing in a world of this kind
};

struct PresetEntry {
  std::string env, algorithm, name, title;
  std::filesystem::path file;
};
/// All presets among the assets, sorted.
std::vector<PresetEntry> listPresets();

/// The asset `name` ("presets", "agents/rubiks-cube.safetensors"): under $SPOLAB_ASSETS, else beside the executable,
/// else ../share/spolab. Throws Error that lists where it looked.
std::filesystem::path findAsset(const std::string& name);
/// The shipped agent of an environment; empty when there is none.
std::filesystem::path shippedAgent(const std::string& envId);
/// All of them: that one, then those for worlds of other sizes ("sokoban-10x10.safetensors"), sorted.
std::vector<std::filesystem::path> shippedAgents(const std::string& envId);

}  // namespace spolab
