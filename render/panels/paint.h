#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <imgui.h>

#include "render/imgui_layer.h"
#include "render/search_panels.h"
#include "render/theme.h"

namespace spolab::panel {

/// Face, size and colour of a piece of text.
struct TextStyle {
  UiFace face = UiFace::kRegular;
  float size = font_size::kBody;
  Colour colour;
};

/// Where a text stands on its x.
enum class Anchor { kLeft, kCentre, kRight };

/// Draws UTF-8 on one line, `middle` at half the height of its capitals, on whole pixels. Marks above a letter (q̂, w̄,
/// π̃) are drawn by hand, since the font's own land beside it. Returns the width in points.
float paintText(ImDrawList& list, const TextStyle& style, float x, float middle, std::string_view text,
                Anchor anchor = Anchor::kLeft);
float textWidth(const TextStyle& style, std::string_view text);
/// The text, or as much of its beginning as fits into `width` with "…" after it.
std::string shortened(const TextStyle& style, std::string_view text, float width);
/// Lines of at most `width` points, broken between words.
std::vector<std::string> wrapped(const TextStyle& style, std::string_view text, float width);

/// A number for tables: fixed digits, a real minus sign; "–" when it is not finite.
std::string number(double value, int digits = 2);
/// The same with a plus sign when positive.
std::string signedNumber(double value, int digits = 2);
/// Digits behind the point that a number of this size has room for in a table: 2, 1 or 0.
int digitsFor(double size);

inline ImU32 packed(const Colour& colour) { return colour.packed(); }
inline ImU32 packed(const Colour& colour, float alpha) { return colour.withAlpha(colour.a * alpha).packed(); }

/// One panel's window: a rounded surface that catches the mouse. Draw between construction and destruction.
class Panel {
 public:
  Panel(const char* name, const PanelArea& area, const Theme& theme);
  ~Panel();
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;

  [[nodiscard]] ImDrawList& list() const { return *list_; }
  [[nodiscard]] const Theme& theme() const { return theme_; }
  /// The area inside the margins.
  [[nodiscard]] const PanelArea& inner() const { return inner_; }
  /// The pointer is over this panel and nothing covers it.
  [[nodiscard]] bool hovered() const { return hovered_; }
  [[nodiscard]] bool hovers(const PanelArea& area) const;
  [[nodiscard]] bool clicked() const;
  [[nodiscard]] ImVec2 mouse() const { return ImGui::GetIO().MousePos; }

  [[nodiscard]] TextStyle body() const { return {UiFace::kRegular, font_size::kBody, theme_.text}; }
  [[nodiscard]] TextStyle dim() const { return {UiFace::kRegular, font_size::kSmall, theme_.textDim}; }
  [[nodiscard]] TextStyle small() const { return {UiFace::kRegular, font_size::kSmall, theme_.text}; }
  [[nodiscard]] TextStyle strong() const { return {UiFace::kSemibold, font_size::kBody, theme_.text}; }

  /// Behind what the pointer is on.
  [[nodiscard]] const Colour& hoverFill() const { return theme_.surface[theme_.isDark ? 2 : 1]; }
  /// A centred message instead of contents.
  void message(std::string_view text) const;

 private:
  const Theme& theme_;
  PanelArea inner_;
  ImDrawList* list_ = nullptr;
  bool hovered_ = false;
};

/// One line of a tooltip: a dim label at the left and a value at the right, or only text that wraps.
struct TooltipRow {
  std::string label;
  std::string value;
};

/// What appears beside the pointer.
struct Tooltip {
  std::string title;
  std::vector<TooltipRow> rows;
  std::string note;  ///< a sentence below, wrapped
};
void paintTooltip(const Tooltip& tooltip, const Theme& theme);
/// The same without a pointer, at the upper right of `area` and above all panels. Leaves the mouse alone. One a frame.
void paintCard(const Tooltip& tooltip, const PanelArea& area, const Theme& theme);

/// A line as cheap as one of whole points: the nearest of those, paler or stronger by what it is too wide or narrow.
void paintLine(ImDrawList& list, const ImVec2& from, const ImVec2& to, ImU32 colour, float width);
/// The same for a curve that leaves and arrives level.
void paintLevelCurve(ImDrawList& list, const ImVec2& from, const ImVec2& to, ImU32 colour, float width);
/// A filled circle, cheap enough for thousands.
void paintDisc(ImDrawList& list, const ImVec2& centre, float radius, ImU32 colour);
/// A dashed line.
void paintDashed(ImDrawList& list, ImVec2 from, ImVec2 to, ImU32 colour, float width, float dash = 4.0f);
/// Slanted lines inside a rectangle: the sign of the updated policy.
void paintHatched(ImDrawList& list, ImVec2 low, ImVec2 high, ImU32 colour);
/// A star of `points` points.
void paintStar(ImDrawList& list, ImVec2 centre, float radius, int points, ImU32 colour);

/// Starts and stops softly; 0 below 0, 1 above 1.
float eased(float fraction);

}  // namespace spolab::panel
