#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"

namespace spolab::cli {
namespace {

using nlohmann::json;

void printEnvs(bool asJson) {
  json list = json::array();
  for (const EnvEntry& entry : envRegistry()) {
    list.push_back({{"id", entry.id}, {"title", entry.title}, {"available", true}, {"reason", ""}});
    if (!asJson) fmt::print("{:<16} {}\n", entry.id, entry.title);
  }
  for (const MissingEnv& entry : missingEnvs()) {
    list.push_back({{"id", entry.id}, {"title", entry.title}, {"available", false}, {"reason", entry.reason}});
    if (!asJson) fmt::print("{:<16} {} (not in this program: it {})\n", entry.id, entry.title, entry.reason);
  }
  if (asJson) fmt::print("{}\n", list.dump(2));
}

void printAlgorithms(bool asJson) {
  json list = json::array();
  for (const AlgorithmEntry& entry : algorithmRegistry()) {
    json actions = json::array();
    if (entry.discrete) actions.push_back("discrete");
    if (entry.continuous) actions.push_back("continuous");
    list.push_back({{"id", entry.id}, {"title", entry.title}, {"actions", actions}});
    if (!asJson) fmt::print("{:<16} {}\n", entry.id, entry.title);
  }
  if (asJson) fmt::print("{}\n", list.dump(2));
}

void printPresets(bool asJson) {
  json list = json::array();
  for (const PresetEntry& entry : listPresets()) {
    list.push_back({{"env", entry.env}, {"algorithm", entry.algorithm}, {"name", entry.name}, {"title", entry.title}});
    if (!asJson) fmt::print("{:<14} {:<8} {:<10} {}\n", entry.env, entry.algorithm, entry.name, entry.title);
  }
  if (asJson) fmt::print("{}\n", list.dump(2));
}

void addList(CLI::App& app, const char* name, const char* help, void (*print)(bool)) {
  auto common = std::make_shared<Common>();
  CLI::App* command = app.add_subcommand(name, help);
  common->bindJson(*command);
  command->callback([common, print] { print(common->json); });
}

}  // namespace

void addLists(CLI::App& app) {
  addList(app, "envs", "List the environments", printEnvs);
  addList(app, "algorithms", "List the algorithms", printAlgorithms);
  addList(app, "presets", "List the presets of settings", printPresets);
}

}  // namespace spolab::cli
