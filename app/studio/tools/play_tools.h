#pragma once

#include <string>

#include "core/trace/scene.h"

class QWidget;

namespace spolab {

class PlayController;
class WatchController;

/// What a world of its own needs in Play, below the moves; null where buttons and keys are enough. The controllers
/// outlive it.
QWidget* makePlayTools(const std::string& envId, PlayController& play, WatchController& watch, QWidget* parent);

/// Adds to the drawn scene of a world what a viewer at `eye` could not see of it; null where nothing is hidden.
using HiddenParts = void (*)(const Vec3& eye, Scene& scene);
HiddenParts hiddenPartsOf(const std::string& envId);

}  // namespace spolab
