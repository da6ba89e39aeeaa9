#pragma once

#include "envs/controls.h"
#include "envs/rubiks_cube/rubiks_cube.h"

namespace spolab::cube {

/// The cube in a person's hands.
///
/// Keys are the letters of the notation: U F R B L D turn that face clockwise, with Shift anticlockwise (R'), with Alt
/// by half (R2).
///
/// A press on a sticker takes hold of it; the first clear movement over its face decides which layer goes along. Along
/// a row at the rim it is the layer that holds the row, along a column likewise. Movements that would turn a middle
/// slice, which this puzzle does not have, turn nothing. The layer then sticks to the pointer, both ways, up to half a
/// turn; let go before 40 % of a quarter and it falls back.
const Controls& controls();

}  // namespace spolab::cube
