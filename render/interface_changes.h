#pragma once

#include <cstdint>
#include <vector>

struct ImDrawData;
struct ImVec2;

namespace spolab {

/// Pixels of a framebuffer, counted from its top left.
struct PixelArea {
  int x = 0, y = 0, width = 0, height = 0;
};
inline bool operator==(const PixelArea& a, const PixelArea& b) {
  return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}

/// Where the interface looks different from frame to frame, so that what stayed the same need not be drawn again: a
/// software renderer spends most of a frame on panels that show what they showed before. Compares digests of the
/// triangles, piece by piece. Touches no GL.
class InterfaceChanges {
 public:
  /// The areas of the framebuffer in which `data` may look different from the data of the call before. All that is
  /// drawn, for the first call.
  std::vector<PixelArea> since(const ImDrawData& data);

 private:
  struct Piece {
    std::uint64_t digest = 0;
    PixelArea bounds;
  };
  std::vector<Piece> pieces_;  ///< of the call before, by digest
};

/// The pixels of the framebuffer that a rectangle in points touches.
PixelArea pixelsOf(const ImVec2& low, const ImVec2& high, const ImDrawData& data);
/// What two areas have in common; without width or height where that is nothing.
PixelArea common(const PixelArea& a, const PixelArea& b);
/// Adds an area to those to be drawn again. Two become one around both where that has hardly more pixels than they
/// have.
void addArea(std::vector<PixelArea>& areas, const PixelArea& area);
/// The parts of `area` that are not in `hole`: up to four, which do not overlap.
std::vector<PixelArea> outside(const PixelArea& area, const PixelArea& hole);

}  // namespace spolab
