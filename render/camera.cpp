#include "render/camera.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <glm/gtc/matrix_transform.hpp>
#include <glm/gtc/type_ptr.hpp>

#include "render/theme.h"
#include "render/vec_math.h"

namespace spolab {
namespace {

constexpr float kFieldOfView = 0.68f;  // vertical, radians: long enough a lens that cubes look square
constexpr float kHighest = 1.54f;      // just short of straight down, where azimuth would lose its meaning
constexpr float kTurnPerHeight = 3.1f;
constexpr float kZoomPerClick = 0.88f;
constexpr float kSettled = 1e-4f;
constexpr float kLeap = 0.5f;  // of the distance

glm::vec3 directionToEye(const CameraHint& hint) {
  const float flat = std::cos(hint.elevation);
  return {flat * std::sin(hint.azimuth), -flat * std::cos(hint.azimuth), std::sin(hint.elevation)};
}

float worldPerPoint(float distance, float viewHeightPoints) {
  return 2.0f * distance * std::tan(kFieldOfView / 2) / std::max(viewHeightPoints, 1.0f);
}

void store(const glm::mat4& matrix, std::array<float, 16>& out) {
  std::memcpy(out.data(), glm::value_ptr(matrix), sizeof out);
}

}  // namespace

void OrbitCamera::reset(const CameraHint& hint, bool eased) {
  home_ = wanted_ = hint;
  if (!eased || !motion_) {
    current_ = hint;
    return;
  }
  // The short way round.
  constexpr float kTurn = 6.28318530718f;
  current_.azimuth = hint.azimuth + std::remainder(current_.azimuth - hint.azimuth, kTurn);
}

void OrbitCamera::orbit(float dx, float dy, float viewHeightPoints) {
  const float turn = kTurnPerHeight / std::max(viewHeightPoints, 1.0f);
  wanted_.azimuth -= dx * turn;
  wanted_.elevation = std::clamp(wanted_.elevation + dy * turn, -kHighest, kHighest);
}

void OrbitCamera::pan(float dx, float dy, float viewHeightPoints) {
  const CameraView now = view({0, 0, 1, 1});
  const float step = worldPerPoint(wanted_.distance, viewHeightPoints);
  wanted_.target = fromGlm(toGlm(wanted_.target) + step * (dy * toGlm(now.up) - dx * toGlm(now.right)));
}

void OrbitCamera::zoom(float clicks) {
  wanted_.distance =
      std::clamp(wanted_.distance * std::pow(kZoomPerClick, clicks), 0.15f * home_.distance, 8.0f * home_.distance);
}

void OrbitCamera::follow(const Vec3& target, bool cut) {
  const glm::vec3 shift = toGlm(target) - toGlm(home_.target);
  home_.target = target;
  wanted_.target = fromGlm(toGlm(wanted_.target) + shift);
  if (cut)
    current_.target = wanted_.target;
  else if (glm::length(shift) > kLeap * wanted_.distance)
    current_.target = fromGlm(toGlm(current_.target) + shift);
}

bool OrbitCamera::advance(float seconds) {
  // Nine tenths of the way in the time of one motion.
  const float share = motion_ ? 1.0f - std::exp(-2.3f * std::max(seconds, 0.0f) / (kMotionSeconds / 2)) : 1.0f;
  float rest = 0.0f;
  const auto ease = [&](float& value, float wanted, float unit) {
    value += share * (wanted - value);
    if (std::abs(wanted - value) < kSettled * unit) value = wanted;
    rest = std::max(rest, std::abs(wanted - value));
  };
  ease(current_.azimuth, wanted_.azimuth, 1.0f);
  ease(current_.elevation, wanted_.elevation, 1.0f);
  ease(current_.distance, wanted_.distance, wanted_.distance);
  ease(current_.target.x, wanted_.target.x, wanted_.distance);
  ease(current_.target.y, wanted_.target.y, wanted_.distance);
  ease(current_.target.z, wanted_.target.z, wanted_.distance);
  return rest > 0.0f;
}

CameraView OrbitCamera::view(const Viewport& viewport) const {
  const float aspect = static_cast<float>(viewport.width) / static_cast<float>(std::max(viewport.height, 1));
  const float distance = std::max(current_.distance / std::min(aspect, 1.0f), 1e-3f);
  const glm::vec3 target = toGlm(current_.target);
  const glm::vec3 back = directionToEye(current_);
  const glm::vec3 eye = target + distance * back;
  const glm::vec3 right(std::cos(current_.azimuth), std::sin(current_.azimuth), 0.0f);
  const glm::vec3 up = glm::cross(back, right);

  CameraView out;
  store(glm::lookAt(eye, target, up), out.view);
  store(glm::perspective(kFieldOfView, aspect, 0.05f * distance, 6.0f * distance + 40.0f), out.projection);
  out.eye = fromGlm(eye);
  out.right = fromGlm(right);
  out.up = fromGlm(up);
  out.forward = fromGlm(-back);
  out.pixelsPerMetreAtOne = static_cast<float>(viewport.height) / (2.0f * std::tan(kFieldOfView / 2));
  return out;
}

ScreenPoint project(const CameraView& camera, const Viewport& viewport, const Vec3& point) {
  const glm::mat4 view = glm::make_mat4(camera.view.data());
  const glm::mat4 projection = glm::make_mat4(camera.projection.data());
  const glm::vec4 seen = view * glm::vec4(toGlm(point), 1.0f);
  const glm::vec4 clip = projection * seen;
  ScreenPoint out;
  out.depth = -seen.z;
  out.inFront = clip.w > 1e-6f;
  if (!out.inFront) return out;
  out.x = static_cast<float>(viewport.x) + (0.5f + 0.5f * clip.x / clip.w) * static_cast<float>(viewport.width);
  out.y = static_cast<float>(viewport.y) + (0.5f - 0.5f * clip.y / clip.w) * static_cast<float>(viewport.height);
  return out;
}

Ray rayThrough(const CameraView& camera, const Viewport& viewport, float x, float y) {
  const float centreX = static_cast<float>(viewport.x) + 0.5f * static_cast<float>(viewport.width);
  const float centreY = static_cast<float>(viewport.y) + 0.5f * static_cast<float>(viewport.height);
  const glm::vec3 direction =
      toGlm(camera.forward) +
      ((x - centreX) * toGlm(camera.right) - (y - centreY) * toGlm(camera.up)) / camera.pixelsPerMetreAtOne;
  return {camera.eye, fromGlm(glm::normalize(direction))};
}

OrbitCamera turnedLike(const CameraHint& scene, const OrbitCamera& camera) {
  CameraHint hint = scene;
  hint.azimuth = camera.current().azimuth;
  hint.elevation = camera.current().elevation;
  OrbitCamera turned;
  turned.setMotion(false);
  turned.reset(hint);
  return turned;
}

}  // namespace spolab
