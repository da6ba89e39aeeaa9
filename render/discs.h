#pragma once

#include <array>

#include <imgui.h>

namespace spolab {

/// Filled circles as pictures among the glyphs: two triangles each instead of some thirty, which counts where thousands
/// are drawn. A ladder of sizes, each a fourth larger than the one before; a circle takes the next larger picture, so
/// its edge stays between 0.8 and 1 pixel soft.
class Discs {
 public:
  /// Asks `atlas`, which is not built yet, for room.
  void reserve(ImFontAtlas& atlas);
  /// Paints the pictures into the built `atlas`, of which one point is `scale` pixels. Both must outlive the drawing.
  void paint(ImFontAtlas& atlas, float scale);
  /// A circle with its centre and radius in points; by triangles where it is larger than every picture.
  /// `list` draws with the atlas.
  void draw(ImDrawList& list, const ImVec2& centre, float radius, ImU32 colour) const;

 private:
  static constexpr int kSizes = 20;

  struct Picture {
    int place = -1;      ///< in the atlas
    float radius = 0;    ///< pixels
    float halfSide = 0;  ///< pixels
    ImVec2 low, high;    ///< texture coordinates
  };
  std::array<Picture, kSizes> pictures_;
  float scale_ = 1.0f;
};

}  // namespace spolab
