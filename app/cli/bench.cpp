#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "core/base/machine.h"
#include "core/base/version.h"

namespace spolab::cli {
namespace {

using nlohmann::json;

struct BenchCommand {
  Common common;
  std::vector<std::string> names;
};

void bench(const BenchCommand& command) {
  std::vector<std::string> prefixes = command.names;
  if (prefixes.empty()) prefixes.emplace_back();
  json results = json::array();
  for (const std::string& prefix : prefixes) {
    const auto note = [&](const std::string& what) {
      if (!command.common.json) fmt::print(stderr, "measuring {}\n", what);
    };
    for (const BenchResult& result : engine().bench(prefix, note)) {
      results.push_back({{"name", result.name},
                         {"value", std::isfinite(result.value) ? json(result.value) : json(nullptr)},
                         {"unit", result.unit},
                         {"better", result.higherIsBetter ? "higher" : "lower"}});
      if (!command.common.json) fmt::print("{:<46} {:>12.4g} {}\n", result.name, result.value, result.unit);
    }
  }
  if (command.common.json)
    fmt::print("{}\n",
               json{{"version", programVersion()}, {"machine", machineDescription()}, {"results", results}}.dump(2));
}

}  // namespace

void addBench(CLI::App& app) {
  auto command = std::make_shared<BenchCommand>();
  CLI::App* sub = app.add_subcommand("bench", "Measure the engine's speed (the window's: spolab-studio --bench)");
  sub->add_option("names", command->names, "Benchmarks whose names begin so; all when left out")->type_name("PREFIX");
  command->common.bindJson(*sub);
  sub->callback([command] { bench(*command); });
}

}  // namespace spolab::cli
