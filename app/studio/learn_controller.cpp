#include "app/studio/learn_controller.h"

#include <algorithm>
#include <utility>

#include <QSpinBox>

#include "app/studio/core_text.h"
#include "app/studio/curves_panel.h"
#include "app/studio/number_text.h"
#include "app/studio/settings_form.h"
#include "core/base/error.h"
#include "core/config/toml_reader.h"
#include "envs/registry.h"

namespace spolab {
namespace {

RunConfig presetConfig(const Choice& choice) {
  if (choice.preset.empty()) return RunConfig(choice.env, choice.algorithm);
  return RunConfig::resolve(choice.env, choice.algorithm, choice.preset, {}, {});
}

}  // namespace

LearnController::LearnController(TopBar& bar, SettingsForm& form, QSpinBox& seed, CurvesPanel& curves, QObject* parent)
    : QObject(parent), bar_(bar), form_(form), seed_(seed), curves_(curves) {
  ask_ = [](const Question&) { return true; };
  connect(&bar_, &TopBar::chosen, this, &LearnController::onChosen);
  connect(&bar_, &TopBar::trainPressed, this, &LearnController::train);
  connect(&bar_, &TopBar::pausePressed, this,
          [this] { session_.setPaused(session_.state() != SessionState::kPaused); });
  connect(&bar_, &TopBar::stopPressed, &session_, &Session::stop);
  connect(&session_, &Session::stateChanged, this, [this](SessionState state) {
    bar_.setState(state);
    if (!session_.active()) bar_.setRate(0.0, false);
    Q_EMIT statusChanged();
    if (session_.active() || !next_) return;
    // After everybody has heard how the training ended.
    QMetaObject::invokeMethod(
        this, [this, next = *std::exchange(next_, std::nullopt)] { change(next); }, Qt::QueuedConnection);
  });
  connect(&session_, &Session::statusChanged, this, [this] {
    bar_.setRate(session_.status().stepsPerSecond, session_.active());
    if (const std::string& warning = session_.status().warning; warning != warning_) {
      warning_ = warning;
      if (!warning.empty())
        Q_EMIT failed(tr("The training goes on, but not quite as hoped"), QString::fromStdString(warning),
                      tr("Nothing needs to be done."));
    }
    if (const std::string& note = session_.status().note; note != note_) {
      note_ = note;
      if (!note.empty()) Q_EMIT noted(tr("About this training: %1").arg(QString::fromStdString(note)));
    }
    Q_EMIT statusChanged();
  });
  connect(&session_, &Session::rowsArrived, this, [this](const std::vector<MetricsRow>& rows) {
    if (std::exchange(refill_, false)) curves_.clear();
    curves_.append(rows);
  });
  connect(&session_, &Session::agentPublished, this, [this](const std::shared_ptr<const Agent>& agent) {
    Q_EMIT agentPublished(agent, !published_);
    published_ = agent->iteration() > 0;
  });
  connect(&session_, &Session::finished, this, [this](const QString& folder) {
    folder_ = folder.toStdString();
    Q_EMIT trainingFinished(folder);
  });
  connect(&session_, &Session::failed, this, [this](const QString& why) {
    Q_EMIT failed(tr("The training could not go on"), why,
                  tr("What was saved before stays. Change the settings or free the folder, then press Train again."));
  });
}

void LearnController::usePreset(const Choice& choice) {
  useConfig(presetConfig(choice), choice);
  showsRun_ = false;
  form_.setStandardText(tr("As in the preset"));
}

void LearnController::useConfig(const RunConfig& config, const Choice& choice) {
  curves_.setWorld(config.makeRules()->spec());
  form_.setConfig(config);
  choice_ = choice;
  bar_.setChoice(choice);
}

/// What would be lost is named.
bool LearnController::mayDiscardChanges(const QString& why) {
  const std::vector<std::string> changes = form_.hasConfig() ? form_.changes() : std::vector<std::string>{};
  if (changes.empty()) return true;
  QString list;
  for (const std::string& change : changes) list += QStringLiteral("\n    ") + QString::fromStdString(change);
  return ask_({tr("Discard your changes?"),
               why + QStringLiteral(" ") + tr("These changes of yours would be lost:%1").arg(list),
               tr("Discard changes"), tr("Keep them")});
}

/// Another choice ends a training: never without being told so.
bool LearnController::mayStopFor(const Choice& next) {
  const QString title = coreText("worlds", findEnv(choice_.env).title);
  const QString other = coreText("worlds", findEnv(next.env).title);
  return ask_(
      {tr("A training is running"),
       tr("%1 is learning. Choosing %2 ends this training; its checkpoint and agent are saved first, and you can "
          "go on with it later.")
           .arg(title, next.env == choice_.env ? tr("another method or preset") : other),
       tr("Stop, save and change"), tr("Keep training")});
}

void LearnController::onChosen(const Choice& choice) {
  if (choice == choice_ && !showsRun_) {
    Q_EMIT chosenAgain();
    return;
  }
  if ((session_.active() && !mayStopFor(choice)) || !mayDiscardChanges(tr("Another choice brings its own settings."))) {
    bar_.setChoice(choice_);
    return;
  }
  if (!session_.active()) {  // it may have ended while the question was open
    change(choice);
    return;
  }
  next_ = choice;
  session_.stop();
  Q_EMIT statusChanged();
}

void LearnController::change(const Choice& choice) {
  const bool otherWorld = choice.env != choice_.env;
  try {
    usePreset(choice);
  } catch (const Error& error) {
    bar_.setChoice(choice_);
    Q_EMIT failed(tr("The preset could not be read"), QString::fromUtf8(error.what()), tr("Choose another preset."));
    return;
  }
  if (otherWorld) Q_EMIT worldChosen();
}

/// A training, a run that was opened and changes of a person's stay.
void LearnController::follow(const std::string& env) {
  if (env == choice_.env || session_.active() || showsRun_ || !form_.hasConfig() || !form_.changes().empty()) return;
  try {
    usePreset({env, choice_.algorithm, choice_.preset});
  } catch (const Error&) {
    try {
      usePreset({env, "spo", "laptop"});
    } catch (const Error&) {  // a world without presets: the choice stays
      bar_.setChoice(choice_);
    }
  }
}

TrainingOptions LearnController::options() const { return {}; }

void LearnController::train() {
  if (!session_.canStart() || !form_.hasConfig()) return;
  try {
    RunConfig config = form_.config();
    config.seed = static_cast<std::uint64_t>(seed_.value());
    config.validate();
    curves_.clear();
    refill_ = false;
    published_ = false;
    session_.start(config, options());
    Q_EMIT trainingStarted();
  } catch (const Error& error) {
    Q_EMIT failed(tr("The training was not started"), QString::fromUtf8(error.what()),
                  tr("Correct the setting named above on the left, or reset it with ↺."));
  }
}

bool LearnController::openRun(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "config.toml";
  const RunConfig config = RunConfig::fromToml(readTextFile(file), file.string());
  static_cast<void>(config.makeEnv());  // its files may be gone: better before anything has changed
  if (!mayDiscardChanges(tr("The run brings its own settings."))) return false;
  curves_.load(folder / "metrics.csv");
  useConfig(config, {config.envId, config.algorithm, config.preset});
  showsRun_ = true;
  seed_.setValue(static_cast<int>(std::min<std::uint64_t>(config.seed, static_cast<std::uint64_t>(seed_.maximum()))));
  form_.setStandardText(tr("As in the run that was opened"));
  folder_ = folder;
  Q_EMIT runShown();
  return true;
}

void LearnController::resume() {
  if (!canResume()) return;
  published_ = false;
  refill_ = true;
  session_.resume(folder_, options());
  Q_EMIT trainingStarted();
}

QString LearnController::statusText() const {
  const SessionState state = session_.state();
  if (state == SessionState::kIdle) return {};
  if (state == SessionState::kFailed) return tr("The last training failed");
  if (state == SessionState::kStarting) return tr("Starting: loading the engine and building the network");
  const TrainingStatus& status = session_.status();
  QString text = tr("iteration %1  ·  %2 steps  ·  %3")
                     .arg(countText(static_cast<double>(status.iteration)),
                          numberText(static_cast<double>(status.envSteps)), durationText(status.seconds));
  if (state == SessionState::kPaused) return tr("Paused  ·  ") + text;
  if (state == SessionState::kStopping) {
    const QString then = next_ ? tr(", then %1").arg(coreText("worlds", findEnv(next_->env).title)) : QString();
    text = tr("Stopping: finishing the iteration, then saving%1  ·  ").arg(then) + text;
  }
  if (!status.activity.empty()) text += QStringLiteral("  ·  ") + coreText("training", status.activity);
  if (status.secondsLeft >= 0.0) text += tr("  ·  %1 left").arg(durationText(status.secondsLeft));
  return text;
}

void LearnController::showDevices() {
  background_.run([this] {
    QString name;
    QString detail;
    try {
      const DeviceReport report = engine().devices();
      if (report.cudaAvailable) {
        name = tr("GPU · approximate");
        detail = tr("%1. The same seed gives the same results within a tolerance, not bit for bit")
                     .arg(QString::fromStdString(report.cudaDevice));
      } else {
        name = tr("CPU · exact");
        detail = tr("Networks run on the processor (%1). The same seed gives the same results, bit for bit, with any "
                    "number of threads")
                     .arg(QString::fromStdString(report.blas));
      }
    } catch (const std::exception& error) {
      name = tr("no engine");
      detail = QString::fromUtf8(error.what());
    }
    QMetaObject::invokeMethod(
        this, [this, name, detail] { bar_.setDevice(name, detail); }, Qt::QueuedConnection);
  });
}

}  // namespace spolab
