#pragma once

#include <cstdint>

namespace spolab {

/// A colour in sRGB, each part in [0, 1], alpha not premultiplied.
struct Colour {
  float r = 0, g = 0, b = 0, a = 1;

  /// From 0xRRGGBB.
  static constexpr Colour hex(std::uint32_t rgb, float alpha = 1.0f) {
    return {static_cast<float>((rgb >> 16) & 255u) / 255.0f, static_cast<float>((rgb >> 8) & 255u) / 255.0f,
            static_cast<float>(rgb & 255u) / 255.0f, alpha};
  }
  [[nodiscard]] constexpr Colour withAlpha(float alpha) const { return {r, g, b, alpha}; }
  /// 0xRRGGBB, for Qt style sheets and pens.
  [[nodiscard]] std::uint32_t rgb() const;
  /// 0xAABBGGRR, the layout of ImGui's ImU32.
  [[nodiscard]] std::uint32_t packed() const;

  friend bool operator==(const Colour&, const Colour&) = default;
};

/// `a` at 0, `b` at 1, straight through sRGB.
Colour mix(const Colour& a, const Colour& b, float fraction);
/// Relative luminance of WCAG 2.1, in [0, 1]; alpha is ignored.
float luminance(const Colour& colour);
/// WCAG 2.1 contrast of two opaque colours, in [1, 21].
float contrast(const Colour& a, const Colour& b);

}  // namespace spolab
