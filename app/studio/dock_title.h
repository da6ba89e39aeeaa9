#pragma once

#include <QWidget>

#include "render/theme.h"

class QDockWidget;
class QHBoxLayout;
class QToolButton;

namespace spolab {

/// Title bar of a dock: the dock's own controls in it, then a button that hides the dock. Drag it to move the dock,
/// double click to let it float.
class DockTitle : public QWidget {
 public:
  /// `content` becomes a child of the bar.
  DockTitle(QWidget* content, QDockWidget* dock);
  /// Puts `content` back into the bar after it was shown elsewhere.
  void take(QWidget* content);
  void setLook(const Theme& theme, double scale);

 private:
  QHBoxLayout* row_;
  QToolButton* close_;
};

}  // namespace spolab
