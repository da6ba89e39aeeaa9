#include "envs/snake/snake.h"

#include <new>

#include "core/base/check.h"
#include "envs/registry.h"
#include "envs/snake/board.h"
#include "envs/snake/controls.h"

namespace spolab {

void describe(SnakeSettings& settings, Schema& schema) {
  schema.group("env");
  schema.add("size", settings.size, {snake::kSmallestSide, snake::kLargestSide}, "cells",
             "Rows and columns of the board");
  schema.shapesNetwork();
  schema.add("step_limit", settings.stepLimit, {1, snake::kLargestStepLimit}, "moves",
             "An episode ends after this many moves");
}

namespace {

using snake::Event;
using snake::Grid;
using snake::Position;
using snake::State;

enum Plane : std::size_t { kBodyPlane, kHeadPlane, kTailPlane, kFruitPlane, kOrderPlane, kPlanes };

EnvSpec makeSpec(const SnakeSettings& settings) {
  EnvSpec spec;
  const int size = static_cast<int>(settings.size);
  spec.id = "snake";
  spec.title = "Snake";
  spec.stateBytes = snake::stateBytes(size);
  spec.planeShape = {static_cast<int>(kPlanes), size, size};
  spec.floatCount = static_cast<int>(kPlanes) * size * size + 1;
  spec.actionNames = {"Up", "Right", "Down", "Left"};
  spec.stepLimit = static_cast<int>(settings.stepLimit);
  spec.scoreMaximum = size * size - 1;
  spec.deterministic = false;
  spec.hasLegalMask = true;
  return spec;
}

/// `kWords`: words of a bit board of all cells.
template <int kWords>
class Snake final : public Env {
 public:
  using Board = State<kWords>;

  explicit Snake(const SnakeSettings& settings)
      : spec_(makeSpec(settings)), symmetries_(squareBoardSymmetries(spec_)), grid_(static_cast<int>(settings.size)) {}

  [[nodiscard]] const EnvSpec& spec() const override { return spec_; }
  void reseedChance(StateSpan state, std::uint64_t seed) const override { snake::reseedChance(state, seed); }
  [[nodiscard]] std::span<const Symmetry> symmetries() const override { return symmetries_; }
  [[nodiscard]] const Controls* controls() const override { return &snake::arrowControls(); }

  void reset(StateSpan state, Rng& rng) const override {
    const auto head = static_cast<std::uint16_t>(rng.below(static_cast<std::uint32_t>(grid_.cellCount())));
    const Board board = snake::startingState<kWords>(head, rng.nextU64(), grid_);
    std::memcpy(state.data(), &board, sizeof board);
  }

  StepResult step(StateSpan state, ActionView action) const override {
    StepResult result;
    std::uint8_t flags = 0;
    stepBatch(state, action, {&result.reward, 1}, {&flags, 1});
    result.ended = (flags & kEnded) != 0;
    result.success = (flags & kSuccess) != 0;
    return result;
  }

  void stepBatch(std::span<std::byte> states, std::span<const std::byte> actions, std::span<float> rewards,
                 std::span<std::uint8_t> flags) const override {
    SPOLAB_CHECK_EQ(states.size(), rewards.size() * sizeof(Board));
    SPOLAB_CHECK_EQ(actions.size(), rewards.size() * sizeof(std::int32_t));
    SPOLAB_CHECK_EQ(flags.size(), rewards.size());
    for (std::size_t i = 0; i < rewards.size(); ++i) {
      const auto action = static_cast<std::uint32_t>(discreteAction(actions.subspan(i * sizeof(std::int32_t))));
      SPOLAB_CHECK_LT(action, std::uint32_t{snake::kDirections});
      Board& board = boardAt(states.data() + i * sizeof(Board));
      const Event event = snake::advance(board, action, grid_);
      const bool full = event == Event::kAte && board.length == grid_.cellCount();
      const bool ended = event == Event::kCrashed || full || board.steps >= spec_.stepLimit;
      rewards[i] = event == Event::kAte ? 1.0f : 0.0f;
      flags[i] = static_cast<std::uint8_t>((ended ? kEnded : 0) | (full ? kSuccess : 0));
    }
  }

  void observe(StateView state, std::span<std::byte> observation) const override {
    SPOLAB_CHECK_EQ(state.size(), sizeof(Board));
    SPOLAB_CHECK_EQ(observation.size(), spec_.observationBytes());
    writeObservation(boardAt(state.data()), observation.data());
  }

  void observeBatch(std::span<const std::byte> states, std::span<std::byte> observations) const override {
    const std::size_t count = states.size() / sizeof(Board), bytes = spec_.observationBytes();
    SPOLAB_CHECK_EQ(observations.size(), count * bytes);
    for (std::size_t i = 0; i < count; ++i)
      writeObservation(boardAt(states.data() + i * sizeof(Board)), observations.data() + i * bytes);
  }

  /// All moves where none is legal: an episode must be able to end.
  void legalActions(StateView state, std::span<std::uint8_t> mask) const override {
    const Board& board = boardAt(state.data());
    std::uint8_t any = 0;
    for (std::uint32_t d = 0; d < snake::kDirections; ++d) {
      mask[d] = snake::mayEnter(board, grid_.neighbour(board.head, d)) ? 1 : 0;
      any |= mask[d];
    }
    if (any == 0) Env::legalActions(state, mask);
  }

  [[nodiscard]] bool isGoal(StateView state) const override {
    return boardAt(state.data()).length == grid_.cellCount();
  }

  [[nodiscard]] bool isOver(StateView state) const override {
    return isGoal(state) || boardAt(state.data()).steps >= spec_.stepLimit;
  }

  void draw(StateView from, ActionView action, float fraction, Scene& scene) const override {
    const Position before = snake::positionOf(from, grid_.size());
    if (action.empty()) return snake::drawPosition(before, -1, before, 0.0f, scene);
    const std::int32_t direction = discreteAction(action);
    SPOLAB_CHECK_LT(static_cast<std::uint32_t>(direction), std::uint32_t{snake::kDirections});
    Board next = boardAt(from.data());
    snake::advance(next, static_cast<std::uint32_t>(direction), grid_);
    const Position after = snake::positionOf(std::as_bytes(std::span(&next, 1)), grid_.size());
    snake::drawPosition(before, direction, after, fraction, scene);
  }

  void drawActor(StateView state, Scene& scene) const override {
    snake::drawSnake(snake::positionOf(state, grid_.size()), scene);
  }

  bool place(StateView state, Vec3& point) const override {
    point = snake::centreOf(boardAt(state.data()).head, grid_.size());
    return true;
  }

  [[nodiscard]] std::string print(StateView state) const override {
    return snake::printPosition(snake::positionOf(state, grid_.size()));
  }

  void parse(std::string_view text, StateSpan state) const override {
    snake::writePosition(snake::parsePosition(text, grid_.size(), spec_.stepLimit), state);
  }

  [[nodiscard]] std::string stateHelp() const override {
    const std::string size = std::to_string(grid_.size());
    return size + " rows of " + size +
           " cells, apart by blanks, line breaks or /: . free, * fruit, O head, ^ > v < body pointing to the next cell "
           "on the way to the head; then \"steps 7\" if 7 moves of the episode are gone, and \"chance 9f3c\" "
           "(hexadecimal) to say where the stream of later fruits stands";
  }

 private:
  static Board& boardAt(std::byte* bytes) { return *std::launder(reinterpret_cast<Board*>(bytes)); }
  static const Board& boardAt(const std::byte* bytes) { return *std::launder(reinterpret_cast<const Board*>(bytes)); }

  void writeObservation(const Board& board, std::byte* out) const {
    const auto cells = static_cast<std::size_t>(grid_.cellCount());
    const auto put = [&](std::size_t plane, std::size_t cell, float value) {
      std::memcpy(out + (plane * cells + cell) * sizeof value, &value, sizeof value);
    };
    std::memset(out, 0, kPlanes * cells * sizeof(float));
    const auto length = static_cast<float>(board.length);
    std::uint32_t cell = board.tail;
    for (std::uint32_t order = 1;; ++order) {
      put(kBodyPlane, cell, 1.0f);
      put(kOrderPlane, cell, static_cast<float>(order) / length);
      if (order == board.length) break;
      cell = grid_.neighbour(cell, snake::aheadOf(board, cell));
    }
    put(kHeadPlane, board.head, 1.0f);
    put(kTailPlane, board.tail, 1.0f);
    if (board.fruit != snake::kNowhere) put(kFruitPlane, board.fruit, 1.0f);
    const auto limit = static_cast<float>(spec_.stepLimit);
    put(kPlanes, 0, (limit - static_cast<float>(board.steps)) / limit);
  }

  EnvSpec spec_;
  std::vector<Symmetry> symmetries_;
  Grid grid_;
};

class SnakeConfig final : public EnvConfig {
 public:
  void describe(Schema& schema) override { spolab::describe(settings_, schema); }
  [[nodiscard]] std::vector<std::string> widestRules() const override {
    return {"env.step_limit=" + std::to_string(snake::kLargestStepLimit)};
  }
  [[nodiscard]] std::unique_ptr<Env> make() const override { return makeSnake(settings_); }

 private:
  SnakeSettings settings_;
};

const bool registered =
    registerEnv({"snake", "Snake", []() -> std::unique_ptr<EnvConfig> { return std::make_unique<SnakeConfig>(); }, 30});

}  // namespace

std::unique_ptr<Env> makeSnake(const SnakeSettings& settings) {
  SPOLAB_CHECK(settings.size >= snake::kSmallestSide && settings.size <= snake::kLargestSide);
  SPOLAB_CHECK(settings.stepLimit >= 1 && settings.stepLimit <= snake::kLargestStepLimit);
  switch (snake::wordsFor(static_cast<int>(settings.size))) {
    case 1:
      return std::make_unique<Snake<1>>(settings);
    case 3:
      return std::make_unique<Snake<3>>(settings);
    default:
      return std::make_unique<Snake<snake::kMostWords>>(settings);
  }
}

}  // namespace spolab
