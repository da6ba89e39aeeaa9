#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "app/episode/episode_player.h"
#include "app/studio/newer_policy.h"
#include "core/base/event_queue.h"
#include "core/base/mailbox.h"

namespace spolab {

/// What the window may ask of the player. Values, taken in order.
namespace play {

/// Show a world with nobody playing yet; then play the agent file, or fresh parameters when `agentFile` is empty.
struct World {
  std::shared_ptr<const RunConfig> config;
  std::filesystem::path agentFile;
};
/// Play the agent of a file from now on; its world may be another.
struct AgentFile {
  std::filesystem::path file;
  bool sameEpisode = false;  ///< begin the viewed episode again, from its first state
  /// A moment of a run's past: named so, and no newer parameters replace it until AdoptNow, another file or world.
  bool snapshot = false;
};
/// Newest parameters of a running training: adopted when the current episode ends.
struct Offer {
  std::shared_ptr<const Agent> agent;
};
/// Adopt what was offered now, with a new episode or with the viewed one from its first state.
struct AdoptNow {
  bool sameEpisode = false;
};
/// Keep the parameters in use, whatever is offered.
struct Pin {
  bool pinned = false;
};
/// "key=value" settings of the viewed episode on top of the agent's own.
struct Changes {
  std::vector<std::string> overrides;
};
/// Decisions per second; infinity: as fast as it goes.
struct Speed {
  double stepsPerSecond = 1.0;
};
struct Pause {
  bool paused = false;
};
struct StepOnce {};
struct Restart {};
struct NextEpisode {};
struct Seed {
  std::uint64_t seed = 1;
};
struct BranchAt {
  int step = 0;
};
/// The decision a person looks at: what newer parameters think is worked out there. −1: the newest.
struct Look {
  int step = -1;
};
/// From decision `step` on these actions [k, actionBytes] of its search, then whoever plays.
struct GoThisWay {
  int step = 0;
  std::vector<std::byte> from;  ///< [stateBytes] where that decision began
  std::vector<std::byte> actions;
};
/// Goes over to another line of this episode, an index of PlayerView::lines.
struct SwitchLine {
  int line = 0;
};
/// An episode from the state of a text, as Env::parse reads it. A board too small for it is made larger; then fresh
/// parameters play until a start fits the agent's own board again.
struct StartFrom {
  std::string text;
  std::vector<std::string> settings;  ///< "key=value" that hold until the agent's next episode; no network may depend
                                      ///< on them
};
/// A person has the moves, or gives them back. While a person plays the agent decides nothing; `advice`: it searches
/// at every state all the same.
struct Person {
  bool plays = false;
  bool advice = true;
};
/// A person's action [actionBytes]; of a body it is held until the next one.
struct Act {
  std::vector<std::byte> action;
};
/// Another method searches for the viewed agent, with its network; empty: its own again.
struct Method {
  std::string algorithm;
};
/// These settings at this start, paused: for a race.
struct Challenge {
  std::shared_ptr<const Agent> agent;
  std::filesystem::path agentFile;          ///< other parameters; empty: those of `agent`
  std::shared_ptr<const RunConfig> config;  ///< null: as the agent itself plays
  std::vector<std::string> changes;         ///< "key=value" on top of `config`
  std::vector<std::byte> start;             ///< [stateBytes]
  std::string label;
  std::uint64_t seed = 0;
  int episode = -1;   ///< with `seed`: whose random numbers the searches draw; −1: as before
  bool once = false;  ///< rests where the episode ended instead of going on to the next
};
/// A decision from its file: its settings and state, its search on screen, paused.
struct Decision {
  std::shared_ptr<const Decider> decider;
  std::vector<std::byte> state;  ///< [stateBytes]
  std::uint64_t seed = 0;
  std::uint32_t environment = 0, step = 0;
  std::string label;
};
/// One step or leap back or forth; with `steps` as many steps of this episode.
struct Undo {
  int steps = 1;
};
struct Redo {
  int steps = 1;
};
/// A person's hand on the body from the next step on; nothing: it let go.
struct Push {
  std::optional<spolab::Push> push;
};
/// Searches one can go back to may hold so much.
struct MostHistory {
  std::size_t bytes = 0;
};
/// The window is visible; while it is not, nothing is played.
struct Visible {
  bool visible = true;
};
/// Searches may use several cores: nobody trains.
struct Cores {
  bool several = true;
};
struct Quit {};

}  // namespace play

using PlayerCommand =
    std::variant<play::World, play::AgentFile, play::Offer, play::AdoptNow, play::Pin, play::Changes, play::Method,
                 play::Speed, play::Pause, play::StepOnce, play::Restart, play::NextEpisode, play::Seed, play::BranchAt,
                 play::Look, play::GoThisWay, play::SwitchLine, play::StartFrom, play::Person, play::Act,
                 play::Challenge, play::Decision, play::Undo, play::Redo, play::Push, play::MostHistory, play::Visible,
                 play::Cores, play::Quit>;

/// What the player has to say besides its view; never dropped.
struct PlayerEvent {
  enum class Kind {
    kError,        ///< `text` is the message of an Error
    kRefused,      ///< the same for an agent that was not opened: what plays goes on
    kNoState,      ///< the same for a text that is no state of this world
    kAgentLoaded,  ///< `config` holds the settings the agent plays with, without a person's changes
    kRests,        ///< paused at the end of an episode whose lines the next one would take away
  };
  Kind kind;
  std::string text;
  std::shared_ptr<const RunConfig> config;
  bool paused = false;  ///< of an error: the player waits for a person
  /// Of an agent that comes with a decision: the changes that decision was made with, instead of the person's.
  std::optional<std::vector<std::string>> changes = {};
};

/// The thread that plays the viewed episode, at low priority. Beside a training it searches on one core, otherwise on
/// all but the window's (at most kMostWorkers). Commands and views are thread-safe; the window never waits for it. The
/// engine is loaded here, so that the first picture of the world needs no LibTorch.
class Player {
 public:
  static constexpr int kMostWorkers = 8;

  /// `published` is called on the player's thread after a new view or event.
  /// `mostHistory`: bytes that the searches one can go back to may hold.
  explicit Player(std::function<void()> published, std::size_t mostHistory = EpisodeHistory::kMostBytes);
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  void send(PlayerCommand command) { commands_.push(std::move(command)); }
  /// Null before the first world was chosen.
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return views_.latest(); }
  [[nodiscard]] std::vector<PlayerEvent> takeEvents() { return events_.take(); }

 private:
  using Clock = std::chrono::steady_clock;

  /// What the agent does beside a person.
  enum class Aside : std::uint8_t { kNone, kThink, kCompare };
  struct Effort {
    Clock::duration last{};     ///< what it took
    Clock::time_point again{};  ///< from then on it is tried beside a running body, whatever it took
  };

  void run();
  void handle(const play::World& command);
  void handle(const play::AgentFile& command);
  void handle(const play::Offer& command);
  void handle(const play::AdoptNow& command);
  void handle(const play::Pin& command);
  void handle(const play::Changes& command);
  void handle(const play::Method& command);
  void handle(const play::Speed& command);
  void handle(const play::Pause& command);
  void handle(const play::StepOnce& command);
  void handle(const play::Restart& command);
  void handle(const play::NextEpisode& command);
  void handle(const play::Seed& command);
  void handle(const play::BranchAt& command);
  void handle(const play::Look& command);
  void handle(const play::GoThisWay& command);
  void handle(const play::SwitchLine& command);
  void handle(const play::StartFrom& command);
  void handle(const play::Person& command);
  void handle(const play::Act& command);
  void handle(const play::Challenge& command);
  void handle(const play::Decision& command);
  void handle(const play::Undo& command);
  void handle(const play::Redo& command);
  void handle(const play::Push& command);
  void handle(const play::MostHistory& command);
  void handle(const play::Visible& command);
  void handle(const play::Cores& command);
  void handle(const play::Quit& command);

  void guarded(const std::function<void()>& action);
  void loadAgent(const play::AgentFile& command);
  void playFresh(const RunConfig& config);
  void adopt(std::shared_ptr<const Agent> agent, bool trained, std::string label, bool sameEpisode);
  void adoptOffer();
  std::optional<std::vector<std::string>> leaveDecision();
  void announceSettings(const Agent& agent, std::optional<std::vector<std::string>> changes = {});
  void goOn();
  void playOne();
  void rest();
  void playHeld();
  void thinkAlong(Aside what);
  void hold(std::vector<std::byte> action);
  void startNextEpisode(bool undoable);
  /// Who plays from a state that a person gives.
  struct Room {
    enum class Kind {
      kHere,   ///< who plays now; nobody yet: `agent` is null
      kHome,   ///< who played before a board was made larger
      kOther,  ///< an agent for a larger board
    };
    Kind kind = Kind::kHere;
    std::shared_ptr<const Agent> agent;
    std::string label;  ///< of kOther
  };
  [[nodiscard]] Room roomFor(const std::string& text) const;
  void requireState(const std::string& text, const Room& room) const;
  void move(const Room& room);
  [[nodiscard]] static std::shared_ptr<const Agent> shippedFor(const std::string& envId, const std::string& text);
  void leaveRoom();
  void playHome();
  [[nodiscard]] std::vector<std::string> settings() const;
  [[nodiscard]] bool keepsRoom() const { return home_ && personPlays_; }
  [[nodiscard]] bool awaitsPerson() const;
  [[nodiscard]] bool rests() const { return once_ && episode_.finished(); }
  [[nodiscard]] bool keepsLines() const;
  [[nodiscard]] Aside aside() const;
  void measure();
  void scheduleNext();
  void publish();
  void report(PlayerEvent event);
  [[nodiscard]] std::chrono::milliseconds patience() const;

  std::function<void()> published_;
  EventQueue<PlayerCommand> commands_;
  EventQueue<PlayerEvent> events_;
  Mailbox<PlayerView> views_;

  // Below: the player's thread only.
  EpisodePlayer episode_;
  std::shared_ptr<const Agent> offered_;
  NewerPolicy newer_;
  int looked_ = -1;     ///< decision that a person looks at, −1: the newest
  std::string method_;  ///< that a person has chosen; empty: the agent's own
  std::vector<std::string> changes_;
  std::vector<std::string> wanted_;  ///< settings of a start, below changes_
  /// Who played before a board was made larger.
  struct Home {
    std::shared_ptr<const Agent> agent;
    std::shared_ptr<const Env> env;
    std::string label;
    bool trained = false;
  };
  std::optional<Home> home_;
  std::vector<std::byte> held_;  ///< a person's action on a body [actionBytes]; empty: none
  bool personPlays_ = false;
  bool advice_ = true;
  bool once_ = false;        ///< the episode of a challenge is the only one
  bool ofDecision_ = false;  ///< method_, wanted_ and changes_ came with a decision
  bool rested_ = false;      ///< at the end of this episode, which has lines
  bool pinned_ = false;
  bool inThePast_ = false;  ///< a snapshot plays: newer parameters wait
  bool paused_ = false;
  bool visible_ = true;
  bool quit_ = false;
  bool hasWorld_ = false;
  std::string settings_;  ///< the ones announced last
  double stepsPerSecond_ = 1.0;
  double measured_ = 0.0;
  Clock::time_point due_ = Clock::now();
  Effort thought_, comparison_;
  Clock::time_point lastStep_{};  ///< zero: nothing to measure from
  std::jthread thread_;
};

}  // namespace spolab
