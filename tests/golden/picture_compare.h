#pragma once

#include "render/image.h"

namespace spolab {

/// How far two pictures of the same size are apart.
struct PictureDifference {
  double meanSquare = 0.0;   ///< over all pixels and the three colours, in units of one step of 255
  double brokenShare = 0.0;  ///< share of pixels with a colour more than 32 steps off
  Image picture;             ///< where they differ: grey copy of the first, differences in red
};

/// What another driver's rounding may cost: small everywhere, large almost nowhere.
inline constexpr double kLargestMeanSquare = 2.5;
inline constexpr double kLargestBrokenShare = 0.0005;

PictureDifference comparePictures(const Image& expected, const Image& actual);

}  // namespace spolab
