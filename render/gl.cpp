#include "render/gl.h"

#include <string>

#include "core/base/error.h"

namespace spolab {
namespace gl {

#define SPOLAB_GL_DEFINE(type, name) constinit thread_local type name = nullptr;
SPOLAB_GL_FUNCTIONS(SPOLAB_GL_DEFINE)
#undef SPOLAB_GL_DEFINE

namespace {

template <typename Generate>
GLuint makeOne(Generate generate) {
  GLuint id = 0;
  generate(1, &id);
  return id;
}

/// Log of a shader or program.
template <typename GetNumber, typename GetText>
std::string infoLog(GLuint id, GetNumber getNumber, GetText getText) {
  GLint length = 0;
  getNumber(id, GL_INFO_LOG_LENGTH, &length);
  std::string log(static_cast<std::size_t>(length > 0 ? length : 1), ' ');
  getText(id, static_cast<GLsizei>(log.size()), nullptr, log.data());
  return log;
}

class Shader {
 public:
  Shader(const char* name, GLenum kind, const char* defines, const char* source) : id_(CreateShader(kind)) {
    const char* parts[] = {"#version 330 core\n", defines, source};
    ShaderSource(id_, 3, parts, nullptr);
    CompileShader(id_);
    GLint compiled = GL_FALSE;
    GetShaderiv(id_, GL_COMPILE_STATUS, &compiled);
    if (compiled != GL_TRUE) {
      const std::string log = infoLog(id_, GetShaderiv, GetShaderInfoLog);
      DeleteShader(id_);
      throw Error("a shader that compiles", log, name);
    }
  }
  ~Shader() { DeleteShader(id_); }
  Shader(const Shader&) = delete;
  Shader& operator=(const Shader&) = delete;
  [[nodiscard]] GLuint id() const { return id_; }

 private:
  GLuint id_;
};

}  // namespace

GLuint BufferTraits::make() { return makeOne(GenBuffers); }
void BufferTraits::free(GLuint id) { DeleteBuffers(1, &id); }
GLuint VertexArrayTraits::make() { return makeOne(GenVertexArrays); }
void VertexArrayTraits::free(GLuint id) { DeleteVertexArrays(1, &id); }
GLuint TextureTraits::make() { return makeOne(GenTextures); }
void TextureTraits::free(GLuint id) { DeleteTextures(1, &id); }
GLuint FramebufferTraits::make() { return makeOne(GenFramebuffers); }
void FramebufferTraits::free(GLuint id) { DeleteFramebuffers(1, &id); }
GLuint RenderbufferTraits::make() { return makeOne(GenRenderbuffers); }
void RenderbufferTraits::free(GLuint id) { DeleteRenderbuffers(1, &id); }
GLuint ProgramTraits::make() { return CreateProgram(); }
void ProgramTraits::free(GLuint id) { DeleteProgram(id); }

Program::Program(const char* name, const char* defines, const char* vertexSource, const char* fragmentSource,
                 std::initializer_list<const char*> attributes) {
  const Shader vertex(name, GL_VERTEX_SHADER, defines, vertexSource);
  const Shader fragment(name, GL_FRAGMENT_SHADER, defines, fragmentSource);
  AttachShader(name_.id(), vertex.id());
  AttachShader(name_.id(), fragment.id());
  GLuint location = 0;
  for (const char* attribute : attributes) BindAttribLocation(name_.id(), location++, attribute);
  LinkProgram(name_.id());
  GLint linked = GL_FALSE;
  GetProgramiv(name_.id(), GL_LINK_STATUS, &linked);
  if (linked != GL_TRUE)
    throw Error("a shader program that links", infoLog(name_.id(), GetProgramiv, GetProgramInfoLog), name);
}

RenderTarget::RenderTarget(int width, int height) : width_(width), height_(height) {
  const GLuint before = boundFramebuffer();
  BindRenderbuffer(GL_RENDERBUFFER, colour_.id());
  RenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
  BindRenderbuffer(GL_RENDERBUFFER, depthStencil_.id());
  RenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH24_STENCIL8, width, height);
  BindRenderbuffer(GL_RENDERBUFFER, 0);
  bind();
  FramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour_.id());
  FramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_RENDERBUFFER, depthStencil_.id());
  const GLenum status = CheckFramebufferStatus(GL_FRAMEBUFFER);
  BindFramebuffer(GL_FRAMEBUFFER, before);
  if (status != GL_FRAMEBUFFER_COMPLETE)
    throw Error("a complete framebuffer", "OpenGL status " + std::to_string(status),
                std::to_string(width) + " by " + std::to_string(height) + " pixels");
}

GLuint boundFramebuffer() {
  GLint id = 0;
  GetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &id);
  return static_cast<GLuint>(id);
}

}  // namespace gl

namespace {

GlReport& report() {
  thread_local GlReport value;
  return value;
}

std::string glText(GLenum name) {
  const auto* text = reinterpret_cast<const char*>(gl::GetString(name));
  return text == nullptr ? "unknown" : text;
}

bool drawnByCpu(const std::string& renderer) {
  for (const char* name : {"llvmpipe", "softpipe", "swrast", "Software Rasterizer"})
    if (renderer.find(name) != std::string::npos) return true;
  return false;
}

}  // namespace

void loadGl(const GlGetProcAddress& getProcAddress) {
  gl::GetString = reinterpret_cast<PFNGLGETSTRINGPROC>(getProcAddress("glGetString"));
  gl::GetIntegerv = reinterpret_cast<PFNGLGETINTEGERVPROC>(getProcAddress("glGetIntegerv"));
  if (gl::GetString == nullptr || gl::GetIntegerv == nullptr || gl::GetString(GL_VERSION) == nullptr)
    throw Error("a current OpenGL context", "none", "the graphics driver");
  report() = {glText(GL_VERSION), glText(GL_RENDERER), glText(GL_VENDOR), drawnByCpu(glText(GL_RENDERER))};

  GLint major = 0, minor = 0;
  gl::GetIntegerv(GL_MAJOR_VERSION, &major);
  gl::GetIntegerv(GL_MINOR_VERSION, &minor);
  if (major * 10 + minor < 33) throw Error("OpenGL 3.3 or newer", "OpenGL " + report().version, report().renderer);

#define SPOLAB_GL_LOAD(type, name)                               \
  gl::name = reinterpret_cast<type>(getProcAddress("gl" #name)); \
  if (gl::name == nullptr) throw Error("the OpenGL function gl" #name, "none", "the driver of " + report().renderer);
  SPOLAB_GL_FUNCTIONS(SPOLAB_GL_LOAD)
#undef SPOLAB_GL_LOAD
}

const GlReport& glReport() { return report(); }

}  // namespace spolab
