#pragma once

#include "envs/rubiks_cube/rubiks_cube.h"

/// A layer in somebody's hand: where the cube stands, and how it looks at any angle.
namespace spolab::cube {

/// Half the width of the cube, stickers included, in metres.
inline constexpr float kCubeHalf = 1.5f;

/// The middle of the cube in the world.
Vec3 cubeCentre();

/// Quarter turns of a turn about the outward normal of its face: anticlockwise positive, as seen looking at the face.
float quartersOf(int turn);

/// The `fraction` at which drawCube() has done `share` of a turn's angle; above 1 the angle is beyond the turn's end.
float fractionAt(float share);

/// drawCube() with the layer of `face` at a free angle in quarter turns, anticlockwise positive. 0: at rest.
void drawCubeHeld(const State& state, int face, float quarters, Scene& scene);

}  // namespace spolab::cube
