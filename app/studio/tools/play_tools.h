#pragma once

#include <string>

class QWidget;

namespace spolab {

class PlayController;
class WatchController;

/// What a world of its own needs below the moves while a person plays; null where there is nothing.
QWidget* makePlayTools(const std::string& envId, PlayController& play, WatchController& watch, QWidget* parent);

}  // namespace spolab
