#include "tests/golden/picture_compare.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace spolab {

PictureDifference comparePictures(const Image& expected, const Image& actual) {
  constexpr int kBroken = 32;
  PictureDifference out;
  out.picture = expected;
  std::size_t broken = 0;
  for (std::size_t i = 0; i < expected.pixels.size(); i += 4) {
    int worst = 0, sum = 0;
    for (std::size_t part = i; part < i + 3; ++part) {
      const int off = std::abs(int{expected.pixels[part]} - int{actual.pixels[part]});
      worst = std::max(worst, off);
      sum += expected.pixels[part];
      out.meanSquare += static_cast<double>(off) * off;
    }
    broken += worst > kBroken ? 1 : 0;
    const auto grey = static_cast<std::uint8_t>(sum / 6);
    out.picture.pixels[i] = static_cast<std::uint8_t>(std::min(grey + 4 * worst, 255));
    out.picture.pixels[i + 1] = out.picture.pixels[i + 2] = grey;
  }
  const double pixels = static_cast<double>(std::max<std::size_t>(expected.pixels.size() / 4, 1));
  out.meanSquare /= 3.0 * pixels;
  out.brokenShare = static_cast<double>(broken) / pixels;
  return out;
}

}  // namespace spolab
