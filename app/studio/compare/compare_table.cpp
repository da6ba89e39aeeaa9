#include "app/studio/compare/compare_table.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <span>

#include "app/episode/table_text.h"
#include "app/studio/compare/compare_facts.h"

namespace spolab {
namespace {

const char* const kFacts =
    "world,seed,episode,step,contender,name,search,particles,budget,transitions,network_rows,milliseconds,ess,value,"
    "kl_to_prior,kl_from_first,moved_from_first,kl_to_exact,error";
const char* const kActions = ",action,chosen,prior,qhat,exact,seeds_mean,seeds_low,seeds_high";
const char* const kDimensions = ",dimension,chosen,mean,seeds_mean,seeds_low,seeds_high";
constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();

bool answered(const ContenderResult& contender) {
  return contender.trace && contender.error.empty() && !contender.stale;
}

float at(std::span<const float> values, std::size_t index) { return index < values.size() ? values[index] : kUnknown; }

/// Puts fields beside each other.
class Line {
 public:
  /// As it is.
  void field(const std::string& value) { add(value); }
  void text(const std::string& value) { add(tableField(value)); }
  void number(double value) { add(tableNumber(value)); }
  void number(float value) { add(tableNumber(value)); }
  void count(std::uint64_t value) { add(std::to_string(value)); }
  void count(bool known, std::int64_t value) { add(known ? std::to_string(value) : std::string()); }
  [[nodiscard]] const std::string& fields() const { return fields_; }

 private:
  void add(const std::string& field) {
    if (!first_) fields_ += ',';
    fields_ += field;
    first_ = false;
  }

  std::string fields_;
  bool first_ = true;
};

/// The columns of kFacts.
std::string factsOf(const CompareResult& result, std::size_t index) {
  const ContenderResult& contender = result.contenders[index];
  const ContenderResult& first = result.contenders.front();
  const bool known = answered(contender), both = known && answered(first);
  const bool searches = known && contender.searches;
  const bool diverges = searches || (known && contender.trace->actionDims == 0);  // without a search a box has no q̂
  Line line;
  line.text(result.held.env->spec().id);
  line.count(result.held.seed);
  line.count(result.held.episode + std::uint64_t{1});
  line.count(result.held.step + std::uint64_t{1});
  line.count(index + std::uint64_t{1});
  line.text(contender.name);
  line.text(known ? contender.summary : std::string());
  line.count(searches, contender.particles);
  line.count(searches, contender.budget);
  line.count(known, contender.made);
  line.count(known, contender.rows);
  line.number(known ? contender.milliseconds : static_cast<double>(kUnknown));
  line.number(searches ? contender.ess : kUnknown);
  line.number(known ? contender.trace->rootValue : kUnknown);
  line.number(diverges ? contender.trace->klToPrior : kUnknown);
  line.number(both ? divergenceBetween(first, contender) : static_cast<double>(kUnknown));
  line.number(both ? distanceBetween(first, contender) : static_cast<double>(kUnknown));
  line.number(known ? divergenceFromExact(contender) : static_cast<double>(kUnknown));
  line.text(contender.stale ? std::string() : contender.error);
  return line.fields();
}

void addSpread(Line& line, const ContenderResult& contender, std::size_t index) {
  const Spread none{};
  const Spread& spread = contender.spread ? *contender.spread : none;
  for (const std::vector<float>* values : {&spread.mean, &spread.low, &spread.high}) line.number(at(*values, index));
}

/// The columns of kActions.
std::string actionLine(const ContenderResult& contender, const EnvSpec& spec, std::size_t action) {
  const SearchTrace& trace = *contender.trace;
  Line line;
  line.field(actionNameField(spec, action));
  line.count(takenIndex(contender) == static_cast<int>(action) ? 1 : 0);
  line.number(at(trace.prior, action));
  line.number(at(trace.qhat, action));
  line.number(contender.exact ? at(contender.exact->qhat, action) : kUnknown);
  addSpread(line, contender, action);
  return line.fields();
}

/// The columns of kDimensions.
std::string dimensionLine(const ContenderResult& contender, const EnvSpec& spec, std::size_t dimension) {
  const SearchTrace& trace = *contender.trace;
  const std::vector<double> mean = meanAction(trace);
  float chosen = kUnknown;
  if (trace.chosenAction.size() >= (dimension + 1) * sizeof chosen)
    std::memcpy(&chosen, &trace.chosenAction[dimension * sizeof chosen], sizeof chosen);
  Line line;
  line.field(actionNameField(spec, dimension));
  line.number(chosen);
  line.number(mean[dimension]);
  addSpread(line, contender, dimension);
  return line.fields();
}

}  // namespace

std::string compareTable(const CompareResult& result) {
  const EnvSpec& spec = result.held.env->spec();
  const std::string columns = spec.discrete() ? kActions : kDimensions;
  const auto empty = static_cast<std::size_t>(std::count(columns.begin(), columns.end(), ','));
  const auto lines = static_cast<std::size_t>(spec.discrete() ? spec.actionCount() : spec.actionDims);
  std::string table = kFacts + columns + '\n';
  for (std::size_t index = 0; index < result.contenders.size(); ++index) {
    const ContenderResult& contender = result.contenders[index];
    const std::string facts = factsOf(result, index);
    if (!answered(contender)) {
      table += facts + std::string(empty, ',') + '\n';
      continue;
    }
    for (std::size_t i = 0; i < lines; ++i)
      table +=
          facts + ',' + (spec.discrete() ? actionLine(contender, spec, i) : dimensionLine(contender, spec, i)) + '\n';
  }
  return table;
}

}  // namespace spolab
