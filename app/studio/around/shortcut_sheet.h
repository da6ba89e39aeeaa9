#pragma once

#include <string>

class QDialog;
class QMenuBar;
class QWidget;

namespace spolab {

class Controls;

/// All keys and mouse gestures on one page: every entry of `menus` that has a shortcut, under the name of its menu; the
/// keys and gestures that are in no menu; those of playing in `world` where it has some (`controls` may be null). Owned
/// by `parent`, shown without blocking it.
QDialog* makeShortcutSheet(QWidget* parent, const QMenuBar& menus, const std::string& world, const Controls* controls);

}  // namespace spolab
