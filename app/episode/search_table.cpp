#include "app/episode/search_table.h"

#include <cstring>
#include <iterator>

#include <fmt/format.h>

namespace spolab {
namespace {

/// A name as one field, whatever it holds.
std::string field(const std::string& name) {
  if (name.find_first_of(",\"\n") == std::string::npos) return name;
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string actionFields(const SearchTrace& trace, const EnvSpec& spec, std::size_t place) {
  const ActionView action = std::span(trace.action).subspan(place * trace.actionBytes, trace.actionBytes);
  if (spec.discrete()) return field(spec.actionNames[static_cast<std::size_t>(discreteAction(action))]);
  std::string fields;
  for (int d = 0; d < spec.actionDims; ++d) {
    float part = 0.0f;
    std::memcpy(&part, &action[static_cast<std::size_t>(d) * sizeof part], sizeof part);
    fields += fmt::format("{}{}", d == 0 ? "" : ",", part);
  }
  return fields;
}

}  // namespace

std::string searchTable(const SearchTrace& trace, const EnvSpec& spec) {
  std::string actions = "action";
  if (!spec.discrete()) {
    actions.clear();
    for (const std::string& name : spec.actionNames) actions += (actions.empty() ? "" : ",") + field("action " + name);
  }
  std::string table =
      "depth,particle,parent,root_ancestor," + actions + ",reward,value,advantage,log_weight,weight,ended\n";
  for (int depth = 0; depth < trace.depths; ++depth)
    for (int particle = 0; particle < trace.countAt(depth); ++particle) {
      const std::size_t at = trace.at(depth, particle);
      fmt::format_to(std::back_inserter(table), "{},{},{},{},{},{},{},{},{},{},{}\n", depth, particle, trace.parent[at],
                     trace.rootAncestor[at], actionFields(trace, spec, at), trace.reward[at], trace.value[at],
                     trace.advantage[at], trace.logWeight[at], trace.weight[at], trace.dead[at]);
    }
  return table;
}

}  // namespace spolab
