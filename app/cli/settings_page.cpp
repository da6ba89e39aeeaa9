#include "app/cli/settings_page.h"

#include <fmt/format.h>

namespace spolab::cli {

std::string settingsPage(RunConfig& config) {
  std::string page = fmt::format(
      "# Settings\n\nEnvironment `{}`, algorithm `{}`, values of the preset `{}`. The same keys stand in TOML files, "
      "in "
      "`--set KEY=VALUE`, in the form of the studio and in every run's `config.toml`.\n",
      config.envId, config.algorithm, config.preset);
  const Schema schema = config.schema();
  std::string group;
  for (const Field& field : schema.fields()) {
    const auto dot = field.key.find('.');
    if (field.key.substr(0, dot) != group) {
      group = field.key.substr(0, dot);
      page += fmt::format("\n## {}\n\n| key | value | allowed | meaning |\n|---|---|---|---|\n", group);
    }
    page += fmt::format("| `{}` | {} | {}{} | {}{} |\n", field.key, field.text(), field.expectation(),
                        field.unit.empty() ? "" : ", " + field.unit, field.help,
                        field.shapesNetwork ? " (a new agent is needed)" : "");
  }
  return page;
}

}  // namespace spolab::cli
