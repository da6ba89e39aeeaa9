#include "app/studio/play/body_hand.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include <QCoreApplication>
#include <fmt/format.h>
#include <imgui.h>

#include "render/imgui_layer.h"
#include "render/picking.h"

namespace spolab {
namespace {

constexpr float kPointsPerRadian = 110.0f;
constexpr float kMostTurn = 3.0f;   ///< rad: a twist goes the shorter way round
constexpr float kSteepest = 0.05f;  ///< |cosine| between ray and plane below which the pull stays as it was
constexpr float kFarthest = 4.0f;   ///< metres of a pull
constexpr float kLineWidth = 2.0f;  ///< points, like all below
constexpr float kCoilHalfWidth = 6.0f;
constexpr float kCoilPitch = 6.0f;
constexpr float kCoilEnds = 14.0f;
constexpr float kArcRadius = 34.0f;
constexpr float kKnob = 4.5f;
constexpr float kTextAway = 16.0f;

Vec3 along(const Vec3& from, const Vec3& direction, float by) {
  return {from.x + by * direction.x, from.y + by * direction.y, from.z + by * direction.z};
}
Vec3 minus(const Vec3& a, const Vec3& b) { return along(a, b, -1.0f); }
float dot(const Vec3& a, const Vec3& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
bool same(const Push& a, const Push& b) {
  return a.kind == b.kind && a.hold.part == b.hold.part && a.target == b.target && a.turn == b.turn;
}

struct BodyHandText {
  Q_DECLARE_TR_FUNCTIONS(BodyHandText)
};

/// A coil between two points with straight ends, so that a longer line is a longer spring.
void drawCoil(ImDrawList& list, ImVec2 from, ImVec2 to, ImU32 ink) {
  const float dx = to.x - from.x, dy = to.y - from.y, length = std::hypot(dx, dy);
  std::vector<ImVec2> line{from};
  if (length > 3.0f * kCoilEnds) {
    const float ux = dx / length, uy = dy / length;
    const int turns = std::max(2, static_cast<int>((length - 2.0f * kCoilEnds) / kCoilPitch));
    const float pitch = (length - 2.0f * kCoilEnds) / static_cast<float>(turns);
    line.push_back({from.x + ux * kCoilEnds, from.y + uy * kCoilEnds});
    for (int i = 0; i < turns; ++i) {
      const float far = kCoilEnds + (static_cast<float>(i) + 0.5f) * pitch;
      const float aside = i % 2 == 0 ? kCoilHalfWidth : -kCoilHalfWidth;
      line.push_back({from.x + ux * far - uy * aside, from.y + uy * far + ux * aside});
    }
    line.push_back({to.x - ux * kCoilEnds, to.y - uy * kCoilEnds});
  }
  line.push_back(to);
  list.AddPolyline(line.data(), static_cast<int>(line.size()), ink, 0, kLineWidth);
}

/// An arc around the point with a head, as long as the turn.
void drawTurn(ImDrawList& list, ImVec2 middle, float angle, ImU32 ink) {
  constexpr float kTop = -0.5f * std::numbers::pi_v<float>;
  const float end = kTop + angle;
  list.PathArcTo(middle, kArcRadius, std::min(kTop, end), std::max(kTop, end), 40);
  list.PathStroke(ink, 0, kLineWidth);
  const float sense = angle < 0.0f ? -1.0f : 1.0f;
  const ImVec2 tip{middle.x + kArcRadius * std::cos(end), middle.y + kArcRadius * std::sin(end)};
  const float tx = -std::sin(end) * sense, ty = std::cos(end) * sense;
  constexpr float kHead = 7.0f;
  list.AddTriangleFilled({tip.x + kHead * tx, tip.y + kHead * ty},
                         {tip.x - 0.6f * kHead * ty, tip.y + 0.6f * kHead * tx},
                         {tip.x + 0.6f * kHead * ty, tip.y - 0.6f * kHead * tx}, ink);
}

/// On a plate beside the pointer, inside the world, on the side away from `from`.
void drawText(ImDrawList& list, const PanelArea& world, ImVec2 from, ImVec2 at, const std::string& text,
              const Theme& theme) {
  ImFont* font = uiFont(UiFace::kRegular, font_size::kBody);
  const ImVec2 size = font->CalcTextSizeA(font_size::kBody, 1e9f, 0.0f, text.c_str());
  const float right = world.x + world.width - size.x - 8.0f, bottom = world.y + world.height - size.y - 6.0f;
  const float x = std::clamp(at.x < from.x ? at.x - kTextAway - size.x : at.x + kTextAway, world.x + 8.0f,
                             std::max(world.x + 8.0f, right));
  const float y = std::clamp(at.y < from.y ? at.y - kTextAway - size.y : at.y + kTextAway, world.y + 6.0f,
                             std::max(world.y + 6.0f, bottom));
  const ImVec2 corner{x - 8.0f, y - 4.0f}, to{x + size.x + 8.0f, y + size.y + 4.0f};
  list.AddRectFilled(corner, to, theme.surface[2].withAlpha(0.92f).packed(), kCornerRadius);
  list.AddRect(corner, to, theme.outline.packed(), kCornerRadius);
  list.AddText(font, font_size::kBody, {x, y}, theme.text.packed(), text.c_str());
}

}  // namespace

std::string pushText(const FramePush& push) {
  const float strength = push.effect.strength;
  if (push.kind == Push::Kind::kTwist) return fmt::format("{:.0f} N m", strength);
  return fmt::format("{:.0f} N  ·  {:.1f} {}", strength, push.effect.weights,
                     BodyHandText::tr("× its weight").toStdString());
}

bool BodyHand::grab(std::shared_ptr<const Env> env, const Instant& instant, const Scene& scene, const HandView& view,
                    Push::Kind kind) {
  if (!env || !env->handling()) return false;
  const auto hit = pick(scene, view.ray);
  if (!hit || hit->kind == SceneHit::Kind::kGround) return false;
  const auto hold = env->handling()->holdAt(instant, hit->point);
  if (!hold) return false;
  env_ = std::move(env);
  push_ = {kind, *hold, hit->point, {}};
  sent_.reset();
  pressed_ = at_ = view.at;
  return true;
}

void BodyHand::letGo() {
  if (!env_) return;
  env_.reset();
  if (sent_ && send_) send_(std::nullopt);
  sent_.reset();
}

void BodyHand::follow(const Env* env, const Instant& instant, const HandView& view) {
  if (!env_) return;
  if (env != env_.get()) return letGo();
  point_ = env_->handling()->pointOf(instant, push_.hold);
  at_ = view.at;
  push_.kind == Push::Kind::kPull ? pull(view) : twist(view);
  if (sent_ && same(*sent_, push_)) return;
  sent_ = push_;
  if (send_) send_(sent_);
}

/// The target lies under the pointer, on the body's own plane, else on that through the point which faces the viewer or
/// is level.
void BodyHand::pull(const HandView& view) {
  const Vec3 normal = env_->handling()->plane().value_or(view.level ? Vec3{0.0f, 0.0f, 1.0f} : view.forward);
  const float slope = dot(view.ray.direction, normal);
  if (std::abs(slope) < kSteepest) return;
  const float far = dot(minus(point_, view.ray.origin), normal) / slope;
  if (far <= 0.0f) return;
  const Vec3 away = minus(along(view.ray.origin, view.ray.direction, far), point_);
  const float length = std::sqrt(dot(away, away));
  push_.target = along(point_, away, std::min(1.0f, kFarthest / std::max(length, 1e-6f)));
}

/// To the right turns the near side to the right; in a plane, clockwise where +y points away from the viewer.
void BodyHand::twist(const HandView& view) {
  const QPointF moved = at_ - pressed_;
  const float x = std::clamp(static_cast<float>(moved.x()) / kPointsPerRadian, -kMostTurn, kMostTurn);
  const float y = std::clamp(static_cast<float>(moved.y()) / kPointsPerRadian, -kMostTurn, kMostTurn);
  const auto plane = env_->handling()->plane();
  const Vec3 turn = plane ? along({}, *plane, dot(*plane, view.forward) < 0.0f ? -x : x)
                          : along(along({}, view.up, x), view.right, y);
  const float length = std::sqrt(dot(turn, turn));
  push_.turn = along({}, turn, std::min(1.0f, kMostTurn / std::max(length, 1e-6f)));
}

void BodyHand::draw(const PanelArea& world, const std::function<std::optional<PanelPoint>(const Vec3&)>& projection,
                    const std::optional<FramePush>& acting, const Theme& theme) const {
  const auto held = holding() ? projection(point_) : std::nullopt;
  if (!held) return;
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  list.PushClipRect({world.x, world.y}, {world.x + world.width, world.y + world.height}, true);
  const ImVec2 from{held->x, held->y}, to{static_cast<float>(at_.x()), static_cast<float>(at_.y())};
  const ImU32 ink = theme.selection.packed();
  if (push_.kind == Push::Kind::kPull) {
    drawCoil(list, from, to, ink);
    list.AddCircleFilled(to, kKnob, ink, 16);
  } else {
    const float angle = std::copysign(std::sqrt(dot(push_.turn, push_.turn)), static_cast<float>((at_ - pressed_).x()));
    if (std::abs(angle) > 0.05f) drawTurn(list, from, angle, ink);
  }
  list.AddCircleFilled(from, kKnob, ink, 16);
  list.AddCircle(from, kKnob + 1.0f, theme.background.packed(), 16, 1.5f);
  const std::string text = acting && acting->kind == push_.kind
                               ? pushText(*acting)
                               : BodyHandText::tr("acts with the next step").toStdString();
  drawText(list, world, from, to, text, theme);
  list.PopClipRect();
}

}  // namespace spolab
