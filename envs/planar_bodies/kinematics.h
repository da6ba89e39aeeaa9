#pragma once

#include <array>

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

/// The way back, for links that have drifted apart a little: the body put together again.
///
/// Joint angles are the differences of the links' angles, the whole is moved to the links' centre of mass, and the
/// rates are the joined motion nearest to the links' in the metric of mass,
///   min over q̇ of Σ m |J q̇ − v|² + I (Jω q̇ − ω)²,  that is  (JᵀMJ) q̇ = JᵀM v.
/// Momentum and angular momentum are therefore kept and kinetic energy never grows. (Hanging the body on its torso
/// instead lets it swim through the air at metres per second.) Leaves `terrain` and `steps` alone.
void readMotions(const Body& body, const LinkMotions& motions, double originX, State& state);

/// A point of the link's frame in the world of `motion`.
Vec2 pointOf(const Link& link, const LinkMotion& motion, Vec2 local);

}  // namespace spolab::planar
