#include "app/studio/tools/play_tools.h"

#include "app/studio/tools/body_tools.h"
#include "app/studio/tools/cube_tools.h"
#include "app/studio/tools/sokoban_tools.h"

namespace spolab {
namespace {

QWidget* makeCubeTools(PlayController& play, WatchController& watch, QWidget* parent) {
  return new CubeTools(play, watch, parent);
}

QWidget* makeSokobanTools(PlayController& play, WatchController& watch, QWidget* parent) {
  return new SokobanTools(play, watch, parent);
}

struct Tools {
  const char* envId;
  QWidget* (*make)(PlayController& play, WatchController& watch, QWidget* parent);
};

constexpr Tools kTools[]{
    {"rubiks-cube", makeCubeTools}, {"sokoban", makeSokobanTools}, {"half-cheetah", makeBodyTools},
    {"hopper", makeBodyTools},      {"walker2d", makeBodyTools},   {"parkour-walker", makeBodyTools},
    {"ant", makeBodyTools},         {"humanoid", makeBodyTools},
};

}  // namespace

QWidget* makePlayTools(const std::string& envId, PlayController& play, WatchController& watch, QWidget* parent) {
  for (const Tools& tools : kTools)
    if (envId == tools.envId) return tools.make(play, watch, parent);
  return nullptr;
}

}  // namespace spolab
