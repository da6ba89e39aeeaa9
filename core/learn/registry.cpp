#include "core/learn/registry.h"

#include <map>
#include <string_view>

#include "core/base/check.h"
#include "core/learn/alphazero/alphazero_config.h"
#include "core/learn/spo/spo_learner.h"

namespace spolab {
namespace {

using Maker = std::unique_ptr<Learner> (*)(const RunConfig&, const EnvSpec&, ParameterSet, const torch::Device&);

std::unique_ptr<Learner> makeSpo(const RunConfig& config, const EnvSpec& spec, ParameterSet initial,
                                 const torch::Device& device) {
  return std::make_unique<SpoLearner>(*spoSettings(*config.learner), config, spec, std::move(initial), device);
}

/// The same actor and critic, taught by visits and without bounds: see alphazero/README.md.
std::unique_ptr<Learner> makeAlphaZero(const RunConfig& config, const EnvSpec& spec, ParameterSet initial,
                                       const torch::Device& device) {
  const auto& own = dynamic_cast<const AlphaZeroConfig&>(*config.learner);
  return std::make_unique<SpoLearner>(own.actorCritic(), config, spec, std::move(initial), device);
}

/// One for every entry of algorithmRegistry(); a conformance test trains them all.
const std::map<std::string_view, Maker> kMakers{{"spo", makeSpo}, {"alphazero", makeAlphaZero}};

}  // namespace

std::unique_ptr<Learner> makeLearner(const RunConfig& config, const EnvSpec& spec, ParameterSet initial,
                                     const torch::Device& device) {
  const auto found = kMakers.find(config.algorithm);
  SPOLAB_CHECK(found != kMakers.end());
  return found->second(config, spec, std::move(initial), device);
}

}  // namespace spolab
