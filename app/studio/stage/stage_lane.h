#pragma once

#include <memory>

#include "app/episode/hidden_parts.h"
#include "app/episode/playhead.h"
#include "app/studio/stage/world_picture.h"
#include "core/trace/scene.h"
#include "render/camera.h"
#include "render/futures.h"
#include "render/search_panels.h"

namespace spolab {

/// A second world beside the first: another episode with a camera of its own, which turns with the main one. Everything
/// that draws needs the stage's OpenGL context current, the constructor and the destructor included.
class StageLane {
 public:
  struct Look {
    PanelArea area;             ///< points
    float scale = 1.0f;         ///< pixels per point
    int framebufferHeight = 0;  ///< pixels
    float resolution = 1.0f;    ///< of a moving picture
    bool dark = true;
    bool futures = true;
    bool hiddenFaces = true;
    bool motion = true;
  };

  /// `relative` as WorldPicture's.
  explicit StageLane(const WorldPicture* relative);
  ~StageLane();

  /// The pointer turns, moves or zooms both worlds.
  void orbit(float dx, float dy, float viewHeight) { camera_.orbit(dx, dy, viewHeight); }
  void pan(float dx, float dy, float viewHeight) { camera_.pan(dx, dy, viewHeight); }
  void zoom(float clicks) { camera_.zoom(clicks); }
  void resetCamera() { camera_.reset(scene_.camera, true); }

  /// Draws the world at this moment and copies it to the screen; `seconds` since the last frame. True while something
  /// still moves.
  bool paint(const Look& look, const Moment& moment, float seconds);
  /// Labels, caption and trails, with the ImGui frame being built.
  void paintOver(const Look& look);

 private:
  void pose(const Moment& moment);

  Moment moment_;
  WorldPose pose_;
  Scene scene_;
  Scene seen_;                         ///< scene_ with what it hides from the camera
  HiddenParts hiddenParts_ = nullptr;  ///< of the world on screen
  OrbitCamera camera_;
  Futures futures_;
  Overlay overlay_;
  PanelState selection_;  ///< nothing is ever selected here
  std::shared_ptr<const PlayerFrame> imagined_;
  WorldPicture picture_;
};

}  // namespace spolab
