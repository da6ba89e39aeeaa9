#pragma once

#include <functional>
#include <vector>

#include <QFrame>
#include <QString>

#include "render/theme.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace spolab {

/// A bar that floats over the bottom of another widget, says what was done and offers to undo it, or says why
/// something was not done. Holds what can be undone, newest last. Takes no place in any layout.
class UndoBar : public QFrame {
  Q_OBJECT

 public:
  /// Floats over `below`, which also becomes its parent.
  explicit UndoBar(QWidget* below);

  /// Says what was done; `undo` takes it back and may throw Error.
  void offer(const QString& done, std::function<void()> undo);
  /// Says a sentence, with nothing to undo.
  void say(const QString& sentence);
  /// Takes the newest step back.
  void undo();
  [[nodiscard]] bool canUndo() const { return !steps_.empty(); }
  /// What was done stays done, for good.
  void forget();
  [[nodiscard]] QString text() const;
  [[nodiscard]] QPushButton* button() const { return undo_; }
  void setLook(const Theme& theme, double scale);

 Q_SIGNALS:
  /// After a step was taken back.
  void undone();
  /// The message of an Error.
  void failed(const QString& why);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void place();

  QLabel* text_;
  QPushButton* undo_;
  QToolButton* close_;
  struct Step {
    QString done;
    std::function<void()> undo;
  };
  std::vector<Step> steps_;
};

}  // namespace spolab
