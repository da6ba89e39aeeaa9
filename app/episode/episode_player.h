#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "app/episode/episode_history.h"
#include "app/episode/player_frame.h"
#include "core/base/worker_pool.h"
#include "core/config/run_config.h"
#include "core/plan/planner.h"
#include "core/run/engine.h"

namespace spolab {

/// Whose parameters play, for people: "rubiks-cube.safetensors, 3,343,872 steps of training".
std::string trainedLabel(const Agent& agent);

/// Plays one episode after another and keeps all decisions of the current one, the newest with their whole search.
/// Greedy, without root noise, on the environment's evaluation protocol, as `spolab solve` does. Single-threaded.
class EpisodePlayer {
 public:
  /// `device` of the network and `threads` ≥ 1 of the search, this one among them; `onStart` as WorkerPool's.
  explicit EpisodePlayer(std::string device = "cpu", int threads = 1, std::function<void()> onStart = {})
      : pool_(threads, std::move(onStart)), device_(std::move(device)) {}

  /// Whether the next searches use all of its threads or this one only. Decisions are the same.
  void useAllThreads(bool all) { pool_.setAlone(!all); }

  /// The world of `config` at the start of an episode, with nobody playing yet: needs no engine.
  void showWorld(const RunConfig& config);
  /// Lets `agent` play from the next decision on; a different environment starts a new episode.
  /// `changes` are settings on top of the agent's own (app/episode/play_settings.h). Throws Error and keeps what it
  /// had.
  void useAgent(std::shared_ptr<const Agent> agent, std::vector<std::string> changes, bool trained, std::string label);
  /// Other settings for the same agent: planner settings act on the next decision, environment settings start a new
  /// episode. Throws a usage Error and keeps what it had.
  void useChanges(std::vector<std::string> changes);

  /// Exactly these settings, at exactly this start [stateBytes of its world]: for a race.
  void challenge(std::shared_ptr<const Agent> agent, RunConfig config, std::string label, std::vector<std::byte> start);

  /// After challenge(): its decisions draw the random numbers of another episode from its decision `step` on.
  void standAt(std::uint64_t seed, int episode, std::uint32_t step);

  void setSeed(std::uint64_t seed);
  /// The same episode from its first state, or the one after it. `undoable`: a person wanted it.
  void restartEpisode();
  void nextEpisode(bool undoable);
  /// An episode from the state that `text` describes. Throws a usage Error and keeps what it had.
  /// `undoable`: undo leads back to what was played before.
  void startFrom(const std::string& text, bool undoable);
  /// Goes back to the state before decision `step` and continues from there; what followed is kept as a line.
  void branchAt(int step);
  /// Takes these actions [k, actionBytes] from the state before decision `step` on, as a person's; the decision's
  /// search stays on screen, what followed it is kept as a line. `step` may be the one not made yet. Stops where the
  /// rules or the end forbid more; nothing happens where that decision did not begin at `from`. Needs ready(). Errors
  /// as advance().
  void goThisWay(int step, StateView from, std::span<const std::byte> actions);
  void switchTo(int line);
  /// One step or leap back or forth; false when there is none.
  bool undo();
  bool redo();

  [[nodiscard]] bool ready() const { return planner_ != nullptr; }
  /// PlayerView::world. Where it changes, undo does not lead back.
  [[nodiscard]] int world() const { return view_.world; }
  [[nodiscard]] bool finished() const { return view_.finished; }
  /// Decides and steps once. Needs ready() and not finished(). Throws Error when the network yields nonsense.
  void advance();
  /// Searches at the present state without acting; the result is the view's `thought`. Same conditions and errors.
  void think();
  [[nodiscard]] bool hasThought() const { return view_.thought != nullptr; }
  /// One of a person's last 32 steps has a search but was not compared with what the agent would have done.
  [[nodiscard]] bool canCompare() const { return toCompare() != nullptr; }
  /// Searches from where both lead, as the agent plays but with at most 64 candidate futures each; the answer is in the
  /// frame's comparison. Needs canCompare(). Errors as advance().
  void compare();
  void forgetThought() { view_.thought.reset(); }
  /// A person's step. False, and nothing happens, where the rules forbid it or the episode is over.
  bool act(std::span<const std::byte> action);
  void setPersonPlays(bool plays) { view_.personPlays = plays; }
  /// A hand on the body: from now on it acts at the beginning of every step, before the search. Nothing: let go.
  /// Ignored by worlds without Env::handling().
  void setPush(const std::optional<Push>& push) { push_ = push; }

  /// Null before the first.
  [[nodiscard]] const std::shared_ptr<const Agent>& agent() const { return agent_; }
  /// How much the searches of its history may hold.
  void setMostHistory(std::size_t bytes);

  /// To be copied for publishing.
  [[nodiscard]] const PlayerView& view() const { return view_; }

 private:
  void use(RunConfig config, std::shared_ptr<const Agent> agent, std::vector<std::string> changes);
  [[nodiscard]] std::unique_ptr<Evaluator> makeEvaluator(const Agent& agent, const RunConfig& config);
  void beginEpisode(bool undoable);
  void present();
  void step(std::shared_ptr<PlayerFrame> frame);
  [[nodiscard]] std::shared_ptr<PlayerFrame> openFrame(bool pushed) const;
  void searchFrom(PlayerFrame& frame);
  [[nodiscard]] const PlayerFrame* toCompare() const;
  [[nodiscard]] float criticOf(StateView state);
  [[nodiscard]] int legalActions() const;
  void countFinished();

  WorkerPool pool_;
  std::string device_;
  std::shared_ptr<const Agent> agent_;
  std::vector<std::string> changes_;
  std::string environment_;  ///< settings of the environment in use but its step limit, to notice a change
  std::string stepLimit_;
  std::unique_ptr<Planner> planner_;
  std::unique_ptr<Planner> referee_;  ///< compares actions
  std::unique_ptr<Evaluator> evaluator_;
  double gamma_ = 1.0;  ///< of the planner
  Decisions decisions_, compared_;
  std::optional<Push> push_;
  EpisodeHistory history_;
  PlayerView view_;  ///< its episode is a picture of history_
};

}  // namespace spolab
