#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <QString>

#include "app/studio/keys/key_map.h"

namespace spolab {

class Controls;

/// Keys that belong together, a line of the key sheet.
struct KeyLine {
  std::vector<KeyCommand> commands;
  QString text;  ///< what they do together
};

/// Of the world and the panels beside it, of every world in Play, of the camera.
std::vector<KeyLine> episodeKeyLines();
std::vector<KeyLine> playKeyLines();
std::vector<KeyLine> cameraKeyLines();
/// Of playing in one world; `envId` and `title` are its own.
std::vector<KeyCommand> worldKeyCommands(const std::string& envId, const std::string& title, const Controls& controls);

/// Of Sokoban's levels, the one before and the next; KeyMap::bind() gives them their buttons once these are there.
std::vector<KeyCommand> levelKeyCommands();

/// Every command that has a key: those above, of every world there is, and those bound to `map`.
std::vector<KeyCommand> allKeyCommands(const KeyMap& map);

/// {"D  Shift+D", "one search depth, one phase"}: as `map` has them now. No keys at all: an empty first.
std::pair<QString, QString> sheetLine(const KeyLine& line, const KeyMap& map);

/// "S  C" as `map` has them now, of commands of one layer by the program's own keys.
QString namesOf(const KeyMap& map, const QString& layer, std::initializer_list<const char*> standards);

}  // namespace spolab
