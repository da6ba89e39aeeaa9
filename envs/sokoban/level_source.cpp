#include "envs/sokoban/level_source.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <vector>

#include "core/base/check.h"
#include "core/base/error.h"
#include "envs/sokoban/generator.h"
#include "envs/sokoban/level_text.h"

namespace spolab::sokoban {
namespace {

class GivenLevels final : public LevelSource {
 public:
  GivenLevels(const Board& board, const std::string& path) : stateBytes_(board.stateBytes()) {
    readLevels(path, [&](const Level& level, const LevelPlace& place) {
      if (!board.fits(level))
        throw Error::usage("levels of at most " + std::to_string(board.size()) + " rows and columns (env.size)",
                           std::to_string(level.rows) + " rows and " + std::to_string(level.columns) + " columns",
                           place.text());
      states_.resize(states_.size() + stateBytes_);
      const StateSpan state = std::span(states_).last(stateBytes_);
      board.load(level, 0, state);
      if (std::find(level.cells.begin(), level.cells.end(), kBox) == level.cells.end())
        throw Error::usage("levels to solve (env.levels)", "one whose boxes are all on targets", place.text());
      mostBoxes_ = std::max(mostBoxes_, board.boxes(state));
    });
  }

  void draw(StateSpan state, Rng& rng) const override {
    SPOLAB_CHECK_EQ(state.size(), stateBytes_);
    write(static_cast<int>(rng.below(static_cast<std::uint32_t>(count()))), state);
  }

  [[nodiscard]] int count() const override { return static_cast<int>(states_.size() / stateBytes_); }

  void write(int index, StateSpan state) const override {
    SPOLAB_CHECK(index >= 0 && index < count());
    std::memcpy(state.data(), &states_[static_cast<std::size_t>(index) * stateBytes_], stateBytes_);
  }

  [[nodiscard]] int mostBoxes() const override { return mostBoxes_; }

 private:
  std::size_t stateBytes_;
  std::vector<std::byte> states_;  ///< [levels, stateBytes]
  int mostBoxes_ = 0;
};

class MadeLevels final : public LevelSource {
 public:
  MadeLevels(const Board& board, const MakingSettings& settings)
      : board_(board),
        settings_(settings),
        // Left as it is, so that memory is taken only for levels that are made.
        states_(std::make_unique_for_overwrite<std::byte[]>(kLevels * board.stateBytes())),
        slots_(kLevels) {}

  void draw(StateSpan state, Rng& rng) const override {
    SPOLAB_CHECK_EQ(state.size(), board_.stateBytes());
    const std::uint32_t number = rng.below(kLevels);
    std::byte* kept = &states_[number * state.size()];
    if (slots_[number].load(std::memory_order_acquire) == Slot::kReady) {
      std::memcpy(state.data(), kept, state.size());
      return;
    }
    make(number, state);
    // Who comes second to the same slot keeps its own copy, which is the same: nobody waits.
    Slot expected = Slot::kEmpty;
    if (!slots_[number].compare_exchange_strong(expected, Slot::kTaken)) return;
    std::memcpy(kept, state.data(), state.size());
    slots_[number].store(Slot::kReady, std::memory_order_release);
  }

  [[nodiscard]] int mostBoxes() const override { return settings_.boxesMax; }

 private:
  enum class Slot : std::uint8_t { kEmpty, kTaken, kReady };
  static constexpr std::uint32_t kLevels = 1u << 16;
  static constexpr std::uint64_t kSeed = 0x536F6B6F62616Eu;  // "Sokoban"
  static constexpr std::uint64_t kHeldOutShare = 4;          // one in so many levels is kept for evaluation

  /// A level belongs to training or evaluation by its cells alone, whatever seed made it. Its images belong to one or
  /// the other by chance, so one that suits is nearly always found without making another level.
  void make(std::uint32_t number, StateSpan state) const {
    const std::uint32_t purpose = settings_.heldOut ? 1 : 0;
    for (std::uint32_t attempt = 0; attempt < kAttempts; ++attempt) {
      Rng rng(kSeed, Stream::kReset, number, attempt, purpose);
      const auto range = static_cast<std::uint32_t>(settings_.boxesMax - settings_.boxesMin + 1);
      GeneratorSettings wanted;
      wanted.rows = wanted.columns = board_.size();
      wanted.boxes = settings_.boxesMin + static_cast<int>(rng.below(range));
      wanted.minPushes = settings_.pushesMin;
      wanted.maxPushes = settings_.pushesMax;
      const Level level = generate(wanted, rng);
      for (int image = 0; image < 8; ++image) {
        board_.load(imageOf(level, image), 0, state);
        if ((hashOf(state) % kHeldOutShare == 0) == settings_.heldOut) return;
      }
    }
    SPOLAB_CHECK(false);
  }

  /// FNV-1a over the state at the start.
  static std::uint64_t hashOf(StateView state) {
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (const std::byte byte : state) hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001B3u;
    return hash ^ hash >> 32;
  }

  static constexpr std::uint32_t kAttempts = 1000;

  Board board_;
  MakingSettings settings_;
  std::unique_ptr<std::byte[]> states_;  ///< [kLevels, stateBytes], bytes of ready slots only
  mutable std::vector<std::atomic<Slot>> slots_;
};

}  // namespace

void LevelSource::write(int index, StateSpan /*state*/) const { SPOLAB_CHECK(index < count()); }

std::shared_ptr<const LevelSource> givenLevels(const Board& board, const std::string& path) {
  return std::make_shared<GivenLevels>(board, path);
}

std::shared_ptr<const LevelSource> madeLevels(const Board& board, const MakingSettings& settings) {
  return std::make_shared<MadeLevels>(board, settings);
}

int mostMadeBoxes(const Board& board) { return std::min(8, board.cells() / 4); }

Level imageOf(const Level& level, int image) {
  SPOLAB_CHECK_EQ(level.rows, level.columns);
  Level turned = level;
  const int last = level.rows - 1;
  for (int row = 0; row <= last; ++row)
    for (int column = 0; column <= last; ++column) {
      int fromRow = row, fromColumn = image % 2 == 0 ? column : last - column;
      for (int quarter = 0; quarter < image / 2; ++quarter) {
        const int before = fromRow;
        fromRow = last - fromColumn;
        fromColumn = before;
      }
      turned.cells[static_cast<std::size_t>(row * level.columns + column)] = level.at(fromRow, fromColumn);
    }
  return turned;
}

}  // namespace spolab::sokoban
