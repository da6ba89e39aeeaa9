#include "envs/planar_bodies/planar_scene.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "envs/planar_bodies/kinematics.h"

namespace spolab::planar {
namespace {

constexpr float kJointScale = 1.12f;    ///< joints stand a little out of their limbs
constexpr int kMarkReach = 5;           ///< metres to either side that carry marks
constexpr float kMarkY = -0.55f;        ///< in front of the body
constexpr std::int64_t kCellReach = 8;  ///< pieces of terrain drawn to either side
constexpr float kTrackHalfWidth = 0.5f;
constexpr float kPlinthDepth = 0.6f;  ///< how far blocks of terrain reach below height 0

Vec3 at(Vec2 point, float depth) { return {point.x, depth, point.z}; }

void addMarks(double x, Scene& scene, const Terrain* terrain) {
  const auto middle = static_cast<int>(std::lround(x));
  for (int metre = middle - kMarkReach; metre <= middle + kMarkReach; ++metre) {
    const bool major = metre % 5 == 0;
    const float z = terrain != nullptr ? -kPlinthDepth + 0.08f : 0.004f;
    const auto mx = static_cast<float>(metre);
    scene.strips.push_back(
        {{{mx, kMarkY, z}, {mx, kMarkY - (major ? 0.22f : 0.12f), z}}, 0.015f, {ColourRole::kText, 0.55f, 0}});
    scene.labels.push_back({{mx, kMarkY - (major ? 0.4f : 0.28f), z + 0.03f},
                            std::to_string(metre) + (major ? " m" : ""),
                            major ? 0.14f : 0.1f,
                            {ColourRole::kText, major ? 0.9f : 0.55f, 0}});
  }
}

/// A level block, or a tilted plate on a level block.
void addPiece(const Terrain::Piece& piece, double cellX, Scene& scene) {
  const auto left = static_cast<float>(cellX + piece.left), right = static_cast<float>(cellX + piece.right);
  const float low = std::min(piece.leftHeight, piece.rightHeight);
  const float halfHeight = 0.5f * (low + kPlinthDepth);
  RoundedBox block;
  block.pose.position = {0.5f * (left + right), 0, low - halfHeight};
  block.halfExtents = {0.5f * (right - left), kTrackHalfWidth, halfHeight};
  block.radius = 0.012f;
  block.look.role = ColourRole::kWall;
  scene.boxes.push_back(block);
  const float rise = piece.rightHeight - piece.leftHeight;
  if (rise == 0) return;
  const float length = std::hypot(right - left, rise), half = 0.5f * std::abs(rise);
  const float tilt = std::atan2(rise, right - left);
  RoundedBox plate = block;
  plate.pose.position = {0.5f * (left + right) + half * std::sin(tilt), 0,
                         0.5f * (piece.leftHeight + piece.rightHeight) - half * std::cos(tilt)};
  plate.pose.rotation = {std::cos(0.5f * tilt), 0, -std::sin(0.5f * tilt), 0};
  plate.halfExtents = {0.5f * length, kTrackHalfWidth, half};
  plate.radius = std::min(0.012f, half);
  scene.boxes.push_back(plate);
}

}  // namespace

void drawBody(const Body& body, const State& state, Scene& scene) {
  LinkMotions motions;
  linkMotions(body, state, 0.0, motions);
  for (std::size_t i = 0; i < body.links.size(); ++i) {
    const Link& link = body.links[i];
    const ColourRole role = i == 0 ? ColourRole::kAgent : ColourRole::kAgentSoft;
    for (const Bar& bar : link.bars)
      scene.capsules.push_back({at(pointOf(link, motions[i], bar.from), link.depth),
                                at(pointOf(link, motions[i], bar.to), link.depth),
                                bar.radius,
                                {role, 1, 0}});
    if (i == 0) continue;
    const float thickest =
        std::max(link.bars.front().radius, body.links[static_cast<std::size_t>(link.parent)].bars.front().radius);
    scene.spheres.push_back(
        {at(pointOf(link, motions[i], {0, 0}), link.depth), kJointScale * thickest, {ColourRole::kJoint, 1, 0}});
  }
}

void drawWorld(const Body& body, const State& state, const Terrain* terrain, Scene& scene) {
  scene.clear();
  const auto x = static_cast<float>(state.x);
  const float middle = terrain != nullptr ? 0.4f : 0.6f;  // of the body's height; blocks and marks want to be seen
  scene.camera = {{x, 0, middle * body.startHeight}, terrain != nullptr ? 5.4f : 4.4f, 0.25f, 0.2f};
  scene.groundHeight = terrain != nullptr ? -kPlinthDepth : 0.0f;
  scene.groundRadius = 9;
  if (terrain != nullptr) {
    const std::int64_t here = Terrain::cellOf(state.x);
    for (std::int64_t cell = here - kCellReach; cell <= here + kCellReach; ++cell)
      addPiece(terrain->piece(cell), static_cast<double>(cell) * Terrain::kCellLength, scene);
  }
  addMarks(state.x, scene, terrain);
  drawBody(body, state, scene);
}

Vec3 centreOfMass(const Body& body, const State& state) {
  LinkMotions motions;
  linkMotions(body, state, 0.0, motions);
  Vec3 sum;
  float mass = 0;
  for (std::size_t i = 0; i < body.links.size(); ++i) {
    const float m = body.links[i].mass;
    sum.x += m * motions[i].x;
    sum.z += m * motions[i].z;
    mass += m;
  }
  return {sum.x / mass, 0, sum.z / mass};
}

State between(const State& a, const State& b, float fraction) {
  const auto mix = [fraction](float from, float to) { return (1 - fraction) * from + fraction * to; };
  State state = b;
  state.x = (1.0 - static_cast<double>(fraction)) * a.x + static_cast<double>(fraction) * b.x;
  state.z = mix(a.z, b.z);
  state.pitch = mix(a.pitch, b.pitch);
  for (std::size_t j = 0; j < kMaxJoints; ++j) state.angles[j] = mix(a.angles[j], b.angles[j]);
  return state;
}

}  // namespace spolab::planar
