#pragma once

#include <string>

class QWidget;

namespace spolab {

class PlayController;
class WatchController;

/// What the world `envId` offers a person beside its moves; null: nothing. Borrows the controllers.
QWidget* makePlayTools(const std::string& envId, PlayController& play, WatchController& watch, QWidget* parent);

}  // namespace spolab
