#pragma once

#include <optional>

#include "envs/sokoban/level.h"

namespace spolab {

/// What a person drew in the level editor and did not save, remembered over other worlds and starts of the program. It
/// need not be a level that can be played. Nothing where none is, or where what was remembered is damaged.
std::optional<sokoban::Level> levelDraft();
void keepLevelDraft(const sokoban::Level& level);
void forgetLevelDraft();

}  // namespace spolab
