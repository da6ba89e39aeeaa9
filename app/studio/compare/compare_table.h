#pragma once

#include <string>

#include "app/studio/compare/compare_request.h"

namespace spolab {

/// A comparison as comma-separated values with a header: a line per contender and action, of a box per contender and
/// dimension, with the facts of the contender on each of its lines. First what was held (world, seed, episode and step
/// from 1); then the contender (from 1), its name and search, particles, transitions it may make and has made, network
/// rows, milliseconds, ESS, V(s), KL(q̂ ‖ π), KL(q̂ of the first ‖ q̂) and the distance of q̂ from the first one's, KL(q̂ ‖
/// exact q̂), its error; last the action, 1 where it is taken, π, q̂, the exact q̂, mean and interval of q̂ over seeds. A
/// box has what is taken and the mean action in the place of these. Empty: not known; a contender that failed or is
/// still searched has one line without numbers. The result holds a decision. Pure.
std::string compareTable(const CompareResult& result);

}  // namespace spolab
