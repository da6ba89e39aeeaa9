#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/settings.h"
#include "envs/env.h"
#include "envs/sokoban/board.h"

namespace spolab {

/// Settings of Sokoban. Group "env".
struct SokobanSettings {
  std::int64_t size = 10;        ///< rows and columns of the board, walls counted, 5 to 20
  std::int64_t boxes = 4;        ///< most boxes of a level the program makes
  std::int64_t boxesMin = 0;     ///< fewest of them; 0: the same as `boxes`
  std::int64_t pushesMin = 1;    ///< fewest pushes its shortest solution has, where a room allows it
  std::int64_t pushesMax = 40;   ///< most of them
  std::string levels;            ///< file or folder of levels to play instead; empty: the program makes its own
  std::string evalLevels;        ///< the same for evaluation; empty: as in training
  std::int64_t stepLimit = 120;  ///< moves until an episode ends, 1 to 10000

  friend bool operator==(const SokobanSettings&, const SokobanSettings&) = default;
};
void describe(SokobanSettings& settings, Schema& schema);

/// Throws a usage Error when settings contradict one another or a level file is unfit (sokoban/level_text.h).
/// `heldOut`: levels of the program's own making that no training ever sees.
std::unique_ptr<Env> makeSokoban(const SokobanSettings& settings, bool heldOut = false);

namespace sokoban {

/// Fills `scene` with the board; `action` −1: at rest, else `fraction` ∈ [0, 1] of the way.
void drawBoard(const Board& board, StateView state, int action, float fraction, Scene& scene);
/// Adds the player and the boxes of a state at rest.
void drawPieces(const Board& board, StateView state, Scene& scene);
/// The middle of the player.
Vec3 playerPoint(const Board& board, StateView state);

}  // namespace sokoban
}  // namespace spolab
