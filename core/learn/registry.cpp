#include "core/learn/registry.h"

#include <map>
#include <string_view>

#include "core/base/check.h"
#include "core/learn/spo/spo_learner.h"

namespace spolab {
namespace {

using Maker = std::unique_ptr<Learner> (*)(const RunConfig&, const EnvSpec&, ParameterSet, const torch::Device&);

template <typename T>
std::unique_ptr<Learner> make(const RunConfig& config, const EnvSpec& spec, ParameterSet initial,
                              const torch::Device& device) {
  return std::make_unique<T>(config, spec, std::move(initial), device);
}

/// One for every entry of algorithmRegistry(); a conformance test trains them all.
const std::map<std::string_view, Maker> kMakers{{"spo", make<SpoLearner>}};

}  // namespace

std::unique_ptr<Learner> makeLearner(const RunConfig& config, const EnvSpec& spec, ParameterSet initial,
                                     const torch::Device& device) {
  const auto found = kMakers.find(config.algorithm);
  SPOLAB_CHECK(found != kMakers.end());
  return found->second(config, spec, std::move(initial), device);
}

}  // namespace spolab
