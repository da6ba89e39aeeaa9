#include "app/episode/stage_overlay.h"

#include <algorithm>

#include <imgui.h>

#include "core/base/translate.h"
#include "render/imgui_layer.h"

namespace spolab {
namespace {

constexpr float kMargin = 12.0f;
constexpr float kCrowded = 440.0f;
constexpr float kMotionWidth = 400.0f;  ///< narrower worlds have no room for speed at the right

std::string tabName(StageTab tab) {
  switch (tab) {
    case StageTab::kRiver:
      return translate("captions", "River");
    case StageTab::kDecision:
      return translate("captions", "Decision");
    case StageTab::kParticles:
      return translate("captions", "Particles");
  }
  return {};
}

float write(ImDrawList& list, UiFace face, float size, float x, float y, const Colour& colour,
            const std::string& text) {
  if (text.empty()) return 0.0f;
  ImFont* font = uiFont(face, size);
  list.AddText(font, size, {x, y}, colour.packed(), text.c_str());
  return font->CalcTextSizeA(size, 1e9f, 0.0f, text.c_str()).x;
}

float widthOf(UiFace face, float size, const std::string& text) {
  ImFont* font = uiFont(face, size);
  return font->CalcTextSizeA(size, 1e9f, 0.0f, text.c_str()).x;
}

/// Text on a rounded plate in the middle of `world`, at `y`.
void drawPlate(ImDrawList& list, const PanelArea& world, float y, const std::string& text, const Colour& ink,
               const Theme& theme) {
  const float width = widthOf(UiFace::kSemibold, font_size::kTitle, text);
  const float x = world.x + (world.width - width) / 2.0f;
  const ImVec2 from{x - kMargin, y - 6.0f};
  const ImVec2 to{x + width + kMargin, y + font_size::kTitle + 8.0f};
  list.AddRectFilled(from, to, theme.surface[2].withAlpha(0.92f).packed(), kCornerRadius);
  list.AddRect(from, to, theme.outline.packed(), kCornerRadius);
  write(list, UiFace::kSemibold, font_size::kTitle, x, y, ink, text);
}

/// Speed and distance of a body, at the right.
void drawMotion(ImDrawList& list, const WorldCaption& caption, const PanelArea& world, const Theme& theme) {
  if (caption.speed.empty() || world.width < kMotionWidth) return;
  const auto right = [&](UiFace face, float size, float y, const Colour& colour, const std::string& text) {
    write(list, face, size, world.x + world.width - kMargin - widthOf(face, size, text), y, colour, text);
  };
  right(UiFace::kSemibold, font_size::kLarge, world.y + kMargin - 2.0f, theme.text, caption.speed);
  right(UiFace::kRegular, font_size::kBody, world.y + kMargin + font_size::kLarge + 4.0f, theme.textDim,
        caption.distance);
}

}  // namespace

void drawCaption(const WorldCaption& caption, const PanelArea& world, const Theme& theme) {
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  list.PushClipRect({world.x, world.y}, {world.x + world.width, world.y + world.height}, true);
  float y = world.y + kMargin;
  const float x = world.x + kMargin;
  if (world.width < kCrowded && !caption.title.empty()) {  // the words may lie on the scene
    const float wide = std::max(widthOf(UiFace::kRegular, font_size::kBody, caption.parameters),
                                widthOf(UiFace::kRegular, font_size::kBody, caption.progress));
    const float high = caption.progress.empty() ? 42.0f : 60.0f;
    list.AddRectFilled({x - 6.0f, y - 4.0f}, {x + wide + 6.0f, y + high}, theme.background.withAlpha(0.6f).packed(),
                       kCornerRadius);
  }
  write(list, UiFace::kSemibold, font_size::kTitle, x, y, theme.text, caption.title);
  y += font_size::kTitle + 6.0f;
  write(list, UiFace::kRegular, font_size::kBody, x, y, theme.textDim, caption.parameters);
  y += font_size::kBody + 5.0f;
  write(list, UiFace::kRegular, font_size::kBody, x, y, theme.textDim, caption.progress);
  const float low = world.y + world.height - 44.0f;
  drawMotion(list, caption, world, theme);
  if (!caption.notice.empty()) drawPlate(list, world, low, caption.notice, theme.textDim, theme);
  if (!caption.verdict.empty())
    drawPlate(list, world, low, caption.verdict, caption.success ? theme.accent : theme.text, theme);
  list.PopClipRect();
}

void drawInset(const Inset& inset, const Theme& theme) {
  if (isEmpty(inset.area)) return;
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  const ImVec2 low{inset.area.x, inset.area.y};
  const ImVec2 high{inset.area.x + inset.area.width, inset.area.y + inset.area.height};
  list.AddRect(low, high, inset.frame.value_or(theme.accent).packed(), 0.0f, 0, 1.5f);
  write(list, UiFace::kRegular, font_size::kSmall, low.x + 8.0f, low.y + 6.0f, theme.text, inset.title);
}

std::optional<StageTab> drawTabs(const PanelArea& area, const std::vector<StageTab>& tabs, StageTab current,
                                 const Theme& theme) {
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  list.AddRectFilled({area.x, area.y}, {area.x + area.width, area.y + area.height}, theme.surface[0].packed());
  std::optional<StageTab> clicked;
  float x = area.x + kMargin;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  for (const StageTab tab : tabs) {
    const std::string name = tabName(tab);
    const float width = widthOf(UiFace::kRegular, font_size::kBody, name);
    const PanelArea button{x - 8.0f, area.y, width + 16.0f, area.height};
    const bool hovered = contains(button, mouse.x, mouse.y);
    const bool active = tab == current;
    write(list, UiFace::kRegular, font_size::kBody, x, area.y + 7.0f, active || hovered ? theme.text : theme.textDim,
          name);
    if (active)
      list.AddRectFilled({x, area.y + area.height - 2.0f}, {x + width, area.y + area.height}, theme.accent.packed());
    if (hovered && ImGui::IsMouseClicked(0)) clicked = tab;
    x += width + 24.0f;
  }
  return clicked;
}

}  // namespace spolab
