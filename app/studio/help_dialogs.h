#pragma once

class QWidget;
class QDialog;

namespace spolab {

/// All keys and mouse gestures on one page. Owned by `parent`, shown without blocking it.
QDialog* makeShortcutSheet(QWidget* parent);
/// Version, what the program is, licences, where its files are.
QDialog* makeAboutDialog(QWidget* parent);

}  // namespace spolab
