#pragma once

#include <memory>
#include <vector>

#include "core/trace/scene.h"
#include "render/camera.h"
#include "render/overlay.h"
#include "render/scene_labels.h"
#include "render/theme.h"

namespace spolab {

/// How to draw, apart from what.
struct SceneOptions {
  bool background = true;  ///< fill with the theme's gradient; false: keep what is there
  bool ground = true;      ///< ground disc with contact shadows
};

/// Draws Scenes with OpenGL 3.3: soft key light, hemispheric ambient, contact shadow, edges anti-aliased in the shader
/// (no multisampling needed). Needs the context it was made in to be current for every member, destructor included.
class SceneRenderer {
 public:
  /// After loadGl. `relative` lends its compiled shaders; it must be of the same context and may go first. Throws Error
  /// when a shader does not compile, with the driver's message.
  explicit SceneRenderer(const SceneRenderer* relative = nullptr);
  ~SceneRenderer();
  SceneRenderer(const SceneRenderer&) = delete;
  SceneRenderer& operator=(const SceneRenderer&) = delete;

  /// Draws into the bound framebuffer, which is `framebufferHeight` pixels high and has depth and stencil buffers.
  /// Changes only pixels of `viewport`. Leaves the framebuffer bound as it was, scissor, depth and stencil test off.
  void draw(const Scene& scene, const OrbitCamera& camera, const Viewport& viewport, int framebufferHeight,
            const Theme& theme, const SceneOptions& options = {}, const Overlay& overlay = {});

  /// Pixels drawn per pixel shown along each axis, [0.25, 2], 1 at first. Below 1 to save time, 2 for stills.
  void setResolutionScale(float scale);
  [[nodiscard]] float resolutionScale() const;

  /// Labels of the scene drawn last, as placeLabels orders them.
  [[nodiscard]] const std::vector<PlacedLabel>& labels() const;

 private:
  struct Programs;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spolab
