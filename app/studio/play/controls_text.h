#pragma once

#include <utility>
#include <vector>

#include <QString>

#include "envs/controls.h"

namespace spolab {

/// "Shift+R", "←".
QString keyName(const KeyBinding& binding);

/// Keys and what they do, one line per key: {"U  Shift+U  Alt+U", "turn the upper face clockwise, anticlockwise, by
/// half a turn"}. What the sentences of one key have in common is said once.
std::vector<std::pair<QString, QString>> keyLines(const Controls& controls);

}  // namespace spolab
