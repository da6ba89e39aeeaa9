#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/base/rng.h"
#include "envs/sokoban/board.h"

namespace spolab::sokoban {

/// Where the levels of episodes come from. Immutable, for any number of threads.
class LevelSource {
 public:
  virtual ~LevelSource() = default;
  /// Writes the state of a level drawn with `rng`, for the board the source was made for.
  virtual void draw(const Board& board, StateSpan state, Rng& rng) const = 0;
};

/// Levels of a file or folder (level_text.h), each as likely as any other. Throws a usage Error that names the place of
/// a level that does not fit on the board.
std::shared_ptr<const LevelSource> givenLevels(const Board& board, const std::string& path);

/// Levels the program makes when they are asked for, with boxesMin to boxesMax boxes. A level belongs to evaluation
/// (`heldOut`) or to training by a hash of its cells, whatever seed made it: the two never meet.
std::shared_ptr<const LevelSource> madeLevels(const Board& board, int boxesMin, int boxesMax, bool heldOut);

}  // namespace spolab::sokoban
