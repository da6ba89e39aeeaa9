#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include <QObject>

#include "app/studio/session.h"
#include "app/studio/top_bar.h"

class QSpinBox;

namespace spolab {

class CurvesPanel;
class SettingsForm;

/// Asks a person to choose between two answers; true for the first. Replaceable, so that tests can answer.
struct Question {
  QString title, text, yes, no;
};
using Ask = std::function<bool(const Question&)>;

/// Learn: ties the session to the top bar, the settings of the next training and the curves. Lives on the window's
/// thread.
class LearnController : public QObject {
  Q_OBJECT

 public:
  /// Borrows all of them; they outlive it.
  LearnController(TopBar& bar, SettingsForm& form, QSpinBox& seed, CurvesPanel& curves, QObject* parent);

  void setAsk(Ask ask) { ask_ = std::move(ask); }
  /// Fills the form with a preset. Throws Error.
  void usePreset(const Choice& choice);
  [[nodiscard]] const Choice& choice() const { return choice_; }
  /// Another world than the one chosen is on screen: it is chosen too, where nothing of a person's is lost.
  void follow(const std::string& env);
  /// Starts a fresh training with the form's settings.
  void train();
  /// Shows a run's curves, world and settings and makes it the one that resume() goes on with. False when changes of
  /// settings should rather stay. Throws Error.
  bool openRun(const std::filesystem::path& folder);
  void resume();
  /// The run that resume() goes on with; empty: none.
  [[nodiscard]] const std::filesystem::path& runFolder() const { return folder_; }
  [[nodiscard]] bool canResume() const { return !folder_.empty() && session_.canStart(); }
  [[nodiscard]] Session& session() { return session_; }
  /// "iteration 34 · 1.2M steps · learning · 3 min 10 s", empty when there is nothing to say.
  [[nodiscard]] QString statusText() const;
  /// Asks the engine what it runs on; loads it. Shows the answer in the top bar.
  void showDevices();

 Q_SIGNALS:
  void failed(const QString& what, const QString& why, const QString& advice);
  /// A quiet word about the training.
  void noted(const QString& what);
  void statusChanged();
  /// A training begins, for the window to show it.
  void trainingStarted();
  /// Parameters to watch; `first` of this training.
  void agentPublished(const std::shared_ptr<const spolab::Agent>& agent, bool first);
  void trainingFinished(const QString& folder);
  /// Another world was chosen, with the settings of its preset.
  void worldChosen();
  /// What was chosen already has been chosen once more.
  void chosenAgain();
  /// A run was opened: world, settings and curves are its own.
  void runShown();

 private:
  void onChosen(const Choice& choice);
  void change(const Choice& choice);
  bool mayStopFor(const Choice& next);
  bool mayDiscardChanges(const QString& why);
  void useConfig(const RunConfig& config, const Choice& choice);
  [[nodiscard]] TrainingOptions options() const;

  TopBar& bar_;
  SettingsForm& form_;
  QSpinBox& seed_;
  bool showsRun_ = false;  ///< the form holds a run's settings, not those of choice_'s preset
  CurvesPanel& curves_;
  Ask ask_;
  Choice choice_;
  std::optional<Choice> next_;    ///< to be used when the training has stopped
  std::filesystem::path folder_;  ///< the run that can be resumed
  bool published_ = false;
  std::string warning_, note_;  ///< of the training, as it was last shown
  bool refill_ = false;         ///< the next rows are all rows of a resumed run
  Background background_;
  Session session_;
};

}  // namespace spolab
