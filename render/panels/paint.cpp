#include "render/panels/paint.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>
#include <imgui_internal.h>

#include "render/discs.h"

namespace spolab::panel {
namespace {

constexpr ImWchar kHat = 0x302, kTilde = 0x303, kMacron = 0x304;
constexpr float kCapHeight = 0.727f;  // of the font's em; the em is 0.826 of ImGui's line height
constexpr float kEmOfLine = 2816.0f / 3408.0f;
constexpr float kBaselineOfLine = 2728.0f / 3408.0f;

/// Next code point of valid UTF-8; anything else is taken byte by byte.
ImWchar nextCode(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[i])); };
  const unsigned first = byte(at);
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  if (at + length > text.size()) return static_cast<ImWchar>(byte(at++));
  unsigned code = length == 1 ? first : first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = code << 6 | (byte(at + i) & 0x3Fu);
  at += length;
  return static_cast<ImWchar>(code);
}

bool isMark(ImWchar code) { return code == kHat || code == kTilde || code == kMacron; }

/// Calls visit(code, glyph, x) for every code point; x in units of the baked font. Returns the width.
template <typename Visit>
float layOut(const ImFont& font, std::string_view text, Visit visit) {
  float x = 0.0f;
  for (std::size_t at = 0; at < text.size();) {
    const ImWchar code = nextCode(text, at);
    const ImFontGlyph* glyph = isMark(code) ? nullptr : font.FindGlyph(code);
    visit(code, glyph, x);
    if (glyph != nullptr) x += glyph->AdvanceX;
  }
  return x;
}

/// Hat, tilde or bar over the letter between `left` and `right` whose top is `top`.
void paintMark(ImDrawList& list, ImWchar mark, float left, float right, float top, float size, ImU32 colour) {
  const float middle = 0.5f * (left + right) + 0.03f * size, half = 0.19f * size;
  const float low = top - 0.10f * size, high = low - 0.12f * size, width = std::max(0.08f * size, 1.0f);
  if (mark == kHat) {
    const ImVec2 line[] = {{middle - half, low}, {middle, high}, {middle + half, low}};
    list.AddPolyline(line, 3, colour, 0, width);
  } else if (mark == kMacron) {
    list.AddLine({middle - half, low - 0.08f * size}, {middle + half, low - 0.08f * size}, colour, width);
  } else {
    const float rise = 0.06f * size, y = low - 0.05f * size;
    list.AddBezierCubic({middle - half, y + rise}, {middle - 0.3f * half, y - 2.2f * rise},
                        {middle + 0.3f * half, y + 2.2f * rise}, {middle + half, y - rise}, colour, width, 10);
  }
}

constexpr float kCurvePiece = 6.0f;  // points of a curve that a straight piece stands for

/// Lines of whole points draw as a strip with a texture, a third of the triangles of others.
struct WholeStroke {
  float width;
  ImU32 colour;

  WholeStroke(ImU32 wantedColour, float wantedWidth) : width(std::max(std::round(wantedWidth), 1.0f)) {
    const auto alpha = static_cast<float>(wantedColour >> IM_COL32_A_SHIFT);
    const float fitting = std::min(alpha * wantedWidth / width, 255.0f);
    colour = (wantedColour & ~IM_COL32_A_MASK) | static_cast<ImU32>(std::lround(fitting)) << IM_COL32_A_SHIFT;
  }
};

}  // namespace

float textWidth(const TextStyle& style, std::string_view text) {
  const ImFont* font = uiFont(style.face, style.size);
  return layOut(*font, text, [](ImWchar, const ImFontGlyph*, float) {}) * style.size / font->FontSize;
}

float paintText(ImDrawList& list, const TextStyle& style, float x, float middle, std::string_view text, Anchor anchor) {
  const ImFont* font = uiFont(style.face, style.size);
  const float scale = style.size / font->FontSize;
  const float pixel = 1.0f / ImGui::GetIO().DisplayFramebufferScale.x;
  const auto snap = [pixel](float v) { return std::round(v / pixel) * pixel; };
  const float width = textWidth(style, text);
  if (anchor != Anchor::kLeft) x -= anchor == Anchor::kCentre ? 0.5f * width : width;
  const float left = snap(x);
  const float baseline = snap(middle + 0.5f * kCapHeight * kEmOfLine * style.size);
  const float top = snap(baseline - kBaselineOfLine * style.size);
  const ImU32 colour = packed(style.colour);

  const ImFontGlyph* before = nullptr;
  float beforeX = 0.0f;
  layOut(*font, text, [&](ImWchar code, const ImFontGlyph* glyph, float at) {
    if (glyph == nullptr) {
      if (before != nullptr)
        paintMark(list, code, left + (beforeX + before->X0) * scale, left + (beforeX + before->X1) * scale,
                  top + before->Y0 * scale, style.size, colour);
      return;
    }
    if (glyph->Visible) {
      list.PrimReserve(6, 4);
      list.PrimRectUV({left + (at + glyph->X0) * scale, top + glyph->Y0 * scale},
                      {left + (at + glyph->X1) * scale, top + glyph->Y1 * scale}, {glyph->U0, glyph->V0},
                      {glyph->U1, glyph->V1}, colour);
    }
    before = glyph;
    beforeX = at;
  });
  return width;
}

std::string shortened(const TextStyle& style, std::string_view text, float width) {
  if (textWidth(style, text) <= width) return std::string(text);
  std::string kept(text);
  while (!kept.empty()) {
    // Drop one code point: its last byte, and the bytes that continue it.
    while (kept.size() > 1 && (static_cast<unsigned char>(kept.back()) & 0xC0u) == 0x80u) kept.pop_back();
    kept.pop_back();
    if (textWidth(style, kept + "…") <= width) return kept + "…";
  }
  return "";
}

std::vector<std::string> wrapped(const TextStyle& style, std::string_view text, float width) {
  std::vector<std::string> lines;
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word(text.substr(at, end - at));
    const std::string longer = line.empty() ? word : line + ' ' + word;
    if (!line.empty() && textWidth(style, longer) > width) {
      lines.push_back(line);
      line = word;
    } else {
      line = longer;
    }
    at = end + 1;
  }
  if (!line.empty()) lines.push_back(line);
  return lines;
}

std::string number(double value, int digits) {
  if (!std::isfinite(value)) return "–";
  std::string text = fmt::format("{:.{}f}", std::abs(value), digits);
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !zero ? "−" + text : text;
}

int digitsFor(double size) {
  if (!(std::abs(size) >= 9.995)) return 2;
  return std::abs(size) >= 99.95 ? 0 : 1;
}

std::string signedNumber(double value, int digits) {
  const std::string text = number(value, digits);
  return std::isfinite(value) && value > 0 && text.find_first_not_of("0.") != std::string::npos ? "+" + text : text;
}

namespace {

/// A name no window of this frame has yet: two rivers side by side are two windows.
std::string freeName(const char* name) {
  std::string free = name;
  for (int k = 2;; ++k) {
    const ImGuiWindow* window = ImGui::FindWindowByName(free.c_str());
    if (window == nullptr || window->LastFrameActive != ImGui::GetFrameCount()) return free;
    free = fmt::format("{}{}", name, k);
  }
}

}  // namespace

Panel::Panel(const char* name, const PanelArea& area, const Theme& theme) : theme_(theme) {
  constexpr float kMargin = 3 * kGrid;
  inner_ = {area.x + kMargin, area.y + kMargin, std::max(area.width - 2 * kMargin, 1.0f),
            std::max(area.height - 2 * kMargin, 1.0f)};
  ImGui::SetNextWindowPos({area.x, area.y});
  ImGui::SetNextWindowSize({area.width, area.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
  ImGui::Begin(freeName(name).c_str(), nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar(3);
  list_ = ImGui::GetWindowDrawList();
  hovered_ = ImGui::IsWindowHovered();
  const ImVec2 low(area.x, area.y), high(area.x + area.width, area.y + area.height);
  list_->AddRectFilled(low, high, packed(theme.surface[0]), kCornerRadius);
  list_->AddRect({low.x + 0.5f, low.y + 0.5f}, {high.x - 0.5f, high.y - 0.5f}, packed(theme.outline), kCornerRadius);
}

Panel::~Panel() { ImGui::End(); }

bool Panel::hovers(const PanelArea& area) const {
  const ImVec2 p = mouse();
  return hovered_ && p.x >= area.x && p.x < area.x + area.width && p.y >= area.y && p.y < area.y + area.height;
}

bool Panel::clicked() const { return hovered_ && ImGui::IsMouseClicked(0); }

void Panel::message(std::string_view text) const {
  const TextStyle style{UiFace::kRegular, font_size::kBody, theme_.textDim};
  const auto lines = wrapped(style, text, std::min(inner_.width, 360.0f));
  float y = inner_.y + 0.5f * inner_.height - 9.0f * (static_cast<float>(lines.size()) - 1);
  for (const std::string& line : lines) {
    paintText(*list_, style, inner_.x + 0.5f * inner_.width, y, line, Anchor::kCentre);
    y += 18.0f;
  }
}

namespace {

/// A tooltip with its note broken into lines, and the room it takes.
class TooltipText {
 public:
  TooltipText(const Tooltip& tooltip, const Theme& theme)
      : tooltip_(tooltip),
        title_{UiFace::kSemibold, font_size::kBody, theme.text},
        label_{UiFace::kRegular, font_size::kSmall, theme.textDim},
        value_{UiFace::kRegular, font_size::kSmall, theme.text} {
    constexpr float kWidest = 260.0f, kGap = 16.0f;
    width_ = textWidth(title_, tooltip.title);
    for (const TooltipRow& row : tooltip.rows)
      width_ = std::max(width_, textWidth(label_, row.label) + kGap + textWidth(value_, row.value));
    if (!tooltip.note.empty()) width_ = std::max(width_, std::min(textWidth(label_, tooltip.note), kWidest));
    note_ = wrapped(label_, tooltip.note, std::max(width_, kWidest));
  }

  [[nodiscard]] ImVec2 size() const {
    const auto lines = static_cast<float>(tooltip_.rows.size() + note_.size());
    return {width_, (tooltip_.title.empty() ? 0.0f : kTitle) + kRow * lines + (parted() ? kParting : 0.0f)};
  }

  void paint(ImDrawList& list, const ImVec2& origin) const {
    float y = origin.y + 8.0f;
    if (!tooltip_.title.empty()) {
      paintText(list, title_, origin.x, y, tooltip_.title);
      y += kTitle;
    }
    for (const TooltipRow& row : tooltip_.rows) {
      paintText(list, label_, origin.x, y, row.label);
      paintText(list, value_, origin.x + width_, y, row.value, Anchor::kRight);
      y += kRow;
    }
    if (parted()) y += kParting;
    for (const std::string& line : note_) {
      paintText(list, label_, origin.x, y, line);
      y += kRow;
    }
  }

 private:
  static constexpr float kTitle = 20.0f, kRow = 16.0f, kParting = 4.0f;

  [[nodiscard]] bool parted() const { return !tooltip_.rows.empty() && !note_.empty(); }

  const Tooltip& tooltip_;
  TextStyle title_, label_, value_;
  std::vector<std::string> note_;
  float width_ = 0.0f;
};

constexpr float kTooltipSide = 3 * kGrid, kTooltipTop = 2 * kGrid;

}  // namespace

void paintTooltip(const Tooltip& tooltip, const Theme& theme) {
  const TooltipText text(tooltip, theme);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(kTooltipSide, kTooltipTop));
  ImGui::BeginTooltip();
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  ImGui::Dummy(text.size());
  text.paint(*ImGui::GetWindowDrawList(), origin);
  ImGui::EndTooltip();
  ImGui::PopStyleVar();
}

void paintCard(const Tooltip& tooltip, const PanelArea& area, const Theme& theme) {
  constexpr float kMargin = 3 * kGrid;
  const TooltipText text(tooltip, theme);
  const float width = text.size().x + 2 * kTooltipSide, height = text.size().y + 2 * kTooltipTop;
  const ImVec2 low(std::max(area.x + area.width - width - kMargin, area.x), area.y + kMargin);
  const ImVec2 high(low.x + width, low.y + height);
  ImGui::SetNextWindowPos(low);
  ImGui::SetNextWindowSize({width, height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
  ImGui::Begin("##card", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PopStyleVar();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, high, packed(theme.surface[2]), kCornerRadius);
  list.AddRect({low.x + 0.5f, low.y + 0.5f}, {high.x - 0.5f, high.y - 0.5f}, packed(theme.outline), kCornerRadius);
  text.paint(list, {low.x + kTooltipSide, low.y + kTooltipTop});
  ImGui::End();
}

void paintLine(ImDrawList& list, const ImVec2& from, const ImVec2& to, ImU32 colour, float width) {
  const WholeStroke stroke(colour, width);
  list.AddLine(from, to, stroke.colour, stroke.width);
}

void paintLevelCurve(ImDrawList& list, const ImVec2& from, const ImVec2& to, ImU32 colour, float width) {
  const WholeStroke stroke(colour, width);
  const float middle = 0.5f * (from.x + to.x), away = std::abs(to.x - from.x) + std::abs(to.y - from.y);
  const int pieces = std::abs(from.y - to.y) < 2 ? 1 : std::clamp(static_cast<int>(away / kCurvePiece), 4, 14);
  list.AddBezierCubic(from, {middle, from.y}, {middle, to.y}, to, stroke.colour, stroke.width, pieces);
}

void paintDisc(ImDrawList& list, const ImVec2& centre, float radius, ImU32 colour) {
  uiDiscs().draw(list, centre, radius, colour);
}

void paintDashed(ImDrawList& list, ImVec2 from, ImVec2 to, ImU32 colour, float width, float dash) {
  const float dx = to.x - from.x, dy = to.y - from.y;
  const float length = std::sqrt(dx * dx + dy * dy);
  for (float at = 0; at < length; at += 2 * dash) {
    const float a = at / length, b = std::min(at + dash, length) / length;
    list.AddLine({from.x + a * dx, from.y + a * dy}, {from.x + b * dx, from.y + b * dy}, colour, width);
  }
}

void paintHatched(ImDrawList& list, ImVec2 low, ImVec2 high, ImU32 colour) {
  constexpr float kStep = 4.0f;
  list.AddRect(low, high, colour, 1.0f);
  list.PushClipRect(low, high, true);
  const float height = high.y - low.y;
  for (float x = low.x - height; x < high.x; x += kStep) list.AddLine({x, high.y}, {x + height, low.y}, colour, 1.0f);
  list.PopClipRect();
}

void paintStar(ImDrawList& list, ImVec2 centre, float radius, int points, ImU32 colour) {
  // Triangles from the middle, since a star is not convex.
  const auto corner = [&](int k) {
    const float angle = std::numbers::pi_v<float> * (static_cast<float>(k) / static_cast<float>(points) - 0.5f);
    const float r = (k & 1) == 0 ? radius : 0.45f * radius;
    return ImVec2(centre.x + r * std::cos(angle), centre.y + r * std::sin(angle));
  };
  for (int k = 0; k < 2 * points; ++k) list.AddTriangleFilled(centre, corner(k), corner(k + 1), colour);
}

float eased(float fraction) {
  const float f = std::clamp(fraction, 0.0f, 1.0f);
  return f * f * (3.0f - 2.0f * f);
}

}  // namespace spolab::panel
