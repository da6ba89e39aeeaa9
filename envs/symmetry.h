#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace spolab {

struct EnvSpec;

/// A relabelling g under which a world with discrete actions stays the same world: step(g·s, g·a) = g·step(s, a), with
/// equal rewards and endings. Given by what it does to observations and to actions.
struct Symmetry {
  std::vector<std::uint32_t> tokenFrom;  ///< [tokenCount] token i of g·o is token tokenFrom[i] of o, with a new label
  std::vector<std::uint8_t> tokenLabel;  ///< [vocabulary] the new label of each token value
  std::vector<std::uint32_t> floatFrom;  ///< [floatCount] float i of g·o is float floatFrom[i] of o
  std::vector<std::int32_t> action;      ///< [actions] g·a
};

/// g·o: `observation` [observationBytes] → `out` [observationBytes], which may not overlap.
void applySymmetry(const Symmetry& symmetry, const EnvSpec& spec, std::span<const std::byte> observation,
                   std::span<std::byte> out);

/// Requires a square board and four actions. The symmetries of such a board (rotations and reflections, 8 with the
/// identity first) whose actions 0 to 3 are up, right, down, left. The board is the tokens (tokenShape) or the planes
/// (planeShape) of `spec`; all other floats and all labels stay.
std::vector<Symmetry> squareBoardSymmetries(const EnvSpec& spec);

}  // namespace spolab
