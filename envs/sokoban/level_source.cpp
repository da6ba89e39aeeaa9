#include "envs/sokoban/level_source.h"

#include <cstring>
#include <vector>

#include "core/base/check.h"
#include "core/base/error.h"
#include "envs/sokoban/level_check.h"
#include "envs/sokoban/level_text.h"

namespace spolab::sokoban {
namespace {

/// One in this many levels is kept for evaluation.
constexpr std::uint64_t kHeldOutShare = 4;

/// FNV-1a over a level's state at the start.
std::uint64_t hashOf(StateView state) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const std::byte byte : state) hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001B3u;
  return hash ^ hash >> 32;
}

class GivenLevels final : public LevelSource {
 public:
  GivenLevels(const Board& board, const std::string& path) : stateBytes_(board.stateBytes()) {
    readLevels(path, [&](const Level& level, const LevelPlace& place) {
      if (!board.fits(level))
        throw Error::usage("levels of at most " + std::to_string(board.size()) + " rows and columns (env.size)",
                           std::to_string(level.rows) + " rows and " + std::to_string(level.columns) + " columns",
                           place.text());
      states_.resize(states_.size() + stateBytes_);
      board.load(level, 0, std::span(states_).last(stateBytes_));
    });
  }

  void draw(const Board& board, StateSpan state, Rng& rng) const override {
    SPOLAB_CHECK_EQ(board.stateBytes(), stateBytes_);
    const std::size_t i = rng.below(static_cast<std::uint32_t>(states_.size() / stateBytes_));
    std::memcpy(state.data(), &states_[i * stateBytes_], stateBytes_);
  }

 private:
  std::size_t stateBytes_;
  std::vector<std::byte> states_;  ///< [levels, stateBytes]
};

Level roomOf(int size, int boxes, Rng& rng) {
  Level level{size, size, std::vector<std::uint8_t>(static_cast<std::size_t>(size * size), kFloor), {}};
  const auto side = static_cast<std::uint32_t>(size);
  for (std::uint32_t i = 0; i < side * side; ++i)
    if (i / side == 0 || i % side == 0 || i / side == side - 1 || i % side == side - 1) level.cells[i] = kWall;
  const auto put = [&](std::uint8_t code) {
    std::uint32_t i = 0;
    do i = rng.below(side * side);
    while (level.cells[i] != kFloor);
    level.cells[i] = code;
  };
  for (int b = 0; b < boxes; ++b) {
    put(kTarget);
    put(kBox);
  }
  put(kPlayer);
  return level;
}

class MadeLevels final : public LevelSource {
 public:
  MadeLevels(int boxesMin, int boxesMax, bool heldOut) : boxesMin_(boxesMin), boxesMax_(boxesMax), heldOut_(heldOut) {}

  void draw(const Board& board, StateSpan state, Rng& rng) const override {
    do {
      const int boxes = boxesMin_ + static_cast<int>(rng.below(static_cast<std::uint32_t>(boxesMax_ - boxesMin_ + 1)));
      board.load(roomOf(board.size(), boxes, rng), 0, state);
    } while ((hashOf(state) % kHeldOutShare == 0) != heldOut_);
  }

 private:
  int boxesMin_, boxesMax_;
  bool heldOut_;
};

}  // namespace

std::shared_ptr<const LevelSource> givenLevels(const Board& board, const std::string& path) {
  return std::make_shared<GivenLevels>(board, path);
}

std::shared_ptr<const LevelSource> madeLevels(const Board& /*board*/, int boxesMin, int boxesMax, bool heldOut) {
  return std::make_shared<MadeLevels>(boxesMin, boxesMax, heldOut);
}

}  // namespace spolab::sokoban
