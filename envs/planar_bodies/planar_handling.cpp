#include "envs/planar_bodies/planar_handling.h"

#include <algorithm>
#include <cmath>

#include "envs/planar_bodies/kinematics.h"

namespace spolab::planar {
namespace {

constexpr float kReach = 0.08f;  ///< metres between a point and the part it belongs to

/// What a hand gives to one link: an impulse at a point, N s, and a turn against the angles of LinkMotion, N m s.
struct Blow {
  Vec2 at;  ///< from the link's centre of mass, world axes
  double x = 0, z = 0, spin = 0;
};

float distanceTo(const Bar& bar, Vec2 p) {
  const float ax = bar.to.x - bar.from.x, az = bar.to.z - bar.from.z;
  const float along = ((p.x - bar.from.x) * ax + (p.z - bar.from.z) * az) / std::max(1e-9f, ax * ax + az * az);
  const float t = std::clamp(along, 0.0f, 1.0f);
  return std::hypot(p.x - bar.from.x - t * ax, p.z - bar.from.z - t * az) - bar.radius;
}

/// A point of the world in the frame of a link.
Vec2 inFrame(const Link& link, const LinkMotion& motion, Vec2 point) {
  const float x = point.x - motion.x, z = point.z - motion.z;
  return {link.centre.x + motion.cosine * x + motion.sine * z, link.centre.z - motion.sine * x + motion.cosine * z};
}

/// About y; the angles of LinkMotion turn about −y.
Quat orientationOf(const LinkMotion& motion) {
  return {std::cos(0.5f * motion.angle), 0, -std::sin(0.5f * motion.angle), 0};
}

/// The rates of the body after a blow to link `part` that moved as `motions` say.
State struck(const Body& body, const State& state, LinkMotions motions, std::size_t part, const Blow& blow) {
  LinkMotion& link = motions[part];
  const double mass = body.links[part].mass;
  link.vx += static_cast<float>(blow.x / mass);
  link.vz += static_cast<float>(blow.z / mass);
  const double lever = blow.at.x * blow.z - blow.at.z * blow.x;
  link.spin += static_cast<float>((lever + blow.spin) / body.inertiaOf(part));
  State read = state, after = state;
  readMotions(body, motions, state.x, read);
  after.vx = read.vx;
  after.vz = read.vz;
  after.pitchRate = read.pitchRate;
  after.rates = read.rates;
  return after;
}

LinkMotions motionsOf(const Body& body, const State& state) {
  LinkMotions motions;
  linkMotions(body, state, state.x, motions);
  return motions;
}

Vector3 velocityAt(const LinkMotion& link, Vec2 at) {
  return {link.vx - link.spin * at.z, 0, link.vz + link.spin * at.x};
}

Vector3 centreVelocity(const Body& body, const LinkMotions& motions, double& mass) {
  Vector3 momentum{};
  mass = 0;
  for (std::size_t i = 0; i < body.links.size(); ++i) {
    mass += body.links[i].mass;
    momentum[0] += static_cast<double>(body.links[i].mass) * motions[i].vx;
    momentum[2] += static_cast<double>(body.links[i].mass) * motions[i].vz;
  }
  return {momentum[0] / mass, 0, momentum[2] / mass};
}

/// How the body, thought at rest, answers a blow of one unit: the motion of its link.
LinkMotion answer(const Body& body, const State& state, std::size_t part, const Blow& blow) {
  State rest = state;
  rest.vx = rest.vz = rest.pitchRate = 0;
  rest.rates = {};
  return motionsOf(body, struck(body, rest, motionsOf(body, rest), part, blow))[part];
}

PushEffect finish(const Body& body, State& state, const State& after, const Vector3& impulse, double mass) {
  const double size = std::hypot(impulse[0], impulse[1], impulse[2]);
  if (size == 0.0 || !isPlausible(after)) return {};
  state = after;
  const double strength = size / body.controlSeconds();
  return {static_cast<float>(strength), static_cast<float>(strength / (mass * 9.81))};
}

PushEffect pull(const Body& body, State& state, const Push& push) {
  const auto part = static_cast<std::size_t>(push.hold.part);
  const LinkMotions motions = motionsOf(body, state);
  const Vec2 point = planar::pointOf(body.links[part], motions[part], {push.hold.point.x, push.hold.point.z});
  const Vec2 at{point.x - motions[part].x, point.z - motions[part].z};
  double mass = 0;
  const Vector3 carried = centreVelocity(body, motions, mass);
  const Vector3 byX = velocityAt(answer(body, state, part, {at, 1, 0, 0}), at);
  const Vector3 byZ = velocityAt(answer(body, state, part, {at, 0, 1, 0}), at);
  const double across = 0.5 * (byX[2] + byZ[0]);
  Vector3 velocity = velocityAt(motions[part], at);
  for (std::size_t i = 0; i < 3; ++i) velocity[i] -= kHandGoesAlong * carried[i];
  const Vector3 stretch{point.x - (static_cast<double>(push.target.x) - state.x), 0,
                        static_cast<double>(point.z) - push.target.z};
  const Matrix3 inverseMass{{{byX[0], 0, across}, {0, 0, 0}, {across, 0, byZ[2]}}};
  const Vector3 impulse =
      springImpulse(HandSpring::forPull(mass), body.controlSeconds(), inverseMass, velocity, stretch);
  return finish(body, state, struck(body, state, motions, part, {at, impulse[0], impulse[2], 0}), impulse, mass);
}

PushEffect twist(const Body& body, State& state, const Push& push) {
  const auto part = static_cast<std::size_t>(push.hold.part);
  const LinkMotions motions = motionsOf(body, state);
  double mass = 0;
  centreVelocity(body, motions, mass);
  const Vector3 rest = turnStillToDo(push.hold.orientation, {0, push.turn.y, 0}, orientationOf(motions[part]));
  const double inverseInertia = answer(body, state, part, {{}, 0, 0, 1}).spin;
  const Matrix3 inverse{{{0, 0, 0}, {0, inverseInertia, 0}, {0, 0, 0}}};
  const Vector3 impulse = springImpulse(HandSpring::forTwist(mass), body.controlSeconds(), inverse,
                                        {0, -motions[part].spin, 0}, {0, -rest[1], 0});
  return finish(body, state, struck(body, state, motions, part, {{}, 0, 0, -impulse[1]}), impulse, mass);
}

}  // namespace

std::optional<Hold> holdAt(const Body& body, const State& state, const Vec3& point) {
  const LinkMotions motions = motionsOf(body, state);
  const Vec2 at{static_cast<float>(point.x - state.x), point.z};
  Hold hold;
  float nearest = kReach;
  for (std::size_t i = 0; i < body.links.size(); ++i) {
    const Link& link = body.links[i];
    const Vec2 local = inFrame(link, motions[i], at);
    // Limbs to the left and right cover one another: the one whose surface it is wins.
    const float aside = std::abs(point.y - link.depth);
    for (const Bar& bar : link.bars) {
      const float distance = distanceTo(bar, local) + aside;
      if (distance >= nearest) continue;
      nearest = distance;
      hold = {static_cast<int>(i), {local.x, 0, local.z}, orientationOf(motions[i])};
    }
  }
  return hold.part < 0 ? std::nullopt : std::optional(hold);
}

Vec3 pointOf(const Body& body, const State& state, const Hold& hold) {
  const auto part = static_cast<std::size_t>(hold.part);
  const Link& link = body.links[part];
  const Vec2 at = planar::pointOf(link, motionsOf(body, state)[part], {hold.point.x, hold.point.z});
  return {static_cast<float>(state.x + at.x), link.depth, at.z};
}

PushEffect push(const Body& body, State& state, const Push& push) {
  if (push.hold.part < 0 || push.hold.part >= static_cast<int>(body.links.size())) return {};
  return push.kind == Push::Kind::kPull ? pull(body, state, push) : twist(body, state, push);
}

}  // namespace spolab::planar
