#include "render/imgui_renderer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <imgui.h>

#include "render/resources.h"

namespace spolab {

ImGuiRenderer::ImGuiRenderer()
    : program_("interface", "", resourceText("shaders/interface.vert"), resourceText("shaders/interface.frag"),
               {"position", "texturePlace", "vertexColour"}) {
  gl::BindVertexArray(array_.id());
  gl::BindBuffer(GL_ARRAY_BUFFER, vertices_.id());
  gl::BindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_.id());
  const auto attribute = [](GLuint location, GLint count, GLenum type, GLboolean normalised, std::size_t offset) {
    gl::EnableVertexAttribArray(location);
    gl::VertexAttribPointer(location, count, type, normalised, sizeof(ImDrawVert),
                            reinterpret_cast<const void*>(offset));
  };
  attribute(0, 2, GL_FLOAT, GL_FALSE, offsetof(ImDrawVert, pos));
  attribute(1, 2, GL_FLOAT, GL_FALSE, offsetof(ImDrawVert, uv));
  attribute(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, offsetof(ImDrawVert, col));
  gl::BindVertexArray(0);
}

void ImGuiRenderer::uploadFonts(ImFontAtlas& atlas) {
  unsigned char* pixels = nullptr;
  int width = 0, height = 0;
  atlas.GetTexDataAsAlpha8(&pixels, &width, &height);
  gl::BindTexture(GL_TEXTURE_2D, glyphs_.id());
  gl::PixelStorei(GL_UNPACK_ALIGNMENT, 1);
  gl::TexImage2D(GL_TEXTURE_2D, 0, GL_R8, width, height, 0, GL_RED, GL_UNSIGNED_BYTE, pixels);
  for (const auto& [name, value] : {std::pair{GL_TEXTURE_MIN_FILTER, GL_LINEAR},
                                    {GL_TEXTURE_MAG_FILTER, GL_LINEAR},
                                    {GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE},
                                    {GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE}})
    gl::TexParameteri(GL_TEXTURE_2D, static_cast<GLenum>(name), value);
  gl::BindTexture(GL_TEXTURE_2D, 0);
  atlas.SetTexID(reinterpret_cast<ImTextureID>(static_cast<std::intptr_t>(glyphs_.id())));
  atlas.ClearTexData();
}

void ImGuiRenderer::prepare(const ImDrawData& data, int width, int height) {
  gl::Enable(GL_BLEND);
  gl::BlendEquation(GL_FUNC_ADD);
  gl::BlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  gl::Disable(GL_CULL_FACE);
  gl::Disable(GL_DEPTH_TEST);
  gl::Enable(GL_SCISSOR_TEST);
  gl::Viewport(0, 0, width, height);
  program_.use();
  const float sx = 2.0f / data.DisplaySize.x, sy = -2.0f / data.DisplaySize.y;
  gl::Uniform4f(program_.uniform("frame"), sx, sy, -1.0f - data.DisplayPos.x * sx, 1.0f - data.DisplayPos.y * sy);
  gl::Uniform1i(program_.uniform("glyphs"), 0);
  gl::ActiveTexture(GL_TEXTURE0);
  gl::BindTexture(GL_TEXTURE_2D, glyphs_.id());
  gl::BindVertexArray(array_.id());
  gl::BindBuffer(GL_ARRAY_BUFFER, vertices_.id());
}

void ImGuiRenderer::draw(const ImDrawData& data, const PixelArea& area) {
  const ImVec2 scale = data.FramebufferScale;
  const int width = static_cast<int>(std::lround(data.DisplaySize.x * scale.x));
  const int height = static_cast<int>(std::lround(data.DisplaySize.y * scale.y));
  if (width < 1 || height < 1) return;
  prepare(data, width, height);
  for (int i = 0; i < data.CmdListsCount; ++i) {
    const ImDrawList& list = *data.CmdLists[i];
    bool uploaded = false;
    for (const ImDrawCmd& command : list.CmdBuffer) {
      if (command.UserCallback != nullptr || command.ElemCount == 0) continue;
      const int left = std::max(static_cast<int>((command.ClipRect.x - data.DisplayPos.x) * scale.x), area.x);
      const int top = std::max(static_cast<int>((command.ClipRect.y - data.DisplayPos.y) * scale.y), area.y);
      const int right = std::min(static_cast<int>(std::ceil((command.ClipRect.z - data.DisplayPos.x) * scale.x)),
                                 std::min(area.x + area.width, width));
      const int low = std::min(static_cast<int>(std::ceil((command.ClipRect.w - data.DisplayPos.y) * scale.y)),
                               std::min(area.y + area.height, height));
      if (right <= left || low <= top) continue;
      if (!uploaded) upload(list);
      uploaded = true;
      gl::Scissor(left, height - low, right - left, low - top);
      gl::DrawElementsBaseVertex(GL_TRIANGLES, static_cast<GLsizei>(command.ElemCount),
                                 sizeof(ImDrawIdx) == 2 ? GL_UNSIGNED_SHORT : GL_UNSIGNED_INT,
                                 reinterpret_cast<const void*>(command.IdxOffset * sizeof(ImDrawIdx)),
                                 static_cast<GLint>(command.VtxOffset));
    }
  }
  gl::BindVertexArray(0);
  gl::BindTexture(GL_TEXTURE_2D, 0);
  gl::Disable(GL_SCISSOR_TEST);
  gl::Disable(GL_BLEND);
}

void ImGuiRenderer::upload(const ImDrawList& list) {
  gl::BufferData(GL_ARRAY_BUFFER, list.VtxBuffer.size_in_bytes(), list.VtxBuffer.Data, GL_STREAM_DRAW);
  gl::BufferData(GL_ELEMENT_ARRAY_BUFFER, list.IdxBuffer.size_in_bytes(), list.IdxBuffer.Data, GL_STREAM_DRAW);
}

}  // namespace spolab
