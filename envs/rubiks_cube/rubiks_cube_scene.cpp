#include <algorithm>
#include <cmath>
#include <numbers>

#include "envs/rubiks_cube/geometry.h"
#include "envs/rubiks_cube/held_layer.h"
#include "envs/rubiks_cube/rubiks_cube.h"

namespace spolab::cube {
namespace {

constexpr float kCentreHeight = 2.25f;  ///< metres; a layer on its way stays above the ground
constexpr float kCubieHalf = 0.485f;    ///< of a one-metre grid: a narrow gap shows each piece
constexpr float kCubieRadius = 0.07f;
constexpr float kStickerHalf = 0.415f;
constexpr float kStickerThickness = 0.055f;  ///< half; most of it is sunk into the cubie, which rounds the corners
constexpr float kStickerRise = 0.014f;       ///< how far it stands out
constexpr float kTurningGlow = 0.18f;

/// Rotation about a coordinate axis and the layer it moves.
struct Turning {
  Cell axis;      ///< zero: nothing turns
  Quat rotation;  ///< of the layer at this moment
  float glow = 0.0f;
};

/// Starts and stops softly; on the way back from beyond the end it runs evenly.
float eased(float fraction) {
  const float f = std::clamp(fraction, 0.0f, 2.0f);
  return f > 1.0f ? f : f * f * (3.0f - 2.0f * f);
}

/// A rotation about the outward normal runs anticlockwise for someone who looks at the face.
Turning turningBy(int face, float quarters, float glow) {
  const float half = 0.25f * std::numbers::pi_v<float> * quarters;
  const Cell n = kFaceFrames[static_cast<std::size_t>(face)].normal;
  const float s = std::sin(half);
  const auto scaled = [s](int k) { return s * static_cast<float>(k); };
  return {n, {std::cos(half), scaled(n.x), scaled(n.y), scaled(n.z)}, glow};
}

Turning turningAt(int turn, float fraction) {
  if (turn < 0) return {};
  const float f = eased(fraction);
  const float glow = kTurningGlow * std::max(0.0f, 4.0f * f * (1.0f - f));
  return turningBy(turn / 3, quartersOf(turn) * f, glow);
}

Vec3 rotated(const Quat& q, const Vec3& v) {
  // v + 2w(u × v) + 2u × (u × v), with u the vector part.
  const Vec3 t{2 * (q.y * v.z - q.z * v.y), 2 * (q.z * v.x - q.x * v.z), 2 * (q.x * v.y - q.y * v.x)};
  return {v.x + q.w * t.x + (q.y * t.z - q.z * t.y), v.y + q.w * t.y + (q.z * t.x - q.x * t.z),
          v.z + q.w * t.z + (q.x * t.y - q.y * t.x)};
}

Vec3 toVec(Cell a, float scale = 1.0f) {
  return {scale * static_cast<float>(a.x), scale * static_cast<float>(a.y), scale * static_cast<float>(a.z)};
}

Vec3 plus(const Vec3& a, const Vec3& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }

/// Puts a box of the cube at rest where the turning layer has carried it.
void place(RoundedBox box, Cell cubie, const Turning& turning, Scene& scene) {
  if (dot(turning.axis, cubie) == 1) {
    box.pose = {rotated(turning.rotation, box.pose.position), turning.rotation};
    if (box.look.role != ColourRole::kPlastic) box.look.emphasis = turning.glow;
  }
  box.pose.position.z += kCentreHeight;
  scene.boxes.push_back(box);
}

void addCubies(const Turning& turning, Scene& scene) {
  for (int z = -1; z <= 1; ++z)
    for (int y = -1; y <= 1; ++y)
      for (int x = -1; x <= 1; ++x) {
        RoundedBox box{{toVec({x, y, z}), {}}, {kCubieHalf, kCubieHalf, kCubieHalf}, kCubieRadius, {}};
        place(box, {x, y, z}, turning, scene);
      }
}

void addStickers(const State& state, const Turning& turning, Scene& scene) {
  for (int i = 0; i < kStickers; ++i) {
    const Cell n = normalOf(i);
    const auto extent = [](int along) { return along == 0 ? kStickerHalf : kStickerThickness; };
    RoundedBox box;
    box.pose.position = plus(toVec(cubieOf(i)), toVec(n, kCubieHalf + kStickerRise - kStickerThickness));
    box.halfExtents = {extent(n.x), extent(n.y), extent(n.z)};
    box.radius = kStickerThickness;
    box.look.role =
        static_cast<ColourRole>(static_cast<int>(ColourRole::kFaceUp) + state.stickers[static_cast<std::size_t>(i)]);
    place(box, cubieOf(i), turning, scene);
  }
}

void fill(const State& state, const Turning& turning, Scene& scene) {
  scene.clear();
  scene.camera = {{0.0f, 0.0f, kCentreHeight - 0.15f}, 8.2f, 0.62f, 0.48f};
  scene.groundHeight = 0.0f;
  scene.groundRadius = 5.0f;
  addCubies(turning, scene);
  addStickers(state, turning, scene);
}

}  // namespace

float quartersOf(int turn) {
  constexpr std::array<float, 3> kQuarters{-1.0f, 1.0f, -2.0f};
  return kQuarters[static_cast<std::size_t>(turn % 3)];
}

float fractionAt(float share) {
  if (share >= 1.0f) return std::min(share, 2.0f);
  // The inverse of 3f² − 2f³.
  return 0.5f - std::sin(std::asin(1.0f - 2.0f * std::max(share, 0.0f)) / 3.0f);
}

void drawCube(const State& state, int turn, float fraction, Scene& scene) {
  fill(state, turningAt(turn, fraction), scene);
}

void drawCubeHeld(const State& state, int face, float quarters, Scene& scene) {
  fill(state, turningBy(face, quarters, quarters == 0.0f ? 0.0f : kTurningGlow), scene);
}

Vec3 cubeCentre() { return {0.0f, 0.0f, kCentreHeight}; }

}  // namespace spolab::cube
