#pragma once

#include <functional>
#include <string>

namespace spolab {

/// Finds an OpenGL function by name, null when there is none (eglGetProcAddress, QOpenGLContext::getProcAddress).
using GlGetProcAddress = std::function<void*(const char* name)>;

/// Loads the functions of OpenGL 3.3 core that render/ uses. Call it in every thread that draws, with its context
/// current, before any other part of render/ that draws. Calling it again is allowed. Throws Error when the context is
/// older than 3.3 or lacks one.
void loadGl(const GlGetProcAddress& getProcAddress);

/// What the context of this thread is. Valid after loadGl.
struct GlReport {
  std::string version;    ///< GL_VERSION
  std::string renderer;   ///< GL_RENDERER
  std::string vendor;     ///< GL_VENDOR
  bool software = false;  ///< drawn by the CPU (llvmpipe, softpipe, swrast): draw less and only on change
};
const GlReport& glReport();

}  // namespace spolab
