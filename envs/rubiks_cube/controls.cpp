#include "envs/rubiks_cube/controls.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numbers>
#include <optional>

#include "envs/rubiks_cube/geometry.h"
#include "envs/rubiks_cube/held_layer.h"

namespace spolab::cube {
namespace {

/// Metres over the face before a drag means something.
constexpr float kGripDistance = 0.15f;
/// Metres of drag for a radian: a little less than half the cube, so that a half turn stays within reach.
constexpr float kLever = 1.3f;
constexpr float kMostQuarters = 2.0f;
/// A layer that has come this far goes on by itself.
constexpr float kEnough = 0.4f;

float dot(Cell a, const Vec3& b) {
  return static_cast<float>(a.x) * b.x + static_cast<float>(a.y) * b.y + static_cast<float>(a.z) * b.z;
}

Vec3 minus(const Vec3& a, const Vec3& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }

/// Where `ray` meets the plane of a face, relative to the middle of the cube; nothing where it runs along or away.
std::optional<Vec3> onPlane(const PointerRay& ray, Cell normal) {
  const Vec3 from = minus(ray.origin, cubeCentre());
  const float approach = dot(normal, ray.direction);
  if (std::abs(approach) < 1e-4f) return std::nullopt;
  const float t = (kCubeHalf - dot(normal, from)) / approach;
  if (t < 0.0f) return std::nullopt;
  return Vec3{from.x + t * ray.direction.x, from.y + t * ray.direction.y, from.z + t * ray.direction.z};
}

/// A point on the surface of the cube and the sticker it belongs to.
struct Touch {
  int sticker = -1;
  Vec3 point;  ///< relative to the middle of the cube
};

int stripOf(float along) { return std::clamp(static_cast<int>(std::floor(along + kCubeHalf)), 0, 2); }

std::optional<Touch> touch(const PointerRay& ray) {
  for (int face = 0; face < kFaces; ++face) {
    const FaceFrame& frame = kFaceFrames[static_cast<std::size_t>(face)];
    if (dot(frame.normal, ray.direction) >= 0.0f) continue;  // seen from behind
    const auto point = onPlane(ray, frame.normal);
    if (!point) continue;
    const float column = dot(frame.column, *point), row = dot(frame.row, *point);
    if (std::max(std::abs(column), std::abs(row)) > kCubeHalf) continue;
    return Touch{9 * face + 3 * stripOf(row) + stripOf(column), *point};
  }
  return std::nullopt;
}

int faceOf(Cell normal) {
  for (int face = 0; face < kFaces; ++face)
    if (kFaceFrames[static_cast<std::size_t>(face)].normal == normal) return face;
  return -1;
}

/// A layer that follows the pointer.
struct Hold {
  int face = -1;
  Cell along;        ///< on the touched face, the way its stickers move
  float sign = 1.0;  ///< quarters per radian of drag along `along`: anticlockwise positive
};

/// The layer that a drag of the sticker along `direction` (row or column of its face) moves: about the axis across
/// both. Nothing for a middle slice.
std::optional<Hold> holdOf(int sticker, Cell direction) {
  // A rotation about normal × direction moves what lies on the face along `direction`.
  const Cell axis = cross(normalOf(sticker), direction);
  const int side = dot(axis, cubieOf(sticker));
  if (side == 0) return std::nullopt;
  return Hold{faceOf(side * axis), direction, static_cast<float>(side)};
}

class LayerGesture final : public Gesture {
 public:
  LayerGesture(const State& state, const Touch& touch) : state_(state), touch_(touch) {}

  void move(const PointerRay& ray) override {
    const Cell normal = normalOf(touch_.sticker);
    const auto point = onPlane(ray, normal);
    if (!point) return;  // over the horizon of the face: the layer stays where it is
    const Vec3 drag = minus(*point, touch_.point);
    if (!hold_) decide(drag);
    if (!hold_) return;
    const float radians = hold_->sign * dot(hold_->along, drag) / kLever;
    quarters_ = std::clamp(radians * 2.0f * std::numbers::inv_pi_v<float>, -kMostQuarters, kMostQuarters);
  }

  void draw(Scene& scene) const override { drawCubeHeld(state_, hold_ ? hold_->face : 0, quarters_, scene); }

  [[nodiscard]] std::vector<std::int32_t> actions() const override {
    const int turn = this->turn();
    return turn < 0 ? std::vector<std::int32_t>{} : std::vector<std::int32_t>{turn};
  }

  [[nodiscard]] float progress() const override {
    const int turn = this->turn();
    if (turn < 0) return 0.0f;
    float share = quarters_ / quartersOf(turn);
    // Half a turn may be reached the other way round: beyond its end by what is missing.
    if (share < 0.0f) share += kMostQuarters;
    return fractionAt(share);
  }

 private:
  void decide(const Vec3& drag) {
    const FaceFrame& frame = kFaceFrames[static_cast<std::size_t>(touch_.sticker / 9)];
    const float column = dot(frame.column, drag), row = dot(frame.row, drag);
    if (std::max(std::abs(column), std::abs(row)) < kGripDistance) return;
    hold_ = holdOf(touch_.sticker, std::abs(column) > std::abs(row) ? frame.column : frame.row);
  }

  /// What letting go does, −1: nothing.
  [[nodiscard]] int turn() const {
    if (!hold_) return -1;
    const int whole = static_cast<int>(std::abs(quarters_) + 1.0f - kEnough);
    if (whole == 0) return -1;
    return 3 * hold_->face + (whole >= 2 ? 2 : quarters_ > 0.0f ? 1 : 0);
  }

  State state_;
  Touch touch_;
  std::optional<Hold> hold_;
  float quarters_ = 0.0f;
};

std::vector<KeyBinding> makeKeys() {
  constexpr std::array<const char*, kFaces> kNames{"upper", "front", "right", "back", "left", "lower"};
  std::vector<KeyBinding> keys;
  for (int turn = 0; turn < kTurns; ++turn) {
    constexpr std::array<const char*, 3> kSenses{" face clockwise", " face anticlockwise", " face by half a turn"};
    KeyBinding binding;
    binding.key = kFaceLetters[static_cast<std::size_t>(turn / 3)];
    binding.shift = turn % 3 == 1;
    binding.alt = turn % 3 == 2;
    binding.action = turn;
    binding.help = std::string("turn the ") + kNames[static_cast<std::size_t>(turn / 3)] +
                   kSenses[static_cast<std::size_t>(turn % 3)];
    keys.push_back(std::move(binding));
  }
  return keys;
}

class CubeControls final : public Controls {
 public:
  [[nodiscard]] std::span<const KeyBinding> keys() const override { return keys_; }

  [[nodiscard]] std::unique_ptr<Gesture> grip(std::span<const std::byte> bytes, const PointerRay& ray) const override {
    const auto touched = touch(ray);
    if (!touched) return nullptr;
    State state;
    std::memcpy(&state, bytes.data(), sizeof state);
    return std::make_unique<LayerGesture>(state, *touched);
  }

  [[nodiscard]] bool canGrip(std::span<const std::byte> /*state*/, const PointerRay& ray) const override {
    return touch(ray).has_value();
  }

 private:
  std::vector<KeyBinding> keys_ = makeKeys();
};

}  // namespace

const Controls& controls() {
  static const CubeControls kControls;
  return kControls;
}

}  // namespace spolab::cube
