#pragma once

#include "core/trace/scene.h"
#include "envs/planar_bodies/body.h"
#include "envs/planar_bodies/state.h"
#include "envs/planar_bodies/terrain.h"

namespace spolab::planar {

/// Clears `scene` and fills it with the body, the ground near it and marks of distance; the camera follows the torso
/// along x. `terrain` null: flat ground at z = 0.
void drawWorld(const Body& body, const State& state, const Terrain* terrain, Scene& scene);

/// Adds the body alone.
void drawBody(const Body& body, const State& state, Scene& scene);

/// Of all links together.
Vec3 centreOfMass(const Body& body, const State& state);

/// Coordinates mixed linearly: exactly `a` at fraction 0 and `b` at 1.
State between(const State& a, const State& b, float fraction);

}  // namespace spolab::planar
