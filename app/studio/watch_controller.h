#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>

#include "app/episode/search_way.h"
#include "app/studio/player.h"

namespace spolab {

struct OpenedDecision;
class SettingsForm;
class StageWindow;
class TransportBar;

/// Watch: ties the player's thread to the GL view, the transport bar and the settings of the viewed episode. Lives on
/// the window's thread.
class WatchController : public QObject {
  Q_OBJECT

 public:
  /// Borrows the three; they outlive it.
  WatchController(StageWindow& stage, TransportBar& transport, SettingsForm& form, QObject* parent);
  ~WatchController() override;

  /// Shows the world of `config` at once; then plays `agentFile`, or fresh parameters when it is empty.
  void showWorld(const RunConfig& config, const std::filesystem::path& agentFile);
  /// `sameEpisode` begins the viewed episode again instead of going on with it.
  void playFile(const std::filesystem::path& agentFile, bool sameEpisode = false);
  /// A moment of a run's past plays the viewed episode from its start, until something else is asked for.
  void playSnapshot(const std::filesystem::path& agentFile);
  /// The newest parameters of the running training play the viewed episode from its start.
  void backToNewest(const std::shared_ptr<const Agent>& agent);
  /// Newer parameters of the running training; `now` does not wait for the end of the episode.
  void offer(const std::shared_ptr<const Agent>& agent, bool now);
  void setVisible(bool visible);
  /// Searches may use several cores, or leave them to a training.
  void setSeveralCores(bool several);
  void setSeed(quint64 seed);
  /// Of searches one can go back to.
  void setMostHistory(int megabytes);

  void togglePlay();
  void setPaused(bool paused);
  void stepForward();
  void stepBack();
  /// One search depth, or one of its four phases.
  void depth();
  void phase();
  /// Depths back and forth within the search on screen.
  void scrub(int depths);
  void lookAt(int step);
  /// Goes on from the step looked at, or where an action or a particle is selected, there; the rest of the episode is
  /// kept as a line.
  void branch();
  /// Another line from before decision `step` on, whatever is selected.
  void branchAt(int step);
  void goThisWay(SearchWay way);
  /// Over to another line, an index of PlayerView::lines, at its decision `step`, −1: at its end.
  void switchTo(int line, int step = -1);
  /// The line after or before the one on screen, by their numbers, at the same step.
  void switchBy(int by);
  /// One step or leap, or as many steps of this episode.
  void undo(int steps = 1);
  void redo(int steps = 1);
  void restart();
  void next();
  /// In a race the episode goes its way: no other start or line, no step back, none made for somebody.
  void setRacing(bool racing);
  [[nodiscard]] bool racing() const { return racing_; }
  void setSpeed(int position);
  /// Multiple of the pace a person chose: below 1 while a training needs the processor.
  void setPace(double multiple);

  /// A person has the moves, or gives them back to the agent. `advice`: it searches all the same.
  void setPerson(bool plays, bool advice);
  /// A setting of the viewed episode, as if entered in its form.
  void changeSetting(const std::string& key, const QString& value);
  /// A person's action [actionBytes]. `goOn`: it ends a pause; made while looking back, it is made there and the rest
  /// of the episode is kept as a line.
  void act(std::vector<std::byte> action, bool goOn = true);
  /// A decision from its file, paused with its search on screen.
  void show(const OpenedDecision& decision);
  /// An episode from the state that a text describes; `settings` as in play::StartFrom.
  void startFrom(const QString& text, std::vector<std::string> settings = {});

  /// Another method searches for the viewed agent, with its network; `changes` are then made in the form.
  void search(const std::string& algorithm, const std::vector<std::string>& changes = {});
  /// The settings the agent plays with, without a person's changes; null before an agent is there.
  [[nodiscard]] std::shared_ptr<const RunConfig> played() const { return played_; }

  /// What a person has changed about the viewed episode (app/episode/play_settings.h).
  [[nodiscard]] std::vector<std::string> changes() const;
  [[nodiscard]] bool paused() const { return paused_; }
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return view_; }

 Q_SIGNALS:
  /// An Error of the player: what it was doing, and the message.
  void failed(const QString& what, const QString& why, const QString& advice);
  void agentLoaded();
  /// Paused by itself at the end of an episode whose lines the next one takes away.
  void rests();
  /// The agent was asked to go on where a person has the moves.
  void personToMove();
  void racingChanged();
  void viewChanged();
  /// Another decision is looked at, or the episode plays or pauses.
  void lookChanged();

 private:
  void connectAll();
  void reveal(bool onePhase);
  [[nodiscard]] bool awaitsPerson() const;
  void takeNews();
  void lookWhereWanted();
  void refresh();
  void sendSpeed();
  void onAgentLoaded(const PlayerEvent& event);
  void enterChanges();

  StageWindow& stage_;
  TransportBar& transport_;
  SettingsForm& form_;
  std::shared_ptr<const PlayerView> view_;
  std::shared_ptr<const RunConfig> played_;
  /// Where to look as soon as a line has come on screen.
  struct Wanted {
    int line, step;
  };
  std::optional<Wanted> wanted_;
  int looked_ = -1;  ///< the decision that the player knows to be looked at, −1: the newest
  bool paused_ = false;
  bool racing_ = false;
  bool resting_ = false;  ///< paused by itself at the end of an episode
  double pace_ = 1.0;
  std::vector<std::string> toEnter_;  ///< changes for the form of a method that is on its way
  bool freshWorld_ = true;            ///< the form's changes belong to another world
  std::atomic<bool> called_{false};   ///< a wake-up is on its way to this thread
  Player player_;
};

}  // namespace spolab
