#pragma once

#include <array>
#include <span>

#include "envs/planar_bodies/body.h"
#include "envs/planar_bodies/state.h"

namespace spolab::planar {

/// Where a link is and how it moves: of its centre of mass. Angles turn x towards z (counterclockwise in a picture with
/// x to the right and z up), so the torso's is −pitch.
struct LinkMotion {
  float x = 0, z = 0, angle = 0;   ///< m, m, rad
  float vx = 0, vz = 0, spin = 0;  ///< m/s, m/s, rad/s
  float cosine = 1, sine = 0;      ///< of the angle
};
using LinkMotions = std::array<LinkMotion, kMaxLinks>;

/// Forward kinematics: every link of `state`, x measured from `originX`.
void linkMotions(const Body& body, const State& state, double originX, LinkMotions& motions);

/// The inverse: takes the torso from its link, the joints from the differences of the angles; what links have drifted
/// apart is dropped. Leaves `terrain` and `steps` alone.
void readMotions(const Body& body, const LinkMotions& motions, double originX, State& state);

/// A point of the link's frame in the world of `motion`.
Vec2 pointOf(const Link& link, const LinkMotion& motion, Vec2 local);

}  // namespace spolab::planar
