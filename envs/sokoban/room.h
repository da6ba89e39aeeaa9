#pragma once

#include <cstddef>
#include <vector>

#include "core/base/rng.h"
#include "envs/sokoban/level.h"

namespace spolab::sokoban {

/// A level of walls and floor only: one connected room of `rows` × `columns` squares (5 to kMaxSide) with walls all
/// around. Overlapping rectangles one to four squares wide make chambers and passages, and single pillars stand in them
/// where they cut nothing off. Between about 45 and 75 % of the inside is floor, and never fewer than `minFloor`
/// squares (at most three quarters of the inside).
Level carveRoom(int rows, int columns, int minFloor, Rng& rng);

}  // namespace spolab::sokoban
