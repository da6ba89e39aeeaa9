#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QSize>

#include "app/episode/player_frame.h"
#include "app/episode/playhead.h"
#include "core/trace/scene.h"
#include "render/camera.h"
#include "render/overlay.h"
#include "render/scene_renderer.h"
#include "render/theme.h"

class QOpenGLFramebufferObject;

namespace spolab {

/// What the world itself looks like at one moment.
struct WorldPose {
  std::shared_ptr<const Env> env;
  int world = 0;                             ///< PlayerView::world
  std::vector<std::byte> rest;               ///< at rest: the state; the end of one step is the start of the next
  std::shared_ptr<const PlayerFrame> frame;  ///< in motion: the decision being carried out
  float fraction = 0.0f;                     ///< in motion: (0, 1)
  int gesture = 0;                           ///< held by the pointer: which moment of a gesture; 0: none
  int marks = 0;                             ///< which marks of the tools lie on it
};
bool operator==(const WorldPose& a, const WorldPose& b);
/// Where the world is between two states, or at which it rests. Needs moment.view.
WorldPose poseOf(const Moment& moment);
/// Adds it to a scene.
void drawPose(const WorldPose& pose, Scene& scene);

/// Everything the picture of the world depends on.
struct WorldKey {
  WorldPose pose;
  std::shared_ptr<const PlayerFrame> search;  ///< whose futures are shown; null: none
  std::vector<Ghost> ghosts;
  std::vector<Tint> tints;
  int others = 0;  ///< OtherWorlds::version
  CameraHint camera;
  bool dark = true;
  bool hiddenFaces = false;
  QSize pixels;
  float resolution = 1.0f;
};
bool operator==(const WorldKey& a, const WorldKey& b);

/// The drawn world, kept until something in it changes: while the search is being shown the world stands still, and
/// copying a picture costs a software renderer a fraction of drawing it. Needs its OpenGL context current throughout,
/// destructor included.
class WorldPicture {
 public:
  /// `relative` as SceneRenderer's.
  explicit WorldPicture(const WorldPicture* relative = nullptr);
  ~WorldPicture();

  /// Draws `scene` with `overlay` unless the picture for `key` is there already.
  void draw(const WorldKey& key, const Scene& scene, const Overlay& overlay, const OrbitCamera& camera,
            const Theme& theme);
  /// The picture for `key` is there.
  [[nodiscard]] bool holds(const WorldKey& key) const { return key_ && *key_ == key; }
  /// Copies the picture to the bound framebuffer of `framebufferHeight` pixels, inside its scissor; x, y from its top
  /// left.
  void show(int x, int y, int framebufferHeight) const;
  /// A software renderer makes machine code for each kind of thing and of target when it first meets it, 30 to 100 ms
  /// at a time. Draws some kinds where nobody sees them; `part` from 0, false after the last. Changes no picture.
  bool warmUp(int part, const Theme& theme);
  /// Labels of the scene, relative to the picture.
  [[nodiscard]] const std::vector<PlacedLabel>& labels() const { return labels_; }

 private:
  SceneRenderer renderer_;
  std::unique_ptr<QOpenGLFramebufferObject> target_;
  std::optional<WorldKey> key_;
  std::vector<PlacedLabel> labels_;
};

}  // namespace spolab
