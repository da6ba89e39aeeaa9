#include "envs/rubiks_cube/rubiks_cube.h"

#include <algorithm>
#include <cstring>

#include "core/base/check.h"
#include "core/base/error.h"
#include "envs/registry.h"
#include "envs/rubiks_cube/controls.h"
#include "envs/rubiks_cube/turn_tables.h"

namespace spolab {
namespace cube {

State solvedState() {
  State state;
  std::memcpy(state.stickers.data(), kSolvedBytes.data(), kStickers);
  return state;
}

bool isSolved(const State& state) { return std::memcmp(state.stickers.data(), kSolvedBytes.data(), kStickers) == 0; }

State turned(const State& state, int turn) {
  State result = state;
  const TurnTable& table = kTurnTables[static_cast<std::size_t>(turn)];
  for (std::size_t i = 0; i < kStickers; ++i) result.stickers[i] = state.stickers[table[i]];
  return result;
}

int inverseTurn(int turn) {
  constexpr std::array<int, 3> kInverseAmount{1, 0, 2};
  return turn - turn % 3 + kInverseAmount[static_cast<std::size_t>(turn % 3)];
}

std::span<const std::uint8_t, kStickers> turnTable(int turn) {
  return std::span<const std::uint8_t, kStickers>(kTurnTables[static_cast<std::size_t>(turn)].data(), kStickers);
}

}  // namespace cube

namespace {
constexpr int kLongestEpisode = 200;
}  // namespace

void describe(RubiksCubeSettings& settings, Schema& schema) {
  schema.group("env");
  schema.add("scramble_min", settings.scrambleMin, {1, 100}, "turns", "Shortest scramble an episode starts from");
  schema.add("scramble_max", settings.scrambleMax, {1, 100}, "turns", "Longest scramble an episode starts from");
  schema.add("step_limit", settings.stepLimit, {1, kLongestEpisode}, "turns", "An episode ends after this many turns");
}

namespace {

using cube::State;

EnvSpec makeSpec(const RubiksCubeSettings& settings) {
  EnvSpec spec;
  spec.id = "rubiks-cube";
  spec.title = "Rubik's cube";
  spec.stateBytes = sizeof(State);
  spec.floatCount = 1;
  spec.tokenCount = cube::kStickers;
  spec.tokenVocabulary = cube::kFaces;
  spec.tokenShape = {cube::kFaces, 3, 3};
  for (int turn = 0; turn < cube::kTurns; ++turn) spec.actionNames.push_back(cube::turnName(turn));
  spec.stepLimit = static_cast<int>(settings.stepLimit);
  return spec;
}

State load(StateView bytes) {
  State state;
  std::memcpy(&state, bytes.data(), sizeof state);
  return state;
}

class RubiksCube final : public Env {
 public:
  explicit RubiksCube(const RubiksCubeSettings& settings)
      : settings_(settings), spec_(makeSpec(settings)), symmetries_(cube::symmetries()) {}

  [[nodiscard]] const EnvSpec& spec() const override { return spec_; }

  void reset(StateSpan state, Rng& rng) const override {
    State scrambled;
    do {
      scrambled = scramble(rng);
    } while (cube::isSolved(scrambled));  // a solved start would score without a thought
    std::memcpy(state.data(), &scrambled, sizeof scrambled);
  }

  StepResult step(StateSpan state, ActionView action) const override {
    StepResult result;
    std::uint8_t flags = 0;
    SPOLAB_CHECK_EQ(state.size(), sizeof(State));
    checkActions(action);
    cube::stepBatch({state.data(), action.data(), &result.reward, &flags, 1, spec_.stepLimit});
    result.ended = (flags & kEnded) != 0;
    result.success = (flags & kSuccess) != 0;
    return result;
  }

  void observe(StateView state, std::span<std::byte> observation) const override {
    const State here = load(state);
    const auto limit = static_cast<float>(spec_.stepLimit);
    const float timeLeft = (limit - static_cast<float>(here.steps)) / limit;
    std::memcpy(observation.data(), &timeLeft, sizeof timeLeft);
    std::memcpy(observation.data() + sizeof timeLeft, here.stickers.data(), cube::kStickers);
  }

  [[nodiscard]] std::span<const Symmetry> symmetries() const override { return symmetries_; }

  [[nodiscard]] bool isGoal(StateView state) const override { return cube::isSolved(load(state)); }

  [[nodiscard]] bool isOver(StateView state) const override {
    return isGoal(state) || load(state).steps >= spec_.stepLimit;
  }

  void draw(StateView from, ActionView action, float fraction, Scene& scene) const override {
    cube::drawCube(load(from), action.empty() ? -1 : discreteAction(action), fraction, scene);
  }

  [[nodiscard]] const Controls* controls() const override { return &cube::controls(); }

  [[nodiscard]] std::vector<std::int32_t> parseActions(StateView /*start*/, std::string_view text) const override {
    const std::vector<int> turns = cube::parseMoves(text);
    return {turns.begin(), turns.end()};
  }

  [[nodiscard]] std::string print(StateView state) const override { return cube::printState(load(state)); }

  void parse(std::string_view text, StateSpan state) const override {
    const State parsed = cube::parseState(text);
    if (parsed.steps > spec_.stepLimit)
      throw Error::usage("a step count from 0 to " + std::to_string(spec_.stepLimit) + " (env.step_limit) after @",
                         "@" + std::to_string(parsed.steps), "a cube's state");
    std::memcpy(state.data(), &parsed, sizeof parsed);
  }

  [[nodiscard]] std::string stateHelp() const override {
    return "face turns from the solved cube, such as \"R U R' U'\" or \"F2 L\" (U F R B L D; ' anticlockwise, 2 half); "
           "or 54 stickers as the letter of their home face, faces in the order U F R B L D (Up, Front, Right, Back, "
           "Left, Down), each in reading order as you look at it (on top of Up is Back, on top of Down is Front); "
           "then \"@7\" if 7 steps of the episode are gone";
  }

  void stepBatch(std::span<std::byte> states, std::span<const std::byte> actions, std::span<float> rewards,
                 std::span<std::uint8_t> flags) const override {
    SPOLAB_CHECK_EQ(states.size(), rewards.size() * sizeof(State));
    SPOLAB_CHECK_EQ(actions.size(), rewards.size() * sizeof(std::int32_t));
    SPOLAB_CHECK_EQ(flags.size(), rewards.size());
    checkActions(actions);
    cube::stepBatch({states.data(), actions.data(), rewards.data(), flags.data(), rewards.size(), spec_.stepLimit});
  }

 private:
  State scramble(Rng& rng) const {
    const auto choices = static_cast<std::uint32_t>(settings_.scrambleMax - settings_.scrambleMin + 1);
    const auto turns = static_cast<std::uint32_t>(settings_.scrambleMin) + rng.below(choices);
    State state = cube::solvedState();
    for (std::uint32_t k = 0; k < turns; ++k) state = cube::turned(state, static_cast<int>(rng.below(cube::kTurns)));
    return state;
  }

  /// The tables are read without further checks, so a wrong action must stop here.
  static void checkActions(std::span<const std::byte> actions) {
    std::uint32_t largest = 0;
    for (std::size_t i = 0; i < actions.size(); i += sizeof(std::int32_t)) {
      const auto action = static_cast<std::uint32_t>(discreteAction(actions.subspan(i)));
      largest = action > largest ? action : largest;  // a negative action is a large one
    }
    SPOLAB_CHECK_LT(largest, static_cast<std::uint32_t>(cube::kTurns));
  }

  RubiksCubeSettings settings_;
  EnvSpec spec_;
  std::vector<Symmetry> symmetries_;
};

class RubiksCubeConfig final : public EnvConfig {
 public:
  void describe(Schema& schema) override { spolab::describe(settings_, schema); }
  /// SPO evaluates scrambles of 7 turns only; an agent of shorter ones is evaluated at its longest.
  void useEvaluationProtocol() override {
    constexpr std::int64_t kPaperScramble = 7;
    settings_.scrambleMax = std::min(settings_.scrambleMax, kPaperScramble);
    settings_.scrambleMin = settings_.scrambleMax;
  }
  [[nodiscard]] std::vector<std::string> widestRules() const override {
    return {"env.step_limit=" + std::to_string(kLongestEpisode)};
  }
  [[nodiscard]] std::unique_ptr<Env> make() const override { return makeRubiksCube(settings_); }

 private:
  RubiksCubeSettings settings_;
};

const bool registered =
    registerEnv({"rubiks-cube", "Rubik's cube",
                 []() -> std::unique_ptr<EnvConfig> { return std::make_unique<RubiksCubeConfig>(); }, 10});

}  // namespace

std::unique_ptr<Env> makeRubiksCube(const RubiksCubeSettings& settings) {
  if (settings.scrambleMin > settings.scrambleMax)
    throw Error::usage("env.scramble_min of at most env.scramble_max (" + std::to_string(settings.scrambleMax) + ")",
                       std::to_string(settings.scrambleMin), "the cube's settings");
  return std::make_unique<RubiksCube>(settings);
}

}  // namespace spolab
