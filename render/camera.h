#pragma once

#include <array>

#include "core/trace/scene.h"

namespace spolab {

/// A rectangle of the framebuffer in pixels, origin at the top left (as windows count, not as OpenGL does).
struct Viewport {
  int x = 0, y = 0;
  int width = 1, height = 1;
};

/// A camera at one moment. Matrices are column-major, as OpenGL reads them.
struct CameraView {
  std::array<float, 16> view{};
  std::array<float, 16> projection{};
  Vec3 eye;
  Vec3 right, up, forward;        ///< unit vectors of the picture in world coordinates
  float pixelsPerMetreAtOne = 1;  ///< height in pixels of a thing one metre tall, one metre before the eye
};

/// A half line in the world.
struct Ray {
  Vec3 origin;
  Vec3 direction;  ///< unit length
};

/// Where a world point lies in a viewport.
struct ScreenPoint {
  float x = 0, y = 0;  ///< pixels from the top left of the framebuffer
  float depth = 0;     ///< distance before the eye in metres
  bool inFront = false;
};

/// Circles a target with the mouse. Changes are eased over about 200 ms unless motion is switched off.
class OrbitCamera {
 public:
  /// Where the hint says, at once or eased.
  void reset(const CameraHint& hint, bool eased = false);
  /// Turns by a mouse movement in points: a full view height is about half a turn.
  void orbit(float dx, float dy, float viewHeightPoints);
  /// Moves the target so that what is under the mouse stays under it.
  void pan(float dx, float dy, float viewHeightPoints);
  /// One wheel click is ±1: closer when positive. Never through the target, never farther than eight times the hint.
  void zoom(float clicks);
  /// Moves the target, for following a body, eased; what a person has turned, moved and zoomed stays. A leap farther
  /// than the view is a cut, as is every one with `cut`: the camera is there at once.
  void follow(const Vec3& target, bool cut = false);
  /// Advances the easing. True while something still moves: draw again.
  bool advance(float seconds);
  /// Reduced motion: changes take effect at once.
  void setMotion(bool on) { motion_ = on; }

  /// Matrices for a viewport. The scene's reset distance is chosen for a square: narrow views step back.
  [[nodiscard]] CameraView view(const Viewport& viewport) const;
  /// Present azimuth, elevation and so on, after easing.
  [[nodiscard]] const CameraHint& current() const { return current_; }

 private:
  CameraHint home_, wanted_, current_;
  bool motion_ = true;
};

/// A camera at the distance that `scene` suggests, turned as `camera` is.
OrbitCamera turnedLike(const CameraHint& scene, const OrbitCamera& camera);

/// Where `point` appears.
ScreenPoint project(const CameraView& camera, const Viewport& viewport, const Vec3& point);
/// The ray through a pixel (origin at the top left of the framebuffer).
Ray rayThrough(const CameraView& camera, const Viewport& viewport, float x, float y);

}  // namespace spolab
