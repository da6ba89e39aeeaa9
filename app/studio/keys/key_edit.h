#pragma once

#include <QKeySequence>
#include <QLineEdit>

namespace spolab {

/// Takes the next keys that are pressed, at once and whatever they do elsewhere. Tab, Enter and Esc keep their meaning
/// in a dialog and cannot be chosen.
class KeyEdit : public QLineEdit {
  Q_OBJECT

 public:
  explicit KeyEdit(QWidget* parent);
  void setKeys(const QKeySequence& keys);

 Q_SIGNALS:
  void keysPressed(const QKeySequence& keys);

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace spolab
