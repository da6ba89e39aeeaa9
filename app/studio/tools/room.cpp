#include "app/studio/tools/room.h"

#include <algorithm>

#include "envs/sokoban/board.h"
#include "envs/sokoban/level_text.h"

namespace spolab {

std::vector<std::string> settingsForState(const Env& env, const std::string& text) {
  if (env.spec().id != "sokoban") return {};
  const sokoban::Level level = sokoban::parseMoment(text).level;
  const int needed = std::max({level.rows, level.columns, sokoban::kMinSide});
  if (needed <= env.spec().tokenShape[0]) return {};
  return {"env.size=" + std::to_string(needed)};
}

}  // namespace spolab
