#include "envs/sokoban/sokoban.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <vector>

#include "core/base/check.h"
#include "core/base/error.h"
#include "envs/registry.h"
#include "envs/sokoban/controls.h"
#include "envs/sokoban/level_source.h"
#include "envs/sokoban/level_text.h"
#include "envs/sokoban/lurd.h"

namespace spolab {

namespace {
constexpr int kLongestEpisode = 10000;
}  // namespace

void describe(SokobanSettings& settings, Schema& schema) {
  schema.group("env");
  schema.add("size", settings.size, {sokoban::kMinSide, sokoban::kMaxSide}, "cells",
             "Rows and columns of the board, walls counted; smaller levels stand in its middle");
  schema.shapesNetwork();
  schema.add("boxes", settings.boxes, {1, 8}, "boxes", "Boxes of a level the program makes, at most");
  schema.add("boxes_min", settings.boxesMin, {0, 8}, "boxes",
             "Boxes of a level the program makes, at least; 0 stands for the number in env.boxes");
  schema.add("pushes_min", settings.pushesMin, {1, 1000}, "pushes",
             "Pushes needed to solve a level the program makes, at least, where a room allows it");
  schema.add("pushes_max", settings.pushesMax, {1, 1000}, "pushes",
             "Pushes needed to solve a level the program makes, at most");
  schema.add(
      "levels", settings.levels, {},
      "File of levels to play (Boxoban or XSB text), or a folder whose own files are read; empty: made by the program");
  schema.add("eval_levels", settings.evalLevels, {}, "The same to evaluate and play on; empty: as env.levels says");
  schema.add("step_limit", settings.stepLimit, {1, kLongestEpisode}, "moves", "An episode ends after this many moves");
}

namespace {

using sokoban::Board;
using sokoban::LevelSource;
using sokoban::MakingSettings;

EnvSpec makeSpec(const SokobanSettings& settings, const Board& board, int boxes) {
  EnvSpec spec;
  spec.id = "sokoban";
  spec.title = "Sokoban";
  spec.stateBytes = board.stateBytes();
  spec.floatCount = 1;
  spec.tokenCount = board.size() * board.size();
  spec.tokenVocabulary = 7;
  spec.tokenShape = {board.size(), board.size()};
  spec.actionNames = {"Up", "Right", "Down", "Left"};
  spec.stepLimit = static_cast<int>(settings.stepLimit);
  // Nothing gained until time is up; every box pushed onto its target at once and nothing wasted.
  spec.scoreMinimum = -0.1 * static_cast<double>(settings.stepLimit);
  spec.scoreMaximum = 10.0 + 0.9 * boxes;
  return spec;
}

class Sokoban final : public Env {
 public:
  Sokoban(const SokobanSettings& settings, std::shared_ptr<const LevelSource> source)
      : board_(static_cast<int>(settings.size)),
        spec_(makeSpec(settings, board_, source->mostBoxes())),
        symmetries_(squareBoardSymmetries(spec_)),
        controls_(sokoban::makeControls(board_)),
        source_(std::move(source)) {}

  [[nodiscard]] const EnvSpec& spec() const override { return spec_; }
  [[nodiscard]] std::string printActions(StateView start, std::span<const std::int32_t> actions) const override {
    return sokoban::printLurd(sokoban::parseMoment(print(start)).level, actions);
  }
  [[nodiscard]] std::vector<std::int32_t> parseActions(StateView start, std::string_view text) const override {
    return sokoban::parseLurd(sokoban::parseMoment(print(start)).level, text);
  }
  [[nodiscard]] std::span<const Symmetry> symmetries() const override { return symmetries_; }
  [[nodiscard]] const Controls* controls() const override { return controls_.get(); }

  void reset(StateSpan state, Rng& rng) const override { source_->draw(state, rng); }
  [[nodiscard]] int startCount() const override { return source_->count(); }
  void start(int index, StateSpan state) const override { source_->write(index, state); }

  StepResult step(StateSpan state, ActionView action) const override {
    StepResult result;
    std::uint8_t flags = 0;
    SPOLAB_CHECK_EQ(state.size(), spec_.stateBytes);
    sokoban::stepBatch(board_, {state.data(), action.data(), &result.reward, &flags, 1, spec_.stepLimit});
    result.ended = (flags & kEnded) != 0;
    result.success = (flags & kSuccess) != 0;
    return result;
  }

  void observe(StateView state, std::span<std::byte> observation) const override {
    const auto limit = static_cast<float>(spec_.stepLimit);
    const float timeLeft = (limit - static_cast<float>(Board::steps(state))) / limit;
    std::memcpy(observation.data(), &timeLeft, sizeof timeLeft);
    board_.writeCells(state, observation.subspan(sizeof timeLeft));
  }

  [[nodiscard]] bool isGoal(StateView state) const override { return board_.solved(state); }

  [[nodiscard]] bool isOver(StateView state) const override {
    return isGoal(state) || Board::steps(state) >= spec_.stepLimit;
  }

  void draw(StateView from, ActionView action, float fraction, Scene& scene) const override {
    sokoban::drawBoard(board_, from, action.empty() ? -1 : discreteAction(action), fraction, scene);
  }

  void drawActor(StateView state, Scene& scene) const override { sokoban::drawPieces(board_, state, scene); }

  bool place(StateView state, Vec3& point) const override {
    point = sokoban::playerPoint(board_, state);
    return true;
  }

  [[nodiscard]] std::string print(StateView state) const override {
    return sokoban::printMoment(board_.unload(state), Board::steps(state));
  }

  void parse(std::string_view text, StateSpan state) const override {
    const sokoban::Moment moment = sokoban::parseMoment(text);
    const sokoban::Level& level = moment.level;
    if (!board_.fits(level))
      throw Error::usage("a level of at most " + std::to_string(board_.size()) + " rows and columns (env.size)",
                         std::to_string(level.rows) + " rows and " + std::to_string(level.columns) + " columns",
                         "a Sokoban level, line " + std::to_string(moment.line) + ", column 1");
    if (moment.steps > spec_.stepLimit)
      throw Error::usage("a number of steps from 0 to " + std::to_string(spec_.stepLimit) + " (env.step_limit)",
                         std::to_string(moment.steps), "a Sokoban level");
    board_.load(level, moment.steps, state);
  }

  [[nodiscard]] std::string stateHelp() const override {
    return "a level in XSB text: # wall, @ player, $ box, . target, * box on target, + player on target, space or - "
           "floor; rows end with a line break or |, and 7# stands for #######; then a line \"steps 7\" if 7 steps of "
           "the episode are gone";
  }

  void stepBatch(std::span<std::byte> states, std::span<const std::byte> actions, std::span<float> rewards,
                 std::span<std::uint8_t> flags) const override {
    SPOLAB_CHECK_EQ(states.size(), rewards.size() * spec_.stateBytes);
    SPOLAB_CHECK_EQ(actions.size(), rewards.size() * sizeof(std::int32_t));
    SPOLAB_CHECK_EQ(flags.size(), rewards.size());
    sokoban::stepBatch(board_,
                       {states.data(), actions.data(), rewards.data(), flags.data(), rewards.size(), spec_.stepLimit});
  }

 private:
  Board board_;
  EnvSpec spec_;
  std::vector<Symmetry> symmetries_;
  std::unique_ptr<Controls> controls_;
  std::shared_ptr<const LevelSource> source_;
};

MakingSettings makingSettings(const SokobanSettings& settings, const Board& board, bool heldOut) {
  const auto refuse = [](const std::string& expected, std::int64_t found) {
    throw Error::usage(expected, std::to_string(found), "Sokoban's settings");
  };
  const int most = sokoban::mostMadeBoxes(board);
  if (settings.boxes > most)
    refuse("env.boxes of at most " + std::to_string(most) + " on a board of env.size " + std::to_string(board.size()),
           settings.boxes);
  if (settings.boxesMin > settings.boxes)
    refuse("env.boxes_min of at most env.boxes (" + std::to_string(settings.boxes) + ")", settings.boxesMin);
  if (settings.pushesMin > settings.pushesMax)
    refuse("env.pushes_min of at most env.pushes_max (" + std::to_string(settings.pushesMax) + ")", settings.pushesMin);
  MakingSettings making;
  making.boxesMax = static_cast<int>(settings.boxes);
  making.boxesMin = settings.boxesMin == 0 ? making.boxesMax : static_cast<int>(settings.boxesMin);
  making.pushesMin = static_cast<int>(settings.pushesMin);
  making.pushesMax = static_cast<int>(settings.pushesMax);
  making.heldOut = heldOut;
  return making;
}

std::shared_ptr<const LevelSource> makeSource(const SokobanSettings& settings, bool heldOut) {
  const Board board(static_cast<int>(settings.size));
  if (!settings.levels.empty()) return sokoban::givenLevels(board, settings.levels);
  return sokoban::madeLevels(board, makingSettings(settings, board, heldOut));
}

/// Levels are read, or made, once for all that are in use at the same time, whatever copy of the settings asks.
std::shared_ptr<const LevelSource> sharedSource(const SokobanSettings& settings, bool heldOut) {
  struct Shared {
    SokobanSettings settings;
    bool heldOut;
    std::string files;  ///< as they were
    std::weak_ptr<const LevelSource> source;
  };
  static std::mutex mutex;
  static std::vector<Shared> all;
  const std::string files = settings.levels.empty() ? std::string() : sokoban::levelFilesState(settings.levels);
  const auto inUse = [&]() -> std::shared_ptr<const LevelSource> {
    std::erase_if(all, [](const Shared& shared) { return shared.source.expired(); });
    for (const Shared& shared : all)
      if (shared.settings == settings && shared.heldOut == heldOut && shared.files == files)
        if (auto source = shared.source.lock()) return source;
    return nullptr;
  };
  {
    const std::scoped_lock lock(mutex);
    if (auto source = inUse()) return source;
  }
  auto made = makeSource(settings, heldOut);  // seconds for a large folder: nobody waits for it
  const std::scoped_lock lock(mutex);
  if (auto source = inUse()) return source;  // another thread was quicker
  all.push_back({settings, heldOut, files, made});
  return made;
}

/// For those who want to know the rules alone.
class NoLevels final : public LevelSource {
 public:
  explicit NoLevels(int mostBoxes) : mostBoxes_(mostBoxes) {}
  void draw(StateSpan /*state*/, Rng& /*rng*/) const override { SPOLAB_CHECK(!"levels were not asked for"); }
  [[nodiscard]] int mostBoxes() const override { return mostBoxes_; }

 private:
  int mostBoxes_;
};

class SokobanConfig final : public EnvConfig {
 public:
  void describe(Schema& schema) override { spolab::describe(settings_, schema); }

  void useEvaluationProtocol() override {
    if (!settings_.evalLevels.empty()) settings_.levels = settings_.evalLevels;
  }

  [[nodiscard]] std::vector<std::string> widestRules() const override {
    return {"env.size=" + std::to_string(sokoban::kMaxSide), "env.step_limit=" + std::to_string(kLongestEpisode)};
  }

  [[nodiscard]] std::unique_ptr<Env> make() const override {
    source_ = sharedSource(settings_, heldOut);
    return std::make_unique<Sokoban>(settings_, source_);
  }

  [[nodiscard]] std::unique_ptr<Env> makeRules() const override {
    const Board board(static_cast<int>(settings_.size));
    if (settings_.levels.empty()) static_cast<void>(makingSettings(settings_, board, heldOut));
    return std::make_unique<Sokoban>(settings_, std::make_shared<NoLevels>(static_cast<int>(settings_.boxes)));
  }

 private:
  SokobanSettings settings_;
  mutable std::shared_ptr<const LevelSource> source_;  ///< kept for the environments to come
};

const bool registered = registerEnv(
    {"sokoban", "Sokoban", []() -> std::unique_ptr<EnvConfig> { return std::make_unique<SokobanConfig>(); }, 20});

}  // namespace

std::unique_ptr<Env> makeSokoban(const SokobanSettings& settings, bool heldOut) {
  return std::make_unique<Sokoban>(settings, makeSource(settings, heldOut));
}

}  // namespace spolab
