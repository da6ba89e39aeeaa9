#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "render/interface_changes.h"
#include "render/theme.h"

struct ImFont;

namespace spolab {

/// Keys that ImGui widgets understand; the glue maps its own codes to these.
enum class UiKey {
  kTab,
  kLeft,
  kRight,
  kUp,
  kDown,
  kPageUp,
  kPageDown,
  kHome,
  kEnd,
  kInsert,
  kDelete,
  kBackspace,
  kSpace,
  kEnter,
  kEscape,
  kA,
  kC,
  kV,
  kX,
  kY,
  kZ,
  kCount
};

/// Keys held together with others.
struct UiModifiers {
  bool ctrl = false, shift = false, alt = false, super = false;
};

/// One of the compiled-in faces at one of the sizes of theme.h.
enum class UiFace { kRegular, kSemibold };

/// Owns a Dear ImGui context, its fonts and the way its draw lists reach OpenGL. All positions in points, origin at the
/// top left; one point is `scale` pixels. Needs the GL context it was made in to be current for the constructor, the
/// destructor, beginFrame, and from the end of a frame to its drawing; everything else touches no GL. Several layers
/// may live side by side, each in a thread of its own: while one builds a frame, beginFrame of the others waits.
class ImGuiLayer {
 public:
  /// After loadGl.
  ImGuiLayer();
  ~ImGuiLayer();
  ImGuiLayer(const ImGuiLayer&) = delete;
  ImGuiLayer& operator=(const ImGuiLayer&) = delete;

  // Input, any time between frames.
  void mousePosition(float x, float y);
  void mouseLeft();                         ///< the pointer left the window
  void mouseButton(int button, bool down);  ///< 0 left, 1 right, 2 middle
  void mouseWheel(float dx, float dy);      ///< in clicks
  void key(UiKey key, bool down);
  void modifiers(UiModifiers held);
  void text(std::string_view utf8);
  void focusLost();  ///< releases every key and button

  /// True when a panel under the pointer wants the mouse: the scene should ignore it.
  [[nodiscard]] bool wantsMouse() const;
  [[nodiscard]] bool wantsKeyboard() const;

  /// Makes this layer's ImGui context current and starts a frame. `scale` = UI scale × device pixel ratio, [0.5, 4];
  /// fonts are made again when it changes. `seconds` since the last frame.
  void beginFrame(float widthPoints, float heightPoints, float scale, float seconds, const Theme& theme);
  /// Draws the frame into the bound framebuffer (widthPoints × scale by heightPoints × scale pixels), over what is
  /// there.
  void endFrame();
  /// The two halves of endFrame, for who keeps the picture of the last frame. Ends the frame; the areas in pixels in
  /// which it differs from the one that was finished before.
  [[nodiscard]] std::vector<PixelArea> finishFrame();
  /// Draws what lies within `area` of the finished frame.
  void drawFrame(const PixelArea& area);
  /// Gives up a frame that was begun, when something went wrong while it was built. Nothing where none was begun.
  void dropFrame();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The bytes of a compiled-in font, for QFontDatabase::addApplicationFontFromData. Its figures are tabular. Static
/// storage.
std::span<const unsigned char> fontData(UiFace face);
/// Name of the family in fontData, for QFont.
inline constexpr const char* kFontFamily = "SPO Lab Sans";

/// The font of the layer whose frame is being built. `size` one of font_size.
ImFont* uiFont(UiFace face, float size);

class Discs;
/// Its circles; only while a frame is being built.
const Discs& uiDiscs();

}  // namespace spolab
