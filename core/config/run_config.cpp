#include "core/config/run_config.h"

#include <charconv>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/config/toml_reader.h"

namespace spolab {
namespace {

void describe(NetworkSettings& s, Schema& schema) {
  schema.group("network");
  schema.add("torso", s.torso, {"residual", "mlp", "conv", "conv-residual"},
             "Residual layers, plain hidden layers, convolutions, or blocks of a convolution and two residual ones");
  schema.shapesNetwork();
  schema.add("width", s.width, {0, 8192}, "units", "Units of the torso's linear layers; 0: convolutions only");
  schema.shapesNetwork();
  schema.add("layers", s.layers, {0, 32}, "", "Hidden layers of an mlp, else residual layers after the input layer");
  schema.shapesNetwork();
  schema.add("channels", s.channels, {}, "Convolutional torsos: channels of each block, separated by commas");
  schema.shapesNetwork();
  schema.add("kernel", s.kernel, {1, 9}, "cells", "Side of the convolutions");
  schema.shapesNetwork();
  schema.add("stride", s.stride, {1, 4}, "cells", "Stride of the first convolution");
  schema.shapesNetwork();
  schema.add("activation", s.activation, {"relu", "silu", "leaky-relu"}, "Function after every layer");
  schema.shapesNetwork();
  schema.add("layer_norm", s.layerNorm, "Normalise the units of each hidden linear layer after its activation");
  schema.shapesNetwork();
  schema.add("head_width", s.headWidth, {0, 8192}, "units", "Hidden layers of each head; 0: none");
  schema.shapesNetwork();
  schema.add("head_layers", s.headLayers, {1, 8}, "", "Hidden layers of each head");
  schema.shapesNetwork();
  schema.add("embedding", s.embedding, {0, 256}, "", "Dimensions per token; 0: one-hot");
  schema.shapesNetwork();
  schema.add("shared_torso", s.sharedTorso, "Policy and value share the torso, one optimiser and one gradient clip");
  schema.shapesNetwork();
  schema.add("normalise", s.normalise, "Standardise float observations by their running mean and spread");
  schema.shapesNetwork();
  schema.add("symmetries", s.symmetries, {1, 48}, "images",
             "Mirror images and rotations of a state over which the network's answers are averaged at play, where the "
             "world has them (cube 48, boards 8); costs as many evaluations. Training and its evaluations ask once");
}

void describe(TrainSettings& s, Schema& schema) {
  schema.group("train");
  schema.add("particles_factor", s.particlesFactor, {1, 256}, "",
             "Futures of the search while training, in multiples of planner.particles (a tree: planner.simulations): "
             "better targets "
             "than play needs");
  schema.add("envs", s.envs, {1, 65536}, "", "Environments played side by side");
  schema.add("rollout", s.rollout, {1, 4096}, "steps", "Steps per environment and iteration");
  schema.add("epochs", s.epochs, {1, 65536}, "", "Gradient steps per iteration");
  schema.add("batch", s.batch, {1, 4096}, "", "Windows per gradient step");
  schema.add("sequence", s.sequence, {1, 4096}, "steps", "Consecutive steps per window");
  schema.add("replay", s.replay, {1, 1e9}, "steps", "Steps kept for replay over all environments");
  schema.add("learning_rate", s.learningRate, {0, 1}, "", "Adam step of actor and critic");
  schema.add("symmetries", s.symmetries,
             "Learn from a random mirror image or rotation of each window, where the world has them");
  schema.add("shards", s.shards, {1, 64}, "",
             "Pieces of a gradient step, summed in fixed order whatever the worker count");
}

void describe(EvalSettings& s, Schema& schema) {
  schema.group("eval");
  schema.add("every", s.every, {0, 1e9}, "iterations", "Evaluate after so many iterations; 0: never");
  schema.add("episodes", s.episodes, {1, 1e6}, "", "Episodes per evaluation");
}

void describe(CacheSettings& s, Schema& schema) {
  schema.group("cache");
  schema.add("size", s.size, {0, 1e8}, "rows", "Network answers kept while the parameters stay the same; 0: off");
}

constexpr const char* kHeaderTable = "run";

/// What a convolutional torso needs.
bool looksLikeAnImage(const EnvSpec& spec) { return !spec.planeShape.empty() || spec.tokenShape.size() == 2; }

void validateNetwork(const NetworkSettings& s, const EnvSpec& spec) {
  const auto refuse = [](const std::string& expected, const std::string& found) {
    throw Error::usage(expected, found, "the settings");
  };
  const bool convolutional = s.torso.starts_with("conv");
  static_cast<void>(channelList(s.channels));
  if (convolutional && !looksLikeAnImage(spec)) {
    refuse("'network.torso' of residual or mlp, as " + spec.id + " does not look like an image", s.torso);
  }
  if (convolutional && s.kernel % 2 == 0) {
    refuse("an odd 'network.kernel', so that an image keeps its size", std::to_string(s.kernel));
  }
  if (s.width == 0 && (!convolutional || s.layers > 0)) {
    refuse("'network.width' above 0, or a convolutional torso with network.layers = 0", "0");
  }
  if (s.torso == "mlp" && s.layers == 0) refuse("'network.layers' of an mlp above 0", "0");
}

/// Settings of networks and training that nothing asks for in such a world.
std::vector<std::string_view> idleKeysOf(const Env& env) {
  const EnvSpec& spec = env.spec();
  std::vector<std::string_view> idle;
  const auto idleWhere = [&](bool idleHere, std::initializer_list<std::string_view> keys) {
    if (idleHere) idle.insert(idle.end(), keys);
  };
  idleWhere(env.symmetries().empty(), {"network.symmetries", "train.symmetries"});
  idleWhere(spec.floatCount == 0, {"network.normalise"});
  idleWhere(spec.tokenCount == 0, {"network.embedding"});
  idleWhere(!looksLikeAnImage(spec), {"network.channels", "network.kernel", "network.stride"});
  return idle;
}

}  // namespace

std::vector<std::int64_t> channelList(const std::string& channels) {
  std::vector<std::int64_t> list;
  const char* at = channels.data();
  const char* end = at + channels.size();
  while (true) {
    while (at != end && *at == ' ') ++at;
    std::int64_t value = 0;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc{} || value < 1 || value > 4096 || (next != end && *next != ',')) {
      throw Error::usage("whole numbers from 1 to 4096 separated by commas", "'" + channels + "'", "network.channels");
    }
    list.push_back(value);
    if (next == end) return list;
    at = next + 1;
  }
}

RunConfig::RunConfig(const std::string& id, const std::string& algorithmId) : envId(id), algorithm(algorithmId) {
  env = findEnv(id).config();
  const AlgorithmEntry& entry = findAlgorithm(algorithmId);
  planner = entry.planner();
  learner = entry.learner();
  const std::unique_ptr<Env> made = env->makeRules();
  const EnvSpec& spec = made->spec();
  if (!entry.actsIn(spec)) {
    throw Error::usage(std::string("an algorithm for ") + (spec.discrete() ? "discrete" : "box") + " actions",
                       algorithmId, "--algorithm for " + id);
  }
  idleKeys_ = idleKeysOf(*made);
  for (const auto& keys : {planner->idleKeys(spec), learner->idleKeys(spec)})
    idleKeys_.insert(idleKeys_.end(), keys.begin(), keys.end());
}

RunConfig::RunConfig(RunConfig&&) noexcept = default;
RunConfig& RunConfig::operator=(RunConfig&&) noexcept = default;
RunConfig::~RunConfig() = default;

RunConfig RunConfig::clone() const {
  RunConfig copy = fromToml(toml(), "a copy of the settings");
  copy.env->heldOut = env->heldOut;
  return copy;
}

Schema RunConfig::schema() {
  Schema all;
  env->describe(all);
  planner->describe(all);
  learner->describe(all);
  describe(network, all);
  describe(train, all);
  describe(eval, all);
  describe(cache, all);
  for (const std::string_view key : idleKeys_) all.setIdle(key);
  return all;
}

RunConfig RunConfig::resolve(const std::string& envId, const std::string& algorithm, const std::string& preset,
                             const std::filesystem::path& configFile, const std::vector<std::string>& overrides) {
  RunConfig config(envId, algorithm);
  config.preset = preset;
  std::string there;
  bool found = false;
  for (const PresetEntry& entry : listPresets()) {
    if (entry.env != envId || entry.algorithm != algorithm) continue;
    there += (there.empty() ? "" : ", ") + entry.name;
    if (entry.name != preset) continue;
    config.applyTomlFile(entry.file);
    found = true;
  }
  if (!found) {
    throw Error::usage(
        fmt::format("a preset for {} and {}: {}", envId, algorithm, there.empty() ? "none exist" : there),
        "'" + preset + "'", "--preset");
  }
  if (!configFile.empty()) config.applyTomlFile(configFile);
  config.applyOverrides(overrides);
  config.validate();
  return config;
}

void RunConfig::applyTomlFile(const std::filesystem::path& file) {
  const Schema all = schema();
  for (const auto& [key, value] : readToml(readTextFile(file), file.string())) {
    if (key.starts_with(std::string(kHeaderTable) + ".")) continue;  // the config.toml of a run may be reused
    all.at(key, file.string()).set(value, file.string());
  }
}

void RunConfig::applyOverrides(const std::vector<std::string>& overrides, bool keepNetwork) {
  const Schema all = schema();
  for (const std::string& override : overrides) {
    const auto equals = override.find('=');
    if (equals == std::string::npos) throw Error::usage("KEY=VALUE", "'" + override + "'", "--set");
    const Field& field = all.at(override.substr(0, equals), "--set");
    if (keepNetwork && field.shapesNetwork) {
      throw Error::usage("a setting that keeps the agent's network as it is", "'" + field.key + "'", "--set");
    }
    field.set(override.substr(equals + 1), "--set");
  }
}

void RunConfig::usePlayDefaults(const std::vector<std::string>& overrides) {
  applyOverrides(overrides, true);
  planner->usePlayDefaults();
  env->useEvaluationProtocol();
  env->heldOut = true;
  applyOverrides(overrides, true);
}

void RunConfig::validate() const {
  validateWithoutFiles();
  static_cast<void>(makeEnv());
}

void RunConfig::validateWithoutFiles() const {
  const auto refuse = [](const std::string& expected, const std::string& found, const std::string& where) {
    throw Error::usage(expected, found, where);
  };
  learner->validate(*forTraining().planner);
  if (train.sequence > train.replay / train.envs) {
    refuse(fmt::format("'train.sequence' of at most the steps kept per environment, train.replay / train.envs = {}",
                       train.replay / train.envs),
           std::to_string(train.sequence), "the settings");
  }
  if (train.replay < train.envs * train.rollout) {
    refuse(fmt::format("'train.replay' of at least train.envs × train.rollout = {}", train.envs * train.rollout),
           std::to_string(train.replay), "the settings");
  }
  validateNetwork(network, makeRules()->spec());
}

std::string RunConfig::toml() const {
  // Schema only reads here: its fields are pointers to non-const members, used by toml() to print them.
  const Schema all = const_cast<RunConfig*>(this)->schema();
  return fmt::format("[{}]\nenv = \"{}\"\nalgorithm = \"{}\"\npreset = \"{}\"\nseed = \"{}\"\nversion = \"{}\"\n\n",
                     kHeaderTable, envId, algorithm, preset, seed, SPOLAB_VERSION) +
         all.toml();
}

RunConfig RunConfig::fromToml(const std::string& document, const std::string& where) {
  const auto leaves = readToml(document, where);
  const auto header = [&](const std::string& name) {
    for (const auto& [key, value] : leaves) {
      if (key == std::string(kHeaderTable) + "." + name) return value;
    }
    throw Error("'run." + name + "'", "none", where);
  };
  RunConfig config(header("env"), header("algorithm"));
  config.preset = header("preset");
  const std::string seed = header("seed");
  const auto [end, error] = std::from_chars(seed.data(), seed.data() + seed.size(), config.seed);
  if (error != std::errc{} || end != seed.data() + seed.size()) {
    throw Error("a whole number as 'run.seed'", "'" + seed + "'", where);
  }
  const Schema all = config.schema();
  for (const auto& [key, value] : leaves) {
    if (!key.starts_with(std::string(kHeaderTable) + ".")) all.at(key, where).set(value, where);
  }
  return config;
}

RunConfig RunConfig::withAlgorithm(const std::string& other) const {
  if (other == algorithm) return clone();
  RunConfig config(envId, other);
  config.preset = preset;
  config.seed = seed;
  config.env->heldOut = env->heldOut;
  RunConfig mine = clone();
  const Schema from = mine.schema(), to = config.schema();
  for (const Field& field : from.fields()) {
    const Field* same = to.find(field.key);
    if (same == nullptr) continue;
    try {
      same->set(field.text(), "the settings");
    } catch (const Error&) {  // a choice that the other method does not have: its default stays
    }
  }
  return config;
}

RunConfig RunConfig::forTraining() const {
  RunConfig copy = clone();
  copy.planner->setFutures(planner->futures() * train.particlesFactor);
  return copy;
}

std::unique_ptr<Env> RunConfig::makeEnv() const { return env->make(); }
std::unique_ptr<Env> RunConfig::makeRules() const { return env->makeRules(); }

std::optional<double> RunConfig::number(std::string_view key) const {
  const Schema all = const_cast<RunConfig*>(this)->schema();  // only read, as in toml()
  const Field* field = all.find(key);
  if (field == nullptr) return {};
  if (const auto* whole = std::get_if<std::int64_t*>(&field->value)) return static_cast<double>(**whole);
  if (const auto* real = std::get_if<double*>(&field->value)) return **real;
  return {};
}

}  // namespace spolab
