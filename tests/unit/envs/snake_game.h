#pragma once

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "envs/snake/snake.h"

namespace spolab::test {

/// One game of Snake in hand: rules and the bytes of a state.
struct SnakeGame {
  std::unique_ptr<Env> env;
  std::vector<std::byte> state;

  explicit SnakeGame(int size, int stepLimit = 4000) {
    env = makeSnake({size, stepLimit});
    state.resize(env->spec().stateBytes);
  }
  SnakeGame(int size, const std::string& board, int stepLimit = 4000) : SnakeGame(size, stepLimit) {
    env->parse(board, state);
  }

  StepResult step(int action) {
    const auto number = static_cast<std::int32_t>(action);
    return env->step(state, std::as_bytes(std::span(&number, 1)));
  }
  [[nodiscard]] std::vector<std::uint8_t> mask() const {
    std::vector<std::uint8_t> out(4, 9);
    env->legalActions(state, out);
    return out;
  }
  [[nodiscard]] snake::Position position() const { return snake::positionOf(state, size()); }
  [[nodiscard]] int size() const { return env->spec().planeShape[1]; }
  /// Rows of the board, apart by '/', without steps and chance.
  [[nodiscard]] std::string board() const {
    std::string text = env->print(state);
    text.resize(text.rfind("\nsteps"));
    for (char& c : text)
      if (c == '\n') c = '/';
    return text;
  }
};

}  // namespace spolab::test
