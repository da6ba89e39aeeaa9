#include "app/studio/stage/stage_lane.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/episode/stage_overlay.h"
#include "app/episode/world_caption.h"

namespace spolab {

StageLane::StageLane(const WorldPicture* relative) : picture_(relative) {}
StageLane::~StageLane() = default;

void StageLane::pose(const Moment& moment) {
  WorldPose pose = poseOf(moment);
  if (pose == pose_) return;
  const bool otherWorld = !pose_.env || pose.world != pose_.world;
  pose_ = std::move(pose);
  scene_.clear();
  drawPose(pose_, scene_);
  if (otherWorld) hiddenParts_ = hiddenPartsOf(pose_.env->spec().id);
  if (otherWorld)
    camera_.reset(scene_.camera);
  else
    camera_.follow(scene_.camera.target);
}

bool StageLane::paint(const Look& look, const Moment& moment, float seconds) {
  camera_.setMotion(look.motion);
  moment_ = moment;
  if (!moment_.view || isEmpty(look.area)) return false;
  pose(moment_);
  const auto wanted = look.futures ? moment_.frame : nullptr;
  if (wanted != imagined_) {
    imagined_ = wanted;
    if (wanted)
      futures_.read(*pose_.env, wanted->trace, wanted->places);
    else
      futures_.clear();
  }
  const Theme& theme = Theme::of(look.dark);
  overlay_.clear();
  futures_.addTo(overlay_, moment_.depths, selection_, theme);
  const bool cameraMoves = camera_.advance(seconds);

  WorldKey key;
  key.pose = pose_;
  key.search = overlay_.ghosts.empty() ? nullptr : imagined_;
  key.ghosts = overlay_.ghosts;
  key.tints = overlay_.tints;
  key.dark = look.dark;
  key.pixels = QSize(std::max(1, static_cast<int>(std::lround(look.area.width * look.scale))),
                     std::max(1, static_cast<int>(std::lround(look.area.height * look.scale))));
  key.resolution = cameraMoves || pose_.frame ? look.resolution : 1.0f;
  key.camera = camera_.current();
  if (!picture_.holds(key)) {
    const bool hidden = look.hiddenFaces && hiddenParts_;
    if (hidden) {
      seen_ = scene_;
      hiddenParts_(camera_.view({0, 0, key.pixels.width(), key.pixels.height()}).eye, seen_);
    }
    picture_.draw(key, hidden ? seen_ : scene_, overlay_, camera_, theme);
  }
  picture_.show(static_cast<int>(look.area.x * look.scale), static_cast<int>(look.area.y * look.scale),
                look.framebufferHeight);
  return moment_.moving || cameraMoves;
}

void StageLane::paintOver(const Look& look) {
  if (!moment_.view || isEmpty(look.area)) return;
  const Theme& theme = Theme::of(look.dark);
  const auto pixel = [&](float points) { return static_cast<int>(points * look.scale); };
  const Viewport viewport{pixel(look.area.x), pixel(look.area.y), std::max(1, pixel(look.area.width)),
                          std::max(1, pixel(look.area.height))};
  const CameraView view = camera_.view(viewport);
  drawCaption(captionOf(moment_), look.area, theme);
  futures_.drawPaths(
      moment_.depths, selection_, look.area,
      [&](const Vec3& point) -> std::optional<PanelPoint> {
        const ScreenPoint at = project(view, viewport, point);
        if (!at.inFront) return std::nullopt;
        return PanelPoint{at.x / look.scale, at.y / look.scale};
      },
      theme);
}

}  // namespace spolab
