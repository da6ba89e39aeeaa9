#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/trace/scene.h"

namespace spolab {

/// How much of the sky each place of the ground has lost to what stands over it: a small picture, made on the CPU from
/// the footprints of all solid things, sharp where they touch the ground and soft where they are high above it.
struct ContactShadow {
  static constexpr int kSize = 96;

  std::vector<std::uint8_t> darkness;  ///< [kSize, kSize], row = y, 255 = all light gone
  float x = 0, y = 0;                  ///< world place of the map's corner
  float side = 1;                      ///< metres

  /// `light` points towards the key light; high things throw their shadow away from it. Ground tiles throw none.
  void build(const Scene& scene, const Vec3& light);

 private:
  std::vector<float> open_;  // [kSize, kSize] share of light left
};

}  // namespace spolab
