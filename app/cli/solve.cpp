#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "core/base/check.h"
#include "core/base/error.h"

namespace spolab::cli {
namespace {

using nlohmann::json;

constexpr int kAttempts = 4;

struct SolveCommand {
  Common common;
  StateOption state;
  std::string check;
  CLI::Option* checkOption = nullptr;
};

/// Plays greedily from `start`; the actions taken when that solves it, nothing otherwise.
std::optional<std::vector<std::int32_t>> attempt(const RunConfig& config, const Env& env,
                                                 std::span<const std::byte> start, Evaluator& evaluator,
                                                 WorkerPool& pool, std::uint64_t seed) {
  const auto planner = config.planner->make(env);
  std::vector<std::byte> state(start.begin(), start.end());
  std::vector<std::int32_t> actions;
  Decisions decisions;
  const std::uint32_t environment = 0;
  for (std::uint32_t step = 0;; ++step) {
    planner->plan({state, seed, {&environment, 1}, {&step, 1}}, evaluator, pool, decisions);
    actions.push_back(discreteAction(decisions.chosenActions));
    const StepResult result = env.step(state, decisions.chosenActions);
    if (result.success) return actions;
    if (result.ended || result.truncated) return std::nullopt;
  }
}

/// Replays the answer with the environment alone.
void verify(const Env& env, std::span<const std::byte> start, const std::vector<std::int32_t>& actions) {
  std::vector<std::byte> state(start.begin(), start.end());
  StepResult last;
  for (const std::int32_t action : actions) last = env.step(state, std::as_bytes(std::span(&action, 1)));
  SPOLAB_CHECK(last.success);
}

void print(const std::string& moves, bool solved, const std::vector<std::int32_t>& actions, double seconds,
           bool asJson) {
  if (asJson) {
    fmt::print("{}\n",
               json{{"solved", solved}, {"moves", moves}, {"length", actions.size()}, {"seconds", seconds}}.dump(2));
  } else if (!solved) {
    fmt::print("not solved ({:.2f} s)\n", seconds);
  } else if (actions.empty()) {
    fmt::print("already solved\n");
  } else {
    fmt::print("{}\n{} {}, {:.2f} s\n", moves, actions.size(), actions.size() == 1 ? "move" : "moves", seconds);
  }
}

/// A solution is a list of discrete actions that ends in success: not every world has such a thing.
void refuseWithoutSolution(const std::string& id) {
  if (!findEnv(id).config()->make()->spec().discrete())
    throw Error::usage("an environment with discrete actions, such as rubiks-cube or sokoban", id, "--env of solve");
}

/// Plays moves that somebody else found, by the rules alone.
void checkMoves(const SolveCommand& command) {
  const Common& common = command.common;
  if (common.env.empty()) throw Error::usage("--env ID", "none", "the options");
  refuseWithoutSolution(common.env);
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::string> settings = findEnv(common.env).config()->widestRules();
  settings.insert(settings.end(), common.set.begin(), common.set.end());
  const auto env = RunConfig::resolve(common.env, "spo", "laptop", {}, settings).makeRules();
  const std::vector<std::byte> start = command.state.parse(*env);
  StateOption::requireUnfinished(*env, start);
  const std::vector<std::int32_t> actions = env->parseActions(start, command.check);
  std::vector<std::byte> state = start;
  bool solved = env->isGoal(start);
  std::string end = solved ? "no move: it is solved already" : "";  // what may follow now; empty: anything
  for (std::size_t k = 0; k < actions.size(); ++k) {
    if (!end.empty())
      throw Error::usage(end, std::to_string(actions.size()) + ", of which " + std::to_string(k) + " were played",
                         "--check");
    const StepResult result = env->step(state, std::as_bytes(std::span(&actions[k], 1)));
    solved = result.success;
    if (solved)
      end = "no move behind the one that solves it";
    else if (result.truncated || static_cast<int>(k) + 1 == env->spec().stepLimit)
      end = "at most " + std::to_string(k + 1) + " moves (env.step_limit sets how many)";
    else if (result.ended)
      end = "no move behind number " + std::to_string(k + 1) + ", which ends the episode without a solution";
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  print(env->printActions(start, actions), solved, actions, seconds, common.json);
}

void solve(const SolveCommand& command) {
  if (command.checkOption->count() > 0) {
    checkMoves(command);
    return;
  }
  Common common = command.common;
  if (common.env.empty() && common.agent.empty()) throw Error::usage("--env ID", "none", "the options");
  // Bad text is refused before the engine loads.
  if (!common.env.empty()) {
    refuseWithoutSolution(common.env);
    command.state.checkEarly(common.env);
  }
  LoadedAgent loaded = loadAgentFor(common, command.state);
  refuseWithoutSolution(loaded.config.envId);
  const auto env = loaded.config.makeRules();
  const std::vector<std::byte> start = command.state.parse(*env);
  StateOption::requireUnfinished(*env, start);
  const auto begin = std::chrono::steady_clock::now();
  std::optional<std::vector<std::int32_t>> answer;
  if (env->isGoal(start)) {
    answer.emplace();
  } else {
    WorkerPool pool(common.threads > 0 ? common.threads : availableCores());
    const auto evaluator =
        loaded.agent->makeEvaluator({common.device, loaded.config.cache.size, &pool, loaded.config.network.symmetries});
    for (int k = 0; k < kAttempts && !answer; ++k) {
      answer = attempt(loaded.config, *env, start, *evaluator, pool, common.seed + static_cast<std::uint64_t>(k));
      loaded.config.planner->setFutures(2 * loaded.config.planner->futures());
    }
    if (answer) verify(*env, start, *answer);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const std::vector<std::int32_t> actions = answer.value_or(std::vector<std::int32_t>{});
  print(env->printActions(start, actions), answer.has_value(), actions, seconds, common.json);
}

}  // namespace

void addSolve(CLI::App& app) {
  auto command = std::make_shared<SolveCommand>();
  CLI::App* sub = app.add_subcommand("solve", "Solve a puzzle with an agent");
  bindStateCommand(*sub, command->common, command->state);
  command->checkOption =
      sub->add_option(
             "--check", command->check,
             "Play these moves instead of searching, and say whether they solve it (face turns, LURD, or names "
             "of actions); no agent is needed")
          ->type_name("MOVES")
          ->excludes("--agent")
          ->excludes("--algorithm");
  sub->footer(statesHelp() +
              "Up to four tries, each with twice the particles. Every answer is replayed before it is printed.");
  sub->callback([command] { solve(*command); });
}

}  // namespace spolab::cli
