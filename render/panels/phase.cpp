#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "core/base/translate.h"
#include "render/panels/paint.h"
#include "render/panels/search_memory.h"
#include "render/search_panels.h"

namespace spolab {

using namespace panel;

namespace {

constexpr float kOverhang = 8.0f;  // the last line's middle may come this much nearer the margin

struct Words {
  std::string title;
  std::string sentence;
  std::string equation;
};

/// How many particles of the depth before went on, and the largest number of copies of one.
std::pair<int, int> copies(const SearchTrace& trace, int depth) {
  const std::vector<int> children = childrenOf(trace, depth - 1);
  const auto alive = std::count_if(children.begin(), children.end(), [](int c) { return c > 0; });
  return {static_cast<int>(alive), *std::max_element(children.begin(), children.end())};
}

/// Particles for which `fate` came at this very depth.
int countNow(const SearchTrace& trace, int depth, Fate fate) {
  int count = 0;
  for (int n = 0; n < trace.countAt(depth); ++n) {
    const bool before = depth > 0 && trace.dead[trace.at(depth - 1, trace.parent[trace.at(depth, n)])] != 0;
    if (trace.dead[trace.at(depth, n)] == static_cast<std::uint8_t>(fate) && !before) ++count;
  }
  return count;
}
int endedNow(const SearchTrace& trace, int depth) { return countNow(trace, depth, Fate::kEnded); }

/// "" where none broke down, as nearly always.
std::string brokenText(const SearchTrace& trace, int depth) {
  const int broken = countNow(trace, depth, Fate::kBroke);
  if (broken == 0) return {};
  return " " + (broken == 1 ? translateFormat(phrase("panels", "{} simulation broke down."), broken)
                            : translateFormat(phrase("panels", "{} simulations broke down."), broken));
}

std::string expandedText(int states, int ended) {
  if (ended == 0)
    return states == 1 ? translateFormat(phrase("panels", "{} new state at this depth."), states)
                       : translateFormat(phrase("panels", "{} new states at this depth."), states);
  if (states == 1)
    return translateFormat(phrase("panels", "{} new state at this depth; {} is the end."), states, ended);
  return ended == 1 ? translateFormat(phrase("panels", "{} new states at this depth; {} is the end."), states, ended)
                    : translateFormat(phrase("panels", "{} new states at this depth; {} are the end."), states, ended);
}

std::string movedText(int ended, double reward) {
  const std::string mean = signedNumber(reward, 3);
  if (ended == 0)
    return translateFormat(phrase("panels", "The model moves every particle one step ahead; their mean reward is {}."),
                           mean);
  return ended == 1
             ? translateFormat(phrase("panels",
                                      "The model moves every particle one step ahead; {} reaches the end. Their mean "
                                      "reward is {}."),
                               ended, mean)
             : translateFormat(phrase("panels",
                                      "The model moves every particle one step ahead; {} reach the end. Their mean "
                                      "reward is {}."),
                               ended, mean);
}

double meanReward(const SearchTrace& trace, int depth) {
  const auto* first = &trace.reward[trace.at(depth, 0)];
  const int count = trace.countAt(depth);
  return std::accumulate(first, first + count, 0.0) / count;
}

/// How ancestors are drawn; `reset` says that weights begin anew.
std::string drawEquation(const SearchTrace& trace, bool reset) {
  const std::string draw = trace.rules.systematic ? "xₙ at (n + u) / N of Σ w̄" : "x ~ Mult(N; w̄)";
  return reset ? draw + ",  w = 1" : draw;
}

std::string weighEquation(const SearchTrace& trace, int depth) {
  const std::string ratio = depth == 0 && trace.rules.corrected ? "π/π̃ · " : "";
  return trace.rules.weighsQ ? "w ← w · " + ratio + "exp(Q / η),  Q = r + γV(s′)"
                             : "w ← w · " + ratio + "exp(A / η),  A = r + γV(s′) − V(s)";
}

Words resampleWords(const SearchTrace& trace, int depth) {
  switch (trace.resampling[static_cast<std::size_t>(depth)]) {
    case ResampleEvent::kReported:
      return {
          translate("panels", "Report"),
          translate("panels", "The last depth is not resampled: the weights themselves are reported, with less noise."),
          "q̂(a) = Σ w̄ · [a₀ = a]"};
    case ResampleEvent::kNone:
      return {translate("panels", "Carry on"),
              translate("panels", "No resampling at this depth: every particle keeps its weight."),
              translate("panels", "w̄ stays")};
    case ResampleEvent::kApplied:
      break;
  }
  if (depth + 1 >= trace.depths)
    return {translate("panels", "Resample"),
            translate("panels", "Particles are drawn again in proportion to their weights."),
            drawEquation(trace, false)};
  const auto [alive, most] = copies(trace, depth + 1);
  return {translate("panels", "Resample"),
          translateFormat(
              phrase("panels", "{} of {} particles are drawn again, one of them {} times; all weights become 1/{}."),
              alive, trace.particles, most, trace.particles),
          drawEquation(trace, true)};
}

/// The same for a tree: the finished tree is walked down depth by depth, though its simulations came one by one.
Words treeWordsFor(const TraceReading& reading, const Moment& moment) {
  const SearchTrace& trace = reading.trace;
  const int depth = std::min(moment.depth, trace.depths - 1);
  const int simulations = std::accumulate(trace.visits.begin(), trace.visits.begin() + trace.countAt(0), 0);
  const auto* row = &trace.visits[trace.at(depth, 0)];
  switch (moment.stage) {
    case Stage::kStart:
      return {translate("panels", "Start"),
              translateFormat(
                  phrase("panels", "A tree of {} simulations grows from this state, which the critic values {}."),
                  simulations, number(trace.rootValue, 2)),
              fmt::format("s₀,  V(s₀) = {},  N(s₀) = 1", number(trace.rootValue, 2))};
    case Stage::kPropose:
      return {translate("panels", "Select"),
              translate("panels", "Simulations follow what was good and what the prior likes but was seldom tried."),
              "a = argmax  Q̃(s, a) + c · P(a | s) · √N(s) / (1 + n_a)"};
    case Stage::kMove:
      return {translate("panels", "Expand"),
              expandedText(trace.countAt(depth), endedNow(trace, depth)) + brokenText(trace, depth),
              "s′ = T(s, a),  r = R(s, a)"};
    case Stage::kWeigh:
      return {
          translate("panels", "Evaluate"),
          translate("panels", "The network is asked about each new state once: its value, and where to look below it."),
          "V(s′),  P(· | s′)"};
    case Stage::kResample:
      return {translate("panels", "Back up"),
              translateFormat(
                  phrase("panels", "{} of {} simulations came this far; what they found becomes means on the way up."),
                  std::accumulate(row, row + trace.countAt(depth), 0), simulations),
              translate("panels", "G ← r + γ G,  V̄(s) = mean of G,  N ← N + 1")};
    case Stage::kDone:
      break;
  }
  const int chosen = reading.chosen();
  return {translate("panels", "Decide"),
          translateFormat(phrase("panels", "{} holds {} % of the visits; it is taken."), reading.actionName(chosen),
                          number(100.0 * trace.qhat[static_cast<std::size_t>(chosen)], 0)),
          fmt::format("q̂(a) = n_a / Σ n,  KL(q̂ ‖ π) = {}", number(trace.klToPrior, 2))};
}

Words wordsFor(const TraceReading& reading, const Moment& moment) {
  const SearchTrace& trace = reading.trace;
  if (trace.isTree()) return treeWordsFor(reading, moment);
  const int depth = std::min(moment.depth, trace.depths - 1);
  const auto d = static_cast<std::size_t>(depth);
  switch (moment.stage) {
    case Stage::kStart:
      return {translate("panels", "Start"),
              translateFormat(phrase("panels", "{} particles stand at the same state, which the critic values {}."),
                              trace.particles, number(trace.rootValue, 2)),
              fmt::format("s₀,  V(s₀) = {},  w = 1", number(trace.rootValue, 2))};
    case Stage::kPropose:
      return {translate("panels", "Propose"),
              depth == 0 && trace.rules.rootNoise
                  ? translateFormat(
                        phrase("panels",
                               "Each of the {} particles draws an action from the policy, with noise at the root."),
                        trace.particles)
                  : translateFormat(phrase("panels", "Each of the {} particles draws an action from the policy."),
                                    trace.particles),
              depth > 0               ? "a ~ π(· | s)"
              : trace.rules.rootNoise ? "a ~ π̃(· | s₀)"
                                      : "a ~ π(· | s₀)"};
    case Stage::kMove:
      return {translate("panels", "Move"),
              movedText(endedNow(trace, depth), meanReward(trace, depth)) + brokenText(trace, depth),
              "s′ = T(s, a),  r = R(s, a)"};
    case Stage::kWeigh:
      return {translate("panels", "Weigh"),
              translateFormat(
                  phrase("panels", "Better than expected grows, worse shrinks: {} of {} particles still count."),
                  number(trace.ess[d], 1), trace.particles),
              weighEquation(trace, depth)};
    case Stage::kResample:
      return resampleWords(trace, depth);
    case Stage::kDone:
      break;
  }
  std::string best = translate("panels", "The first actions of the particles, weighed, are the search's policy.");
  const int chosen = reading.chosen();
  if (chosen >= 0 && static_cast<std::size_t>(chosen) < trace.qhat.size())
    best = translateFormat(phrase("panels", "Particles that began with {} hold {} % of the weight; {} is taken."),
                           reading.actionName(chosen), number(100.0 * trace.qhat[static_cast<std::size_t>(chosen)], 0),
                           reading.actionName(chosen));
  return {translate("panels", "Decide"), best,
          fmt::format("q̂(a) = Σ w̄ · [a₀ = a],  KL(q̂ ‖ π) = {}", number(trace.klToPrior, 2))};
}

}  // namespace

void drawPhase(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme) {
  const Panel panel("##phase", area, theme);
  SearchMemory* memory = rememberedSearch(input, state, panel);
  if (memory == nullptr) return;
  const SearchTrace* trace = &memory->reading.trace;
  const TraceReading& reading = memory->reading;
  const Moment moment = momentOf(input.phase, trace->depths);
  const Words words = wordsFor(reading, moment);

  const PanelArea& inner = panel.inner();
  ImDrawList& list = panel.list();
  const float x = inner.x + paintText(list, panel.strong(), inner.x, inner.y + 6, words.title) + 8;
  if (moment.stage != Stage::kStart && moment.stage != Stage::kDone)
    paintText(list, panel.dim(), x, inner.y + 6,
              translateFormat(phrase("panels", "depth {} of {}"), moment.depth + 1, trace->depths));
  if (moment.stage == Stage::kWeigh && !trace->isTree())
    paintText(list, panel.dim(), inner.x + inner.width, inner.y + 6, "η = " + number(trace->temperature, 3),
              Anchor::kRight);
  // Low panels keep the equation by setting everything smaller.
  TextStyle sentence = panel.body();
  if (27.0f + 18.0f * (1.0f + static_cast<float>(wrapped(sentence, words.sentence, inner.width).size())) >
      inner.height + kOverhang)
    sentence = panel.small();
  const float row = sentence.size + 5.0f;
  float y = inner.y + 8.0f + 1.06f * row;
  for (const std::string& line : wrapped(sentence, words.sentence, inner.width)) {
    if (y > inner.y + inner.height) break;
    paintText(list, sentence, inner.x, y, line);
    y += row;
  }
  const TextStyle equation{UiFace::kRegular, sentence.size, theme.accent};
  for (const std::string& line : wrapped(equation, words.equation, inner.width)) {
    if (y > inner.y + inner.height) break;
    paintText(list, equation, inner.x, y + 2.0f, line);
    y += row;
  }
}

}  // namespace spolab
