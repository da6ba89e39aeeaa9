#include "app/studio/stage/other_worlds.h"

#include <algorithm>
#include <utility>

#include <imgui.h>

#include "core/base/translate.h"
#include "render/imgui_layer.h"
#include "render/scene_solids.h"

namespace spolab {
namespace {

constexpr float kOpacity = 0.34f;
constexpr float kOutline = 0.85f;
constexpr float kPlate = 0.8f;
constexpr std::size_t kMostGhosts = 250;
constexpr float kCrowded = 440.0f;  ///< narrower worlds leave the numbers of lines to their lanes
constexpr float kMargin = 12.0f, kBelowCaption = 78.0f, kLine = 18.0f, kSwatch = 8.0f;

bool sameState(const std::vector<std::byte>& state, StateView other) {
  return std::equal(state.begin(), state.end(), other.begin(), other.end());
}

bool sameWorlds(const std::vector<OtherWorld>& a, const std::vector<OtherWorld>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const OtherWorld& x, const OtherWorld& y) {
    return x.category == y.category && x.state == y.state;
  });
}

}  // namespace

void OtherWorlds::show(std::shared_ptr<const Env> env, std::vector<OtherWorld> worlds, StateView here) {
  const bool same = env == env_ && sameWorlds(worlds, worlds_) && sameState(here_, here);
  env_ = std::move(env);
  worlds_ = std::move(worlds);
  if (same) return;
  ++version_;
  shape(here);
}

void OtherWorlds::shape(StateView here) {
  here_.assign(here.begin(), here.end());
  silhouettes_.clear();
  beside_ = -1;
  for (std::size_t i = 0; i < worlds_.size(); ++i) {
    const OtherWorld& world = worlds_[i];
    if (world.state.empty() || sameState(world.state, here)) continue;
    scratch_.clear();
    env_->drawActor(world.state, scratch_);
    Silhouette silhouette{world.category, scratch_.boxes};
    for (const Sphere& sphere : scratch_.spheres)
      if (sphere.look.role != ColourRole::kJoint) silhouette.solids.push_back(asBox(sphere));
    for (const Capsule& capsule : scratch_.capsules) silhouette.solids.push_back(asBox(capsule));
    if (!silhouette.solids.empty())
      silhouettes_.push_back(std::move(silhouette));
    else if (beside_ < 0)
      beside_ = static_cast<int>(i);
  }
}

void OtherWorlds::addTo(Overlay& overlay, const Theme& theme) const {
  for (const Silhouette& silhouette : silhouettes_) {
    if (overlay.ghosts.size() >= kMostGhosts) return;
    const Colour colour = theme.category(silhouette.category);
    Ghost ghost;
    ghost.who = {-1, silhouette.category};
    ghost.first = overlay.solids.size();
    ghost.count = silhouette.solids.size();
    ghost.colour = colour.withAlpha(kOpacity);
    ghost.outline = colour.withAlpha(kOutline);
    overlay.solids.insert(overlay.solids.end(), silhouette.solids.begin(), silhouette.solids.end());
    overlay.ghosts.push_back(ghost);
  }
}

const OtherWorld* OtherWorlds::beside() const {
  return beside_ < 0 ? nullptr : &worlds_[static_cast<std::size_t>(beside_)];
}

std::vector<std::pair<int, std::string>> OtherWorlds::list() const {
  std::vector<std::pair<int, std::string>> lines;
  for (const OtherWorld& world : worlds_) {
    if (world.text.empty()) continue;
    const bool equal = !world.state.empty() && sameState(world.state, here_);
    lines.emplace_back(world.category,
                       equal ? world.text + translate("OtherWorlds", "  ·  the same here") : world.text);
  }
  return lines;
}

void OtherWorlds::drawList(const PanelArea& world, const Theme& theme) const {
  ImFont* font = uiFont(UiFace::kRegular, font_size::kBody);
  const auto lines = this->list();
  const bool told = std::any_of(lines.begin(), lines.end(), [](const auto& line) { return line.first < 0; });
  if (lines.empty() || (world.width < kCrowded && !told)) return;
  float wide = 0.0f;
  for (const auto& line : lines)
    wide = std::max(wide, font->CalcTextSizeA(font_size::kBody, 1e9f, 0.0f, line.second.c_str()).x);
  const float high = kLine * static_cast<float>(lines.size());
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  list.PushClipRect({world.x, world.y}, {world.x + world.width, world.y + world.height}, true);
  const float x = world.x + kMargin;
  float y = world.y + kBelowCaption;
  list.AddRectFilled({x - 6.0f, y - 3.0f}, {x + kSwatch + 8.0f + wide + 6.0f, y + high + 3.0f},
                     theme.background.withAlpha(kPlate).packed(), kCornerRadius);
  for (const auto& [category, text] : lines) {
    const float middle = y + kLine / 2.0f;
    if (category >= 0)
      list.AddRectFilled({x, middle - kSwatch / 2.0f}, {x + kSwatch, middle + kSwatch / 2.0f},
                         theme.category(category).packed(), 2.0f);
    const Colour& ink = category >= 0 ? theme.text : theme.textDim;
    list.AddText(font, font_size::kBody, {x + kSwatch + 8.0f, y}, ink.packed(), text.c_str());
    y += kLine;
  }
  list.PopClipRect();
}

}  // namespace spolab
