#pragma once

class QAction;
class QDialog;
class QMenuBar;
class QWidget;

namespace spolab {

class Controls;
class KeyMap;
struct EnvSpec;

/// All keys and mouse gestures on one page: every entry of `menus` that has a shortcut, under the name of its menu; the
/// keys and gestures that are in no menu; those of playing in `world` where it has some (both may be null), as `map`
/// has them now; `change` gives them others. Owned by `parent`, shown without blocking it.
QDialog* makeShortcutSheet(QWidget* parent, const QMenuBar& menus, const EnvSpec* world, const Controls* controls,
                           const KeyMap& map, QAction& change);

}  // namespace spolab
