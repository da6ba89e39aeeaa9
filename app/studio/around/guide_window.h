#pragma once

class QWidget;

namespace spolab {

/// Shows the user guide (docs/GUIDE.md) with its pictures in a window of its own, made on the first call. False where
/// the guide is not installed.
bool showGuide(QWidget* parent);

}  // namespace spolab
