#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "app/cli/progress.h"
#include "core/base/error.h"
#include "core/run/json_text.h"
#include "core/run/safetensors.h"

namespace spolab::cli {
namespace {

using nlohmann::json;

struct AgentCommand {
  Common common;
  std::string out;
};

std::size_t numbersIn(const TensorFile& content) {
  std::size_t numbers = 0;
  for (const auto& [name, tensor] : content.tensors) {
    std::size_t count = 1;
    for (const std::int64_t side : tensor.shape) count *= static_cast<std::size_t>(side);
    numbers += count;
  }
  return numbers;
}

/// What an agent file is; with --out the same parameters with other settings.
void describe(const AgentCommand& command) {
  const std::filesystem::path file = agentFile(command.common);
  const std::string where = file.string();
  TensorFile content = readTensorFile(file);
  RunConfig config = RunConfig::fromToml(agentMetadata(content, "spolab.config", where), where);
  if (!command.common.env.empty() && findEnv(command.common.env).id != config.envId)
    throw Error::usage("an agent of " + command.common.env, "one of " + config.envId, where);
  config.applyOverrides(command.common.set, true);
  config.validate();
  if (!command.out.empty()) {
    if (std::filesystem::exists(command.out))
      throw Error::usage("a new file for --out", "'" + command.out + "', which exists", "the options");
    static_cast<void>(engine().loadAgent(file));  // a copy of a damaged agent would be one, too
    content.metadata["spolab.config"] = config.toml();
    writeTensorFile(command.out, content);
  } else if (!command.common.set.empty()) {
    throw Error::usage("--out FILE for the agent with these settings", "none", "the options");
  }
  const json counters = json::parse(agentMetadata(content, "spolab.counters", where), nullptr, false);
  const auto counter = counters.is_object() ? counters.find("env_steps") : counters.end();
  if (counter == counters.end() || !counter->is_number_integer())
    throw Error("counters as JSON, with a whole number of env_steps", "others", where);
  const auto steps = counter->get<std::int64_t>();
  const auto before = counters.find("earlier_steps");
  const std::int64_t earlier =
      before != counters.end() && before->is_number_integer() ? before->get<std::int64_t>() : 0;
  const std::string those = earlier > 0 ? fmt::format(", after {} of others", groupedText(earlier)) : std::string();
  const std::string hash = tensorHash(content);
  if (command.common.json) {
    fmt::print("{}\n", jsonText({{"file", command.out.empty() ? where : command.out},
                                 {"env", config.envId},
                                 {"algorithm", config.algorithm},
                                 {"env_steps", steps},
                                 {"earlier_steps", earlier},
                                 {"numbers", numbersIn(content)},
                                 {"hash", hash},
                                 {"version", agentMetadata(content, "spolab.version", where)},
                                 {"config", config.toml()}},
                                2));
    return;
  }
  fmt::print("{}\n  world     {}\n  method    {}, {}\n  training  {} steps{}, version {}\n  network   {} numbers, {}\n",
             command.out.empty() ? where : command.out, config.envId, config.algorithm, config.planner->summary(),
             groupedText(steps), those, agentMetadata(content, "spolab.version", where),
             groupedText(static_cast<std::int64_t>(numbersIn(content))), hash);
}

}  // namespace

void addAgent(CLI::App& app) {
  auto command = std::make_shared<AgentCommand>();
  CLI::App* sub = app.add_subcommand("agent", "Say what an agent file is, or write it with other settings");
  command->common.bindAgent(*sub);
  command->common.bindEnv(*sub);
  command->common.bindSet(*sub);
  sub->add_option("--out", command->out, "Write the agent with these settings to a new file")->type_name("FILE");
  command->common.bindJson(*sub);
  sub->footer("The search an agent plays with is part of its file: --set planner.horizon=6 --out FILE changes it.");
  sub->callback([command] { describe(*command); });
}

}  // namespace spolab::cli
