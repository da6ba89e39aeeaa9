#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "app/cli/cli.h"
#include "core/base/error.h"
#include "core/config/toml_reader.h"

namespace spolab::cli {

CLI::Validator whole(std::uint64_t low, std::uint64_t high) {
  return CLI::Validator(
      [low, high](const std::string& text) {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool good =
            error == std::errc{} && end == text.data() + text.size() && !text.empty() && value >= low && value <= high;
        return good ? std::string() : fmt::format("expected a whole number from {} to {}, found '{}'", low, high, text);
      },
      "");
}

CLI::Validator number(double low, double high, bool including) {
  return CLI::Validator(
      [low, high, including](const std::string& text) {
        double value = 0.0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool good = error == std::errc{} && end == text.data() + text.size() && !text.empty() &&
                          (value > low || (including && value == low)) && value <= high;
        if (good) return std::string();
        return including ? fmt::format("expected a number from {} to {}, found '{}'", low, high, text)
                         : fmt::format("expected a number above {} and up to {}, found '{}'", low, high, text);
      },
      "");
}

void Common::bindEnv(CLI::App& command) {
  command.add_option("--env", env, "Environment, see 'spolab envs'")->type_name("ID");
}
void Common::bindAgent(CLI::App& command) {
  command.add_option("--agent", agent, "Agent file (.safetensors); without it the environment's shipped agent")
      ->type_name("FILE");
}
void Common::bindAlgorithm(CLI::App& command) {
  command
      .add_option("--algorithm", algorithm,
                  "Search as this method does, with the agent's network (see 'spolab algorithms'); without it the "
                  "agent's own")
      ->type_name("ID");
}
void Common::bindSet(CLI::App& command) {
  command.add_option("--set", set, "Change a setting, for example --set planner.particles=32; may be repeated")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}
void Common::bindSeed(CLI::App& command) {
  command.add_option("--seed", seed, "Seed of every random choice")
      ->type_name("S")
      ->check(whole(0, std::numeric_limits<std::uint64_t>::max()))
      ->capture_default_str();
}
void Common::bindDevice(CLI::App& command) {
  command.add_option("--device", device, "Where networks run: auto, cpu or cuda")
      ->type_name("NAME")
      ->capture_default_str();
  command.add_option("--threads", threads, "Worker threads; 0: all cores this process may use")
      ->type_name("T")
      ->check(whole(0, 1024))
      ->capture_default_str();
}
void Common::bindJson(CLI::App& command) {
  command.add_flag("--json", json, "Print one JSON document and nothing else");
}

std::filesystem::path agentFile(const Common& common) {
  if (!common.agent.empty()) return common.agent;
  const std::string env = common.env.empty() ? "rubiks-cube" : common.env;
  static_cast<void>(findEnv(env));
  std::filesystem::path file = shippedAgent(env);
  if (file.empty()) throw Error::usage("--agent FILE (no agent is shipped for " + env + ")", "none", "the options");
  return file;
}

LoadedAgent loadAgent(const Common& common) {
  const std::filesystem::path file = agentFile(common);
  auto agent = engine().loadAgent(file);
  if (!common.env.empty() && agent->config().envId != findEnv(common.env).id) {
    throw Error::usage("an agent of " + common.env, "one of " + agent->config().envId, file.string());
  }
  RunConfig config = agent->config().clone();
  if (!common.algorithm.empty()) config = config.withAlgorithm(findAlgorithm(common.algorithm).id);
  config.usePlayDefaults(common.set);
  config.validateWithoutFiles();
  return {std::move(agent), std::move(config), file};
}

LoadedAgent loadAgentFor(const Common& common, const StateOption& state) {
  if (!common.agent.empty()) return loadAgent(common);
  LoadedAgent refused = loadAgent(common);
  for (const std::filesystem::path& file : shippedAgents(refused.config.envId)) {
    Common with = common;
    with.agent = file.string();
    LoadedAgent loaded = file == refused.file ? std::move(refused) : loadAgent(with);
    try {
      static_cast<void>(state.parse(*loaded.config.makeRules()));
      return loaded;
    } catch (const Error&) {
      refused = std::move(loaded);
    }
  }
  return refused;  // the last one says what is wrong with the state
}

void StateOption::bind(CLI::App& command) {
  textOption = command.add_option("--state", text, "The state as text")->type_name("TEXT");
  fileOption = command.add_option("--file", file, "A file with the state as text")->type_name("FILE");
}

std::vector<std::byte> StateOption::parse(const Env& env) const {
  const bool hasText = textOption->count() > 0;  // the text may be empty: no moves from where one starts
  const bool hasFile = fileOption->count() > 0;
  if (hasText == hasFile) {
    throw Error::usage("one of --state TEXT and --file FILE (" + env.stateHelp() + ")", hasText ? "both" : "none",
                       "the options");
  }
  const std::string given = hasText ? text : readTextFile(file);
  if (hasFile && given.empty()) throw Error::usage("a state (" + env.stateHelp() + ")", "an empty file", file);
  std::vector<std::byte> state(env.spec().stateBytes);
  try {
    env.parse(given, state);
  } catch (const Error& error) {
    throw hasFile ? error.within(file) : error;
  }
  return state;
}

void StateOption::requireUnfinished(const Env& env, StateView state) {
  if (env.isOver(state) && !env.isGoal(state))
    throw Error::usage("a state from which a step can be made",
                       fmt::format("one at the end of its episode (env.step_limit is {})", env.spec().stepLimit),
                       "--state");
}

void StateOption::checkEarly(const std::string& envId) const {
  const auto config = findEnv(envId).config();
  Schema schema;
  config->describe(schema);
  const auto& fields = schema.fields();
  if (std::none_of(fields.begin(), fields.end(), [](const Field& field) { return field.shapesNetwork; })) {
    static_cast<void>(parse(*config->make()));
  }
}

void bindStateCommand(CLI::App& command, Common& common, StateOption& state) {
  common.bindEnv(command);
  state.bind(command);
  common.bindAgent(command);
  common.bindAlgorithm(command);
  common.bindSet(command);
  common.bindSeed(command);
  common.bindDevice(command);
  common.bindJson(command);
}

std::string statesHelp() {
  std::string help = "States:\n";
  for (const EnvEntry& entry : envRegistry())
    help += "  " + entry.id + ": " + entry.config()->make()->stateHelp() + "\n";
  return help;
}

}  // namespace spolab::cli
