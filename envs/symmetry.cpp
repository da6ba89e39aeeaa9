#include "envs/symmetry.h"

#include <array>
#include <cstring>
#include <numeric>

#include "core/base/check.h"
#include "envs/env.h"

namespace spolab {
namespace {

template <typename T>
std::vector<T> identity(std::size_t count) {
  std::vector<T> list(count);
  std::iota(list.begin(), list.end(), T{0});
  return list;
}

/// One of the eight: first mirrored left to right or not, then turned clockwise by quarters.
struct BoardMotion {
  bool mirrored;
  int quarters;

  /// Where the cell (row, column) of a board with `side` rows goes.
  [[nodiscard]] std::array<int, 2> cell(int row, int column, int side) const {
    if (mirrored) column = side - 1 - column;
    for (int q = 0; q < quarters; ++q) {
      const int turned = side - 1 - row;
      row = column;
      column = turned;
    }
    return {row, column};
  }
  /// Up, right, down, left are 0 to 3, clockwise.
  [[nodiscard]] std::int32_t direction(std::int32_t d) const {
    if (mirrored) d = (4 - d) % 4;
    return (d + quarters) % 4;
  }
};

}  // namespace

void applySymmetry(const Symmetry& symmetry, const EnvSpec& spec, std::span<const std::byte> observation,
                   std::span<std::byte> out) {
  SPOLAB_CHECK_EQ(observation.size(), spec.observationBytes());
  SPOLAB_CHECK_EQ(out.size(), observation.size());
  for (std::size_t i = 0; i < symmetry.floatFrom.size(); ++i) {
    std::memcpy(&out[i * sizeof(float)], &observation[symmetry.floatFrom[i] * sizeof(float)], sizeof(float));
  }
  const std::size_t tokens = sizeof(float) * symmetry.floatFrom.size();
  for (std::size_t i = 0; i < symmetry.tokenFrom.size(); ++i) {
    const auto value = std::to_integer<std::size_t>(observation[tokens + symmetry.tokenFrom[i]]);
    out[tokens + i] = static_cast<std::byte>(symmetry.tokenLabel[value]);
  }
}

std::vector<Symmetry> squareBoardSymmetries(const EnvSpec& spec) {
  SPOLAB_CHECK_EQ(spec.actionCount(), 4);
  const bool planes = !spec.planeShape.empty();
  const std::vector<int>& shape = planes ? spec.planeShape : spec.tokenShape;
  const int side = shape.back();
  SPOLAB_CHECK_EQ(shape[shape.size() - 2], side);
  const int layers = planes ? shape[0] : 1;
  std::vector<Symmetry> all;
  for (const bool mirrored : {false, true}) {
    for (int quarters = 0; quarters < 4; ++quarters) {
      const BoardMotion motion{mirrored, quarters};
      Symmetry symmetry{identity<std::uint32_t>(static_cast<std::size_t>(spec.tokenCount)),
                        identity<std::uint8_t>(static_cast<std::size_t>(spec.tokenVocabulary)),
                        identity<std::uint32_t>(static_cast<std::size_t>(spec.floatCount)),
                        {}};
      std::vector<std::uint32_t>& from = planes ? symmetry.floatFrom : symmetry.tokenFrom;
      for (int layer = 0; layer < layers; ++layer) {
        for (int row = 0; row < side; ++row) {
          for (int column = 0; column < side; ++column) {
            const auto [toRow, toColumn] = motion.cell(row, column, side);
            from[static_cast<std::size_t>((layer * side + toRow) * side + toColumn)] =
                static_cast<std::uint32_t>((layer * side + row) * side + column);
          }
        }
      }
      for (std::int32_t d = 0; d < 4; ++d) symmetry.action.push_back(motion.direction(d));
      all.push_back(std::move(symmetry));
    }
  }
  return all;
}

}  // namespace spolab
