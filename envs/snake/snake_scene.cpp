#include <algorithm>
#include <cmath>
#include <numbers>

#include "envs/snake/winding.h"

namespace spolab::snake {
namespace {

// Metres; a cell is one metre wide.
constexpr float kTileHalf = 0.484f;
constexpr float kTileThickness = 0.04f;  ///< half
constexpr float kTileTint = 0.14f;       ///< every other tile is a little brighter
constexpr float kBorderHalf = 0.15f;
constexpr float kBorderHeight = 0.26f;
constexpr float kGroundHeight = -2.1f * kTileThickness;

constexpr float kNeckRadius = 0.335f;
constexpr float kBackRadius = 0.29f;  ///< where the tail begins to taper
constexpr float kTipRadius = 0.11f;
constexpr float kLongestTail = 3.5f;   ///< cells over which the tail tapers
constexpr float kBeadSpacing = 0.25f;  ///< cells

constexpr float kHeadRadius = 0.39f;
constexpr float kFruitRadius = 0.3f;
constexpr float kFruitGlow = 0.42f;
constexpr float kBumpDepth = 0.22f;  ///< how far a head runs into what it must not enter

/// 0 up to `begin`, 1 from `end` on, smooth between.
float ramp(float x, float begin, float end) {
  const float t = std::clamp((x - begin) / (end - begin), 0.0f, 1.0f);
  return t * t * (3.0f - 2.0f * t);
}

/// Where the head is and which way it looks.
struct HeadPose {
  Vec3 place;            ///< on the floor
  float heading = 0.0f;  ///< radians from +x
};

float headingOf(const Vec3& from, const Vec3& to) { return std::atan2(to.y - from.y, to.x - from.x); }
float headingOf(int direction) { return 0.5f * std::numbers::pi_v<float> * static_cast<float>(1 - direction); }

void addFloor(int size, Scene& scene) {
  for (int cell = 0; cell < size * size; ++cell) {
    Vec3 place = centreOf(cell, size);
    place.z = -kTileThickness;
    const float tint = (cell / size + cell % size) % 2 == 0 ? 0.0f : kTileTint;
    scene.boxes.push_back(
        {{place, {}}, {kTileHalf, kTileHalf, kTileThickness}, kTileThickness, {ColourRole::kGround, 1.0f, tint}});
  }
}

void addBorder(int size, Scene& scene) {
  const float outside = 0.5f * static_cast<float>(size) + 2 * kBorderHalf;
  const float middle = outside - kBorderHalf;
  const float half = 0.5f * (kBorderHeight - kGroundHeight), z = kBorderHeight - half;
  for (const float side : {-1.0f, 1.0f}) {
    scene.boxes.push_back({{{0, side * middle, z}, {}}, {outside, kBorderHalf, half}, 0.09f, {ColourRole::kWall}});
    scene.boxes.push_back({{{side * middle, 0, z}, {}}, {kBorderHalf, outside, half}, 0.09f, {ColourRole::kWall}});
  }
}

/// `scale` 0: nothing.
void addFruit(int cell, int size, float scale, Scene& scene) {
  if (cell < 0 || scale <= 0.01f) return;
  const Vec3 centre = centreOf(cell, size);
  const float radius = kFruitRadius * scale;
  scene.spheres.push_back({{centre.x, centre.y, radius}, radius, {ColourRole::kFruit, 1.0f, kFruitGlow}});
  const Vec3 root{centre.x, centre.y, 1.9f * radius};
  const Vec3 top{centre.x + 0.25f * radius, centre.y, 2.45f * radius};
  scene.capsules.push_back({root, top, 0.1f * radius, {ColourRole::kPlastic}});
}

/// Thickness at `fromTail` cells from the end of a snake `length` cells long.
float radiusAt(float fromTail, float length) {
  const float taper = std::min(kLongestTail, 0.5f + 0.5f * length);
  const float neck = std::min(1.0f, fromTail / std::max(length, 8.0f));
  const float full = kBackRadius + (kNeckRadius - kBackRadius) * neck;
  return kTipRadius + (full - kTipRadius) * std::sqrt(ramp(fromTail, -0.35f * taper, taper));
}

/// Overlapping beads along the middle line: whole at every bend, and the rings show how the snake glides.
void addBody(const Winding& winding, Scene& scene) {
  const float length = winding.head() - winding.tail();
  const int beads = static_cast<int>(std::ceil(length / kBeadSpacing - 1e-4f));
  for (int k = beads; k > 0; --k) {
    const float along = std::max(winding.head() - kBeadSpacing * static_cast<float>(k), winding.tail());
    const float radius = radiusAt(along - winding.tail(), length);
    Vec3 centre = winding.point(along);
    centre.z = radius;
    scene.spheres.push_back({centre, radius, {ColourRole::kAgent}});
  }
}

void addHead(const HeadPose& head, float emphasis, Scene& scene) {
  const Vec3 forward{std::cos(head.heading), std::sin(head.heading), 0.0f};
  const auto at = [&](float ahead, float left, float z) {
    return Vec3{head.place.x + ahead * forward.x - left * forward.y,
                head.place.y + ahead * forward.y + left * forward.x, z};
  };
  const Look skin{ColourRole::kAgent, 1.0f, emphasis};
  scene.capsules.push_back({at(-0.06f, 0, kHeadRadius), at(0.05f, 0, kHeadRadius), kHeadRadius, skin});
  scene.spheres.push_back({at(0.2f, 0, 0.31f), 0.3f, skin});
  for (const float side : {-1.0f, 1.0f}) {
    scene.spheres.push_back({at(0.13f, 0.18f * side, 0.69f), 0.13f, {ColourRole::kFaceUp}});
    scene.spheres.push_back({at(0.185f, 0.185f * side, 0.755f), 0.072f, {ColourRole::kPlastic}});
  }
}

/// Which way the head looks when it rests: away from the cell behind it; one cell alone looks at the fruit.
float restingHeading(const Position& position, const Vec3& place) {
  if (position.body.size() > 1)
    return headingOf(centreOf(position.body[1], position.size), centreOf(position.body[0], position.size));
  if (position.fruit < 0) return -0.5f * std::numbers::pi_v<float>;
  return headingOf(place, centreOf(position.fruit, position.size));
}

/// From `a` to `b` the short way round.
float turned(float a, float b, float share) {
  return a + share * std::remainder(b - a, 2.0f * std::numbers::pi_v<float>);
}

void setView(int size, Scene& scene) {
  const auto side = static_cast<float>(size);
  scene.camera = {{0.0f, -0.03f * side, 0.0f}, 1.62f * side + 2.0f, 0.0f, 1.1f};
  scene.groundHeight = kGroundHeight;
  scene.groundRadius = 1.1f * side;
}

}  // namespace

Vec3 centreOf(int cell, int size) {
  const float middle = 0.5f * static_cast<float>(size - 1);
  return {static_cast<float>(cell % size) - middle, middle - static_cast<float>(cell / size), kNeckRadius};
}

void drawSnake(const Position& position, Scene& scene) {
  const Winding winding(position, -1, 0.0f, false);
  addBody(winding, scene);
  const Vec3 place = winding.point(winding.head());
  addHead({place, restingHeading(position, place)}, 0.0f, scene);
}

void drawPosition(const Position& from, int direction, const Position& to, float fraction, Scene& scene) {
  scene.clear();
  setView(from.size, scene);
  addFloor(from.size, scene);
  addBorder(from.size, scene);
  if (direction < 0) {
    drawSnake(from, scene);
    return addFruit(from.fruit, from.size, 1.0f, scene);
  }

  const float f = std::clamp(fraction, 0.0f, 1.0f);
  const bool crash = to.body == from.body;
  const bool ate = to.body.size() > from.body.size();
  const float bump = crash ? std::sin(std::numbers::pi_v<float> * f) : 0.0f;  // there and back
  const Winding winding(from, direction, crash ? kBumpDepth * bump : f, !crash && !ate);
  addBody(winding, scene);
  const Vec3 place = winding.point(winding.head());
  const float before = restingHeading(from, place);
  const bool watches = from.body.size() == 1 && !ate;  // one cell alone keeps looking at the fruit
  const float share = watches ? 0.0f : crash ? bump : ramp(f, 0.0f, 0.6f);
  addHead({place, turned(before, headingOf(direction), share)}, bump, scene);
  addFruit(from.fruit, from.size, ate ? 1.0f - ramp(f, 0.35f, 0.8f) : 1.0f, scene);
  if (ate) addFruit(to.fruit, to.size, ramp(f, 0.55f, 1.0f), scene);
}

}  // namespace spolab::snake
