#pragma once

#include <string>

#include "app/episode/playhead.h"

namespace spolab {

/// What is written over the world: whose parameters play, where the episode stands, how it ended. Puzzles speak of
/// moves and of being solved, bodies of steps, returns and speed.
struct WorldCaption {
  std::string title;       ///< "Rubik's cube"
  std::string parameters;  ///< "iteration 120 of this training"
  std::string progress;    ///< "episode 4 · solved 3 of 3"
  std::string verdict;     ///< "Solved in 9 moves", empty while playing
  bool success = false;
  std::string notice;    ///< large, centred low: "loading the engine"
  std::string speed;     ///< of a body: "1.84 m/s"; empty for worlds without one
  std::string distance;  ///< and how far it has come: "12.4 m from the start"
};

/// Pure. Empty before there is a world.
WorldCaption captionOf(const Moment& moment);

/// Number of decisions that lie before the state on screen.
int stepsDone(const Moment& moment);

/// Metres per step over the ground that the body of the viewed episode makes: a mean over the last steps up to the one
/// looked at. 0 where the world has no place for a state.
double metresPerStep(const Moment& moment);

}  // namespace spolab
