#pragma once

#include <string>

class QWidget;
class QDialog;

namespace spolab {

class Controls;

/// All keys and mouse gestures on one page, with those of playing in `world` where it has some (`controls` may be
/// null). Owned by `parent`, shown without blocking it.
QDialog* makeShortcutSheet(QWidget* parent, const std::string& world, const Controls* controls);
/// Version, what the program is, licences, where its files are.
QDialog* makeAboutDialog(QWidget* parent);

}  // namespace spolab
