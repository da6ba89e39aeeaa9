#pragma once

#include <QToolButton>

#include "app/studio/view_recording.h"

class QAction;

namespace spolab {

/// "Record the view": asks for a file, then stands in the status bar with the time that has been filmed; a click ends
/// the film. Hidden while nothing is recorded. Lives on the window's thread.
class RecordButton : public QToolButton {
  Q_OBJECT

 public:
  /// `action`, checked while pictures are taken, begins and ends a film as well. Borrows both, which outlive it.
  RecordButton(StageWindow& stage, QAction& action, QWidget* parent);

  /// Begins at once. Throws nothing: what is wrong comes as failed().
  void record(const QString& file);
  /// Ends the film; its file is completed behind the window.
  void stop();
  [[nodiscard]] const ViewRecording& recording() const { return recording_; }

 Q_SIGNALS:
  void failed(const QString& what, const QString& why, const QString& advice);
  void saved(const QString& file);
  /// Nothing is being filmed or completed any more; false: there is no film.
  void done(bool saved);

 private:
  void toggle();
  void ask();
  void showTime();
  void ended();

  QAction& action_;
  ViewRecording recording_;
};

}  // namespace spolab
