#pragma once

#include <string>
#include <vector>

#include "core/config/run_config.h"

namespace spolab {

/// The change that lets another method (empty: the agent's own) search with the same network; stands among "key=value"
/// changes of settings.
std::string methodChange(const std::string& algorithm);

/// `base` as it is played with these changes: "key=value" settings, and at most one methodChange(), which counts first
/// wherever it stands and is passed over where the method cannot act in this world. `play`: greedy, without root
/// noise, by the evaluation's protocol before the settings are changed. Throws usage Errors.
RunConfig playedWith(const RunConfig& base, const std::vector<std::string>& changes, bool play);

/// `trained` as it is played by itself, in the world of `now`: what a person has changed of the search is passed over,
/// of the world kept.
RunConfig playedAsTrained(const RunConfig& trained, const RunConfig& now);

/// The "key=value" changes that lead from `base` to `config`, of the settings that both have.
std::vector<std::string> changesBetween(const RunConfig& base, const RunConfig& config);

}  // namespace spolab
