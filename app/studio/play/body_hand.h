#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <QPointF>

#include "app/episode/player_frame.h"
#include "render/camera.h"
#include "render/overlay.h"
#include "render/search_panels.h"
#include "render/theme.h"

namespace spolab {

/// Where the pointer is and how the world is seen there.
struct HandView {
  QPointF at;  ///< points of the window
  Ray ray;     ///< through it
  Vec3 right, up, forward;
  bool level = false;  ///< a pull stays at its height instead of facing the viewer; not where a body has its own plane
};

/// The pointer's hand on a body: takes hold of a part, pulls it by a spring or twists it while the body moves on.
/// Lives on the window's thread.
class BodyHand {
 public:
  using Send = std::function<void(const std::optional<Push>& push)>;
  /// Who is told what the hand does now; nothing: it let go.
  void setSend(Send send) { send_ = std::move(send); }

  /// Takes hold of what the ray meets in `scene`, which shows `instant` of `env`. False: no body is there.
  bool grab(std::shared_ptr<const Env> env, const Instant& instant, const Scene& scene, const HandView& view,
            Push::Kind kind);
  void letGo();
  [[nodiscard]] bool holding() const { return env_ != nullptr; }
  /// The pointer, the body or the camera may have moved. Lets go when the world is another.
  void follow(const Env* env, const Instant& instant, const HandView& view);
  /// Draws the spring or the turn with the ImGui frame being built. `acting`: what it did in the step on screen.
  void draw(const PanelArea& world, const std::function<std::optional<PanelPoint>(const Vec3&)>& projection,
            const std::optional<FramePush>& acting, const Theme& theme) const;

 private:
  void pull(const HandView& view);
  void twist(const HandView& view);

  Send send_;
  std::shared_ptr<const Env> env_;  ///< null while nothing is held
  Push push_;
  std::optional<Push> sent_;
  Vec3 point_;       ///< held, world
  QPointF pressed_;  ///< where the pointer was then
  QPointF at_;       ///< and is now
};

/// "120 N, 0.9 × its weight", or of a twist "40 N m".
std::string pushText(const FramePush& push);

}  // namespace spolab
