#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/studio/episode_history.h"
#include "app/studio/player_frame.h"
#include "core/base/worker_pool.h"
#include "core/config/run_config.h"
#include "core/plan/planner.h"
#include "core/run/engine.h"

namespace spolab {

/// Plays one episode after another and keeps all decisions of the current one, the newest with their whole search.
/// Greedy, without root noise, on the environment's evaluation protocol, as `spolab solve` does. Single-threaded.
class EpisodePlayer {
 public:
  /// The world of `config` at the start of an episode, with nobody playing yet: needs no engine.
  void showWorld(const RunConfig& config);
  /// Lets `agent` play from the next decision on; a different environment starts a new episode.
  /// `changes` are "key=value" settings on top of the agent's own. Throws Error and keeps what it had.
  void useAgent(std::shared_ptr<const Agent> agent, std::vector<std::string> changes, bool trained, std::string label);
  /// Other settings for the same agent: planner settings act on the next decision, environment settings start a new
  /// episode. Throws a usage Error and keeps what it had.
  void useChanges(std::vector<std::string> changes);

  void setSeed(std::uint64_t seed);
  /// The same episode from its first state, or the one after it. `undoable`: a person wanted it.
  void restartEpisode();
  void nextEpisode(bool undoable);
  /// An episode from the state that `text` describes. Throws a usage Error and keeps what it had.
  /// `undoable`: undo leads back to what was played before.
  void startFrom(const std::string& text, bool undoable);
  /// Goes back to the state before decision `step` and continues from there; what followed is kept as a line.
  void branchAt(int step);
  void switchTo(int line);
  /// One step or leap back or forth; false when there is none.
  bool undo();
  bool redo();

  [[nodiscard]] bool ready() const { return planner_ != nullptr; }
  [[nodiscard]] bool finished() const { return view_.finished; }
  /// Decides and steps once. Needs ready() and not finished(). Throws Error when the network yields nonsense.
  void advance();
  /// Searches at the present state without acting; the result is the view's `thought`. Same conditions and errors.
  void think();
  [[nodiscard]] bool hasThought() const { return view_.thought != nullptr; }
  void forgetThought() { view_.thought.reset(); }
  /// A person's step. False, and nothing happens, where the rules forbid it or the episode is over.
  bool act(std::span<const std::byte> action);
  void setPersonPlays(bool plays) { view_.personPlays = plays; }

  /// Null before the first.
  [[nodiscard]] const std::shared_ptr<const Agent>& agent() const { return agent_; }
  /// To be copied for publishing.
  [[nodiscard]] const PlayerView& view() const { return view_; }

 private:
  void use(RunConfig config, std::shared_ptr<const Agent> agent, std::vector<std::string> changes);
  void beginEpisode(bool undoable);
  void present();
  void step(std::shared_ptr<PlayerFrame> frame);
  [[nodiscard]] std::shared_ptr<PlayerFrame> search();
  [[nodiscard]] std::vector<float> lookAhead();
  void countFinished();

  WorkerPool pool_{1};
  std::shared_ptr<const Agent> agent_;
  std::vector<std::string> changes_;
  std::string environment_;  ///< settings of the environment in use, to notice a change
  std::unique_ptr<Planner> planner_;
  std::unique_ptr<Evaluator> evaluator_;
  double gamma_ = 1.0;  ///< of the planner
  Decisions decisions_;
  EpisodeHistory history_;
  PlayerView view_;  ///< its episode is a picture of history_
};

}  // namespace spolab
