#include "envs/rubiks_cube/scramble.h"

#include <array>

#include "core/base/rng.h"

namespace spolab::cube {

bool worthTrying(int next, int before) {
  if (before < 0) return true;
  constexpr std::array<int, kFaces> kAxis{0, 1, 2, 1, 2, 0};
  const int face = next / 3;
  const int faceBefore = before / 3;
  if (face == faceBefore) return false;
  return kAxis[static_cast<std::size_t>(face)] != kAxis[static_cast<std::size_t>(faceBefore)] || face > faceBefore;
}

std::vector<int> scrambleOf(int length, std::uint64_t seed) {
  constexpr std::uint32_t kForPeople = 1;  // apart from the episodes of the same seed
  Rng rng(seed, Stream::kReset, 0, 0, 0, kForPeople);
  std::vector<int> turns;
  while (static_cast<int>(turns.size()) < length) {
    const int turn = static_cast<int>(rng.below(kTurns));
    if (worthTrying(turn, turns.empty() ? -1 : turns.back())) turns.push_back(turn);
  }
  return turns;
}

}  // namespace spolab::cube
