#include "app/episode/table_text.h"

#include <cmath>
#include <cstring>

#include <fmt/format.h>

namespace spolab {

std::string tableField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string tableNumber(float value) { return std::isnan(value) ? std::string() : fmt::format("{}", value); }

std::string tableNumber(double value) { return std::isnan(value) ? std::string() : fmt::format("{}", value); }

std::string actionNameField(const EnvSpec& spec, std::size_t index) {
  return tableField(index < spec.actionNames.size() ? spec.actionNames[index] : std::to_string(index));
}

std::string actionColumns(const EnvSpec& spec) {
  if (spec.discrete()) return "action";
  std::string columns;
  for (std::size_t d = 0; d < static_cast<std::size_t>(spec.actionDims); ++d) {
    const std::string name = d < spec.actionNames.size() ? spec.actionNames[d] : std::to_string(d);
    columns += (d == 0 ? "" : ",") + tableField("action " + name);
  }
  return columns;
}

std::string actionFields(const EnvSpec& spec, ActionView action) {
  if (spec.discrete()) return actionNameField(spec, static_cast<std::size_t>(discreteAction(action)));
  std::string fields;
  for (std::size_t d = 0; d < static_cast<std::size_t>(spec.actionDims); ++d) {
    float part = 0.0f;
    std::memcpy(&part, &action[d * sizeof part], sizeof part);
    fields += (d == 0 ? "" : ",") + fmt::format("{}", part);
  }
  return fields;
}

}  // namespace spolab
