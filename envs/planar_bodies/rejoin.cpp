#include <array>

#include "envs/planar_bodies/kinematics.h"

namespace spolab::planar {
namespace {

/// Generalised rates: vx, vz of the torso's frame, then the turning of each link against its parent.
constexpr std::size_t kMaxRates = 2 + kMaxLinks;

/// The normal equations of the nearest joined motion. Row r has entries for r itself and the rates above it, where the
/// torso hangs on vz and vz on vx; all others are zero and never touched.
struct NormalEquations {
  std::array<std::array<double, kMaxRates>, kMaxRates> matrix;
  std::array<double, kMaxRates> right;
  std::array<int, kMaxRates> above;  ///< −1: none
  int size = 0;
};

/// Sums over a link and all that hangs on it, moments about the origin: Σ m, Σ m c, Σ m |c|² + I, Σ m v, Σ m c × v + I
/// ω.
struct Branch {
  double mass = 0, firstX = 0, firstZ = 0, second = 0;
  double momentumX = 0, momentumZ = 0, angularMomentum = 0;
};
using Branches = std::array<Branch, kMaxLinks>;

/// `joined` says where the links are, `found` how they move.
Branches branchesOf(const Body& body, const LinkMotions& joined, const LinkMotions& found) {
  Branches branches;
  for (std::size_t i = body.links.size(); i-- > 0;) {
    const double mass = body.links[i].mass, inertia = body.inertiaOf(i);
    const double x = joined[i].x, z = joined[i].z, vx = found[i].vx, vz = found[i].vz;
    Branch& own = branches[i];
    own.mass += mass;
    own.firstX += mass * x;
    own.firstZ += mass * z;
    own.second += mass * (x * x + z * z) + inertia;
    own.momentumX += mass * vx;
    own.momentumZ += mass * vz;
    own.angularMomentum += mass * (x * vz - z * vx) + inertia * found[i].spin;
    if (i == 0) break;
    Branch& above = branches[static_cast<std::size_t>(body.links[i].parent)];
    above.mass += own.mass;
    above.firstX += own.firstX;
    above.firstZ += own.firstZ;
    above.second += own.second;
    above.momentumX += own.momentumX;
    above.momentumZ += own.momentumZ;
    above.angularMomentum += own.angularMomentum;
  }
  return branches;
}

/// A turn of link k moves its whole branch about the link's pivot p_k, so every entry is a sum over that branch:
///   M_kl = Σ m (c − p_k)·(c − p_l) + I for l at or above k,  M_k,x = −Σ m (c − p_k)_z,  M_k,z = Σ m (c − p_k)_x.
NormalEquations normalEquations(const Body& body, const LinkMotions& joined, const LinkMotions& found) {
  const Branches branches = branchesOf(body, joined, found);
  NormalEquations equations;
  equations.size = 2 + static_cast<int>(body.links.size());
  equations.above[0] = -1;
  equations.above[1] = 0;
  equations.matrix[0][0] = equations.matrix[1][1] = branches[0].mass;
  equations.matrix[1][0] = 0;
  equations.right[0] = branches[0].momentumX;
  equations.right[1] = branches[0].momentumZ;
  std::array<Vec2, kMaxLinks> pivots;
  for (std::size_t k = 0; k < body.links.size(); ++k) {
    const Branch& branch = branches[k];
    pivots[k] = pointOf(body.links[k], joined[k], {0, 0});
    const double px = pivots[k].x, pz = pivots[k].z;
    equations.above[2 + k] = 2 + body.links[k].parent;
    auto& row = equations.matrix[2 + k];
    row[0] = -(branch.firstZ - branch.mass * pz);
    row[1] = branch.firstX - branch.mass * px;
    equations.right[2 + k] = branch.angularMomentum - (px * branch.momentumZ - pz * branch.momentumX);
    for (int l = static_cast<int>(k); l >= 0; l = body.links[static_cast<std::size_t>(l)].parent) {
      const auto above = static_cast<std::size_t>(l);
      const double qx = pivots[above].x, qz = pivots[above].z;
      row[2 + above] =
          branch.second - (px + qx) * branch.firstX - (pz + qz) * branch.firstZ + (px * qx + pz * qz) * branch.mass;
    }
  }
  return equations;
}

/// LᵀDL from the leaves to the root, which fills in nothing (R. Featherstone, Rigid Body Dynamics Algorithms, 2008,
/// table 6.3). The matrix is positive definite because every link has mass. The solution replaces `right`.
void solve(NormalEquations& equations) {
  auto& right = equations.right;
  const auto index = [](int i) { return static_cast<std::size_t>(i); };
  const auto above = [&](int i) { return equations.above[index(i)]; };
  const auto entry = [&](int row, int column) -> double& { return equations.matrix[index(row)][index(column)]; };
  for (int k = equations.size - 1; k >= 0; --k) {
    entry(k, k) = 1 / entry(k, k);
    for (int i = above(k); i >= 0; i = above(i)) {
      const double factor = entry(k, i) * entry(k, k);
      for (int j = i; j >= 0; j = above(j)) entry(i, j) -= factor * entry(k, j);
      right[index(i)] -= factor * right[index(k)];
    }
  }
  for (int k = 0; k < equations.size; ++k) {
    double sum = right[index(k)];
    for (int i = above(k); i >= 0; i = above(i)) sum -= entry(k, i) * right[index(i)];
    right[index(k)] = sum * entry(k, k);
  }
}

/// Angles of the torso and the joints.
void readAngles(const Body& body, const LinkMotions& motions, State& state) {
  state.pitch = -motions[0].angle;
  for (std::size_t i = 1; i < body.links.size(); ++i) {
    const float above = motions[static_cast<std::size_t>(body.links[i].parent)].angle;
    state.angles[i - 1] = -body.links[i].hinge.axis * (motions[i].angle - above);
  }
}

/// Moves the torso and all of `joined` with it until the centres of mass agree.
void moveToCentre(const Body& body, const LinkMotions& motions, double originX, State& state, LinkMotions& joined) {
  float mass = 0, x = 0, z = 0;
  for (std::size_t i = 0; i < body.links.size(); ++i) {
    mass += body.links[i].mass;
    x += body.links[i].mass * (motions[i].x - joined[i].x);
    z += body.links[i].mass * (motions[i].z - joined[i].z);
  }
  x /= mass;
  z /= mass;
  state.x = originX + static_cast<double>(x);
  state.z = z;
  for (LinkMotion& motion : joined) {
    motion.x += x;
    motion.z += z;
  }
}

void readRates(const Body& body, const LinkMotions& motions, const LinkMotions& joined, State& state) {
  NormalEquations equations = normalEquations(body, joined, motions);
  solve(equations);
  state.vx = static_cast<float>(equations.right[0]);
  state.vz = static_cast<float>(equations.right[1]);
  state.pitchRate = -static_cast<float>(equations.right[2]);
  for (std::size_t i = 1; i < body.links.size(); ++i)
    state.rates[i - 1] = -body.links[i].hinge.axis * static_cast<float>(equations.right[2 + i]);
}

}  // namespace

void readMotions(const Body& body, const LinkMotions& motions, double originX, State& state) {
  readAngles(body, motions, state);
  state.x = originX;
  state.z = 0;
  LinkMotions joined;
  linkMotions(body, state, originX, joined);
  moveToCentre(body, motions, originX, state, joined);
  readRates(body, motions, joined, state);
}

}  // namespace spolab::planar
