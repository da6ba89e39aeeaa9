#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/run/engine.h"

namespace spolab::cli {

/// Checks of an option's text, whose messages name the range and what was found. `whole`: digits alone; `number`: also
/// with a point or an exponent, above `low` (or from `low` on where `including`) up to `high`.
CLI::Validator whole(std::uint64_t low, std::uint64_t high);
CLI::Validator number(double low, double high, bool including = true);

/// Options that several commands share; each command binds those it needs.
struct Common {
  std::string env;
  std::string agent;
  std::string algorithm;  ///< empty: the agent's own
  std::vector<std::string> set;
  std::uint64_t seed = 1;
  std::string device = "auto";
  int threads = 0;
  bool json = false;

  void bindEnv(CLI::App& command);
  void bindAgent(CLI::App& command);
  void bindAlgorithm(CLI::App& command);
  void bindSet(CLI::App& command);
  void bindSeed(CLI::App& command);
  void bindDevice(CLI::App& command);
  void bindJson(CLI::App& command);
};

/// The agent to use (--agent, else the environment's shipped one) with its settings for play: greedy, no noise, the
/// environment's evaluation protocol, then --set.
struct LoadedAgent {
  std::shared_ptr<const Agent> agent;
  RunConfig config;
  std::filesystem::path file;
};
LoadedAgent loadAgent(const Common& common);
struct StateOption;
/// The same; without --agent the first shipped one whose world has room for the state. Where none has, the last.
LoadedAgent loadAgentFor(const Common& common, const StateOption& state);
/// The file it comes from. Throws a usage Error where no agent is shipped.
std::filesystem::path agentFile(const Common& common);

/// A state given as --state TEXT or --file FILE.
struct StateOption {
  std::string text;
  std::string file;
  CLI::Option* textOption = nullptr;
  CLI::Option* fileOption = nullptr;
  void bind(CLI::App& command);
  /// Throws a usage Error when neither or both are given, and what Env::parse throws.
  [[nodiscard]] std::vector<std::byte> parse(const Env& env) const;
  /// Refuses a state from which no step can be made and that is no goal. Throws a usage Error.
  static void requireUnfinished(const Env& env, StateView state);
  /// Refuses bad text before the agent is read, where the states of `envId` are the same whatever the agent's settings.
  void checkEarly(const std::string& envId) const;
};

/// Environment, state, agent, settings, seed and device: what solve and plan share.
void bindStateCommand(CLI::App& command, Common& common, StateOption& state);
/// How a state of each world is written, for the help of such a command.
std::string statesHelp();

// Each adds its command to `app`; parsing runs it.
void addLists(CLI::App& app);
void addTrain(CLI::App& app);
void addEval(CLI::App& app);
void addAgent(CLI::App& app);
void addSolve(CLI::App& app);
void addPlan(CLI::App& app);
void addReplay(CLI::App& app);
void addRecord(CLI::App& app);
void addBench(CLI::App& app);
void addTexts(CLI::App& app);
void addDoctor(CLI::App& app);

/// Runs the program: parses, dispatches, turns Errors into one line on standard error. Returns the exit code.
int run(int argc, char** argv);

}  // namespace spolab::cli
