#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "envs/sokoban/floor_graph.h"

namespace spolab::sokoban {

/// The distinct positions a search has met, numbered from 0 in order of arrival. A position is the cells of its boxes,
/// ascending, and one cell that names the region of the player. 2 (boxes + 1) + about 16 bytes each.
class PositionTable {
 public:
  static constexpr std::uint32_t kFull = 0xFFFF'FFFF;

  PositionTable(const FloorGraph& graph, std::size_t boxes, std::size_t maxPositions)
      : graph_(graph), stride_(boxes + 1), maxPositions_(std::min<std::size_t>(maxPositions, kFull)) {
    slots_.assign(1024, 0);
  }

  struct Entry {
    std::uint32_t number;  ///< kFull when the position is new and there is no room
    bool isNew;
  };

  /// Number of the position `key` [boxes + 1], entered when it is new.
  Entry enter(std::span<const FloorCell> key) {
    if (size_ * 2 >= slots_.size()) grow();
    const std::uint64_t hash = hashOf(key);
    std::size_t slot = hash & (slots_.size() - 1);
    for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
      if ((slots_[slot] ^ hash) >> 32 != 0) continue;
      const auto number = static_cast<std::uint32_t>(slots_[slot]) - 1;
      if (std::ranges::equal(key, (*this)[number])) return {number, false};
    }
    if (size_ >= maxPositions_) return {kFull, true};
    keys_.insert(keys_.end(), key.begin(), key.end());
    slots_[slot] = (hash & ~std::uint64_t{kFull}) | (size_ + 1);
    return {static_cast<std::uint32_t>(size_++), true};
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  /// Boxes, then the player. Valid until the next enter().
  [[nodiscard]] std::span<const FloorCell> operator[](std::uint32_t number) const {
    return {keys_.data() + number * stride_, stride_};
  }
  [[nodiscard]] std::span<const FloorCell> boxes(std::uint32_t number) const {
    return (*this)[number].first(stride_ - 1);
  }
  [[nodiscard]] FloorCell player(std::uint32_t number) const { return (*this)[number].back(); }

 private:
  [[nodiscard]] std::uint64_t hashOf(std::span<const FloorCell> key) const {
    std::uint64_t hash = std::rotl(graph_.key(key.back()), 32) + 1;
    for (const FloorCell box : key.first(stride_ - 1)) hash ^= graph_.key(box);
    return hash;
  }

  void grow() {
    slots_.assign(slots_.size() * 4, 0);
    for (std::size_t number = 0; number < size_; ++number) {
      const std::uint64_t hash = hashOf((*this)[static_cast<std::uint32_t>(number)]);
      std::size_t slot = hash & (slots_.size() - 1);
      while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = (hash & ~std::uint64_t{kFull}) | (number + 1);
    }
  }

  const FloorGraph& graph_;
  std::size_t stride_, maxPositions_;
  std::size_t size_ = 0;
  std::vector<FloorCell> keys_;
  std::vector<std::uint64_t> slots_;  ///< open addressing: upper half of the hash, then number + 1; 0 is free
};

/// `key` with the box that stands on `from` on `to` instead, still ascending.
inline void moveBox(std::span<FloorCell> boxes, FloorCell from, FloorCell to) {
  auto at = std::lower_bound(boxes.begin(), boxes.end(), from);
  for (; at + 1 != boxes.end() && *(at + 1) < to; ++at) *at = *(at + 1);
  for (; at != boxes.begin() && *(at - 1) > to; --at) *at = *(at - 1);
  *at = to;
}

}  // namespace spolab::sokoban
