#pragma once

#include <string>
#include <vector>

#include "app/studio/compare/compare_request.h"
#include "render/compare_panels.h"

namespace spolab {

/// What a comparison says in words and numbers. Pure functions over a result.

/// Actions by falling q̂ of `first`, ties by falling prior; empty for a box.
std::vector<int> orderByQhat(const ContenderResult& first);
/// The same by the largest q̂ among all contenders.
std::vector<int> orderByLargest(const std::vector<ContenderResult>& contenders);
/// Name of the action a contender takes; "–" before there is one, the mean for a box is told elsewhere.
std::string takenAction(const ContenderResult& contender, const EnvSpec& spec);
/// Index of that action, −1: none or a box.
int takenIndex(const ContenderResult& contender);
/// Mean action of a box [dims]: its atoms by their weights.
std::vector<double> meanAction(const SearchTrace& trace);
/// KL(q̂ of a ‖ q̂ of b) in nats, ∞ where b leaves out an action of a. NaN here and below: not known.
double divergenceBetween(const ContenderResult& a, const ContenderResult& b);
/// KL(q̂ ‖ exact q̂) in nats.
double divergenceFromExact(const ContenderResult& contender);
/// Half the sum of differences of q̂, [0, 1]; of a box the root mean square between the mean actions.
double distanceBetween(const ContenderResult& a, const ContenderResult& b);
/// "64", or "41 of 64" where particles had ended before the horizon.
std::string transitionsText(const ContenderResult& contender);
/// One line of cost: transitions, milliseconds, network rows.
std::string costText(const ContenderResult& contender);
/// Columns A and B: divergences, ESS, budget, time; the state of the exact q̂ below.
FactTable freezeFacts(const CompareResult& result, const EnvSpec& spec);
/// A row per contender; how the budgets were made equal below.
FactTable shootOutFacts(const CompareResult& result, const EnvSpec& spec);

}  // namespace spolab
