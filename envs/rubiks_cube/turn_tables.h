#pragma once

#include <array>
#include <cstdint>

#include "envs/rubiks_cube/rubiks_cube.h"

/// The 18 turns as permutations, expanded at compile time from the cycles of the six clockwise turns.
namespace spolab::cube {

/// Where each of 64 state bytes comes from; the bytes behind the stickers stay in place.
using TurnTable = std::array<std::uint8_t, sizeof(State)>;

namespace detail {

/// Cycle (a b c d): the sticker at a moves to b, b to c, c to d, d to a.
using Cycle = std::array<std::uint8_t, 4>;

inline constexpr std::array<std::array<Cycle, 5>, kFaces> kClockwiseCycles{{
    {{{0, 2, 8, 6}, {1, 5, 7, 3}, {9, 36, 27, 18}, {10, 37, 28, 19}, {11, 38, 29, 20}}},
    {{{9, 11, 17, 15}, {10, 14, 16, 12}, {6, 18, 47, 44}, {7, 21, 46, 41}, {8, 24, 45, 38}}},
    {{{18, 20, 26, 24}, {19, 23, 25, 21}, {2, 33, 47, 11}, {5, 30, 50, 14}, {8, 27, 53, 17}}},
    {{{27, 29, 35, 33}, {28, 32, 34, 30}, {0, 42, 53, 20}, {1, 39, 52, 23}, {2, 36, 51, 26}}},
    {{{36, 38, 44, 42}, {37, 41, 43, 39}, {0, 9, 45, 35}, {3, 12, 48, 32}, {6, 15, 51, 29}}},
    {{{45, 47, 53, 51}, {46, 50, 52, 48}, {15, 24, 33, 42}, {16, 25, 34, 43}, {17, 26, 35, 44}}},
}};

constexpr TurnTable identity() {
  TurnTable table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::uint8_t>(i);
  return table;
}

constexpr TurnTable clockwise(int face) {
  TurnTable table = identity();
  for (const Cycle& cycle : kClockwiseCycles[static_cast<std::size_t>(face)])
    for (std::size_t k = 0; k < 4; ++k) table[cycle[(k + 1) % 4]] = cycle[k];
  return table;
}

/// `first`, then `second`.
constexpr TurnTable chain(const TurnTable& first, const TurnTable& second) {
  TurnTable table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = first[second[i]];
  return table;
}

constexpr std::array<TurnTable, kTurns> allTurns() {
  std::array<TurnTable, kTurns> turns{};
  for (int face = 0; face < kFaces; ++face) {
    const TurnTable quarter = clockwise(face);
    const TurnTable half = chain(quarter, quarter);
    const auto first = static_cast<std::size_t>(3 * face);
    turns[first] = quarter;
    turns[first + 1] = chain(half, quarter);
    turns[first + 2] = half;
  }
  return turns;
}

}  // namespace detail

/// [turn]: place i shows what was at kTurnTables[turn][i].
alignas(64) inline constexpr std::array<TurnTable, kTurns> kTurnTables = detail::allTurns();

/// The bytes of the solved cube.
alignas(64) inline constexpr std::array<std::uint8_t, sizeof(State)> kSolvedBytes = [] {
  std::array<std::uint8_t, sizeof(State)> bytes{};
  for (std::size_t i = 0; i < kStickers; ++i) bytes[i] = static_cast<std::uint8_t>(i / 9);
  return bytes;
}();

}  // namespace spolab::cube
