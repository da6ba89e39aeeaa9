#include <cmath>
#include <mujoco/mujoco.h>
#include <vector>

#include "envs/mujoco_bodies/body.h"

namespace spolab::bodies {
namespace {

constexpr double kReach = 0.05;  ///< metres between a point and the part it belongs to

/// geom_group of the MJCF files.
enum DrawnAs { kFloor, kTrunk, kLimb };

Vec3 toVec(const double* v) { return {static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2])}; }

/// From the surface of a sphere or capsule, negative inside.
double distanceTo(const mjModel& model, const mjData& data, int geom, const Vector3& point) {
  double offset[3], local[3];
  mju_sub3(offset, point.data(), data.geom_xpos + 3 * geom);
  mju_rotVecMatT(local, offset, data.geom_xmat + 9 * geom);
  const double* size = model.geom_size + 3 * geom;
  const double half = model.geom_type[geom] == mjGEOM_CAPSULE ? size[1] : 0.0;
  local[2] -= mju_clip(local[2], -half, half);
  return mju_norm3(local) - size[0];
}

double massOf(const mjModel& model) {
  double mass = 0.0;
  for (int i = 1; i < model.nbody; ++i) mass += model.body_mass[i];
  return mass;
}

/// How one part moves with the joints: rows J [3, nv] of a point (pull) or of its turning (twist), and M⁻¹ Jᵀ. Needs
/// kinematics, centres of mass and the factorised mass matrix.
struct Reach {
  std::vector<double> jacobian, answer;
  Vector3 velocity{};
  Matrix3 inverseMass{};

  Reach(const mjModel& model, mjData& data, const double* point, int part, bool turning) {
    const auto width = static_cast<std::size_t>(model.nv);
    jacobian.resize(3 * width);
    answer.resize(3 * width);
    mj_jac(&model, &data, turning ? nullptr : jacobian.data(), turning ? jacobian.data() : nullptr, point, part);
    mj_solveM(&model, &data, answer.data(), jacobian.data(), 3);
    for (std::size_t i = 0; i < 3; ++i) {
      velocity[i] = mju_dot(jacobian.data() + i * width, data.qvel, model.nv);
      for (std::size_t j = 0; j < 3; ++j)
        inverseMass[i][j] = mju_dot(jacobian.data() + i * width, answer.data() + j * width, model.nv);
    }
  }
};

/// Velocity of the centre of mass, by the Jacobian of the whole tree.
Vector3 centreVelocity(const mjModel& model, mjData& data) {
  std::vector<double> jacobian(3 * static_cast<std::size_t>(model.nv));
  Vector3 momentum{};
  for (int i = 1; i < model.nbody; ++i) {
    mj_jacBodyCom(&model, &data, jacobian.data(), nullptr, i);
    for (std::size_t k = 0; k < 3; ++k)
      momentum[k] +=
          model.body_mass[i] * mju_dot(jacobian.data() + k * static_cast<std::size_t>(model.nv), data.qvel, model.nv);
  }
  for (double& part : momentum) part /= massOf(model);
  return momentum;
}

}  // namespace

std::optional<Hold> holdAt(const Body& body, const mjData_& data, const Vec3& point) {
  const mjModel& model = *body.model;
  const Vector3 at{point.x, point.y, point.z};
  int nearest = -1;
  double least = kReach;
  for (int i = 0; i < model.ngeom; ++i) {
    if (model.geom_group[i] != kTrunk && model.geom_group[i] != kLimb) continue;
    const double distance = distanceTo(model, data, i, at);
    if (distance >= least) continue;
    least = distance;
    nearest = i;
  }
  if (nearest < 0) return std::nullopt;
  const int part = model.geom_bodyid[nearest];
  double offset[3], local[3];
  mju_sub3(offset, at.data(), data.xpos + 3 * part);
  mju_rotVecMatT(local, offset, data.xmat + 9 * part);
  const double* turn = data.xquat + 4 * part;
  return Hold{part,
              toVec(local),
              {static_cast<float>(turn[0]), static_cast<float>(turn[1]), static_cast<float>(turn[2]),
               static_cast<float>(turn[3])}};
}

Vec3 pointOf(const mjData_& data, const Hold& hold) {
  const double local[3]{hold.point.x, hold.point.y, hold.point.z};
  double point[3];
  mju_rotVecMat(point, local, data.xmat + 9 * hold.part);
  mju_addTo3(point, data.xpos + 3 * hold.part);
  return toVec(point);
}

PushEffect push(const Body& body, mjData_& data, const Push& push, double seconds) {
  const mjModel& model = *body.model;
  const int part = push.hold.part;
  if (part < 1 || part >= model.nbody) return {};
  mj_kinematics(&model, &data);
  mj_comPos(&model, &data);
  mj_crb(&model, &data);
  mj_factorM(&model, &data);
  const bool twists = push.kind == Push::Kind::kTwist;
  const Vec3 held = pointOf(data, push.hold);
  const Vector3 point{held.x, held.y, held.z};
  const Reach reach(model, data, point.data(), part, twists);
  const double mass = massOf(model);
  Vector3 velocity = reach.velocity, stretch{};
  if (twists) {
    const double* now = data.xquat + 4 * part;
    stretch = turnStillToDo(push.hold.orientation, push.turn,
                            {static_cast<float>(now[0]), static_cast<float>(now[1]), static_cast<float>(now[2]),
                             static_cast<float>(now[3])});
    for (double& angle : stretch) angle = -angle;
  } else {
    const Vector3 carried = centreVelocity(model, data);
    for (std::size_t i = 0; i < 3; ++i) velocity[i] -= kHandGoesAlong * carried[i];
    stretch = {point[0] - push.target.x, point[1] - push.target.y, point[2] - push.target.z};
  }
  const HandSpring spring = twists ? HandSpring::forTwist(mass) : HandSpring::forPull(mass);
  const Vector3 impulse = springImpulse(spring, seconds, reach.inverseMass, velocity, stretch);
  for (std::size_t i = 0; i < 3; ++i)
    mju_addToScl(data.qvel, reach.answer.data() + i * static_cast<std::size_t>(model.nv), impulse[i], model.nv);
  const double strength = mju_norm3(impulse.data()) / seconds;
  return {static_cast<float>(strength), static_cast<float>(strength / (mass * -model.opt.gravity[2]))};
}

}  // namespace spolab::bodies
