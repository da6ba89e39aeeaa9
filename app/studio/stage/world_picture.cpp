#include "app/studio/stage/world_picture.h"

#include <algorithm>

#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QOpenGLFramebufferObject>

#include "app/studio/stage/framebuffers.h"

namespace spolab {
namespace {

bool same(const CameraHint& a, const CameraHint& b) {
  return a.target == b.target && a.distance == b.distance && a.azimuth == b.azimuth && a.elevation == b.elevation;
}

}  // namespace

bool operator==(const WorldPose& a, const WorldPose& b) {
  return a.env == b.env && a.rest == b.rest && a.frame == b.frame && a.fraction == b.fraction &&
         a.gesture == b.gesture && a.marks == b.marks;
}

WorldPose poseOf(const Moment& moment) {
  WorldPose pose;
  pose.env = moment.view->env;
  pose.world = moment.view->world;
  if (!moment.frame)
    pose.rest = moment.view->start;
  else if (moment.fraction <= 0.0f)
    pose.rest = moment.frame->before;
  else if (moment.fraction == 1.0f)
    pose.rest = moment.frame->after;
  else {
    pose.frame = moment.frame;
    pose.fraction = moment.fraction;
  }
  return pose;
}

void drawPose(const WorldPose& pose, Scene& scene) {
  if (pose.frame)
    pose.env->draw(pose.frame->before, pose.frame->action, pose.fraction, scene);
  else
    pose.env->draw(pose.rest, {}, 0.0f, scene);
}

bool operator==(const WorldKey& a, const WorldKey& b) {
  return a.pose == b.pose && a.search == b.search && a.ghosts == b.ghosts && a.tints == b.tints &&
         a.others == b.others && same(a.camera, b.camera) && a.dark == b.dark && a.hiddenFaces == b.hiddenFaces &&
         a.pixels == b.pixels && a.resolution == b.resolution;
}

WorldPicture::WorldPicture(const WorldPicture* relative) : renderer_(relative ? &relative->renderer_ : nullptr) {}
WorldPicture::~WorldPicture() = default;

void WorldPicture::draw(const WorldKey& key, const Scene& scene, const Overlay& overlay, const OrbitCamera& camera,
                        const Theme& theme) {
  if (holds(key)) return;
  const FramebufferKeeper keeper;  // making a target binds another too
  if (!target_ || target_->size() != key.pixels)
    target_ = std::make_unique<QOpenGLFramebufferObject>(key.pixels, QOpenGLFramebufferObject::CombinedDepthStencil);
  target_->bind();
  renderer_.setResolutionScale(key.resolution);
  renderer_.draw(scene, camera, {0, 0, key.pixels.width(), key.pixels.height()}, key.pixels.height(), theme, {},
                 overlay);
  labels_ = renderer_.labels();
  key_ = key;
}

bool WorldPicture::warmUp(int part, const Theme& theme) {
  constexpr int kSide = 31;
  constexpr float kSmall = 0.5f;  // as of what moves
  Scene scene;
  Overlay overlay;
  const auto add = [](std::vector<RoundedBox>& to, const Look& look, float height) {
    RoundedBox box;
    box.halfExtents = {0.5f, 0.5f, height};
    box.radius = std::min(0.05f, height);
    box.look = look;
    to.push_back(box);
  };
  constexpr float kHigh = 0.5f, kFlat = 0.01f;
  add(scene.boxes, {}, kHigh);
  add(scene.boxes, {}, kFlat);
  if (part == 1) {
    for (const float height : {kHigh, kFlat}) add(scene.boxes, {ColourRole::kPlastic, 0.5f, 1.0f}, height);
    scene.strips.push_back({{{-1, 0, 1}, {1, 0, 1}}, 0.05f, {}});
    overlay.tints.push_back({{0, 0, 0}, 0.4f, 0.4f, theme.accent});
  }
  if (part > 1) {
    add(overlay.solids, {}, kHigh);
    RoundedBox& ghostly = overlay.solids.back();
    if (part == 3) ghostly.radius = kHigh;  // a ball
    overlay.ghosts.push_back({{}, 0, 1, theme.accent, theme.text});
  }
  OrbitCamera camera;
  camera.reset({{0, 0, 0}, 5.0f, 0.6f, 0.5f});
  const FramebufferKeeper keeper;
  QOpenGLFramebufferObject hidden(QSize(kSide, kSide), QOpenGLFramebufferObject::CombinedDepthStencil);
  hidden.bind();
  renderer_.setResolutionScale(kSmall);
  renderer_.draw(scene, camera, {0, 0, kSide, kSide}, kSide, theme, {}, overlay);
  return part < 3;
}

void WorldPicture::show(int x, int y, int framebufferHeight) const {
  if (!target_) return;
  const int width = target_->width(), height = target_->height();
  const int bottom = framebufferHeight - y - height;  // OpenGL counts rows from the bottom
  QOpenGLExtraFunctions* gl = QOpenGLContext::currentContext()->extraFunctions();
  const FramebufferKeeper keeper;
  gl->glBindFramebuffer(GL_READ_FRAMEBUFFER, target_->handle());
  gl->glBlitFramebuffer(0, 0, width, height, x, bottom, x + width, bottom + height, GL_COLOR_BUFFER_BIT, GL_NEAREST);
}

}  // namespace spolab
