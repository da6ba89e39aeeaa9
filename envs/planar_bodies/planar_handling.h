#pragma once

#include <optional>

#include "envs/handling.h"
#include "envs/planar_bodies/body.h"
#include "envs/planar_bodies/state.h"

/// Handling of a planar body: parts are its links, their frames those of body.h with y along the depth.
namespace spolab::planar {

std::optional<Hold> holdAt(const Body& body, const State& state, const Vec3& point);
Vec3 pointOf(const Body& body, const State& state, const Hold& hold);
/// Changes the rates in `state` by the impulse of the hand on its link. What the joints pass on to the other links is
/// exact: readMotions' projection in the metric of mass is the response of the whole body. Leaves `state` alone when
/// nothing is asked for or a rate would become absurd.
PushEffect push(const Body& body, State& state, const Push& push);

}  // namespace spolab::planar
