#pragma once

#include <cstdint>
#include <vector>

#include "envs/rubiks_cube/rubiks_cube.h"

namespace spolab::cube {

/// `next` may follow `before` (−1: nothing) in a sequence without waste: not the same face twice in a row, and of two
/// opposite faces, whose turns commute, only one order.
bool worthTrying(int next, int before);

/// A scramble for people: `length` ≥ 0 turns at random of which none cancels or merges with its neighbours. The same
/// seed gives the same turns, and the first ones of a longer scramble are a shorter one's.
std::vector<int> scrambleOf(int length, std::uint64_t seed);

}  // namespace spolab::cube
