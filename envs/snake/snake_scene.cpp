#include <algorithm>
#include <cmath>
#include <numbers>

#include "envs/snake/winding.h"

namespace spolab::snake {
namespace {

// Metres; a cell is one metre wide.
constexpr float kTileHalf = 0.484f;
constexpr float kTileThickness = 0.04f;  ///< half
constexpr float kTileTint = 0.05f;       ///< every other tile is a little brighter
constexpr float kBorderHalf = 0.15f;
constexpr float kBorderHeight = 0.26f;
constexpr float kBaseDepth = 0.3f;  ///< of the slab under the tiles

constexpr float kNeckRadius = 0.335f;
constexpr float kBackRadius = 0.29f;  ///< where the tail begins to taper
constexpr float kTipRadius = 0.11f;
constexpr float kLongestTail = 3.5f;    ///< cells over which the tail tapers
constexpr int kPiecesPerCell = 8;       ///< of a bend
constexpr float kRadiusGrain = 0.006f;  ///< thickness may vary so much within one capsule

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

void addFloor(int size, Scene& scene) {
  const float half = 0.5f * static_cast<float>(size);
  for (int cell = 0; cell < size * size; ++cell) {
    Vec3 place = centreOf(cell, size);
    place.z = -kTileThickness;
    const float tint = (cell / size + cell % size) % 2 == 0 ? 0.0f : kTileTint;
    scene.boxes.push_back(
        {{place, {}}, {kTileHalf, kTileHalf, kTileThickness}, kTileThickness, {ColourRole::kGround, 1.0f, tint}});
  }
  const float outside = half + 2 * kBorderHalf;
  const float top = -1.2f * kTileThickness;
  scene.boxes.push_back({{{0, 0, 0.5f * (top - kBaseDepth)}, {}},
                         {outside - 0.03f, outside - 0.03f, 0.5f * (kBaseDepth + top)},
                         0.05f,
                         {ColourRole::kPlastic}});
}

void addBorder(int size, Scene& scene) {
  const float outside = 0.5f * static_cast<float>(size) + 2 * kBorderHalf;
  const float middle = outside - kBorderHalf;
  const float half = 0.5f * (kBorderHeight + 0.5f * kBaseDepth), z = kBorderHeight - half;
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

bool straight(const Vec3& a, const Vec3& b, const Vec3& c) {
  return std::abs((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)) < 1e-5f;
}

void addBody(const Winding& winding, Scene& scene) {
  const float length = winding.head() - winding.tail();
  if (length <= 0.0f) return;
  const auto sample = [&](float along, float& radius) {
    radius = radiusAt(along - winding.tail(), length);
    Vec3 point = winding.point(along);
    point.z = radius;
    return point;
  };
  constexpr float kPiece = 1.0f / kPiecesPerCell;
  float startRadius = 0.0f, radius = 0.0f;
  Vec3 start = sample(winding.tail(), startRadius), end = start;
  bool open = false;  // start and end span a piece that may still grow
  for (float along = kPiece * (std::floor(winding.tail() / kPiece) + 1);; along += kPiece) {
    const bool last = along >= winding.head();
    const Vec3 next = sample(std::min(along, winding.head()), radius);
    if (open && (!straight(start, end, next) || std::abs(radius - startRadius) > kRadiusGrain)) {
      scene.capsules.push_back({start, end, startRadius, {ColourRole::kAgent}});
      start = end;
      startRadius = radius;
    }
    end = next;
    open = true;
    if (last) break;
  }
  scene.capsules.push_back({start, end, startRadius, {ColourRole::kAgent}});
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
    scene.spheres.push_back({at(0.14f, 0.2f * side, 0.66f), 0.13f, {ColourRole::kFaceUp}});
    scene.spheres.push_back({at(0.2f, 0.215f * side, 0.71f), 0.075f, {ColourRole::kPlastic}});
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

void addSnake(const Position& from, const Winding& winding, float heading, float emphasis, Scene& scene) {
  addBody(winding, scene);
  addHead({winding.point(winding.head()), heading}, emphasis, scene);
  (void)from;
}

void setView(int size, Scene& scene) {
  const auto side = static_cast<float>(size);
  scene.camera = {{0.0f, -0.02f * side, 0.0f}, 1.85f * side + 2.0f, 0.0f, 1.02f};
  scene.groundHeight = -kBaseDepth;
  scene.groundRadius = 1.1f * side;
}

}  // namespace

Vec3 centreOf(int cell, int size) {
  const float middle = 0.5f * static_cast<float>(size - 1);
  return {static_cast<float>(cell % size) - middle, middle - static_cast<float>(cell / size), kNeckRadius};
}

void drawSnake(const Position& position, Scene& scene) {
  const Winding winding(position, -1, 0.0f, false);
  addSnake(position, winding, restingHeading(position, centreOf(position.body[0], position.size)), 0.0f, scene);
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
  constexpr float kPi = std::numbers::pi_v<float>;
  const bool crash = to.body == from.body;
  const bool ate = to.body.size() > from.body.size();
  const float moved = crash ? kBumpDepth * std::sin(kPi * f) : f;
  const Winding winding(from, direction, moved, !crash && !ate);
  const Vec3 place = winding.point(winding.head());
  const float before = restingHeading(from, place);
  const float wanted = 0.5f * kPi * static_cast<float>(1 - direction);
  const bool curious = from.body.size() == 1 && !ate;  // still looks at the fruit
  const float share = crash ? std::sin(kPi * f) : ramp(f, 0.0f, 0.6f);
  const float heading = curious ? before : turned(before, wanted, share);
  addSnake(from, winding, heading, crash ? std::sin(kPi * f) : 0.0f, scene);
  addFruit(from.fruit, from.size, ate ? 1.0f - ramp(f, 0.35f, 0.8f) : 1.0f, scene);
  if (ate) addFruit(to.fruit, to.size, ramp(f, 0.55f, 1.0f), scene);
}

}  // namespace spolab::snake
