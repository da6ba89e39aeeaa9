#pragma once

#include <memory>
#include <vector>

#include "core/trace/scene.h"
#include "envs/env.h"
#include "render/camera.h"
#include "render/scene_renderer.h"
#include "render/theme.h"

class QOpenGLFramebufferObject;

namespace spolab {

/// Small pictures of states side by side, each kept until it has to show another. Needs its OpenGL context current
/// throughout, destructor included.
class ImaginedStrip {
 public:
  static constexpr std::size_t kMost = 6;

  ImaginedStrip();
  ~ImaginedStrip();

  /// Cell `index` < kMost shows `state` from now on, `side` pixels each way, turned as `camera` is; a turn alone is
  /// followed when the camera has come to rest. True when something was drawn.
  bool draw(std::size_t index, const std::shared_ptr<const Env>& env, StateView state, const OrbitCamera& camera,
            bool cameraMoves, int side, const Theme& theme);
  /// Copies cell `index` to the bound framebuffer of `framebufferHeight` pixels, inside its scissor; x, y from its top
  /// left.
  void show(std::size_t index, int x, int y, int framebufferHeight) const;

 private:
  struct Cell {
    std::shared_ptr<const Env> env;  ///< null: nothing was drawn so far
    std::vector<std::byte> state;
    float azimuth = 0.0f, elevation = 0.0f;
    bool dark = true;
  };
  [[nodiscard]] int left(std::size_t index) const { return static_cast<int>(index) * side_; }

  SceneRenderer renderer_;
  Scene scene_;
  int side_ = 0;
  std::vector<Cell> cells_{kMost};
  std::unique_ptr<QOpenGLFramebufferObject> target_;
};

}  // namespace spolab
