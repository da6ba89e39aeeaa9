#include "app/episode/search_way.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace spolab {

std::vector<std::byte> actionsTo(const SearchTrace& trace, int depth, int particle) {
  std::vector<std::size_t> way;  // places in the trace, the last one first
  for (int d = depth, n = particle; d >= 0; --d) {
    way.push_back(trace.at(d, n));
    n = trace.parent[way.back()];
  }
  std::vector<std::byte> actions;
  for (auto place = way.rbegin(); place != way.rend(); ++place) {
    const auto begin = trace.action.begin() + static_cast<std::ptrdiff_t>(*place * trace.actionBytes);
    actions.insert(actions.end(), begin, begin + static_cast<std::ptrdiff_t>(trace.actionBytes));
    if (trace.dead[*place] != 0) break;  // what a dead particle repeats is no step
  }
  return actions;
}

std::vector<std::byte> firstAction(const SearchTrace& trace, int action) {
  if (trace.actions == 0) return actionsTo(trace, 0, action);
  const auto number = static_cast<std::int32_t>(action);
  std::vector<std::byte> bytes(sizeof number);
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

}  // namespace spolab
