#pragma once

class QWidget;
class QDialog;

namespace spolab {

/// Version, what the program is, licences, where its files are.
QDialog* makeAboutDialog(QWidget* parent);

}  // namespace spolab
