#pragma once

#include <string>

class QWidget;

namespace spolab {

class PlayController;
class WatchController;

/// What a world of its own needs in Play, below the moves; null where buttons and keys are enough. The controllers
/// outlive it.
QWidget* makePlayTools(const std::string& envId, PlayController& play, WatchController& watch, QWidget* parent);

}  // namespace spolab
