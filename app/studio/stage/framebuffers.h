#pragma once

#include <QOpenGLContext>
#include <QOpenGLFunctions>

namespace spolab {

/// Binds the framebuffer again, at the end, that was bound at the beginning.
class FramebufferKeeper {
 public:
  FramebufferKeeper() { gl()->glGetIntegerv(GL_FRAMEBUFFER_BINDING, &bound_); }
  ~FramebufferKeeper() { gl()->glBindFramebuffer(GL_FRAMEBUFFER, static_cast<GLuint>(bound_)); }
  FramebufferKeeper(const FramebufferKeeper&) = delete;
  FramebufferKeeper& operator=(const FramebufferKeeper&) = delete;

 private:
  static QOpenGLFunctions* gl() { return QOpenGLContext::currentContext()->functions(); }
  GLint bound_ = 0;
};

}  // namespace spolab
