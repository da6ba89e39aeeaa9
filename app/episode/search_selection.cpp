#include "app/episode/search_selection.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace spolab {
namespace {

/// The element of `weights` after (or before) `current` in falling order of weight; −1: none, which stands between the
/// last and the first.
int neighbour(const std::vector<float>& weights, int current, int by) {
  std::vector<int> order(weights.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return weights[static_cast<std::size_t>(a)] > weights[static_cast<std::size_t>(b)];
  });
  order.push_back(-1);
  const auto at = std::find(order.begin(), order.end(), current) - order.begin();
  const auto count = static_cast<std::ptrdiff_t>(order.size());
  return order[static_cast<std::size_t>((at + by + count) % count)];
}

}  // namespace

void selectAction(const SearchTrace& trace, int by, PanelState& state) {
  if (trace.depths == 0) return;
  if (trace.actions > 0) {
    state.selected.reset();
    state.selectedAction = neighbour(trace.qhat, state.selectedAction, by);
    return;
  }
  std::vector<float> weights(static_cast<std::size_t>(trace.particles), 0.0f);
  for (int n = 0; n < trace.particles; ++n)
    weights[static_cast<std::size_t>(trace.rootAncestor[trace.at(trace.depths - 1, n)])] +=
        trace.weights[static_cast<std::size_t>(n)];
  const int current = state.selected && state.selected->depth == 0 ? state.selected->particle : -1;
  const int next = neighbour(weights, current, by);
  state.selectedAction = -1;
  state.selected = next < 0 ? std::nullopt : std::optional(ParticleRef{0, next});
}

void selectParticle(const SearchTrace& trace, int depth, int by, PanelState& state) {
  if (depth < 0 || depth >= trace.depths) return;
  const auto first = trace.weight.begin() + static_cast<std::ptrdiff_t>(trace.at(depth, 0));
  const std::vector<float> weights(first, first + trace.countAt(depth));
  const int current = state.selected && state.selected->depth == depth ? state.selected->particle : -1;
  const int next = neighbour(weights, current, by);
  state.selectedAction = -1;
  state.selected = next < 0 ? std::nullopt : std::optional(ParticleRef{depth, next});
}

}  // namespace spolab
