#pragma once

#include <memory>

#include "render/colour.h"
#include "render/image.h"
#include "render/interface_changes.h"

namespace spolab {

/// An OpenGL 3.3 context without any display (EGL surfaceless, else a pbuffer) with one framebuffer of the given size.
/// The constructor makes it current in the calling thread and calls loadGl; use it from that thread only. Objects of
/// render/ made while it is current must be destroyed before it is.
class OffscreenContext {
 public:
  /// Size in pixels, 1 to 16384 each. Throws Error when EGL or OpenGL 3.3 is not available.
  OffscreenContext(int width, int height);
  ~OffscreenContext();
  OffscreenContext(const OffscreenContext&) = delete;
  OffscreenContext& operator=(const OffscreenContext&) = delete;

  [[nodiscard]] int width() const;
  [[nodiscard]] int height() const;
  /// Replaces the framebuffer by one of another size and binds it.
  void resize(int width, int height);
  /// Fills the framebuffer; what it holds after the constructor and resize is undefined.
  void clear(const Colour& colour);
  /// Fills one area of it.
  void clear(const Colour& colour, const PixelArea& area);
  /// Makes the context current and binds its framebuffer with the viewport set to all of it.
  void bind();
  /// What has been drawn; opaque. Waits for the drawing to finish.
  [[nodiscard]] Image readPixels() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spolab
