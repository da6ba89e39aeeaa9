#pragma once

#include <string>

#include "core/base/rng.h"
#include "envs/sokoban/level.h"

namespace spolab::sokoban {

/// What kind of level to make.
struct GeneratorSettings {
  int rows = 10;       ///< 5 to kMaxSide, border walls included
  int columns = 10;    ///< 5 to kMaxSide, border walls included
  int boxes = 4;       ///< 1 to 8, at most a quarter of the squares inside the border
  int minPushes = 8;   ///< every play needs at least so many pushes; 1 or more
  int maxPushes = 40;  ///< some play needs at most so many; minPushes to 1000
  int effort = 1;      ///< 1 to 64: how wide the search for far positions is; time grows with it
};

struct GeneratedLevel {
  Level level;
  std::string lurd;       ///< a play that solves it
  int pushes = 0;         ///< pushes in `lurd`
  int pushesAtLeast = 0;  ///< proven lower bound; nearly always equal to `pushes`, which are then optimal
  int boxChanges = 0;     ///< how often `lurd` turns from one box to another
};

/// Throws a usage Error that names the setting when `settings` are out of range.
void checkSettings(const GeneratorSettings& settings);

/// Makes a level: carves a room, places targets, and plays backwards from the solved position by pulling, breadth first
/// and narrowed to the most promising positions once there are many. Solvable by construction; as many boxes as
/// targets, no box on a target, one connected room. The wanted number of pushes is drawn uniformly from the range. When
/// no room out of many allows the range (a small room and many pushes), the level nearest to it is given instead.
///
/// Takes the same two words from `rng` for every level; same words and settings, same level. Throws as checkSettings.
GeneratedLevel generateSolved(const GeneratorSettings& settings, Rng& rng);

/// The level alone.
Level generate(const GeneratorSettings& settings, Rng& rng);

}  // namespace spolab::sokoban
