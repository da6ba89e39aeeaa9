#pragma once

#include <memory>
#include <string>

#include "core/base/rng.h"
#include "envs/sokoban/board.h"

namespace spolab::sokoban {

/// Where the levels of episodes come from, for one board. Any number of threads may draw at once.
class LevelSource {
 public:
  virtual ~LevelSource() = default;
  /// Writes the state of a level drawn with `rng`, which alone decides which one it is.
  virtual void draw(StateSpan state, Rng& rng) const = 0;
  /// Levels that are listed, 0 where they are made.
  [[nodiscard]] virtual int count() const { return 0; }
  /// Writes the state of level `index`, 0 to count() − 1, in the order they are listed.
  virtual void write(int index, StateSpan state) const;
  /// Boxes of the level that has most of them.
  [[nodiscard]] virtual int mostBoxes() const = 0;
};

/// Levels of a file or folder (level_text.h), each as likely as any other. Throws a usage Error that names the place of
/// a level that does not fit on the board.
std::shared_ptr<const LevelSource> givenLevels(const Board& board, const std::string& path);

/// What levels the program should make.
struct MakingSettings {
  int boxesMin = 4, boxesMax = 4;     ///< 1 to mostMadeBoxes()
  int pushesMin = 1, pushesMax = 40;  ///< of the shortest solution, wherever a room allows it
  bool heldOut = false;               ///< for evaluation: a level is kept out of training by a hash of its cells
};
/// 65,536 levels of the program's own making. Each is made when it is first drawn, from its number alone, and kept.
std::shared_ptr<const LevelSource> madeLevels(const Board& board, const MakingSettings& settings);
/// The most boxes madeLevels() puts on a board.
int mostMadeBoxes(const Board& board);

/// Level on the square `board` turned by `image` / 2 quarters and, for odd `image`, mirrored; 0 to 7.
Level imageOf(const Level& level, int image);

}  // namespace spolab::sokoban
