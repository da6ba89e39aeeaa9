#include <array>
#include <cstring>

#include "core/base/check.h"
#include "envs/sokoban/board.h"

namespace spolab::sokoban {
namespace {

/// Reward by [boxes on target gained + 1][all on target]: 1 for a gain, 10 for the last one, −0.1 for the step.
constexpr std::array<std::array<float, 2>, 3> kRewards{{{-1.1f, 8.9f}, {-0.1f, 9.9f}, {0.9f, 10.9f}}};

/// The number of words is known to the compiler, and no branch depends on the position, so a random action costs no
/// mispredicted jump.
template <std::size_t kWords>
void stepAll(std::span<const Board::Way> ways, const StepArguments& arguments) {
  const std::size_t cells = ways.size() / kActions;
  const auto limit = static_cast<std::uint64_t>(arguments.stepLimit);
  std::array<std::uint64_t, 3 * kWords + 1> state;
  for (std::size_t i = 0; i < arguments.count; ++i) {
    std::byte* bytes = arguments.states + i * sizeof state;
    std::memcpy(state.data(), bytes, sizeof state);
    const std::uint64_t *walls = state.data(), *targets = walls + kWords;
    std::uint64_t *boxes = state.data() + 2 * kWords, &tail = state[3 * kWords];
    std::int32_t action;
    std::memcpy(&action, arguments.actions + i * sizeof action, sizeof action);
    const std::uint64_t cell = tail & 0xFFFF;
    SPOLAB_CHECK(static_cast<std::uint32_t>(action) < kActions && cell < cells);
    const Board::Way way = ways[static_cast<std::size_t>(action) * cells + cell];
    const std::size_t nearWord = kWords == 1 ? 0 : way.nearWord, farWord = kWords == 1 ? 0 : way.farWord;

    const bool open = (way.near & ~walls[nearWord]) != 0;
    const bool box = (way.near & boxes[nearWord]) != 0;
    const bool free = (way.far & ~(walls[farWord] | boxes[farWord])) != 0;
    const bool moves = open & (!box | free);
    const bool pushes = moves & box;
    const int gain = pushes * (((way.far & targets[farWord]) != 0) - ((way.near & targets[nearWord]) != 0));
    const std::uint64_t pushed = std::uint64_t{0} - pushes;
    boxes[nearWord] ^= way.near & pushed;
    boxes[farWord] ^= way.far & pushed;
    const std::uint64_t steps = (tail >> 16) + 1;
    tail = (moves ? way.nearCell : cell) | steps << 16;

    std::uint64_t wrong = 0;
    for (std::size_t w = 0; w < kWords; ++w) wrong |= boxes[w] ^ targets[w];
    const bool solved = wrong == 0;
    std::memcpy(bytes, state.data(), sizeof state);
    arguments.rewards[i] = kRewards[static_cast<std::size_t>(gain + 1)][solved];
    arguments.flags[i] = static_cast<std::uint8_t>(solved * (kSuccess | kEnded) | (steps >= limit) * kEnded);
  }
}

}  // namespace

void stepBatch(const Board& board, const StepArguments& arguments) {
  switch (board.words()) {
    case 1:
      return stepAll<1>(board.ways(), arguments);
    case 2:
      return stepAll<2>(board.ways(), arguments);
    case 3:
      return stepAll<3>(board.ways(), arguments);
    case 4:
      return stepAll<4>(board.ways(), arguments);
    case 5:
      return stepAll<5>(board.ways(), arguments);
    default:
      return stepAll<6>(board.ways(), arguments);
  }
}

}  // namespace spolab::sokoban
