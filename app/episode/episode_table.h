#pragma once

#include <string>

#include "app/episode/player_frame.h"

namespace spolab {

/// The episode of a view as comma-separated values, a line per step: episode and step (both from 1, as the studio
/// counts), who acted (agent or person), the action (by name, of a box a column per dimension), reward, return so far,
/// V(s) at the root of the search, KL(q̂ ‖ π) in nats, ESS of the last depth, milliseconds of the search, rank of a
/// person's action (1: none has more weight in q̂) and its regret, whether the step accomplished the task. What is not
/// known is empty: all of the search on a step that had none, the ESS once a search is forgotten and of a tree.
/// `header` false: without the names of the columns, to follow the table of the episode before.
std::string episodeTable(const PlayerView& view, bool header = true);

}  // namespace spolab
