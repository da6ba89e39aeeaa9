#pragma once

#include <cstdint>

namespace spolab::snake {

/// Ones in each byte of `word` and in all bytes below it; the top byte holds the ones of the whole word. Plain
/// arithmetic, because the builds use no instructions beyond the baseline of the processor family.
constexpr std::uint64_t onesUpToByte(std::uint64_t word) {
  constexpr std::uint64_t kEveryByte = 0x0101010101010101u;
  word -= (word >> 1) & 0x5555555555555555u;
  word = (word & 0x3333333333333333u) + ((word >> 2) & 0x3333333333333333u);
  word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
  return word * kEveryByte;
}

constexpr std::uint32_t onesIn(std::uint64_t word) { return static_cast<std::uint32_t>(onesUpToByte(word) >> 56); }

/// Place of the one with `rank` ones below it; rank < onesIn(word).
constexpr std::uint32_t placeOfOne(std::uint64_t word, std::uint32_t rank) {
  constexpr std::uint64_t kEveryByte = 0x0101010101010101u;
  constexpr std::uint64_t kTopBits = 0x8080808080808080u;
  const std::uint64_t below = onesUpToByte(word);
  // A byte's top bit survives the subtraction where its sum is at most the rank: the wanted one lies above it.
  const std::uint64_t passed = (((rank * kEveryByte) | kTopBits) - below) & kTopBits;
  const auto base = static_cast<std::uint32_t>(((passed >> 7) * kEveryByte) >> 56) * 8;
  std::uint32_t left = rank - (static_cast<std::uint32_t>((below << 8) >> base) & 0xFF);
  std::uint64_t byte = word >> base;
  for (; left > 0; --left) byte &= byte - 1;
  std::uint32_t place = base;
  for (; (byte & 1) == 0; byte >>= 1) ++place;
  return place;
}

static_assert(onesIn(0xF0F0F0F0F0F0F0FFu) == 36 && placeOfOne(0x8000000000000001u, 1) == 63);

}  // namespace spolab::snake
