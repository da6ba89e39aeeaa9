#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "core/base/error.h"
#include "core/run/decision_agent.h"

namespace spolab::cli {
namespace {

struct ReplayCommand {
  Common common;
  std::string file;
};

/// The agent that was asked for, else the one that decided.
std::shared_ptr<const Agent> agentOf(const DecisionCapsule& capsule, const ReplayCommand& command) {
  if (!command.common.agent.empty()) return engine().loadAgent(command.common.agent);
  auto agent = findDecidingAgent(capsule, command.file);
  if (!agent) refuseWithoutAgent(capsule, command.file);
  return agent;
}

void replay(const ReplayCommand& command) {
  const DecisionCapsule capsule = readCapsule(command.file);
  const auto agent = agentOf(capsule, command);
  const CapsuleReplay result = replayCapsule(capsule, *agent);
  if (command.common.json)
    fmt::print("{}\n", nlohmann::json{{"equal", result.divergedAt.empty()},
                                      {"diverged_at", result.divergedAt},
                                      {"chosen", capsule.chosen},
                                      {"version", capsule.version}}
                           .dump(2));
  else if (result.divergedAt.empty())
    fmt::print("{}\nchosen {}   value {:.4f}   made by version {}\n", result.verdict(capsule), capsule.chosen,
               capsule.value, capsule.version);
  if (!result.divergedAt.empty()) throw Error("the decision on file", result.verdict(capsule), command.file);
}

}  // namespace

void addReplay(CLI::App& app) {
  auto command = std::make_shared<ReplayCommand>();
  CLI::App* sub = app.add_subcommand("replay", "Make a decision from its file again and say whether it is the same");
  sub->add_option("file", command->file, "A decision written by 'spolab plan --capsule' or the studio")
      ->type_name("FILE")
      ->required();
  command->common.bindAgent(*sub);
  command->common.bindJson(*sub);
  sub->callback([command] { replay(*command); });
}

}  // namespace spolab::cli
