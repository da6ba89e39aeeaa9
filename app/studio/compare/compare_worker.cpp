#include "app/studio/compare/compare_worker.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "app/studio/thread_priority.h"
#include "core/base/error.h"
#include "core/base/translate.h"

namespace spolab {
namespace {

using namespace std::chrono_literals;

/// Searches remembered of one decision: turning a knob back costs nothing.
constexpr std::size_t kMostKnown = 12;
/// Larger ones are not worth their memory.
constexpr std::int64_t kMostKnownTransitions = 16384;
constexpr double kClose = 0.01;
constexpr std::uint64_t kQuit = ~std::uint64_t{0};

}  // namespace

CompareWorker::CompareWorker(std::function<void()> published)
    : published_(std::move(published)), thread_([this] { run(); }) {}

CompareWorker::~CompareWorker() {
  newest_ = kQuit;
  orders_.push({kQuit, nullptr});
}

std::uint64_t CompareWorker::ask(CompareRequest request) {
  const std::uint64_t number = ++newest_;
  orders_.push({number, std::make_shared<const CompareRequest>(std::move(request))});
  return number;
}

void CompareWorker::rest() { orders_.push({++newest_, nullptr}); }

void CompareWorker::run() {
  lowerThreadPriority("spolab-compare");
  while (!quit_) {
    const std::vector<Order> orders = orders_.takeWithin(1h);
    if (orders.empty()) continue;
    const Order& order = orders.back();
    quit_ = order.number == kQuit;
    if (quit_) return;
    current_ = order.number;
    try {
      if (order.request)
        answer(order);
      else
        search_.reset(), known_.clear(), result_ = {};
    } catch (const SupersededError&) {
      // The next order is already there.
    }
  }
}

void CompareWorker::answer(const Order& order) {
  const CompareRequest& request = *order.request;
  if (!search_) search_ = std::make_unique<ContenderSearch>([this] { return superseded(); });
  if (!sameDecision(request.held, result_.held)) {
    known_.clear();
    result_.contenders.clear();
  }
  keepOld(request);
  result_.number = order.number;
  result_.held = request.held;
  result_.budget = request.budget;
  try {
    search_->hold(request.held);
    searchAll(request);
    addSpreads(request);
    addExact(request);
  } catch (const std::exception& error) {
    for (ContenderResult& contender : result_.contenders)
      if (contender.stale) contender.error = error.what(), contender.stale = false;
    if (result_.note.empty()) result_.note = error.what();
  }
  publish({});
}

/// Pictures of the request before stay until the new ones are there.
void CompareWorker::keepOld(const CompareRequest& request) {
  result_.contenders.resize(request.contenders.size());
  keys_.assign(request.contenders.size(), {});
  for (std::size_t i = 0; i < request.contenders.size(); ++i) {
    ContenderResult& result = result_.contenders[i];
    if (result.name != request.contenders[i].name) result = {};
    result.stale = true;
    result.error.clear();
    result.name = request.contenders[i].name;
  }
}

std::string CompareWorker::keyOf(const Contender& contender, std::optional<std::int64_t> particles) const {
  std::string key = fmt::format("{} {} {}", contender.searches, contender.seed, particles.value_or(-1));
  RunConfig config = search_->configOf(contender);
  const Schema schema = config.schema();
  for (const Field& field : schema.fields())
    if (field.key.starts_with("planner.")) key += ' ' + field.text();
  return key + ' ' + config.algorithm;
}

ContenderResult CompareWorker::resultOf(const CompareRequest& request, std::size_t index,
                                        std::optional<std::int64_t> particles) {
  const Contender& contender = request.contenders[index];
  if (request.budget == Budget::kMilliseconds) return search_->searchFor(contender, request.milliseconds);
  try {
    keys_[index] = keyOf(contender, particles);
  } catch (const Error&) {
    keys_[index].clear();  // the search itself says what is wrong
  }
  if (const auto found = known_.find(keys_[index]); !keys_[index].empty() && found != known_.end()) {
    ContenderResult known = found->second;
    known.name = contender.name;
    return known;
  }
  return search_->search(contender, particles);
}

/// Keeps what is known of a contender for the next request.
void CompareWorker::remember(std::size_t index) {
  const ContenderResult& result = result_.contenders[index];
  if (keys_[index].empty() || !result.error.empty() || result.budget > kMostKnownTransitions) return;
  if (known_.size() >= kMostKnown && !known_.contains(keys_[index])) known_.clear();
  known_[keys_[index]] = result;
}

void CompareWorker::searchAll(const CompareRequest& request) {
  std::vector<std::optional<std::int64_t>> particles(request.contenders.size());
  result_.note.clear();
  equalise(request, particles);
  for (std::size_t i = 0; i < request.contenders.size(); ++i) {
    ContenderResult found = resultOf(request, i, particles[i]);
    found.stale = false;
    result_.contenders[i] = std::move(found);
    remember(i);
    publish(translate("compare", "searching"));
  }
}

/// How the budgets are made equal, in numbers and in a sentence.
void CompareWorker::equalise(const CompareRequest& request, std::vector<std::optional<std::int64_t>>& particles) {
  if (request.budget == Budget::kMilliseconds) {
    result_.note = translateFormat(
        phrase("compare",
               "Equal milliseconds: each search is repeated with more or fewer particles until one takes {:g} ms of "
               "processor time, within a tenth, with nothing cached."),
        request.milliseconds);
    return;
  }
  if (request.budget != Budget::kTransitions) return;
  std::vector<Scalable> searches;
  std::vector<std::size_t> who;
  for (std::size_t i = 0; i < request.contenders.size(); ++i) {
    if (!request.contenders[i].searches) continue;
    try {
      searches.push_back(search_->scalable(request.contenders[i]));
      who.push_back(i);
    } catch (const Error&) {
      continue;  // its own result says so
    }
  }
  const EqualTransitions equal = equalTransitions(searches);
  result_.note = translateFormat(
      phrase("compare", "Equal transitions: particles are scaled so that each search may make {} transitions."),
      equal.transitions);
  for (std::size_t k = 0; k < who.size(); ++k) {
    particles[who[k]] = equal.particles[k];
    if (std::abs(equal.off[k]) > kClose)
      result_.note +=
          " " + (equal.off[k] > 0 ? translateFormat(phrase("compare", "{}: {:.1f} % more, particles are whole."),
                                                    request.contenders[who[k]].name, 100.0 * equal.off[k])
                                  : translateFormat(phrase("compare", "{}: {:.1f} % fewer, particles are whole."),
                                                    request.contenders[who[k]].name, -100.0 * equal.off[k]));
  }
}

void CompareWorker::addSpreads(const CompareRequest& request) {
  for (std::size_t i = 0; i < request.contenders.size(); ++i) {
    ContenderResult& result = result_.contenders[i];
    const bool wanted = request.repeats > 0 && result.searches && result.error.empty();
    if (!wanted) {
      result.spread.reset();
      continue;
    }
    if (result.spread && result.spread->searches == request.repeats) continue;
    result.spread = search_->spread(request.contenders[i], result.particles, request.repeats);
    remember(i);
    publish(translate("compare", "measuring the spread"));
  }
}

void CompareWorker::addExact(const CompareRequest& request) {
  for (std::size_t i = 0; i < request.contenders.size(); ++i) {
    ContenderResult& result = result_.contenders[i];
    if (!request.exact || !result.searches || !result.error.empty()) {
      result.exact.reset();
      continue;
    }
    if (result.exact && (!result.exact->qhat.empty() || !result.exact->absent.empty())) continue;
    result.exact = search_->exact(request.contenders[i], *result.trace, [&](int percent) {
      publish(translateFormat(phrase("compare", "exact q̂: {} %"), percent));
    });
    remember(i);
  }
}

void CompareWorker::publish(std::string activity) {
  if (superseded()) throw SupersededError{};
  auto copy = std::make_shared<CompareResult>(result_);
  copy->activity = std::move(activity);
  results_.publish(std::move(copy));
  published_();
}

}  // namespace spolab
