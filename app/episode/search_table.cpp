#include "app/episode/search_table.h"

#include <iterator>
#include <span>

#include <fmt/format.h>

#include "app/episode/table_text.h"

namespace spolab {
namespace {

std::string actionAt(const SearchTrace& trace, const EnvSpec& spec, std::size_t place) {
  return actionFields(spec, std::span(trace.action).subspan(place * trace.actionBytes, trace.actionBytes));
}

}  // namespace

std::string searchTable(const SearchTrace& trace, const EnvSpec& spec) {
  std::string table = "depth,particle,parent,root_ancestor," + actionColumns(spec) +
                      ",reward,value,advantage,log_weight,weight,ended,broke\n";
  for (int depth = 0; depth < trace.depths; ++depth)
    for (int particle = 0; particle < trace.countAt(depth); ++particle) {
      const std::size_t at = trace.at(depth, particle);
      fmt::format_to(std::back_inserter(table), "{},{},{},{},{},{},{},{},{},{},{},{}\n", depth, particle,
                     trace.parent[at], trace.rootAncestor[at], actionAt(trace, spec, at), trace.reward[at],
                     trace.value[at], trace.advantage[at], trace.logWeight[at], trace.weight[at],
                     trace.dead[at] != 0 ? 1 : 0, trace.broke(at) ? 1 : 0);
    }
  return table;
}

}  // namespace spolab
