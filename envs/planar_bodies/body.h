#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

/// Bodies of rigid links that move in the plane x–z: data from which the simulation, the observation and the picture
/// are made. Lengths in metres, angles in radians, masses in kg.
///
///      z
///      |    pitch (about +y) turns z towards x: a positive pitch leans forward
///      |___ x
namespace spolab::planar {

inline constexpr std::size_t kMaxLinks = 7;
inline constexpr std::size_t kMaxJoints = kMaxLinks - 1;

struct Vec2 {
  float x = 0, z = 0;
  friend bool operator==(const Vec2&, const Vec2&) = default;
};

/// A round bar in the frame of its link.
struct Bar {
  Vec2 from, to;
  float radius = 0.05f;
  bool touchesGround = false;
};

/// The hinge that ties a link to its parent. The link's frame has its origin there.
struct Hinge {
  Vec2 onParent;           ///< in the parent's frame
  float axis = 1;          ///< +1: positive angles turn about +y (like the pitch), −1: about −y
  float lower = 0;         ///< rad
  float upper = 0;         ///< rad
  float stiffness = 0;     ///< N m / rad, towards angle 0
  float damping = 0;       ///< N m s / rad
  float gear = 0;          ///< N m at action 1
  std::string actionName;  ///< for people
};

struct Link {
  int parent = -1;    ///< number of the link it hangs on, smaller than its own; −1: the torso, link 0
  Hinge hinge;        ///< unused by the torso
  float mass = 1;     ///< kg
  Vec2 centre;        ///< centre of mass in the link's frame
  float inertia = 1;  ///< kg m² about y through the centre of mass
  float friction = 1;
  std::vector<Bar> bars;
  float depth = 0;  ///< where it is drawn, metres along y; nothing to the physics
};

/// A body with its clock. Must live as long as the program: the simulation keeps one world per thread and body.
struct Body {
  std::vector<Link> links;      ///< at most kMaxLinks; joint i belongs to link i + 1
  float startHeight = 1;        ///< z of the torso's frame at rest, all angles 0
  float addedInertia = 0;       ///< kg m² on every link but the torso; stands in for the armature of geared motors
  float addedTorsoInertia = 0;  ///< the same on the torso
  int substeps = 1;             ///< per control step
  float substepSeconds = 0.01f;
  int velocityIterations = 8;  ///< of the solver, per substep
  int positionIterations = 3;

  /// Of link i with its share of the armature.
  [[nodiscard]] float inertiaOf(std::size_t i) const {
    return links[i].inertia + (i > 0 ? addedInertia : addedTorsoInertia);
  }
  [[nodiscard]] std::size_t joints() const { return links.size() - 1; }
  /// Seconds from one action to the next.
  [[nodiscard]] double controlSeconds() const { return static_cast<double>(substeps) * substepSeconds; }
};

const Body& halfCheetahBody();
const Body& hopperBody();
const Body& walker2dBody();
const Body& parkourWalkerBody();

}  // namespace spolab::planar
