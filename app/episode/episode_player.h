#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

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
  /// `device` of the network and `threads` ≥ 1 of the search, this one among them.
  explicit EpisodePlayer(std::string device = "cpu", int threads = 1) : pool_(threads), device_(std::move(device)) {}

  /// The world of `config` at the start of an episode, with nobody playing yet: needs no engine.
  void showWorld(const RunConfig& config);
  /// Lets `agent` play from the next decision on; a different environment starts a new episode.
  /// `changes` are "key=value" settings on top of the agent's own. Throws Error and keeps what it had.
  void useAgent(std::shared_ptr<const Agent> agent, std::vector<std::string> changes, bool trained, std::string label);
  /// Other settings for the same agent: planner settings act on the next decision, environment settings start a new
  /// episode. Throws a usage Error and keeps what it had.
  void useChanges(std::vector<std::string> changes);

  void setSeed(std::uint64_t seed);
  /// The same episode from its first state, or the one after it.
  void restartEpisode();
  void nextEpisode();
  /// Goes back to the state before decision `step` and continues from there.
  void branchAt(int step);

  [[nodiscard]] bool ready() const { return planner_ != nullptr; }
  [[nodiscard]] bool finished() const { return view_.finished; }
  /// Decides and steps once. Needs ready() and not finished(). Throws Error when the network yields nonsense.
  void advance();

  /// A copy to publish.
  [[nodiscard]] PlayerView view() const { return view_; }

 private:
  void use(RunConfig config, std::shared_ptr<const Agent> agent, std::vector<std::string> changes);
  void beginEpisode();
  void countFinished();
  void forgetOldSearches();

  WorkerPool pool_;
  std::string device_;
  std::shared_ptr<const Agent> agent_;
  std::vector<std::string> changes_;
  std::string environment_;  ///< settings of the environment in use, to notice a change
  std::unique_ptr<Planner> planner_;
  std::unique_ptr<Evaluator> evaluator_;
  Decisions decisions_;
  std::size_t keptBytes_ = 0;  ///< of the searches of this episode
  std::size_t forgotten_ = 0;  ///< decisions from the first whose searches are gone
  std::vector<std::byte> state_;
  PlayerView view_;
};

}  // namespace spolab
