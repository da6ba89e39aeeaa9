#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "core/base/error.h"
#include "core/run/capsule.h"
#include "core/trace/trace_file.h"

namespace spolab::cli {
namespace {

using nlohmann::json;

struct PlanCommand {
  Common common;
  StateOption state;
  std::string trace;
  std::string capsule;
};

/// A name, or the numbers of a box.
json actionJson(const EnvSpec& spec, ActionView action) {
  if (spec.discrete()) return spec.actionNames[static_cast<std::size_t>(discreteAction(action))];
  std::vector<float> values(static_cast<std::size_t>(spec.actionDims));
  std::memcpy(values.data(), action.data(), action.size());
  return values;
}

std::string actionText(const EnvSpec& spec, ActionView action) {
  if (spec.discrete()) return spec.actionNames[static_cast<std::size_t>(discreteAction(action))];
  std::string text;
  for (int d = 0; d < spec.actionDims; ++d) {
    float value = 0.0f;
    std::memcpy(&value, &action[static_cast<std::size_t>(d) * sizeof value], sizeof value);
    text += fmt::format("{:>7.3f}", value);
  }
  return text;
}

ActionView atomOf(const SearchTrace& trace, std::size_t n) {
  return std::span(trace.rootActions).subspan(n * trace.actionBytes, trace.actionBytes);
}

void printTable(const EnvSpec& spec, const SearchTrace& trace) {
  if (trace.isTree()) {
    fmt::print("value {:.4f}   KL(q̂‖π) {:.4f}   chosen {}\nnodes per depth  {}", trace.rootValue, trace.klToPrior,
               actionText(spec, trace.chosenAction), fmt::join(trace.count, "  "));
  } else {
    fmt::print("value {:.4f}   η {:.4f}   KL(q̂‖π) {:.4f}   chosen {}\nESS per depth", trace.rootValue,
               trace.temperature, trace.klToPrior, actionText(spec, trace.chosenAction));
    for (const float ess : trace.ess) fmt::print("  {:.2f}", ess);
  }
  if (spec.discrete()) {
    fmt::print("\n\n  action      π       q̂\n");
    for (std::size_t a = 0; a < trace.prior.size(); ++a) {
      fmt::print("  {:<6} {:8.4f} {:8.4f}\n", spec.actionNames[a], trace.prior[a], trace.qhat[a]);
    }
    return;
  }
  fmt::print("\n\n     q̂   log π  action ({})\n", fmt::join(spec.actionNames, ", "));
  for (std::size_t n = 0; n < trace.weights.size(); ++n) {
    fmt::print("  {:6.4f} {:6.2f} {}\n", trace.weights[n], trace.rootLogDensities[n],
               actionText(spec, atomOf(trace, n)));
  }
}

/// Discrete: names, π and q̂ over all of them. Box: the atoms, their log densities under π and their weights.
json document(const EnvSpec& spec, const SearchTrace& trace) {
  json actions = json::array();
  if (spec.discrete()) {
    actions = spec.actionNames;
  } else {
    for (std::size_t n = 0; n < trace.weights.size(); ++n) actions.push_back(actionJson(spec, atomOf(trace, n)));
  }
  return {{"actions", actions},
          {"prior", spec.discrete() ? trace.prior : trace.rootLogDensities},
          {"qhat", spec.discrete() ? trace.qhat : trace.weights},
          {"value", trace.rootValue},
          {"chosen", actionJson(spec, trace.chosenAction)},
          {"ess", trace.ess},
          {"eta", trace.isTree() ? json(nullptr) : json(trace.temperature)},
          {"kl", trace.klToPrior}};
}

void plan(const PlanCommand& command) {
  if (!command.common.env.empty()) command.state.checkEarly(command.common.env);
  const LoadedAgent loaded = loadAgentFor(command.common, command.state);
  const auto env = loaded.config.makeRules();
  const std::vector<std::byte> state = command.state.parse(*env);
  if (env->isGoal(state)) throw Error::usage("a state in which there is something to plan", "a solved one", "--state");
  StateOption::requireUnfinished(*env, state);
  WorkerPool pool(command.common.threads > 0 ? command.common.threads : availableCores());
  const auto evaluator = loaded.agent->makeEvaluator(
      {command.common.device, loaded.config.cache.size, &pool, loaded.config.network.symmetries});
  const auto planner = loaded.config.planner->make(*env);
  Decisions decisions;
  SearchTrace trace;
  const std::uint32_t zero = 0;
  planner->plan({state, command.common.seed, {&zero, 1}, {&zero, 1}}, *evaluator, pool, decisions, {&trace, 1});
  if (!command.trace.empty()) saveTrace(trace, command.trace);
  if (!command.capsule.empty()) {
    const DecisionSource source{*loaded.agent, loaded.file, loaded.config, command.common.seed, 0, 0};
    writeCapsule(makeCapsule(*env, trace, source), command.capsule);
  }
  if (!command.common.json) return printTable(env->spec(), trace);
  fmt::print("{}\n", document(env->spec(), trace).dump(2));
}

}  // namespace

void addPlan(CLI::App& app) {
  auto command = std::make_shared<PlanCommand>();
  CLI::App* sub = app.add_subcommand("plan", "One search from a state: π, q̂, value, effective sample sizes");
  bindStateCommand(*sub, command->common, command->state);
  sub->add_option("--trace", command->trace, "Write the whole search to this file")->type_name("FILE");
  sub->add_option("--capsule", command->capsule, "Write the decision to this small file, for 'spolab replay'")
      ->type_name("FILE");
  sub->footer(statesHelp());
  sub->callback([command] { plan(*command); });
}

}  // namespace spolab::cli
