#include "render/offscreen.h"

#include <algorithm>
#include <optional>
#include <string>

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include "core/base/error.h"
#include "render/gl.h"

namespace spolab {
namespace {

/// Mesa's display without any window system where it exists, else the default one.
EGLDisplay openDisplay() {
  const char* extensions = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
  const std::string names = extensions == nullptr ? "" : extensions;
  if (names.find("EGL_MESA_platform_surfaceless") != std::string::npos) {
    const auto getPlatformDisplay =
        reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(eglGetProcAddress("eglGetPlatformDisplayEXT"));
    if (getPlatformDisplay != nullptr) {
      EGLDisplay display = getPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
      if (display != EGL_NO_DISPLAY && eglInitialize(display, nullptr, nullptr) == EGL_TRUE) return display;
    }
  }
  EGLDisplay display = eglGetDisplay(EGL_DEFAULT_DISPLAY);
  if (display == EGL_NO_DISPLAY || eglInitialize(display, nullptr, nullptr) != EGL_TRUE)
    throw Error("an EGL display for drawing without a window", "none (Debian: libegl1 libgl1-mesa-dri)", "EGL");
  return display;
}

}  // namespace

struct OffscreenContext::Impl {
  EGLDisplay display = EGL_NO_DISPLAY;
  EGLContext context = EGL_NO_CONTEXT;
  EGLSurface surface = EGL_NO_SURFACE;
  std::optional<gl::RenderTarget> target;

  Impl() {
    display = openDisplay();
    try {
      createContext();
    } catch (...) {
      close();
      throw;
    }
  }
  ~Impl() {
    makeCurrent();
    target.reset();
    close();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void createContext() {
    if (eglBindAPI(EGL_OPENGL_API) != EGL_TRUE) throw Error("desktop OpenGL in EGL", "only OpenGL ES", "EGL");
    const EGLint configAttributes[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT,
                                       EGL_NONE};
    EGLConfig config = nullptr;
    EGLint found = 0;
    eglChooseConfig(display, configAttributes, &config, 1, &found);
    const EGLint contextAttributes[] = {
        EGL_CONTEXT_MAJOR_VERSION,           3,       EGL_CONTEXT_MINOR_VERSION, 3, EGL_CONTEXT_OPENGL_PROFILE_MASK,
        EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};
    context = eglCreateContext(display, found > 0 ? config : nullptr, EGL_NO_CONTEXT, contextAttributes);
    if (context == EGL_NO_CONTEXT) throw Error("an OpenGL 3.3 core context", "none", "EGL");
    if (eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context) == EGL_TRUE) return;
    const EGLint surfaceAttributes[] = {EGL_WIDTH, 1, EGL_HEIGHT, 1, EGL_NONE};
    if (found > 0) surface = eglCreatePbufferSurface(display, config, surfaceAttributes);
    if (eglMakeCurrent(display, surface, surface, context) != EGL_TRUE)
      throw Error("a context that can be made current without a window", "none", "EGL");
  }

  void makeCurrent() const { eglMakeCurrent(display, surface, surface, context); }

  void close() {
    eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    if (context != EGL_NO_CONTEXT) eglDestroyContext(display, context);
    if (surface != EGL_NO_SURFACE) eglDestroySurface(display, surface);
    // The display stays: it belongs to the process, and another context may be using it.
  }
};

OffscreenContext::OffscreenContext(int width, int height) : impl_(std::make_unique<Impl>()) {
  loadGl([](const char* name) { return reinterpret_cast<void*>(eglGetProcAddress(name)); });
  resize(width, height);
}

OffscreenContext::~OffscreenContext() = default;

int OffscreenContext::width() const { return impl_->target->width(); }
int OffscreenContext::height() const { return impl_->target->height(); }

void OffscreenContext::resize(int width, int height) {
  if (std::min(width, height) < 1 || std::max(width, height) > 16384)
    throw Error::usage("a picture of 1 to 16384 pixels along each side",
                       std::to_string(width) + "x" + std::to_string(height));
  impl_->makeCurrent();
  impl_->target.reset();
  impl_->target.emplace(width, height);
  bind();
}

void OffscreenContext::bind() {
  impl_->makeCurrent();
  impl_->target->bind();
  gl::Viewport(0, 0, width(), height());
}

void OffscreenContext::clear(const Colour& colour) {
  bind();
  gl::Disable(GL_SCISSOR_TEST);
  gl::ClearColor(colour.r, colour.g, colour.b, colour.a);
  gl::Clear(GL_COLOR_BUFFER_BIT);
}

void OffscreenContext::clear(const Colour& colour, const PixelArea& area) {
  bind();
  gl::Enable(GL_SCISSOR_TEST);
  gl::Scissor(area.x, height() - area.y - area.height, area.width, area.height);
  gl::ClearColor(colour.r, colour.g, colour.b, colour.a);
  gl::Clear(GL_COLOR_BUFFER_BIT);
  gl::Disable(GL_SCISSOR_TEST);
}

Image OffscreenContext::readPixels() const {
  Image image{width(), height(), {}};
  const std::size_t rowBytes = static_cast<std::size_t>(image.width) * 4;
  image.pixels.resize(rowBytes * static_cast<std::size_t>(image.height));
  impl_->makeCurrent();
  impl_->target->bind();
  gl::PixelStorei(GL_PACK_ALIGNMENT, 4);
  gl::ReadPixels(0, 0, image.width, image.height, GL_RGBA, GL_UNSIGNED_BYTE, image.pixels.data());
  for (std::size_t top = 0, bottom = static_cast<std::size_t>(image.height) - 1; top < bottom; ++top, --bottom)
    std::swap_ranges(image.pixels.begin() + static_cast<std::ptrdiff_t>(top * rowBytes),
                     image.pixels.begin() + static_cast<std::ptrdiff_t>((top + 1) * rowBytes),
                     image.pixels.begin() + static_cast<std::ptrdiff_t>(bottom * rowBytes));
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) image.pixels[i] = 255;
  return image;
}

}  // namespace spolab
