#pragma once

#include <QObject>

class QWidget;

namespace spolab {

/// Keeps the keys with the world: in one window a click on a button or a list does not take the focus (Tab still does),
/// and the wheel turns a closed list only where it has the focus, so that a page scrolls over it and no world is left
/// by accident.
class FocusManners : public QObject {
 public:
  /// For all widgets that `window` has or will have.
  explicit FocusManners(QWidget& window);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget& window_;
};

}  // namespace spolab
