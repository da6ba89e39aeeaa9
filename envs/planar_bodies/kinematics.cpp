#include "envs/planar_bodies/kinematics.h"

#include <cmath>

namespace spolab::planar {
namespace {

/// An offset in the link's frame, turned into the world.
Vec2 turned(const LinkMotion& motion, Vec2 local) {
  return {motion.cosine * local.x - motion.sine * local.z, motion.sine * local.x + motion.cosine * local.z};
}

Vec2 minus(Vec2 a, Vec2 b) { return {a.x - b.x, a.z - b.z}; }

void turnTo(LinkMotion& motion, float angle) {
  motion.angle = angle;
  motion.cosine = std::cos(angle);
  motion.sine = std::sin(angle);
}

/// Moves `motion` from a point it is known at to the one `offset` (world) away on the same rigid link.
void shift(LinkMotion& motion, Vec2 offset) {
  motion.x += offset.x;
  motion.z += offset.z;
  motion.vx -= motion.spin * offset.z;
  motion.vz += motion.spin * offset.x;
}

}  // namespace

void linkMotions(const Body& body, const State& state, double originX, LinkMotions& motions) {
  LinkMotion& torso = motions[0];
  turnTo(torso, -state.pitch);
  torso.x = static_cast<float>(state.x - originX);
  torso.z = state.z;
  torso.vx = state.vx;
  torso.vz = state.vz;
  torso.spin = -state.pitchRate;
  shift(torso, turned(torso, body.links[0].centre));
  for (std::size_t i = 1; i < body.links.size(); ++i) {
    const Link& link = body.links[i];
    const Link& parent = body.links[static_cast<std::size_t>(link.parent)];
    const LinkMotion& above = motions[static_cast<std::size_t>(link.parent)];
    LinkMotion at = above;
    shift(at, turned(above, minus(link.hinge.onParent, parent.centre)));
    turnTo(at, above.angle - link.hinge.axis * state.angles[i - 1]);
    at.spin = above.spin - link.hinge.axis * state.rates[i - 1];
    shift(at, turned(at, link.centre));
    motions[i] = at;
  }
}

Vec2 pointOf(const Link& link, const LinkMotion& motion, Vec2 local) {
  const Vec2 offset = turned(motion, minus(local, link.centre));
  return {motion.x + offset.x, motion.z + offset.z};
}

}  // namespace spolab::planar
