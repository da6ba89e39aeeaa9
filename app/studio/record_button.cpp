#include "app/studio/record_button.h"

#include <cmath>

#include <QAction>

#include "app/episode/recording.h"
#include "app/studio/film_names.h"
#include "app/studio/save_file.h"
#include "core/base/error.h"
#include "render/video_writer.h"

namespace spolab {

RecordButton::RecordButton(StageWindow& stage, QAction& action, QWidget* parent)
    : QToolButton(parent), action_(action), recording_(stage, this) {
  setObjectName("recordButton");
  setProperty("flat", true);
  setAccessibleName(tr("End the film of the view"));
  setToolTip(tr("The view is being filmed, whatever it shows. Click to end the film and save it."));
  setFocusPolicy(Qt::TabFocus);
  hide();
  connect(this, &QToolButton::clicked, this, &RecordButton::stop);
  connect(&action_, &QAction::triggered, this, &RecordButton::toggle);
  connect(&recording_, &ViewRecording::grew, this, &RecordButton::showTime);
  connect(&recording_, &ViewRecording::progressed, this, [this](double fraction) {
    setText(tr("completing the film, %1 %").arg(static_cast<int>(std::floor(100.0 * fraction))));
  });
  connect(&recording_, &ViewRecording::finished, this, [this](const QString& file) {
    ended();
    Q_EMIT saved(file);
    Q_EMIT done(true);
  });
  connect(&recording_, &ViewRecording::failed, this, [this](const QString& why) {
    ended();
    Q_EMIT failed(tr("The film was not made"), why, tr("Choose another file or folder and record again."));
    Q_EMIT done(false);
  });
}

void RecordButton::toggle() {
  action_.setChecked(recording_.running());  // until it is so
  if (recording_.running())
    stop();
  else if (!recording_.busy())
    ask();
}

void RecordButton::ask() {
  if (const std::string problem = videoProblem(); !problem.empty()) {
    Q_EMIT failed(tr("This program cannot write films"), QString::fromStdString(problem),
                  tr("Save pictures instead (Ctrl+Shift+S)."));
    return;
  }
  const QString file = askWhereToSave(this, tr("Record the view"), freshFilmName(QStringLiteral("spolab")),
                                      tr("Films (*.mp4 *.gif);;All files (*)"), QStringLiteral(".mp4"));
  if (!file.isEmpty()) record(file);
}

void RecordButton::record(const QString& file) {
  if (recording_.busy()) return;
  try {
    const RecordingKind kind = recordingKind(file.toStdString());
    if (!isFilm(kind)) throw Error::usage("a film: .mp4 or .gif", "'" + file.toStdString() + "'", "the file's name");
    recording_.start(file.toStdString(), usualFramesPerSecond(kind));
  } catch (const std::exception& error) {
    Q_EMIT failed(tr("The film was not made"), QString::fromUtf8(error.what()), tr("Name the file .mp4 or .gif."));
    return;
  }
  action_.setChecked(true);
  setEnabled(true);
  showTime();
  show();
}

void RecordButton::stop() {
  if (!recording_.running()) return;
  recording_.stop();
  action_.setChecked(false);
  setEnabled(false);
  setText(tr("completing the film…"));
}

void RecordButton::ended() {
  action_.setChecked(false);
  hide();
}

void RecordButton::showTime() {
  const int seconds = static_cast<int>(recording_.seconds());
  const QString text = tr("● filming %1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
  if (text != this->text()) setText(text);
}

}  // namespace spolab
