#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "core/trace/vec.h"

namespace spolab {

/// A moment between two states, as Env::draw takes it; an empty `action` is `from` at rest.
struct Instant {
  std::span<const std::byte> from;    ///< [stateBytes]
  std::span<const std::byte> action;  ///< [actionBytes], or empty
  float fraction = 0.0f;              ///< [0, 1] of the way that `action` leads
};

/// A point of a body that a hand has closed upon; stays with the part while the body moves.
struct Hold {
  int part = -1;     ///< number of the part in its body
  Vec3 point;        ///< in the frame of the part, metres
  Quat orientation;  ///< of the part in the world when it was taken hold of
};

/// What a hand does to a body during one step. Its strength grows with the weight of the whole body, so that heavy
/// and light ones follow alike.
struct Push {
  enum class Kind { kPull, kTwist };
  Kind kind = Kind::kPull;
  Hold hold;
  Vec3 target;  ///< pull: where the point is drawn to, world
  Vec3 turn;    ///< twist: how far the part is turned from Hold::orientation; rotation vector in the world, rad
};

/// What came of a push.
struct PushEffect {
  float strength = 0.0f;  ///< newtons of a pull, newton metres of a twist; a mean over the step
  float weights = 0.0f;   ///< strength against the body's weight (of a twist: at a lever of one metre)
};

/// How a person lays hands on a body: takes hold of a part, pulls it by a spring or twists it. Immutable and
/// thread-safe; a push is a pure function of the state, the same bits every time.
class Handling {
 public:
  virtual ~Handling() = default;
  /// Takes hold of the part whose surface is at `point` (world) at that moment. Nothing when no part is near.
  [[nodiscard]] virtual std::optional<Hold> holdAt(const Instant& instant, const Vec3& point) const = 0;
  /// Where a held point is (world) at that moment.
  [[nodiscard]] virtual Vec3 pointOf(const Instant& instant, const Hold& hold) const = 0;
  /// The normal of the plane to which all motion is confined; nothing for bodies that move in space.
  [[nodiscard]] virtual std::optional<Vec3> plane() const { return std::nullopt; }
  /// Changes the velocities in `state` [stateBytes] by what `push` does in the time of one step; the step comes after
  /// it. Positions stay as they are. A hand that asks for nothing changes nothing.
  virtual PushEffect push(std::span<std::byte> state, const Push& push) const = 0;
};

using Vector3 = std::array<double, 3>;
using Matrix3 = std::array<Vector3, 3>;  ///< rows

/// The share of the whole body's velocity at which a hand goes along: holding on to a runner is no wall.
inline constexpr double kHandGoesAlong = 0.75;

/// A damped spring between a hand and a body of weight m·g.
struct HandSpring {
  double stiffness = 0.0;  ///< N/m, or N m/rad
  double damping = 0.0;    ///< N s/m, or N m s/rad
  double strongest = 0.0;  ///< N, or N m

  /// k = 2 m g per metre, no more than 3 m g; half critically damped for the whole mass.
  static HandSpring forPull(double mass);
  /// k = ½ m g metres per radian, no more than 1 m g metres; half critically damped for the mass at
  /// a lever of a quarter metre.
  static HandSpring forTwist(double mass);
};

/// The impulse λ of the spring over `seconds` h, taken at the end of the step so that it is stable on light limbs, too:
///   λ = −h (k (C + h v') + c v'),  v' = v + A λ,  hence  (1 + s A) λ = −h k C − s v,  s = h (c + h k),
/// scaled down to `strongest`. `inverseMass` A: what one unit of impulse does to the velocity of the point, symmetric
/// and not negative; `velocity` v of the point against the hand; `stretch` C from the target to the point.
Vector3 springImpulse(const HandSpring& spring, double seconds, const Matrix3& inverseMass, const Vector3& velocity,
                      const Vector3& stretch);

/// The rotation vector from `from` to `turn` ∘ `start`, the shorter way round. Quaternions need not be exactly unit.
Vector3 turnStillToDo(const Quat& start, const Vec3& turn, const Quat& from);

}  // namespace spolab
