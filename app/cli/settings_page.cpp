#include "app/cli/settings_page.h"

#include <fmt/format.h>

namespace spolab::cli {

namespace {

std::string heading(const std::string& text) {
  return fmt::format("\n## {}\n\n| key | value | allowed | meaning |\n|---|---|---|---|\n", text);
}

std::string line(const Field& field) {
  return fmt::format("| `{}` | {} | {}{} | {}{} |\n", field.key, field.text(), field.expectation(),
                     field.unit.empty() ? "" : ", " + field.unit, field.help,
                     field.shapesNetwork ? " (a new agent is needed)" : "");
}

/// The env groups of all worlds but `shown`, with the values of their laptop presets.
std::string otherWorlds(const std::string& shown, const std::string& algorithm) {
  std::string page;
  for (const EnvEntry& entry : envRegistry()) {
    if (entry.id == shown) continue;
    RunConfig config = RunConfig::resolve(entry.id, algorithm, "laptop", {}, {});
    page += heading("env of " + entry.id);
    Schema schema;
    config.env->describe(schema);
    for (const Field& field : schema.fields()) page += line(field);
  }
  return page;
}

}  // namespace

std::string settingsPage(RunConfig& config) {
  std::string page = fmt::format(
      "# Settings\n\nEnvironment `{}`, algorithm `{}`, values of the preset `{}`. The same keys stand in TOML files, "
      "in "
      "`--set KEY=VALUE`, in the form of the studio and in every run's `config.toml`. The other worlds' own settings "
      "stand at the end.\n",
      config.envId, config.algorithm, config.preset);
  const Schema schema = config.schema();
  std::string group;
  for (const Field& field : schema.fields()) {
    const std::string here = field.key.substr(0, field.key.find('.'));
    if (here != group) page += heading(here);
    group = here;
    page += line(field);
  }
  return page + otherWorlds(config.envId, config.algorithm);
}

}  // namespace spolab::cli
