#include "app/studio/tools/play_tools.h"

#include "app/studio/tools/cube_tools.h"
#include "envs/rubiks_cube/hidden_faces.h"

namespace spolab {

QWidget* makePlayTools(const std::string& envId, PlayController& play, WatchController& watch, QWidget* parent) {
  if (envId == "rubiks-cube") return new CubeTools(play, watch, parent);
  return nullptr;
}

HiddenParts hiddenPartsOf(const std::string& envId) {
  if (envId == "rubiks-cube") return &cube::addHiddenFaces;
  return nullptr;
}

}  // namespace spolab
