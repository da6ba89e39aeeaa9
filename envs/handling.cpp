#include "envs/handling.h"

#include <cmath>
#include <utility>

namespace spolab {
namespace {

constexpr double kGravity = 9.81;
constexpr double kPullStiffness = 2.0, kPullMost = 3.0;    ///< weights per metre; weights
constexpr double kTwistStiffness = 0.5, kTwistMost = 1.0;  ///< weight metres per radian; weight metres
constexpr double kTwistLever = 0.25;                       ///< metres

double length(const Vector3& v) { return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]); }

struct Quaternion {
  double w, x, y, z;
};

Quaternion product(const Quaternion& a, const Quaternion& b) {
  return {a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z, a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
          a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x, a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w};
}

Quaternion turned(const Vec3& by) {
  const double angle = length({by.x, by.y, by.z});
  const double share = angle > 1e-12 ? std::sin(0.5 * angle) / angle : 0.5;
  return {std::cos(0.5 * angle), share * by.x, share * by.y, share * by.z};
}

/// Gaussian elimination; the matrix is the identity plus one that is not negative, so the diagonal never vanishes.
Vector3 solve(Matrix3 matrix, Vector3 right) {
  for (std::size_t k = 0; k < 3; ++k)
    for (std::size_t i = k + 1; i < 3; ++i) {
      const double factor = matrix[i][k] / matrix[k][k];
      for (std::size_t j = k; j < 3; ++j) matrix[i][j] -= factor * matrix[k][j];
      right[i] -= factor * right[k];
    }
  for (std::size_t k = 3; k-- > 0;) {
    for (std::size_t j = k + 1; j < 3; ++j) right[k] -= matrix[k][j] * right[j];
    right[k] /= matrix[k][k];
  }
  return right;
}

}  // namespace

HandSpring HandSpring::forPull(double mass) {
  const double stiffness = kPullStiffness * mass * kGravity;
  return {stiffness, std::sqrt(stiffness * mass), kPullMost * mass * kGravity};
}

HandSpring HandSpring::forTwist(double mass) {
  const double stiffness = kTwistStiffness * mass * kGravity;
  return {stiffness, kTwistLever * std::sqrt(stiffness * mass), kTwistMost * mass * kGravity};
}

Vector3 springImpulse(const HandSpring& spring, double seconds, const Matrix3& inverseMass, const Vector3& velocity,
                      const Vector3& stretch) {
  const double share = seconds * (spring.damping + seconds * spring.stiffness);
  Matrix3 matrix{};
  Vector3 right{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) matrix[i][j] = (i == j ? 1.0 : 0.0) + share * inverseMass[i][j];
    right[i] = -seconds * spring.stiffness * stretch[i] - share * velocity[i];
  }
  Vector3 impulse = solve(matrix, right);
  const double size = length(impulse), most = seconds * spring.strongest;
  if (size > most)
    for (double& part : impulse) part *= most / size;
  return impulse;
}

Vector3 turnStillToDo(const Quat& start, const Vec3& turn, const Quat& from) {
  const Quaternion wanted = product(turned(turn), {start.w, start.x, start.y, start.z});
  Quaternion rest = product(wanted, {from.w, -from.x, -from.y, -from.z});
  if (rest.w < 0.0) rest = {-rest.w, -rest.x, -rest.y, -rest.z};
  const double sine = length({rest.x, rest.y, rest.z});
  const double share = sine > 1e-12 ? 2.0 * std::atan2(sine, rest.w) / sine : 2.0;
  return {share * rest.x, share * rest.y, share * rest.z};
}

}  // namespace spolab
