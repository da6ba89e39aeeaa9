#pragma once

#include <string>
#include <vector>

#include "app/studio/race/race_history.h"

namespace spolab {

/// Races as comma-separated values with a header, a line each in their order: when (local time), world, who raced on
/// the left and against whom, the winner (left, opponent or nobody), then of both sides steps, seconds, score (return,
/// or metres of a body), and whether it came to its end and accomplished the task. Pure.
std::string raceTable(const std::vector<RaceResult>& results);

}  // namespace spolab
