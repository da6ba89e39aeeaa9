#pragma once

#include <QObject>

class QWidget;

namespace spolab {

/// Keeps the keys with the world: in one window a click on a button or a list does not take the focus (Tab still does),
/// and the wheel turns a closed list only where it has the focus, so that a page scrolls over it and no world is left
/// by accident. For the same reason a letter does not choose in a closed list, and the focus of what is hidden goes to
/// the window and not to the next widget.
class FocusManners : public QObject {
 public:
  /// For all widgets that `window` has or will have.
  explicit FocusManners(QWidget& window);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  [[nodiscard]] bool turnedAway(QWidget& list, QEvent& event) const;

  QWidget& window_;
};

}  // namespace spolab
