#include "render/panels/trace_reading.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "core/base/squashed_normal.h"
#include "core/base/translate.h"
#include "envs/action_name.h"
#include "render/panels/action_bars.h"

namespace spolab::panel {

TraceReading::TraceReading(const SearchTrace& searchTrace, const EnvSpec& envSpec) : trace(searchTrace), spec(envSpec) {
  std::vector<float> sizes;
  valueLow = valueHigh = trace.rootValue;
  const auto look = [&](std::size_t i) {
    if (std::isfinite(trace.advantage[i]) && trace.advantage[i] != 0) sizes.push_back(std::abs(trace.advantage[i]));
    if (!std::isfinite(trace.value[i]) || trace.dead[i] != 0) return;
    valueLow = std::min(valueLow, trace.value[i]);
    valueHigh = std::max(valueHigh, trace.value[i]);
  };
  for (int depth = 0; depth < trace.depths; ++depth)
    for (int n = 0; n < trace.countAt(depth); ++n) look(trace.at(depth, n));
  if (!sizes.empty()) {
    // Few steps earn a reward: the end of the scale is where most have ended, so that the others still differ.
    const auto most = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() * 4 / 5);
    std::nth_element(sizes.begin(), most, sizes.end());
    advantageScale = std::max(*most, 1e-3f);
  }
  if (valueHigh - valueLow < 1e-3f) valueHigh = valueLow + 1e-3f;

  survives.assign(trace.weight.size(), 0);
  const bool tree = trace.isTree();  // where nothing dies out
  for (int depth = trace.depths - 1; depth >= 0; --depth)
    for (int n = 0; n < trace.countAt(depth); ++n) {
      if (tree || depth == trace.depths - 1) survives[trace.at(depth, n)] = 1;
      if (depth > 0 && survives[trace.at(depth, n)] != 0)
        survives[trace.at(depth - 1, trace.parent[trace.at(depth, n)])] = 1;
    }
  if (trace.actionDims > 0) rankFamilies();
}

void TraceReading::rankFamilies() {
  const auto count = static_cast<std::size_t>(trace.particles);
  std::vector<float> shares(count, 0.0f);
  for (int n = 0; n < trace.particles; ++n) {
    const std::size_t i = trace.at(trace.depths - 1, n);
    shares[static_cast<std::size_t>(trace.rootAncestor[i])] += trace.weight[i];
  }
  std::vector<int> order(count);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return shares[static_cast<std::size_t>(a)] > shares[static_cast<std::size_t>(b)];
  });
  rank_.resize(count);
  for (std::size_t place = 0; place < count; ++place)
    rank_[static_cast<std::size_t>(order[place])] = static_cast<int>(place);
}

ActionView TraceReading::action(int depth, int particle) const {
  return ActionView(trace.action).subspan(trace.at(depth, particle) * trace.actionBytes, trace.actionBytes);
}

int TraceReading::rootAction(int depth, int particle) const {
  if (trace.actionDims > 0) return -1;
  return discreteAction(action(0, trace.rootAncestor[trace.at(depth, particle)]));
}

int TraceReading::family(int depth, int particle) const {
  return trace.actionDims > 0 ? trace.rootAncestor[trace.at(depth, particle)] : rootAction(depth, particle);
}

int TraceReading::chosenFamily() const {
  if (trace.actionDims == 0) return chosen();
  for (int n = 0; n < trace.particles; ++n)
    if (std::ranges::equal(action(0, n), trace.chosenAction)) return n;
  return -1;
}

std::map<int, float> TraceReading::familyShares() const {
  std::map<int, float> shares;
  for (int atom = 0; atom < trace.atoms(); ++atom) {
    const auto i = static_cast<std::size_t>(atom);
    const int of = trace.isTree() ? atom : family(trace.depths - 1, atom);
    if (trace.weights[i] > 0.0f) shares[of] += trace.weights[i];
  }
  return shares;
}

Colour TraceReading::familyColour(int family, const Theme& theme) const {
  constexpr int kColours = 7;  // the eighth is grey
  if (trace.actionDims == 0) return theme.category(std::max(family, 0));
  return theme.category(std::min(rank_[static_cast<std::size_t>(std::max(family, 0))], kColours));
}

int TraceReading::chosen() const { return trace.actionDims > 0 ? -1 : discreteAction(trace.chosenAction); }

std::string TraceReading::actionName(int index) const { return spolab::actionName(spec, index); }

std::string TraceReading::actionName(ActionView view) const {
  if (trace.actionDims == 0) return actionName(discreteAction(view));
  std::string text;
  for (int d = 0; d < std::min(trace.actionDims, 4); ++d) {
    float part = 0;
    std::memcpy(&part, view.data() + static_cast<std::size_t>(d) * sizeof part, sizeof part);
    if (d > 0) text += " ";
    text += signedNumber(part, 1);
  }
  return trace.actionDims > 4 ? text + " …" : text;
}

float TraceReading::weightBefore(int depth, int particle) const {
  if (trace.isTree()) return trace.weight[trace.at(depth, particle)];  // visits are what it is
  const float even = 1.0f / static_cast<float>(trace.particles);
  if (depth == 0 || trace.resampling[static_cast<std::size_t>(depth) - 1] == ResampleEvent::kApplied) return even;
  return trace.weight[trace.at(depth - 1, trace.parent[trace.at(depth, particle)])];
}

Colour TraceReading::colour(int depth, int particle, RiverColour by, const Theme& theme) const {
  const std::size_t i = trace.at(depth, particle);
  switch (by) {
    case RiverColour::kAdvantage:
      return theme.advantage(trace.advantage[i] / advantageScale);
    case RiverColour::kValue:
      return theme.value((trace.value[i] - valueLow) / (valueHigh - valueLow));
    case RiverColour::kRootAction:
      break;
  }
  return familyColour(family(depth, particle), theme);
}

bool TraceReading::descends(ParticleRef descendant, ParticleRef ancestor) const {
  while (descendant.depth > ancestor.depth) {
    descendant.particle = trace.parent[trace.at(descendant.depth, descendant.particle)];
    --descendant.depth;
  }
  return descendant == ancestor;
}

bool hasItsShape(const SearchTrace& trace, const EnvSpec& spec) {
  if (trace.particles < 1 || trace.depths < 1 || trace.actionBytes != spec.actionBytes()) return false;
  const std::size_t depths = static_cast<std::size_t>(trace.depths);
  const std::size_t cells = depths * static_cast<std::size_t>(trace.particles);
  for (std::size_t size : {trace.parent.size(), trace.rootAncestor.size(), trace.reward.size(), trace.value.size(),
                           trace.advantage.size(), trace.weight.size(), trace.dead.size()})
    if (size != cells) return false;
  for (std::size_t size : {trace.resampling.size(), trace.ess.size(), trace.entropy.size(), trace.ancestors.size()})
    if (size != depths) return false;
  if (trace.isTree() && (trace.count.size() != depths || trace.visits.size() != cells ||
                         trace.edgePrior.size() != cells || trace.actionDims > 0))
    return false;
  return trace.action.size() == cells * trace.actionBytes && trace.chosenAction.size() == trace.actionBytes;
}

bool readable(const SearchTrace& trace, const EnvSpec& spec) {
  if (!hasItsShape(trace, spec)) return false;
  if (!trace.count.empty() && trace.count.size() != static_cast<std::size_t>(trace.depths)) return false;
  if (std::any_of(trace.count.begin(), trace.count.end(), [&](int c) { return c < 1 || c > trace.particles; }))
    return false;
  const auto inRange = [&](std::int32_t n) { return n >= 0 && n < trace.particles; };
  return std::all_of(trace.parent.begin(), trace.parent.end(), inRange) &&
         std::all_of(trace.rootAncestor.begin(), trace.rootAncestor.end(), inRange);
}

Moment momentOf(float phase, int depths) {
  if (!(phase > 0.0f)) return {0, 0.0f, Stage::kStart};
  if (phase >= static_cast<float>(depths)) return {depths, 0.0f, Stage::kDone};
  const int depth = static_cast<int>(phase);
  const float within = phase - static_cast<float>(depth);
  const Stage stages[] = {Stage::kPropose, Stage::kMove, Stage::kWeigh, Stage::kResample};
  return {depth, within, stages[std::min(static_cast<int>(within * 4.0f), 3)]};
}

float progressAt(const Moment& moment, int depth, float end, bool motion) {
  if (depth != moment.depth) return depth < moment.depth ? 1.0f : 0.0f;
  const float share = (moment.within - end + 0.25f) / 0.25f;
  if (!motion) return share > 0.0f ? 1.0f : 0.0f;
  return eased(share);
}

std::vector<int> childrenOf(const SearchTrace& trace, int depth) {
  if (depth + 1 >= trace.depths) return {};
  std::vector<int> children(static_cast<std::size_t>(trace.particles), 0);
  for (int n = 0; n < trace.countAt(depth + 1); ++n)
    ++children[static_cast<std::size_t>(trace.parent[trace.at(depth + 1, n)])];
  return children;
}

namespace {

Tooltip nodeTooltip(const TraceReading& reading, const ParticleRef& ref) {
  const SearchTrace& trace = reading.trace;
  const std::size_t i = trace.at(ref.depth, ref.particle);
  Tooltip tip;
  tip.title = translateFormat(phrase("panels", "Node {} at depth {}"), ref.particle + 1, ref.depth + 1);
  tip.rows = {{translate("panels", "action"), reading.actionName(reading.action(ref.depth, ref.particle))},
              {translate("panels", "n  visits"), fmt::format("{}", trace.visits[i])},
              {translate("panels", "P  prior of the action"), number(trace.edgePrior[i], 3)},
              {translate("panels", "A  advantage"), signedNumber(trace.advantage[i], 3)},
              {translate("panels", "V  mean value"), number(trace.value[i], 3)},
              {translate("panels", "r  reward"), number(trace.reward[i], 3)},
              {translate("panels", "parent"), ref.depth == 0
                                                  ? translate("panels", "the root")
                                                  : translateFormat(phrase("panels", "node {}"), trace.parent[i] + 1)}};
  if (ref.depth > 0)
    tip.rows.push_back(
        {translate("panels", "first action"), reading.actionName(reading.rootAction(ref.depth, ref.particle))});
  if (trace.broke(i))
    tip.note = translate("panels", "The simulation broke down here: no simulation goes on.");
  else if (trace.dead[i] != 0)
    tip.note = translate("panels", "The episode has ended here: no simulation goes on.");
  return tip;
}

}  // namespace

Tooltip particleTooltip(const TraceReading& reading, const ParticleRef& ref) {
  const SearchTrace& trace = reading.trace;
  const std::size_t i = trace.at(ref.depth, ref.particle);
  if (trace.isTree()) return nodeTooltip(reading, ref);
  Tooltip tip;
  tip.title = translateFormat(phrase("panels", "Particle {} at depth {}"), ref.particle + 1, ref.depth + 1);
  tip.rows = {{translate("panels", "action"), reading.actionName(reading.action(ref.depth, ref.particle))},
              {translate("panels", "w̄  weight"), number(trace.weight[i], 4)},
              {translate("panels", "A  advantage"), signedNumber(trace.advantage[i], 3)},
              {translate("panels", "V  value"),
               trace.dead[i] != 0 ? translate("panels", "0 (ended)") : number(trace.value[i], 3)},
              {translate("panels", "r  reward"), number(trace.reward[i], 3)},
              {translate("panels", "parent"),
               ref.depth == 0 ? translate("panels", "the root")
                              : translateFormat(phrase("panels", "particle {}"), trace.parent[i] + 1)}};
  if (ref.depth > 0 && reading.rootAction(ref.depth, ref.particle) >= 0)
    tip.rows.push_back(
        {translate("panels", "first action"), reading.actionName(reading.rootAction(ref.depth, ref.particle))});
  if (trace.broke(i))
    tip.note = translate("panels", "Its simulation broke down: what would have come is unknown, it has no weight.");
  else if (trace.dead[i] != 0)
    tip.note = translate("panels", "Its episode has ended: it waits and keeps its weight.");
  else if (reading.survives[i] == 0)
    tip.note = translate("panels", "Extinct: no particle of the last depth descends from it.");
  return tip;
}

std::optional<float> klToUpdated(const SearchTrace& trace, std::span<const float> updated) {
  if (trace.actionDims == 0) {
    if (updated.empty() || updated.size() != trace.qhat.size()) return std::nullopt;
    double sum = 0.0;
    for (std::size_t a = 0; a < updated.size(); ++a)
      if (trace.qhat[a] > 0.0f)
        sum +=
            trace.qhat[a] * std::log(double{trace.qhat[a]} / std::max(updated[a], std::numeric_limits<float>::min()));
    return static_cast<float>(sum);
  }
  const auto dims = static_cast<std::size_t>(trace.actionDims);
  if (updated.size() != 2 * dims || trace.policyRow.size() != 2 * dims) return std::nullopt;
  const auto logDensity = [dims](std::span<const float> row, std::size_t d, float part) {
    return squashedNormalLogDensity(row[d], std::max(double{row[dims + d]}, 1e-6), part);
  };
  double sum = trace.klToPrior;
  for (std::size_t n = 0; n < trace.weights.size(); ++n) {
    if (!(trace.weights[n] > 0.0f)) continue;
    const std::size_t bytes = dims * sizeof(float);
    const std::vector<float> parts = partsOf(std::span(trace.rootActions).subspan(n * bytes, bytes), trace.actionDims);
    for (std::size_t d = 0; d < dims; ++d)
      sum += trace.weights[n] * (logDensity(trace.policyRow, d, parts[d]) - logDensity(updated, d, parts[d]));
  }
  return static_cast<float>(sum);
}

Tooltip actionTooltip(const TraceReading& reading, std::span<const float> updated, int action) {
  const SearchTrace& trace = reading.trace;
  const auto share = [action](std::span<const float> list) {
    const auto index = static_cast<std::size_t>(action);
    return number(index < list.size() && std::isfinite(list[index]) ? list[index] : 0.0f, 4);
  };
  Tooltip tip{reading.actionName(action), {}, ""};
  tip.rows = {{translate("panels", "π  prior"), share(trace.prior)},
              {translate("panels", "proposal, with root noise"), share(trace.proposal)},
              {translate("panels", "q̂  search"), share(trace.qhat)}};
  if (static_cast<int>(updated.size()) == trace.actions)
    tip.rows.push_back({translate("panels", "π′  learned"), share(updated)});
  if (action == reading.chosen()) tip.note = translate("panels", "The action that is taken.");
  return tip;
}

Tooltip jointTooltip(const TraceReading& reading, std::span<const float> updated, float mean, int dim) {
  const SearchTrace& trace = reading.trace;
  const auto d = static_cast<std::size_t>(dim), dims = static_cast<std::size_t>(trace.actionDims);
  const std::vector<float> taken = partsOf(trace.chosenAction, trace.actionDims);
  Tooltip tip{reading.actionName(dim),
              {{translate("panels", "taken"), signedNumber(taken[d], 3)},
               {translate("panels", "mean of q̂"), signedNumber(mean, 3)}},
              ""};
  if (trace.policyRow.size() == 2 * dims) {
    tip.rows.push_back({translate("panels", "π  middle"), signedNumber(std::tanh(trace.policyRow[d]), 3)});
    tip.rows.push_back({translate("panels", "σ  before tanh"), number(trace.policyRow[dims + d], 3)});
  }
  if (updated.size() == 2 * dims) {
    tip.rows.push_back({translate("panels", "π′  middle, learned"), signedNumber(std::tanh(updated[d]), 3)});
    tip.rows.push_back({translate("panels", "σ′  before tanh"), number(updated[dims + d], 3)});
  }
  return tip;
}

}  // namespace spolab::panel
