#pragma once

#include "envs/env.h"

namespace spolab {

/// Positions of the speed slider: half octaves from 1/8 × to 64 ×, then as fast as it goes.
inline constexpr int kSlowest = 0;
inline constexpr int kNormalSpeed = 6;
inline constexpr int kFastest = 19;

/// Multiple of the normal speed at a slider position; infinity at kFastest.
double speedMultiple(int position);
/// Decisions per second that count as 1 ×: puzzles one, bodies the pace of their control, where they tell it.
double normalStepsPerSecond(const EnvSpec& spec);

}  // namespace spolab
