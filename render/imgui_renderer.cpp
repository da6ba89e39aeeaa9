#include "render/imgui_renderer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <imgui.h>

#include "render/resources.h"

namespace spolab {

namespace {

gl::Program makeProgram(const char* name, const char* defines) {
  return {name,
          defines,
          resourceText("shaders/interface.vert"),
          resourceText("shaders/interface.frag"),
          {"position", "texturePlace", "vertexColour"}};
}

/// Whether a run can be drawn in one go with `indices` indices from the start of `first` on.
bool follows(const InterfaceRun& first, std::size_t indices, const InterfaceRun& run) {
  return run.paint == first.paint && run.clip == first.clip && run.baseVertex == first.baseVertex &&
         run.firstIndex == first.firstIndex + indices;
}

}  // namespace

ImGuiRenderer::ImGuiRenderer()
    : program_(makeProgram("interface", "")), plain_(makeProgram("plain interface", "#define PLAIN\n")) {
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
  white_ = atlas.TexUvWhitePixel;
}

void ImGuiRenderer::take(const ImDrawData& data) {
  width_ = static_cast<int>(std::lround(data.DisplaySize.x * data.FramebufferScale.x));
  height_ = static_cast<int>(std::lround(data.DisplaySize.y * data.FramebufferScale.y));
  if (width_ < 1 || height_ < 1) {
    runs_.clear();
    return;
  }
  const float sx = 2.0f / data.DisplaySize.x, sy = -2.0f / data.DisplaySize.y;
  frame_ = {sx, sy, -1.0f - data.DisplayPos.x * sx, 1.0f - data.DisplayPos.y * sy};
  runs_ = interfaceRuns(data, white_);
  gl::BindVertexArray(array_.id());
  gl::BindBuffer(GL_ARRAY_BUFFER, vertices_.id());
  gl::BufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(data.TotalVtxCount) * GLsizeiptr{sizeof(ImDrawVert)}, nullptr,
                 GL_STREAM_DRAW);
  gl::BufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(data.TotalIdxCount) * GLsizeiptr{sizeof(ImDrawIdx)},
                 nullptr, GL_STREAM_DRAW);
  GLintptr vertices = 0, indices = 0;
  for (int i = 0; i < data.CmdListsCount; ++i) {
    const ImDrawList& list = *data.CmdLists[i];
    gl::BufferSubData(GL_ARRAY_BUFFER, vertices, list.VtxBuffer.size_in_bytes(), list.VtxBuffer.Data);
    gl::BufferSubData(GL_ELEMENT_ARRAY_BUFFER, indices, list.IdxBuffer.size_in_bytes(), list.IdxBuffer.Data);
    vertices += list.VtxBuffer.size_in_bytes();
    indices += list.IdxBuffer.size_in_bytes();
  }
  gl::BindVertexArray(0);
}

void ImGuiRenderer::prepare(const gl::Program& program) const {
  program.use();
  gl::Uniform4f(program.uniform("frame"), frame_[0], frame_[1], frame_[2], frame_[3]);
}

void ImGuiRenderer::use(InterfacePaint paint) const {
  (paint == InterfacePaint::kGlyphs ? program_ : plain_).use();
  paint == InterfacePaint::kOpaque ? gl::Disable(GL_BLEND) : gl::Enable(GL_BLEND);
}

void ImGuiRenderer::draw(const PixelArea& area) {
  gl::BlendEquation(GL_FUNC_ADD);
  gl::BlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  gl::Disable(GL_CULL_FACE);
  gl::Disable(GL_DEPTH_TEST);
  gl::Enable(GL_SCISSOR_TEST);
  gl::Viewport(0, 0, width_, height_);
  prepare(plain_);
  prepare(program_);
  gl::Uniform1i(program_.uniform("glyphs"), 0);
  gl::ActiveTexture(GL_TEXTURE0);
  gl::BindTexture(GL_TEXTURE_2D, glyphs_.id());
  gl::BindVertexArray(array_.id());
  const InterfaceRun* last = nullptr;
  for (auto run = runs_.begin(); run != runs_.end();) {
    const PixelArea part = common(run->clip, area), seen = common(run->bounds, area);
    if (seen.width == 0 || seen.height == 0) {
      ++run;
      continue;
    }
    const InterfaceRun& first = *run;
    std::size_t indices = 0;
    do indices += run++->indices;
    while (run != runs_.end() && follows(first, indices, *run));
    if (last == nullptr || last->paint != first.paint) use(first.paint);
    gl::Scissor(part.x, height_ - part.y - part.height, part.width, part.height);
    gl::DrawElementsBaseVertex(
        GL_TRIANGLES, static_cast<GLsizei>(indices), sizeof(ImDrawIdx) == 2 ? GL_UNSIGNED_SHORT : GL_UNSIGNED_INT,
        reinterpret_cast<const void*>(first.firstIndex * sizeof(ImDrawIdx)), static_cast<GLint>(first.baseVertex));
    last = &first;
  }
  gl::BindVertexArray(0);
  gl::BindTexture(GL_TEXTURE_2D, 0);
  gl::Disable(GL_SCISSOR_TEST);
  gl::Disable(GL_BLEND);
}

}  // namespace spolab
