#pragma once

#include "render/gl.h"
#include "render/interface_changes.h"

struct ImDrawData;
struct ImDrawList;
struct ImFontAtlas;

namespace spolab {

/// Brings ImGui's draw lists to OpenGL through our own loader: one program, one alpha texture of glyphs. ImGui's
/// shipped back end opens the system's GL library by name, which is another one than EGL's or Qt's on some machines.
class ImGuiRenderer {
 public:
  ImGuiRenderer();
  /// Rasterises the atlas and uploads it; replaces the one before.
  void uploadFonts(ImFontAtlas& atlas);
  /// Draws what lies within `area` of the bound framebuffer; leaves scissor, blending and depth test off.
  void draw(const ImDrawData& data, const PixelArea& area);

 private:
  void prepare(const ImDrawData& data, int width, int height);
  static void upload(const ImDrawList& list);

  gl::Program program_;
  gl::VertexArray array_;
  gl::Buffer vertices_, indices_;
  gl::Texture glyphs_;
};

}  // namespace spolab
