#pragma once

#include <cstdint>
#include <span>

namespace spolab::planar {

/// Rough ground as a pure function of a seed: any piece can be asked for at any time, nothing is built or kept.
///
/// Cells of 1.2 m, in pairs: the first of a pair leads from the height of the pair before to its own, by a step or a
/// slope, the second is level and may end in a gap. Pair 0 and all before it are flat at height 0.
///
///        step ____________        gap        slope ________
///   ________|             |_______     _______-----
///     pair 0 |   pair 1    |   pair 2    |   pair 3
class Terrain {
 public:
  static constexpr double kCellLength = 1.2;   ///< m
  static constexpr float kPitDepth = 1.0f;     ///< what ground() reports within a gap, below height 0
  static constexpr double kRampLength = 30.0;  ///< m until obstacles have their full size

  /// The ground of one cell, from `left` to `right` (m from the cell's left end), rising from one height to the other.
  struct Piece {
    float left = 0, right = 0;
    float leftHeight = 0, rightHeight = 0;
    friend bool operator==(const Piece&, const Piece&) = default;
  };

  /// `difficulty` ∈ [0, 1.5]: 0 is flat, 1 has steps up to 0.36 m and gaps up to 0.6 m.
  Terrain(std::uint64_t seed, double difficulty) : seed_(seed), difficulty_(difficulty) {}

  static std::int64_t cellOf(double x);
  [[nodiscard]] Piece piece(std::int64_t cell) const;
  /// The pieces of `first` and the cells behind it.
  void pieces(std::int64_t first, std::span<Piece> out) const;
  /// Height at x, gaps bridged level.
  [[nodiscard]] float surface(double x) const;
  /// Height at x, −kPitDepth within a gap.
  [[nodiscard]] float ground(double x) const;

 private:
  /// Two cells.
  struct Pair {
    float height = 0;
    bool slope = false;
    float gapBefore = 0;  ///< length missing at the end of the pair before
  };
  [[nodiscard]] Pair pair(std::int64_t number) const;
  /// The second and the first cell of the pair `here`.
  static Piece levelPiece(const Pair& here, const Pair& behind);
  static Piece leadingPiece(const Pair& before, const Pair& here);

  std::uint64_t seed_;
  double difficulty_;
};

}  // namespace spolab::planar
