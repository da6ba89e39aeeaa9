#include "app/studio/tools/play_tools.h"

#include "app/studio/tools/sokoban_tools.h"

namespace spolab {

QWidget* makePlayTools(const std::string& envId, PlayController& play, WatchController& watch, QWidget* parent) {
  if (envId == "sokoban") return new SokobanTools(play, watch, parent);
  return nullptr;
}

}  // namespace spolab
