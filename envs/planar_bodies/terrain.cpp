#include "envs/planar_bodies/terrain.h"

#include <algorithm>
#include <cmath>

#include "core/base/rng.h"

namespace spolab::planar {
namespace {

constexpr float kLength = static_cast<float>(Terrain::kCellLength);

// At difficulty 1 and full size.
constexpr double kHeightAtStart = 0.04, kHeightGrowth = 0.14;  ///< largest height above or below 0
constexpr double kGapLeast = 0.2, kGapRange = 0.4;             ///< length of a gap
constexpr float kShareOfSteps = 0.4f, kShareOfSlopes = 0.3f;   ///< the rest are gaps followed by a slope

}  // namespace

std::int64_t Terrain::cellOf(double x) { return static_cast<std::int64_t>(std::floor(x / kCellLength)); }

Terrain::Pair Terrain::pair(std::int64_t number) const {
  Pair pair;
  if (number <= 0 || difficulty_ <= 0) return pair;
  Rng rng(seed_, Stream::kReset, static_cast<std::uint32_t>(number));
  const double size = difficulty_ * std::min(1.0, 2 * kCellLength * static_cast<double>(number) / kRampLength);
  const double height = kHeightAtStart * difficulty_ + kHeightGrowth * size;
  pair.height = static_cast<float>(height) * (2.0f * rng.uniform() - 1.0f);
  const float kind = rng.uniform();
  pair.slope = kind >= kShareOfSteps;
  if (kind >= kShareOfSteps + kShareOfSlopes)
    pair.gapBefore = static_cast<float>(size) * static_cast<float>(kGapLeast + kGapRange * rng.uniform());
  return pair;
}

Terrain::Piece Terrain::levelPiece(const Pair& here, const Pair& behind) {
  return {0, kLength - behind.gapBefore, here.height, here.height};
}

Terrain::Piece Terrain::leadingPiece(const Pair& before, const Pair& here) {
  return {0, kLength, here.slope ? before.height : here.height, here.height};
}

Terrain::Piece Terrain::piece(std::int64_t cell) const {
  const std::int64_t number = cell >> 1;
  return (cell & 1) != 0 ? levelPiece(pair(number), pair(number + 1)) : leadingPiece(pair(number - 1), pair(number));
}

void Terrain::pieces(std::int64_t first, std::span<Piece> out) const {
  Pair before, here = pair(((first + 1) >> 1) - 1);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int64_t cell = first + static_cast<std::int64_t>(i);
    const bool level = (cell & 1) != 0;
    if (i == 0 || level) {
      before = here;
      here = pair((cell + 1) >> 1);
    }
    out[i] = level ? levelPiece(before, here) : leadingPiece(before, here);
  }
}

float Terrain::surface(double x) const {
  const std::int64_t cell = cellOf(x);
  const Piece p = piece(cell);
  const auto along = static_cast<float>(x - static_cast<double>(cell) * kCellLength);
  const float share = std::clamp(along / (p.right - p.left), 0.0f, 1.0f);
  return (1.0f - share) * p.leftHeight + share * p.rightHeight;
}

float Terrain::ground(double x) const {
  const std::int64_t cell = cellOf(x);
  const auto along = static_cast<float>(x - static_cast<double>(cell) * kCellLength);
  return along > piece(cell).right ? -kPitDepth : surface(x);
}

}  // namespace spolab::planar
