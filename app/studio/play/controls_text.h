#pragma once

#include <functional>
#include <utility>
#include <vector>

#include <QKeyCombination>
#include <QString>

#include "envs/controls.h"

namespace spolab {

/// "Shift+R", "←".
QString keyName(const KeyBinding& binding);
/// The keys of `binding` as Qt knows them.
QKeyCombination qtKeys(const KeyBinding& binding);

/// Keys and what they do, one line per key: {"U  Shift+U  Alt+U", "turn the upper face clockwise, anticlockwise, by
/// half a turn"}. What the sentences of one key have in common is said once. `nameOf`: how a key is called now.
std::vector<std::pair<QString, QString>> keyLines(const Controls& controls,
                                                  const std::function<QString(const KeyBinding&)>& nameOf = keyName);

}  // namespace spolab
