#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/rng.h"
#include "core/trace/scene.h"
#include "envs/controls.h"
#include "envs/handling.h"
#include "envs/symmetry.h"

namespace spolab {

/// What an environment is, as data. Planners and learners read this and refuse what they cannot do before they start.
struct EnvSpec {
  std::string id;              ///< "rubiks-cube"
  std::string title;           ///< "Rubik's cube"
  std::size_t stateBytes = 0;  ///< bytes of one state; a multiple of 8

  /// Observation of one state: `floatCount` floats first, then `tokenCount` bytes, each below `tokenVocabulary`.
  int floatCount = 0;
  int tokenCount = 0;
  int tokenVocabulary = 0;
  std::vector<int> tokenShape;  ///< product = tokenCount, for example {6, 3, 3} or {10, 10}
  std::vector<int> planeShape;  ///< {channels, rows, columns} of an image in the first floats; empty: none

  /// Discrete: `actionNames` has one name per action and `actionDims` is 0. Box: `actionDims` floats in [−1, 1] with
  /// one name per dimension.
  std::vector<std::string> actionNames;
  int actionDims = 0;

  int stepLimit = 0;            ///< an episode ends after this many steps
  double secondsPerStep = 0.0;  ///< simulated seconds of one step of a body; 0 where steps have no duration
  double discount = 0.99;       ///< the discount its presets train with
  double scoreMinimum = 0.0;    ///< range of returns for normalising
  double scoreMaximum = 1.0;
  bool deterministic =
      true;  ///< the same state and action always give the same next state, without a stream in the state
  bool hasLegalMask = false;  ///< legalActions can say no

  [[nodiscard]] bool discrete() const { return actionDims == 0; }
  /// Number of discrete actions (0 for a box).
  [[nodiscard]] int actionCount() const { return discrete() ? static_cast<int>(actionNames.size()) : 0; }
  /// Bytes of one action in flat batches: one int32, or actionDims floats.
  [[nodiscard]] std::size_t actionBytes() const {
    return discrete() ? sizeof(std::int32_t) : sizeof(float) * static_cast<std::size_t>(actionDims);
  }
  [[nodiscard]] std::size_t observationBytes() const {
    return sizeof(float) * static_cast<std::size_t>(floatCount) + static_cast<std::size_t>(tokenCount);
  }
};

/// A network for one of these worlds can play in the other: the same kind of world, observations and actions.
bool shareNetworks(const EnvSpec& a, const EnvSpec& b);

/// Flat storage of an action, see EnvSpec::actionBytes.
using ActionView = std::span<const std::byte>;
using StateView = std::span<const std::byte>;
using StateSpan = std::span<std::byte>;

inline std::int32_t discreteAction(ActionView action) {
  std::int32_t index;
  std::memcpy(&index, action.data(), sizeof index);
  return index;
}

struct StepResult {
  float reward = 0.0f;
  bool ended = false;      ///< the episode is over: nothing further can be earned, value 0
  bool truncated = false;  ///< cut off by the time limit of a body: bootstrap from the true last observation
  bool success = false;    ///< the task was accomplished on this step (solved), where the environment has such a notion
  bool failed = false;  ///< the simulation broke down (non-finite, engine warning): ended, reward 0, never trained on
};

/// The same in one byte per environment, for batches.
enum StepFlags : std::uint8_t { kEnded = 1, kTruncated = 2, kSuccess = 4, kFailed = 8 };

/// Rules of a world. Immutable, so every member may be called from any number of threads at once; all that changes is
/// in the state, a block of spec().stateBytes bytes aligned to 8 that may be copied with memcpy, compared and hashed:
/// equal states have equal bytes (padding is zero) and equal futures.
class Env {
 public:
  virtual ~Env() = default;

  [[nodiscard]] virtual const EnvSpec& spec() const = 0;
  /// Writes a fresh initial state.
  virtual void reset(StateSpan state, Rng& rng) const = 0;
  /// How many starts there are where they are listed, as the levels of a file are; 0, the default, where only reset()
  /// makes them.
  [[nodiscard]] virtual int startCount() const { return 0; }
  /// Writes the listed start `index`, 0 to startCount() − 1.
  virtual void start(int index, StateSpan state) const;
  /// Advances by one action. Stepping a finished state is a bug of the caller.
  virtual StepResult step(StateSpan state, ActionView action) const = 0;
  /// Writes spec().observationBytes() bytes.
  virtual void observe(StateView state, std::span<std::byte> observation) const = 0;
  /// Writes 1 for every legal discrete action, else 0; `mask` [actionCount]. All legal unless overridden.
  virtual void legalActions(StateView state, std::span<std::uint8_t> mask) const;
  /// True when the task is accomplished in this state already, so that there is nothing to play. False unless
  /// overridden.
  [[nodiscard]] virtual bool isGoal(StateView state) const;
  /// True when nothing can be played from this state: the goal is reached, the body lies on the ground, the steps of
  /// the episode are used up. isGoal() unless overridden.
  [[nodiscard]] virtual bool isOver(StateView state) const;
  /// Relabellings under which the rules stay the same, the identity first; empty where none is known. Training may use
  /// them to learn more from each step (train.symmetries), play to average what the network says (network.symmetries).
  [[nodiscard]] virtual std::span<const Symmetry> symmetries() const { return {}; }
  /// Fills `scene` with the moment `fraction` ∈ [0, 1] of the way from `from` by `action`; a world whose gestures may
  /// go too far also draws a little beyond 1. An empty `action` draws `from` at rest.
  virtual void draw(StateView from, ActionView action, float fraction, Scene& scene) const = 0;
  /// Adds only what moves (the player and the boxes, the body), to be seen as a ghost over a scene of draw(). Nothing
  /// unless overridden.
  virtual void drawActor(StateView state, Scene& scene) const;
  /// The point of the world that stands for a state: the player's cell, a body's centre of mass. Trails and heat maps
  /// are made of it. False where there is none, which is the default.
  virtual bool place(StateView state, Vec3& point) const;
  /// How a person plays here; null where only buttons are left, which is the default.
  [[nodiscard]] virtual const Controls* controls() const { return nullptr; }
  /// How a person pulls and twists a body; null where there is nothing to lay hands on, which is the default.
  [[nodiscard]] virtual const Handling* handling() const { return nullptr; }
  /// Where chance lies in the state (spec().deterministic is false): starts its stream anew from `seed`, so that this
  /// copy gets a future of its own. Nothing where there is none.
  virtual void reseedChance(StateSpan state, std::uint64_t seed) const;
  /// Discrete actions played from `start` in the notation that people exchange: names separated by spaces unless
  /// overridden (Sokoban: LURD).
  [[nodiscard]] virtual std::string printActions(StateView start, std::span<const std::int32_t> actions) const;
  /// The discrete actions of such a text, from `start`. Throws a usage Error that names the bad word and its number.
  [[nodiscard]] virtual std::vector<std::int32_t> parseActions(StateView start, std::string_view text) const;
  /// One line or one block of text from which parse() restores the very same bytes.
  [[nodiscard]] virtual std::string print(StateView state) const = 0;
  /// Throws a usage Error that names the bad token and its place.
  virtual void parse(std::string_view text, StateSpan state) const = 0;
  /// What parse() reads, for --help and error messages.
  [[nodiscard]] virtual std::string stateHelp() const = 0;

  /// Steps `rewards.size()` states laid out one after another: states [B, stateBytes], actions [B, actionBytes],
  /// rewards [B], flags [B] of StepFlags. Same results as step() one at a time.
  virtual void stepBatch(std::span<std::byte> states, std::span<const std::byte> actions, std::span<float> rewards,
                         std::span<std::uint8_t> flags) const;
  /// states [B, stateBytes] → observations [B, observationBytes].
  virtual void observeBatch(std::span<const std::byte> states, std::span<std::byte> observations) const;
};

}  // namespace spolab
