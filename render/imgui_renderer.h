#pragma once

#include <array>
#include <vector>

#include "render/gl.h"
#include "render/interface_runs.h"

struct ImDrawData;
struct ImFontAtlas;

namespace spolab {

/// Brings ImGui's draw lists to OpenGL through our own loader: one alpha texture of glyphs, plain areas without.
/// ImGui's shipped back end opens the system's GL library by name, which is another one than EGL's or Qt's on some
/// machines.
class ImGuiRenderer {
 public:
  ImGuiRenderer();
  /// Rasterises the atlas and uploads it; replaces the one before.
  void uploadFonts(ImFontAtlas& atlas);
  /// Takes a finished frame, which may go afterwards.
  void take(const ImDrawData& data);
  /// Draws what lies within `area` of the frame taken last into the bound framebuffer; leaves scissor, blending and
  /// depth test off.
  void draw(const PixelArea& area);

 private:
  void prepare(const gl::Program& program) const;
  void use(InterfacePaint paint) const;

  gl::Program program_, plain_;
  gl::VertexArray array_;
  gl::Buffer vertices_, indices_;
  gl::Texture glyphs_;
  ImVec2 white_;
  std::vector<InterfaceRun> runs_;
  std::array<float, 4> frame_{};  ///< from points to clip space: scale and offset
  int width_ = 0, height_ = 0;    ///< pixels of the frame
};

}  // namespace spolab
