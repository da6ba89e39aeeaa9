#include "render/colour.h"

#include <algorithm>
#include <cmath>

namespace spolab {
namespace {

std::uint32_t byteOf(float part) {
  return static_cast<std::uint32_t>(std::lround(std::clamp(part, 0.0f, 1.0f) * 255.0f));
}

/// sRGB part to linear light (IEC 61966-2-1).
float linear(float part) { return part <= 0.04045f ? part / 12.92f : std::pow((part + 0.055f) / 1.055f, 2.4f); }

}  // namespace

std::uint32_t Colour::rgb() const { return byteOf(r) << 16 | byteOf(g) << 8 | byteOf(b); }

std::uint32_t Colour::packed() const { return byteOf(a) << 24 | byteOf(b) << 16 | byteOf(g) << 8 | byteOf(r); }

Colour mix(const Colour& a, const Colour& b, float fraction) {
  const float t = std::clamp(fraction, 0.0f, 1.0f);
  return {a.r + t * (b.r - a.r), a.g + t * (b.g - a.g), a.b + t * (b.b - a.b), a.a + t * (b.a - a.a)};
}

float luminance(const Colour& colour) {
  return 0.2126f * linear(colour.r) + 0.7152f * linear(colour.g) + 0.0722f * linear(colour.b);
}

float contrast(const Colour& a, const Colour& b) {
  const float la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05f) / (std::min(la, lb) + 0.05f);
}

}  // namespace spolab
