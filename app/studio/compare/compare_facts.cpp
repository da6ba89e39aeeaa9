#include "app/studio/compare/compare_facts.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include <QCoreApplication>
#include <fmt/format.h>

#include "app/studio/number_text.h"
#include "core/base/translate.h"
#include "core/plan/smc/smc_math.h"
#include "envs/action_name.h"

namespace spolab {
namespace {

const std::string kNone = "–";
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

struct CompareText {
  Q_DECLARE_TR_FUNCTIONS(CompareText)
};
std::string number(double value) { return numberText(value).toStdString(); }

bool searched(const ContenderResult& contender) { return contender.trace && contender.error.empty(); }
bool hasQhat(const ContenderResult& contender) { return searched(contender) && !contender.trace->qhat.empty(); }

/// KL(p ‖ q), NaN where one of them is not known.
double divergence(std::span<const float> p, std::span<const float> q) {
  return p.empty() || p.size() != q.size() ? kUnknown : std::max(klDivergence(p, q), 0.0);
}

std::string divergenceText(double kl) { return std::isinf(kl) ? "∞" : number(kl); }

std::string milliseconds(const ContenderResult& contender) {
  return searched(contender) ? number(contender.milliseconds) : kNone;
}

std::string rows(const ContenderResult& contender) {
  return searched(contender) ? countText(static_cast<double>(contender.rows)).toStdString() : kNone;
}

std::string ess(const ContenderResult& contender) {
  return searched(contender) && contender.searches ? number(contender.ess) : kNone;
}

std::string particles(const ContenderResult& contender) {
  return contender.searches ? countText(static_cast<double>(contender.particles)).toStdString() : kNone;
}

/// Actions by falling `values`, ties by falling `prior`.
std::vector<int> fallingOrder(const std::vector<float>& values, const std::vector<float>& prior) {
  std::vector<int> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    const auto left = static_cast<std::size_t>(a), right = static_cast<std::size_t>(b);
    return values[left] != values[right] ? values[left] > values[right] : prior[left] > prior[right];
  });
  return order;
}

/// What is known about the exact q̂ of the last contender that has an answer.
std::string exactNote(const CompareResult& result) {
  for (auto contender = result.contenders.rbegin(); contender != result.contenders.rend(); ++contender) {
    if (!contender->exact) continue;
    if (!contender->exact->absent.empty()) return contender->exact->absent;
    if (!contender->exact->qhat.empty())
      return CompareText::tr("Exact q̂: all %1 action sequences, %2 different states.")
          .arg(countText(contender->exact->sequences), countText(static_cast<double>(contender->exact->rows)))
          .toStdString();
  }
  return {};
}

std::string noteOf(const CompareResult& result) {
  std::string note = result.note;
  const auto add = [&](const std::string& sentence) {
    if (!sentence.empty()) note += (note.empty() ? "" : " ") + sentence;
  };
  for (const ContenderResult& contender : result.contenders)
    if (!contender.error.empty()) add(contender.name + ": " + contender.error + ".");
  add(exactNote(result));
  if (!result.activity.empty()) add("… " + result.activity);
  return note;
}

}  // namespace

std::vector<double> meanAction(const SearchTrace& trace) {
  std::vector<double> mean(static_cast<std::size_t>(trace.actionDims), 0.0);
  for (std::size_t n = 0; n < trace.weights.size(); ++n)
    for (std::size_t d = 0; d < mean.size(); ++d) {
      float part = 0.0f;
      std::memcpy(&part, &trace.rootActions[n * trace.actionBytes + d * sizeof part], sizeof part);
      mean[d] += static_cast<double>(trace.weights[n] * part);
    }
  return mean;
}

double divergenceBetween(const ContenderResult& a, const ContenderResult& b) {
  return hasQhat(a) && hasQhat(b) ? divergence(a.trace->qhat, b.trace->qhat) : kUnknown;
}

double divergenceFromExact(const ContenderResult& contender) {
  return hasQhat(contender) && contender.exact ? divergence(contender.trace->qhat, contender.exact->qhat) : kUnknown;
}

double distanceBetween(const ContenderResult& a, const ContenderResult& b) {
  if (!searched(a) || !searched(b)) return kUnknown;
  if (hasQhat(a) && hasQhat(b)) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.trace->qhat.size(); ++i)
      sum += 0.5 * std::abs(static_cast<double>(a.trace->qhat[i] - b.trace->qhat[i]));
    return sum;
  }
  const std::vector<double> first = meanAction(*a.trace), second = meanAction(*b.trace);
  double squares = 0.0;
  for (std::size_t d = 0; d < first.size(); ++d) squares += std::pow(first[d] - second[d], 2);
  return std::sqrt(squares / static_cast<double>(std::max<std::size_t>(first.size(), 1)));
}

std::vector<int> orderByQhat(const ContenderResult& first) {
  if (!hasQhat(first)) return {};
  return fallingOrder(first.trace->qhat, first.trace->prior);
}

std::vector<int> orderByLargest(const std::vector<ContenderResult>& contenders) {
  std::vector<float> largest;
  std::vector<float> prior;
  for (const ContenderResult& contender : contenders) {
    if (!hasQhat(contender)) continue;
    const std::vector<float>& qhat = contender.trace->qhat;
    largest.resize(qhat.size(), 0.0f);
    for (std::size_t i = 0; i < qhat.size(); ++i) largest[i] = std::max(largest[i], qhat[i]);
    prior = contender.trace->prior;
  }
  return fallingOrder(largest, prior);
}

int takenIndex(const ContenderResult& contender) {
  if (!hasQhat(contender) || contender.trace->chosenAction.size() != sizeof(std::int32_t)) return -1;
  return discreteAction(contender.trace->chosenAction);
}

std::string takenAction(const ContenderResult& contender, const EnvSpec& spec) {
  const int index = takenIndex(contender);
  return index < 0 ? kNone : actionName(spec, index);
}

std::string transitionsText(const ContenderResult& contender) {
  if (!searched(contender)) return kNone;
  const auto count = [](std::int64_t value) { return countText(static_cast<double>(value)); };
  if (contender.made == contender.budget) return count(contender.made).toStdString();
  return CompareText::tr("%1 of %2").arg(count(contender.made), count(contender.budget)).toStdString();
}

std::string costText(const ContenderResult& contender) {
  if (!searched(contender)) return {};
  return CompareText::tr("%1 transitions · %2 ms · %3 rows")
      .arg(QString::fromStdString(transitionsText(contender)), numberText(contender.milliseconds),
           QString::fromStdString(rows(contender)))
      .toStdString();
}

FactTable freezeFacts(const CompareResult& result, const EnvSpec& spec) {
  FactTable table;
  table.columns = {translate("compare", "A held"), translate("compare", "B turned")};
  table.note = noteOf(result);
  if (result.contenders.size() != 2) return table;
  const ContenderResult& a = result.contenders[0];
  const ContenderResult& b = result.contenders[1];
  const auto both = [&](const std::string& label, const std::string& help, auto text) {
    table.rows.push_back({label, help, {text(a), text(b)}});
  };
  if (spec.discrete())
    both(translate("compare", "takes"), translate("compare", "The action with the largest q̂."),
         [&](const auto& c) { return takenAction(c, spec); });
  both(translate("compare", "KL(q̂ ‖ π)"),
       translate("compare", "How far the search moves away from the network's own policy, in nats."),
       [&](const auto& c) { return searched(c) ? number(static_cast<double>(c.trace->klToPrior)) : kNone; });
  if (spec.discrete()) {
    table.rows.push_back({translate("compare", "KL(A ‖ B)"),
                          translate("compare",
                                    "Divergence of B's q̂ from A's, in nats. ∞: A gives weight to an action that no "
                                    "particle of B took."),
                          {"", divergenceText(divergenceBetween(a, b))}});
    table.rows.push_back(
        {translate("compare", "q̂ moved"),
         translate(
             "compare",
             "Share of q̂ that B puts on other actions than A, half of Σ |A − B|: 0 the same, 1 nothing in common."),
         {"", number(distanceBetween(a, b))}});
    both(translate("compare", "KL to exact"),
         translate(
             "compare",
             "Divergence of q̂ from the exact q̂ of the same settings, in nats. It shrinks as particles grow in number."),
         [](const auto& c) { return divergenceText(divergenceFromExact(c)); });
  } else {
    table.rows.push_back(
        {translate("compare", "means apart"),
         translate("compare", "Root mean square between the two mean actions, over dimensions of −1 to 1."),
         {"", number(distanceBetween(a, b))}});
  }
  both(translate("compare", "ESS"), translate("compare", "Particles that really count at the last depth: 1 / Σ w̄²."),
       [](const auto& c) { return ess(c); });
  both(translate("compare", "particles"), translate("compare", "Particles N of the search."),
       [](const auto& c) { return particles(c); });
  both(translate("compare", "transitions"),
       translate("compare",
                 "Steps of the world's model: particles times depths; particles whose episode has ended wait."),
       [](const auto& c) { return transitionsText(c); });
  both(translate("compare", "network rows"),
       translate("compare", "Different states the network was asked about, nothing known before."),
       [](const auto& c) { return rows(c); });
  both(translate("compare", "milliseconds"),
       translate(
           "compare",
           "Processor time of one search on one core, nothing known before; the shortest of three when it is short."),
       [](const auto& c) { return milliseconds(c); });
  return table;
}

FactTable shootOutFacts(const CompareResult& result, const EnvSpec& spec) {
  FactTable table;
  table.columns = {translate("compare", "takes"),       translate("compare", "particles"),
                   translate("compare", "transitions"), translate("compare", "ms"),
                   translate("compare", "rows"),        translate("compare", "ESS"),
                   translate("compare", "KL exact")};
  table.columnHelp = {translate("compare", "The action with the largest q̂; a box: see the mean below."),
                      translate("compare", "Particles N, after budgets were made equal."),
                      translate("compare", "Steps of the world's model that were made."),
                      translate("compare", "Milliseconds of processor time of one search on one core, nothing cached."),
                      translate("compare", "Different states the network was asked about."),
                      translate("compare", "Particles that really count at the last depth: 1 / Σ w̄²."),
                      translate("compare", "Divergence of q̂ from the exact q̂ of the same settings, in nats.")};
  table.note = noteOf(result);
  for (const ContenderResult& contender : result.contenders)
    table.rows.push_back(
        {contender.name,
         contender.summary,
         {takenAction(contender, spec), particles(contender), transitionsText(contender), milliseconds(contender),
          rows(contender), ess(contender), divergenceText(divergenceFromExact(contender))},
         contender.stale});
  return table;
}

}  // namespace spolab
