#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "envs/planar_bodies/body.h"

namespace spolab::planar {

/// All there is to know of a body between two actions: minimal coordinates, so joints never come apart. Entries of
/// joints the body lacks are zero.
struct alignas(8) State {
  double x = 0;                            ///< of the torso's frame; double, so that a long way costs no precision
  std::uint64_t terrain = 0;               ///< seed of the ground; 0 where the ground is flat
  float z = 0;                             ///< of the torso's frame
  float pitch = 0;                         ///< of the torso about +y; full turns are kept
  std::array<float, kMaxJoints> angles{};  ///< of the hinges, each about its own axis
  float vx = 0, vz = 0;                    ///< of the torso's frame, m/s
  float pitchRate = 0;                     ///< rad/s
  std::array<float, kMaxJoints> rates{};   ///< of the hinges, rad/s
  std::int32_t steps = 0;                  ///< actions taken in this episode
  friend bool operator==(const State&, const State&) = default;
};
static_assert(sizeof(State) == 88 && offsetof(State, steps) == 84);

/// All numbers are finite and small enough for the solver to answer with finite ones: lengths and angles below 10⁵ (x
/// below 10⁹), rates below 10⁴. Every state a step can make lies well within.
bool isPlausible(const State& state);

/// "x 0x1p-4 q 0x… qd 0x… step 12", with "terrain 0123456789abcdef" in front of x where `hasTerrain`: one line, floats
/// in hexadecimal, q = z, pitch, angles and qd = vx, vz, pitch rate, rates.
std::string printState(const Body& body, const State& state, bool hasTerrain);
/// Reads printState's form; numbers may be decimal too. Throws a usage Error that names the bad word and its number.
State parseState(const Body& body, std::string_view text, bool hasTerrain, int stepLimit);

}  // namespace spolab::planar
