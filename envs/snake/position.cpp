#include <algorithm>

#include "core/base/check.h"
#include "envs/snake/board.h"

namespace spolab::snake {
namespace {

template <int kWords>
Position unpacked(const State<kWords>& state, int size) {
  const std::array<int, kDirections> stride{-size, 1, size, -1};
  Position position;
  position.size = size;
  position.fruit = state.fruit == kNowhere ? -1 : state.fruit;
  position.steps = state.steps;
  position.chance = state.chance;
  position.body.resize(state.length);
  int cell = state.tail;
  for (std::size_t i = state.length - 1; i > 0; --i) {
    position.body[i] = cell;
    cell += stride[aheadOf(state, static_cast<std::uint32_t>(cell))];
  }
  position.body[0] = cell;
  SPOLAB_CHECK_EQ(cell, int{state.head});
  return position;
}

template <int kWords>
void pack(const Position& position, StateSpan bytes) {
  const std::array<int, kDirections> stride{-position.size, 1, position.size, -1};
  State<kWords> state;
  state.chance = position.chance;
  state.tail = static_cast<std::uint16_t>(position.body.back());
  state.fruit = position.fruit < 0 ? kNowhere : static_cast<std::uint16_t>(position.fruit);
  state.length = static_cast<std::uint16_t>(position.body.size());
  state.steps = static_cast<std::uint16_t>(position.steps);
  enter(state, state.tail);
  for (std::size_t i = position.body.size() - 1; i-- > 0;) {
    const int next = position.body[i];
    const auto direction = std::find(stride.begin(), stride.end(), next - int{state.head});
    SPOLAB_CHECK(direction != stride.end());
    pointHead(state, static_cast<std::uint32_t>(direction - stride.begin()));
    enter(state, static_cast<std::uint16_t>(next));
  }
  std::memcpy(bytes.data(), &state, sizeof state);
}

template <int kWords>
State<kWords> load(StateView bytes) {
  SPOLAB_CHECK_EQ(bytes.size(), sizeof(State<kWords>));
  State<kWords> state;
  std::memcpy(&state, bytes.data(), sizeof state);
  return state;
}

}  // namespace

int wordsFor(int size) {
  const int words = (size * size + 63) / 64;
  return words <= 1 ? 1 : words <= 3 ? 3 : kMostWords;
}

Position positionOf(StateView state, int size) {
  switch (wordsFor(size)) {
    case 1:
      return unpacked(load<1>(state), size);
    case 3:
      return unpacked(load<3>(state), size);
    default:
      return unpacked(load<kMostWords>(state), size);
  }
}

void writePosition(const Position& position, StateSpan state) {
  switch (wordsFor(position.size)) {
    case 1:
      return pack<1>(position, state);
    case 3:
      return pack<3>(position, state);
    default:
      return pack<kMostWords>(position, state);
  }
}

void reseedChance(StateSpan state, std::uint64_t seed) {
  // Scrambled, or streams of neighbouring seeds would begin a step apart.
  const std::uint64_t stream = scrambled(seed + kChanceStride);
  std::memcpy(state.data(), &stream, sizeof stream);
}

}  // namespace spolab::snake
