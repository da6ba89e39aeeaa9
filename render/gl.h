#pragma once

// Inside render/ only: OpenGL 3.3 through our own function pointers (GL's prototypes are not used, so nothing has to be
// linked and Qt's or EGL's way of finding functions serves alike), and small owners of GL names.

#include <utility>

#include <GL/glcorearb.h>

#include "render/gl_loader.h"

// clang-format off
#define SPOLAB_GL_FUNCTIONS(X)                                                                                          \
  X(PFNGLGETSTRINGPROC, GetString) X(PFNGLGETINTEGERVPROC, GetIntegerv) X(PFNGLGETERRORPROC, GetError)                  \
  X(PFNGLENABLEPROC, Enable) X(PFNGLDISABLEPROC, Disable) X(PFNGLVIEWPORTPROC, Viewport) X(PFNGLSCISSORPROC, Scissor)   \
  X(PFNGLCLEARPROC, Clear) X(PFNGLCLEARCOLORPROC, ClearColor) X(PFNGLDEPTHMASKPROC, DepthMask)                          \
  X(PFNGLDEPTHFUNCPROC, DepthFunc) X(PFNGLCOLORMASKPROC, ColorMask) X(PFNGLCULLFACEPROC, CullFace)                      \
  X(PFNGLBLENDFUNCSEPARATEPROC, BlendFuncSeparate) X(PFNGLBLENDEQUATIONPROC, BlendEquation)                             \
  X(PFNGLSTENCILFUNCPROC, StencilFunc) X(PFNGLSTENCILOPPROC, StencilOp) X(PFNGLSTENCILMASKPROC, StencilMask)            \
  X(PFNGLPIXELSTOREIPROC, PixelStorei) X(PFNGLREADPIXELSPROC, ReadPixels) X(PFNGLFINISHPROC, Finish)                    \
  X(PFNGLGENTEXTURESPROC, GenTextures) X(PFNGLDELETETEXTURESPROC, DeleteTextures)                                       \
  X(PFNGLBINDTEXTUREPROC, BindTexture) X(PFNGLACTIVETEXTUREPROC, ActiveTexture)                                         \
  X(PFNGLTEXIMAGE2DPROC, TexImage2D) X(PFNGLTEXSUBIMAGE2DPROC, TexSubImage2D) X(PFNGLTEXPARAMETERIPROC, TexParameteri)  \
  X(PFNGLGENBUFFERSPROC, GenBuffers) X(PFNGLDELETEBUFFERSPROC, DeleteBuffers) X(PFNGLBINDBUFFERPROC, BindBuffer)        \
  X(PFNGLBUFFERDATAPROC, BufferData) X(PFNGLBUFFERSUBDATAPROC, BufferSubData) X(PFNGLGENVERTEXARRAYSPROC, GenVertexArrays)                                       \
  X(PFNGLDELETEVERTEXARRAYSPROC, DeleteVertexArrays) X(PFNGLBINDVERTEXARRAYPROC, BindVertexArray)                       \
  X(PFNGLENABLEVERTEXATTRIBARRAYPROC, EnableVertexAttribArray)                                                          \
  X(PFNGLVERTEXATTRIBPOINTERPROC, VertexAttribPointer) X(PFNGLVERTEXATTRIBDIVISORPROC, VertexAttribDivisor)             \
  X(PFNGLDRAWARRAYSPROC, DrawArrays) X(PFNGLDRAWARRAYSINSTANCEDPROC, DrawArraysInstanced) X(PFNGLDRAWELEMENTSBASEVERTEXPROC, DrawElementsBaseVertex)                         \
  X(PFNGLDRAWELEMENTSINSTANCEDPROC, DrawElementsInstanced)                                                              \
  X(PFNGLCREATESHADERPROC, CreateShader) X(PFNGLDELETESHADERPROC, DeleteShader) X(PFNGLSHADERSOURCEPROC, ShaderSource)  \
  X(PFNGLCOMPILESHADERPROC, CompileShader) X(PFNGLGETSHADERIVPROC, GetShaderiv)                                         \
  X(PFNGLGETSHADERINFOLOGPROC, GetShaderInfoLog) X(PFNGLCREATEPROGRAMPROC, CreateProgram)                               \
  X(PFNGLDELETEPROGRAMPROC, DeleteProgram) X(PFNGLATTACHSHADERPROC, AttachShader)                                       \
  X(PFNGLBINDATTRIBLOCATIONPROC, BindAttribLocation) X(PFNGLLINKPROGRAMPROC, LinkProgram)                               \
  X(PFNGLGETPROGRAMIVPROC, GetProgramiv) X(PFNGLGETPROGRAMINFOLOGPROC, GetProgramInfoLog)                               \
  X(PFNGLUSEPROGRAMPROC, UseProgram) X(PFNGLGETUNIFORMLOCATIONPROC, GetUniformLocation)                                 \
  X(PFNGLUNIFORM1IPROC, Uniform1i) X(PFNGLUNIFORM1FPROC, Uniform1f) X(PFNGLUNIFORM2FPROC, Uniform2f)                    \
  X(PFNGLUNIFORM3FPROC, Uniform3f) X(PFNGLUNIFORM4FPROC, Uniform4f) X(PFNGLUNIFORMMATRIX4FVPROC, UniformMatrix4fv)      \
  X(PFNGLGENFRAMEBUFFERSPROC, GenFramebuffers) X(PFNGLDELETEFRAMEBUFFERSPROC, DeleteFramebuffers)                       \
  X(PFNGLBINDFRAMEBUFFERPROC, BindFramebuffer) X(PFNGLCHECKFRAMEBUFFERSTATUSPROC, CheckFramebufferStatus)               \
  X(PFNGLFRAMEBUFFERRENDERBUFFERPROC, FramebufferRenderbuffer) X(PFNGLBLITFRAMEBUFFERPROC, BlitFramebuffer)             \
  X(PFNGLGENRENDERBUFFERSPROC, GenRenderbuffers) X(PFNGLDELETERENDERBUFFERSPROC, DeleteRenderbuffers)                   \
  X(PFNGLBINDRENDERBUFFERPROC, BindRenderbuffer) X(PFNGLRENDERBUFFERSTORAGEPROC, RenderbufferStorage)
// clang-format on

namespace spolab::gl {

// Each thread that draws has a context and functions of its own (a window, and a film being drawn behind it).
#define SPOLAB_GL_DECLARE(type, name) extern constinit thread_local type name;
SPOLAB_GL_FUNCTIONS(SPOLAB_GL_DECLARE)
#undef SPOLAB_GL_DECLARE

/// Owns one GL name. Must be destroyed with its context current. Traits: `GLuint make()`, `void free(GLuint)`.
template <typename Traits>
class Name {
 public:
  Name() : id_(Traits::make()) {}
  ~Name() {
    if (id_ != 0) Traits::free(id_);
  }
  Name(Name&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  Name& operator=(Name&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  Name(const Name&) = delete;
  Name& operator=(const Name&) = delete;
  [[nodiscard]] GLuint id() const { return id_; }

 private:
  GLuint id_;
};

// clang-format off
struct BufferTraits { static GLuint make(); static void free(GLuint id); };
struct VertexArrayTraits { static GLuint make(); static void free(GLuint id); };
struct TextureTraits { static GLuint make(); static void free(GLuint id); };
struct FramebufferTraits { static GLuint make(); static void free(GLuint id); };
struct RenderbufferTraits { static GLuint make(); static void free(GLuint id); };
struct ProgramTraits { static GLuint make(); static void free(GLuint id); };
// clang-format on
using Buffer = Name<BufferTraits>;
using VertexArray = Name<VertexArrayTraits>;
using Texture = Name<TextureTraits>;
using Framebuffer = Name<FramebufferTraits>;
using Renderbuffer = Name<RenderbufferTraits>;

/// A linked program of two shaders. Attribute locations follow `attributes`.
class Program {
 public:
  /// Sources without the #version line; `defines` come before them. Throws Error with the driver's log; `name` says
  /// which.
  Program(const char* name, const char* defines, const char* vertexSource, const char* fragmentSource,
          std::initializer_list<const char*> attributes);
  void use() const { UseProgram(name_.id()); }
  /// Location of a uniform, −1 when the driver removed it.
  [[nodiscard]] GLint uniform(const char* name) const { return GetUniformLocation(name_.id(), name); }

 private:
  Name<ProgramTraits> name_;
};

/// Colour, depth and stencil storage of one size, for drawing away from the screen.
class RenderTarget {
 public:
  RenderTarget(int width, int height);
  void bind() const { BindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id()); }
  [[nodiscard]] GLuint id() const { return framebuffer_.id(); }
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }

 private:
  Framebuffer framebuffer_;
  Renderbuffer colour_, depthStencil_;
  int width_, height_;
};

/// Framebuffer bound for drawing right now.
GLuint boundFramebuffer();

}  // namespace spolab::gl
