#pragma once

#include <cstddef>
#include <vector>

#include <imgui.h>

#include "render/interface_changes.h"

namespace spolab {

/// How the pixels of a triangle come about, the dearest first.
enum class InterfacePaint {
  kGlyphs,  ///< colour times the texture of the glyphs, over what is there
  kPlain,   ///< colour alone, over what is there
  kOpaque,  ///< colour alone, instead of what is there
};

/// Triangles of a finished frame that are drawn in one go.
struct InterfaceRun {
  InterfacePaint paint = InterfacePaint::kGlyphs;
  std::size_t firstIndex = 0, indices = 0;  ///< in the index buffers of all lists, one after the other
  std::size_t baseVertex = 0;               ///< in their vertex buffers
  PixelArea clip;
  PixelArea bounds;  ///< within `clip`; nothing is drawn outside
};

/// The triangles of `data` in the order they are drawn, in pieces: large plain areas apart from the rest, as they look
/// the same and cost a software renderer half as much or less without texture and blending. `white` is the place of the
/// texture that leaves a colour as it is. Touches no GL.
std::vector<InterfaceRun> interfaceRuns(const ImDrawData& data, const ImVec2& white);

}  // namespace spolab
