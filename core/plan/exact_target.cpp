#include "core/plan/exact_target.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <unordered_set>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/plan/distribution.h"

namespace spolab {
namespace {

/// Rows of one call of the network: small, so that a cancel is soon noticed.
constexpr std::size_t kBatch = 256;
/// States expanded between two looks at `cancelled`.
constexpr std::size_t kPatience = 512;

}  // namespace

/// Finds a state among the places by its bytes.
struct FutureTree::Index {
  struct Hash {
    const FutureTree* tree;
    std::size_t operator()(std::int32_t place) const {
      const StateView state = tree->stateOf(static_cast<std::size_t>(place));
      return std::hash<std::string_view>{}({reinterpret_cast<const char*>(state.data()), state.size()});
    }
  };
  struct Equal {
    const FutureTree* tree;
    bool operator()(std::int32_t a, std::int32_t b) const {
      return std::ranges::equal(tree->stateOf(static_cast<std::size_t>(a)), tree->stateOf(static_cast<std::size_t>(b)));
    }
  };

  explicit Index(FutureTree& owner) : tree(owner), known(64, Hash{&owner}, Equal{&owner}) {}

  /// The place of `state`, a new one when there is none.
  std::int32_t find(StateView state) {
    tree.states_.insert(tree.states_.end(), state.begin(), state.end());
    const auto [found, isNew] = known.insert(static_cast<std::int32_t>(tree.places_.size()));
    if (isNew)
      tree.places_.push_back({0, 0, -1, 0.0f});
    else
      tree.states_.resize(tree.states_.size() - state.size());
    return *found;
  }

  FutureTree& tree;
  std::unordered_set<std::int32_t, Hash, Equal> known;
};

FutureTree::FutureTree(const Env& env, StateView root, int horizon, std::int64_t mostRows, const Cancelled& cancelled)
    : env_(&env), horizon_(horizon) {
  SPOLAB_CHECK_LE(1, horizon);
  SPOLAB_CHECK(env.spec().discrete());
  walk(root, mostRows, cancelled);
}

double FutureTree::sequences() const { return std::pow(static_cast<double>(env_->spec().actionCount()), horizon_); }

void FutureTree::walk(StateView root, std::int64_t mostRows, const Cancelled& cancelled) {
  Index index(*this);
  layers_.resize(static_cast<std::size_t>(horizon_));
  layers_[0] = {index.find(root)};
  std::size_t looked = 0;
  for (int depth = 0; depth < horizon_; ++depth) {
    for (const std::int32_t place : layers_[static_cast<std::size_t>(depth)]) {
      if (++looked % kPatience == 0 && cancelled && cancelled()) {
        extent_ = Extent::kCancelled;
        return;
      }
      if (places_[static_cast<std::size_t>(place)].edges == 0) expand(place, index);
      if (rows() > mostRows) {
        extent_ = Extent::kTooLarge;
        return;
      }
      if (depth + 1 == horizon_) continue;
      const Place here = places_[static_cast<std::size_t>(place)];
      for (std::int32_t e = 0; e < here.edges; ++e) {
        const Edge& edge = edges_[here.firstEdge + static_cast<std::uint32_t>(e)];
        if (edge.place < 0 || edge.cut) continue;
        Place& next = places_[static_cast<std::size_t>(edge.place)];
        if (next.layer == depth + 1) continue;
        next.layer = depth + 1;
        layers_[static_cast<std::size_t>(depth) + 1].push_back(edge.place);
      }
    }
  }
}

void FutureTree::expand(std::int32_t place, Index& index) {
  const EnvSpec& spec = env_->spec();
  std::array<std::uint8_t, Categorical::kMaxActions> mask;
  const auto legal = std::span(mask).first(static_cast<std::size_t>(spec.actionCount()));
  const StateView from = stateOf(static_cast<std::size_t>(place));
  env_->legalActions(from, legal);
  const std::vector<std::byte> before(from.begin(), from.end());
  std::vector<std::byte> state;
  const auto first = static_cast<std::uint32_t>(edges_.size());
  for (std::int32_t action = 0; action < spec.actionCount(); ++action) {
    if (legal[static_cast<std::size_t>(action)] == 0) continue;
    state = before;
    const StepResult result = env_->step(state, std::as_bytes(std::span(&action, 1)));
    const std::int32_t next = result.ended ? -1 : index.find(state);
    edges_.push_back({action, next, result.reward, 0.0f, result.truncated});
  }
  Place& here = places_[static_cast<std::size_t>(place)];
  here.firstEdge = first;
  here.edges = static_cast<std::int32_t>(edges_.size() - first);
}

bool FutureTree::evaluate(Evaluator& evaluator, const Cancelled& cancelled) {
  SPOLAB_CHECK(extent_ == Extent::kComplete);
  const std::size_t observationBytes = env_->spec().observationBytes();
  const auto policySize = static_cast<std::size_t>(evaluator.outputs().policySize);
  std::vector<std::byte> observations(kBatch * observationBytes);
  std::vector<float> policy(kBatch * policySize), values(kBatch);
  while (evaluated_ < rows()) {
    if (cancelled && cancelled()) return false;
    const auto first = static_cast<std::size_t>(evaluated_);
    const std::size_t count = std::min(kBatch, places_.size() - first);
    for (std::size_t i = 0; i < count; ++i)
      env_->observe(stateOf(first + i), {&observations[i * observationBytes], observationBytes});
    const auto rowsOf = std::span(policy).first(count * policySize);
    evaluator.evaluate(std::span(observations).first(count * observationBytes),
                       {rowsOf, std::span(values).first(count), {}});
    readRows(first, rowsOf, std::span(values).first(count));
    evaluated_ += static_cast<std::int64_t>(count);
  }
  return true;
}

/// Values of all states; log π of those that something follows.
void FutureTree::readRows(std::size_t first, std::span<const float> policy, std::span<const float> values) {
  const auto actions = static_cast<std::size_t>(env_->spec().actionCount());
  const auto refuse = [](const char* what) {
    throw Error("finite numbers from the network", std::string("a non-finite ") + what, "the exact target");
  };
  std::array<float, Categorical::kMaxActions> probabilities, logs;
  std::array<std::uint8_t, Categorical::kMaxActions> mask;
  for (std::size_t i = 0; i < values.size(); ++i) {
    Place& place = places_[first + i];
    if (!std::isfinite(values[i])) refuse("value");
    place.value = values[i];
    if (place.edges == 0) continue;
    const auto edges = std::span(edges_).subspan(place.firstEdge, static_cast<std::size_t>(place.edges));
    std::fill_n(mask.begin(), actions, std::uint8_t{0});
    for (const Edge& edge : edges) mask[static_cast<std::size_t>(edge.action)] = 1;
    if (!Categorical::probabilities(policy.subspan(i * actions, actions), std::span(mask).first(actions),
                                    std::span(probabilities).first(actions), std::span(logs).first(actions)))
      refuse("logit");
    for (Edge& edge : edges) edge.logPrior = logs[static_cast<std::size_t>(edge.action)];
  }
}

/// δ/η of one step from a state of this value.
double FutureTree::logWeight(const Edge& edge, float value, const SmcSettings& settings) const {
  const double next = edge.place < 0 ? 0.0 : static_cast<double>(places_[static_cast<std::size_t>(edge.place)].value);
  const double here = settings.weighting == "advantage" ? static_cast<double>(value) : 0.0;
  return (static_cast<double>(edge.reward) + settings.gamma * next - here) / settings.temperature;
}

ExactTarget FutureTree::target(const SmcSettings& settings, std::span<const float> rootPolicy) const {
  SPOLAB_CHECK(extent_ == Extent::kComplete && evaluated_ == rows());
  SPOLAB_CHECK_EQ(settings.horizon, static_cast<std::int64_t>(horizon_));
  // follows[s] = log E_π[e^{Σδ/η}] of what comes after s; 0 beyond the horizon, after an end and after a cut.
  std::vector<double> follows(places_.size(), 0.0), before(places_.size(), 0.0);
  std::vector<double> terms;
  const auto weigh = [&](const Place& place) {
    terms.clear();
    for (std::int32_t e = 0; e < place.edges; ++e) {
      const Edge& edge = edges_[place.firstEdge + static_cast<std::uint32_t>(e)];
      const bool goesOn = edge.place >= 0 && !edge.cut;
      terms.push_back(static_cast<double>(edge.logPrior) + logWeight(edge, place.value, settings) +
                      (goesOn ? follows[static_cast<std::size_t>(edge.place)] : 0.0));
    }
  };
  const auto logSum = [&] {
    const double largest = *std::max_element(terms.begin(), terms.end());
    if (largest == -INFINITY) return largest;
    double sum = 0.0;
    for (const double term : terms) sum += std::exp(term - largest);
    return largest + std::log(sum);
  };
  for (int depth = horizon_ - 1; depth > 0; --depth) {
    for (const std::int32_t place : layers_[static_cast<std::size_t>(depth)]) {
      weigh(places_[static_cast<std::size_t>(place)]);
      before[static_cast<std::size_t>(place)] = logSum();
    }
    follows.swap(before);
  }
  const Place& root = places_.front();
  weigh(root);
  for (std::size_t e = 0; e < terms.size() && !rootPolicy.empty(); ++e) {
    const Edge& edge = edges_[root.firstEdge + e];
    const auto proposal = static_cast<double>(rootPolicy[static_cast<std::size_t>(edge.action)]);
    terms[e] += std::log(proposal) - static_cast<double>(edge.logPrior);
  }
  ExactTarget target;
  target.logEvidence = logSum();
  target.qhat.assign(static_cast<std::size_t>(env_->spec().actionCount()), 0.0f);
  for (std::size_t e = 0; e < terms.size(); ++e)
    target.qhat[static_cast<std::size_t>(edges_[root.firstEdge + e].action)] =
        static_cast<float>(std::exp(terms[e] - target.logEvidence));
  return target;
}

std::string whyNotEnumerable(const EnvSpec& spec, const SmcSettings& settings) {
  if (!spec.discrete()) return "actions of a body are not countable";
  if (settings.resampleChance && !spec.deterministic) return "each particle meets chances of its own";
  return {};
}

}  // namespace spolab
