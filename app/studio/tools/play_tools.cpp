#include "app/studio/tools/play_tools.h"

#include "app/studio/tools/body_tools.h"

namespace spolab {
namespace {

struct Tools {
  const char* envId;
  QWidget* (*make)(PlayController& play, WatchController& watch, QWidget* parent);
};

constexpr Tools kTools[]{
    {"half-cheetah", makeBodyTools},   {"hopper", makeBodyTools}, {"walker2d", makeBodyTools},
    {"parkour-walker", makeBodyTools}, {"ant", makeBodyTools},    {"humanoid", makeBodyTools},
};

}  // namespace

QWidget* makePlayTools(const std::string& envId, PlayController& play, WatchController& watch, QWidget* parent) {
  for (const Tools& tools : kTools)
    if (envId == tools.envId) return tools.make(play, watch, parent);
  return nullptr;
}

}  // namespace spolab
