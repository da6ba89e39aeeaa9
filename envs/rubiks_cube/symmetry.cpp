#include <array>
#include <vector>

#include "core/base/check.h"
#include "envs/rubiks_cube/geometry.h"
#include "envs/rubiks_cube/rubiks_cube.h"

namespace spolab::cube {
namespace {

/// A signed permutation of the axes: the cube's 24 rotations and 24 reflections are all there are.
struct Motion {
  std::array<Cell, 3> columns;  ///< images of x, y, z

  [[nodiscard]] Cell operator()(Cell v) const { return v.x * columns[0] + v.y * columns[1] + v.z * columns[2]; }
  /// −1: the motion mirrors, so that clockwise becomes anticlockwise.
  [[nodiscard]] int determinant() const { return dot(cross(columns[0], columns[1]), columns[2]); }
};

std::vector<Motion> allMotions() {
  constexpr std::array<Cell, 3> kAxes{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  constexpr int kOrders[6][3] = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {0, 2, 1}, {2, 1, 0}, {1, 0, 2}};
  std::vector<Motion> motions;
  for (const auto& order : kOrders) {
    for (int signs = 0; signs < 8; ++signs) {
      Motion motion;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        motion.columns[axis] = ((signs >> axis & 1) != 0 ? -1 : 1) * kAxes[static_cast<std::size_t>(order[axis])];
      }
      motions.push_back(motion);
    }
  }
  return motions;
}

int stickerAt(Cell cubie, Cell normal) {
  for (int i = 0; i < kStickers; ++i) {
    if (cubieOf(i) == cubie && normalOf(i) == normal) return i;
  }
  SPOLAB_CHECK(!"every motion of the cube takes stickers to stickers");
  return -1;
}

}  // namespace

std::vector<Symmetry> symmetries() {
  std::vector<Symmetry> all;
  for (const Motion& motion : allMotions()) {
    Symmetry symmetry{std::vector<std::uint32_t>(kStickers), std::vector<std::uint8_t>(kFaces), {0}, {}};
    for (int i = 0; i < kStickers; ++i) {
      const int image = stickerAt(motion(cubieOf(i)), motion(normalOf(i)));
      symmetry.tokenFrom[static_cast<std::size_t>(image)] = static_cast<std::uint32_t>(i);
      // A colour is the face that it belongs to, so colours move as faces do.
      symmetry.tokenLabel[static_cast<std::size_t>(i / 9)] = static_cast<std::uint8_t>(image / 9);
    }
    for (int turn = 0; turn < kTurns; ++turn) {
      const int face = symmetry.tokenLabel[static_cast<std::size_t>(turn / 3)];
      const int amount = turn % 3;
      const int mirrored = amount == 2 ? 2 : 1 - amount;
      symmetry.action.push_back(3 * face + (motion.determinant() > 0 ? amount : mirrored));
    }
    all.push_back(std::move(symmetry));
  }
  return all;
}

}  // namespace spolab::cube
