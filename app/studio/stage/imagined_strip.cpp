#include "app/studio/stage/imagined_strip.h"

#include <algorithm>

#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QOpenGLFramebufferObject>

#include "app/episode/stage_panels.h"
#include "app/studio/stage/framebuffers.h"

namespace spolab {

ImaginedStrip::ImaginedStrip() = default;
ImaginedStrip::~ImaginedStrip() = default;

bool ImaginedStrip::draw(std::size_t index, const std::shared_ptr<const Env>& env, StateView state,
                         const OrbitCamera& camera, bool cameraMoves, int side, const Theme& theme) {
  const FramebufferKeeper keeper;  // making a target binds another too
  if (!target_ || side != side_) {
    side_ = side;
    target_ = std::make_unique<QOpenGLFramebufferObject>(QSize(side * static_cast<int>(kMost), side),
                                                         QOpenGLFramebufferObject::CombinedDepthStencil);
    cells_.assign(kMost, {});
  }
  Cell& cell = cells_[index];
  const CameraHint& turn = camera.current();
  const bool same = cell.env == env && cell.dark == theme.isDark &&
                    std::equal(state.begin(), state.end(), cell.state.begin(), cell.state.end());
  const bool turned = cell.azimuth != turn.azimuth || cell.elevation != turn.elevation;
  if (same && (cameraMoves || !turned)) return false;
  cell = {env, {state.begin(), state.end()}, turn.azimuth, turn.elevation, theme.isDark};
  scene_.clear();
  env->draw(state, {}, 0.0f, scene_);
  target_->bind();
  renderer_.draw(scene_, turnedLike(scene_.camera, camera), {left(index), 0, side, side}, side, theme, {true, false});
  return true;
}

void ImaginedStrip::show(std::size_t index, int x, int y, int framebufferHeight) const {
  if (!target_) return;
  const int bottom = framebufferHeight - y - side_;  // OpenGL counts rows from the bottom
  const FramebufferKeeper keeper;
  QOpenGLExtraFunctions* gl = QOpenGLContext::currentContext()->extraFunctions();
  gl->glBindFramebuffer(GL_READ_FRAMEBUFFER, target_->handle());
  gl->glBlitFramebuffer(left(index), 0, left(index) + side_, side_, x, bottom, x + side_, bottom + side_,
                        GL_COLOR_BUFFER_BIT, GL_NEAREST);
}

}  // namespace spolab
